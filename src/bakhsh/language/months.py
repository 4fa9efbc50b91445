"""Names of months and of days of the week, as people spell them in Persian and in Latin letters."""

from __future__ import annotations

import re

from bakhsh.language.keys import matching_key
from bakhsh.language.locale import Calendar

__all__ = ["WEEKDAY", "month_named"]

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


WEEKDAY = re.compile(
    r"(?:(?:یک|دو|سه|چهار|پنج)? ?شنبه|جمعه|آدینه"
    r"|(?:yek|do|se|ch?ahar|panj)?-?shanbeh?|jom[ae]h?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?)(?![^\W\d_])"
)
"""A day of the week at the beginning of a text in small letters with Persian ی and ک and single blanks."""
