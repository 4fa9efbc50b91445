"""Names of months and of days of the week, as people spell them in Persian and in Latin letters."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bakhsh.language.dates import add_months, parse_day
from bakhsh.language.digits import to_latin
from bakhsh.language.keys import matching_key
from bakhsh.language.locale import Calendar

__all__ = ["WEEKDAY", "month_named", "parse_month"]

_MONTHS: dict[Calendar, tuple[str, ...]] = {
    "jalali": (
        "farvardin فروردین", "ordibehesht ordibehest اردیبهشت", "khordad xordad خرداد", "tir تیر",
        "mordad amordad مرداد امرداد", "shahrivar shahriwar sharivar شهریور", "mehr مهر", "aban abaan آبان ابان",
        "azar آذر اذر", "dey dei دی", "bahman بهمن", "esfand esphand اسفند",
    ),
    "gregorian": (
        "january ژانویه", "february فوریه", "march مارس", "april آوریل اوریل", "may مه می", "june ژوئن ژوین",
        "july ژوئیه ژوییه جولای", "august اوت آگوست اگوست", "september سپتامبر", "october اکتبر", "november نوامبر",
        "december دسامبر",
    ),
}  # fmt: skip


def _known() -> dict[str, tuple[Calendar, int]]:
    found: dict[str, tuple[Calendar, int]] = {}
    for calendar, months in _MONTHS.items():
        for number, names in enumerate(months, 1):
            for name in names.split():
                found[matching_key(name)] = (calendar, number)
                if calendar == "gregorian" and name.isascii():
                    found[name[:3]] = found[name[:4]] = (calendar, number)
    return found


_NUMBERS = _known()


def month_named(text: str) -> tuple[Calendar, int] | None:
    """The calendar and the number (1 to 12) of the month of that name, by matching key; None for no month.

    Gregorian months also by their first three or four Latin letters.
    """
    return _NUMBERS.get(matching_key(text))


_BY_NUMBER = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.]0?1)?", re.ASCII)
_BY_NAME = re.compile(r"(?:(?P<before>\d{4})[-/. ]+)?(?P<name>[^\W\d_]+)(?:[-/. ]+(?P<after>\d{4}))?")


def parse_month(text: str) -> tuple[date, date] | None:
    """The first and the last day of a month somebody wrote: "1403-07", «۱۴۰۳/۷», "2024-10-01", «مهر ۱۴۰۳», "Oct 2024";
    None for anything else. Years 1200 to 1599 are Jalali."""
    plain = to_latin(text.strip()).lower()
    number = year = 0
    if by_number := _BY_NUMBER.fullmatch(plain):
        year, number = int(by_number[1]), int(by_number[2])
        calendar: Calendar = "jalali" if 1200 <= year < 1600 else "gregorian"
    elif (by_name := _BY_NAME.fullmatch(plain)) and (named := month_named(by_name["name"])):
        year, (calendar, number) = int(by_name["before"] or by_name["after"] or 0), named
    start = parse_day(f"{year:04}-{number:02}-01", calendar) if year else None
    if start is None or (calendar == "jalali") is not (1200 <= year < 1600):
        return None
    return start, add_months(start, 1, calendar) - timedelta(days=1)


WEEKDAY = re.compile(
    r"(?:(?:یک|دو|سه|چهار|پنج)? ?شنبه|جمعه|آدینه"
    r"|(?:yek|do|se|ch?ahar|panj)?-?shanbeh?|jom[ae]h?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?)(?![^\W\d_])"
)
"""A day of the week at the beginning of a text in small letters with Persian ی and ک and single blanks."""
