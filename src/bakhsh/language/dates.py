"""Days and months in two calendars: shown, read, counted.

A day is always a `datetime.date` (proleptic Gregorian); the Jalali calendar is a way of reading and showing it.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from bakhsh.language.digits import to_latin, to_persian
from bakhsh.language.locale import Calendar, Locale

__all__ = [
    "add_months", "jalali_to_gregorian", "month_key", "month_starts", "parse_day", "show_date", "show_datetime",
    "show_month",
]  # fmt: skip

_MONTHS = {
    ("gregorian", "en"): (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    ("gregorian", "fa"): (
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
    ),
    ("jalali", "en"): (
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey", "Bahman",
        "Esfand",
    ),
    ("jalali", "fa"): (
        "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
    ),
}  # fmt: skip
_LAST_JALALI_YEAR = 9377  # the last that ends within the years of `datetime.date`


def jalali_to_gregorian(year: int, month: int, day: int) -> date | None:
    """The day with this Jalali date; None where the calendar has no such day.

    The arithmetic rule of 33-year cycles (eight leap years each), years 1 to 9377. It is the civil calendar for every
    day of 1300–1450.
    """
    if not (1 <= year <= _LAST_JALALI_YEAR and 1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return None
    if (month, day) == (12, 30) and _new_year(year + 1) - _new_year(year) == 365:
        return None
    passed = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    return date.fromordinal(_new_year(year) + passed + day - 1)


def _new_year(year: int) -> int:
    """The ordinal of 1 Farvardin: 365 days a year, and a leap day for each leap year of the cycle so far."""
    cycles, rest = divmod(year + 1595, 33)
    return 365 * (year + 1595) + cycles * 8 + (rest + 3) // 4 - 355668 - 365 + 1


def _parts(day: date, calendar: Calendar) -> tuple[int, int, int]:
    """Year, month and day of `day`, in the Gregorian calendar where the Jalali one had not begun."""
    ordinal = day.toordinal()
    if calendar == "gregorian" or ordinal < _new_year(1):
        return day.year, day.month, day.day
    year = day.year - 621
    if ordinal < _new_year(year):
        year -= 1
    passed = ordinal - _new_year(year)
    month, number = divmod(passed, 31) if passed < 186 else divmod(passed - 186, 30)
    return year, month + (1 if passed < 186 else 7), number + 1


def _first_of(year: int, month: int, calendar: Calendar) -> date:
    """The first day of a month; `month` may lie outside 1 to 12 and then counts on into other years."""
    years, index = divmod(month - 1, 12)
    if calendar == "gregorian":
        return date(year + years, index + 1, 1)
    first = jalali_to_gregorian(year + years, index + 1, 1)
    if first is None:
        raise OverflowError(f"the Jalali calendar is counted for the years 1 to {_LAST_JALALI_YEAR}")
    return first


def month_key(day: date, calendar: Calendar) -> tuple[int, int]:
    """Year and month (1 to 12) of `day`; keys order as months do."""
    year, month, _ = _parts(day, calendar)
    return year, month


def month_day(day: date, calendar: Calendar) -> tuple[int, int]:
    """Month and day of the month."""
    _, month, number = _parts(day, calendar)
    return month, number


def month_starts(first: date, last: date, calendar: Calendar) -> list[date]:
    """The first day of every month from that of `first` to that of `last`, both included; ordered.

    The first of them may lie before `first`. Empty when `last` is in an earlier month.
    """
    year, month = month_key(first, calendar)
    until_year, until_month = month_key(last, calendar)
    count = (until_year - year) * 12 + until_month - month + 1
    return [_first_of(year, month + offset, calendar) for offset in range(count)]


def add_months(day: date, months: int, calendar: Calendar) -> date:
    """The same day of the month so many months later (earlier below zero); the month's last day where it has none."""
    year, month, number = _parts(day, calendar)
    first = _first_of(year, month + months, calendar)
    length = (_first_of(year, month + months + 1, calendar) - first).days
    return date.fromordinal(first.toordinal() + min(number, length) - 1)


_DAY = re.compile(r"(\d{3,4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)


def parse_day(text: str, calendar: Calendar) -> date | None:
    """The day a person typed as year, month, day: "1403/02/15", "۱۴۰۳-۰۲-۱۵", "2024-05-04"; None for anything else.

    Years 1200 to 1599 are Jalali and years from 1800 Gregorian, whatever `calendar` says; it decides for the rest.
    """
    found = _DAY.fullmatch(to_latin(text.strip()))
    if found is None:
        return None
    year, month, number = int(found[1]), int(found[3]), int(found[4])
    jalali = 1200 <= year <= 1599 or (calendar == "jalali" and year < 1800)
    if jalali:
        return jalali_to_gregorian(year, month, number)
    try:
        return date(year, month, number)
    except ValueError:
        return None


def show_date(day: date, locale: Locale) -> str:
    """Day, month by name and year: "4 May 2024", «۱۵ اردیبهشت ۱۴۰۳»."""
    year, month, number = _parts(day, _calendar(day, locale))
    return _digits(f"{number} {_month_name(month, day, locale)} {year}", locale)


def show_month(day: date, locale: Locale) -> str:
    """The month `day` lies in, and its year: "May 2024", «اردیبهشت ۱۴۰۳»."""
    year, month = month_key(day, _calendar(day, locale))
    return _digits(f"{_month_name(month, day, locale)} {year}", locale)


def show_datetime(moment: datetime, locale: Locale) -> str:
    """Day and time to the minute, as the clock that wrote it: "4 May 2024, 14:30", «۱۵ اردیبهشت ۱۴۰۳، ۱۴:۳۰»."""
    comma = "،" if locale.language == "fa" else ","
    return f"{show_date(moment, locale)}{comma} {_digits(f'{moment:%H:%M}', locale)}"


def _calendar(day: date, locale: Locale) -> Calendar:
    return locale.calendar if day.toordinal() >= _new_year(1) else "gregorian"


def _month_name(month: int, day: date, locale: Locale) -> str:
    return _MONTHS[_calendar(day, locale), locale.language][month - 1]


def _digits(text: str, locale: Locale) -> str:
    return to_persian(text) if locale.digits == "persian" else text
