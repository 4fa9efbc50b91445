"""Marks: how far a source that is asked for what is new has been read, as text in a load record and back.

A mark is the highest value of a column that grows. Times go back by days; numbers do not: who numbers rows says nothing
about days.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from bakhsh.language.dates import jalali_to_gregorian, month_key

__all__ = ["Mark", "back", "day_of", "from_text", "grows", "later", "to_text"]

Mark = datetime | date | int | Decimal | str

_DAY = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)")
_JALALI = range(1200, 1600)


def grows(value: object) -> Mark | None:
    """The value as a mark; None where it has no order that could be relied on (text that is no day written year first,
    with zeros)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str):
        return value if _day_written(value) else None
    return value if isinstance(value, (datetime, date, int, Decimal)) else None


def later(one: Mark | None, other: Mark | None) -> Mark | None:
    """The higher of two marks. TypeError where they do not compare: a number and a day."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


def back(mark: Mark, days: int) -> Mark:
    """So many days before a mark; a number stays. Written days are cut to the day, which is never too late."""
    match mark:
        case datetime() | date():
            return mark - timedelta(days=days)
        case str():
            return _written_before(mark, days)
        case _:
            return mark


def day_of(mark: Mark) -> date | None:
    """The calendar day a mark stands on; None for a number."""
    match mark:
        case datetime():
            return mark.date()
        case date():
            return mark
        case str():
            return _day_written(mark)
        case _:
            return None


def to_text(mark: Mark | None) -> str:
    """2024-05-04T10:00:00, 2024-05-04, 4711, or '2024-05-04 10:00' in quotes where the column holds text."""
    match mark:
        case None:
            return ""
        case str():
            return f"'{mark}'"
        case datetime() | date():
            return mark.isoformat()
        case _:
            return str(mark)


def from_text(text: str) -> Mark | None:
    """The mark that was written; None for an empty text."""
    if not text:
        return None
    if text.startswith("'"):
        return text[1:-1]
    if "T" in text:
        return datetime.fromisoformat(text)
    try:
        return int(text) if text.lstrip("-").isdigit() else Decimal(text)
    except InvalidOperation:
        return date.fromisoformat(text)


def _day_written(text: str) -> date | None:
    found = _DAY.match(text)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[3]), int(found[4])
    if year in _JALALI:
        return jalali_to_gregorian(year, month, day)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _written_before(text: str, days: int) -> str:
    """The earlier day in the same calendar and with the same sign between its parts."""
    day, found = _day_written(text), _DAY.match(text)
    if day is None or found is None:
        return text
    before = day - timedelta(days=days)
    parts = _in_jalali(before) if int(found[1]) in _JALALI else (before.year, before.month, before.day)
    return found[2].join((f"{parts[0]:04d}", f"{parts[1]:02d}", f"{parts[2]:02d}"))


def _in_jalali(day: date) -> tuple[int, int, int]:
    year, month = month_key(day, "jalali")
    first = jalali_to_gregorian(year, month, 1) or day
    return year, month, (day - first).days + 1
