"""Periods of the calendar: when each begins, and which one a day lies in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import ibis

from bakhsh.language.dates import add_months, month_key, month_starts
from bakhsh.language.locale import Calendar

__all__ = ["PERIODS", "next_start", "place", "starts"]

PERIODS = ("week", "month", "quarter")

_FIRST_OF_WEEK = {"gregorian": 0, "jalali": 5}
"""Weeks begin on Monday, or on Saturday."""


def starts(first: date, last: date, period: str, calendar: Calendar) -> list[date]:
    """The first day of every period from that of `first` to that of `last`; quarters are four a year of the calendar,
    weeks begin as its people begin them."""
    if period == "week":
        begin = first - timedelta(days=(first.weekday() - _FIRST_OF_WEEK[calendar]) % 7)
        return [begin + timedelta(days=7 * number) for number in range(max((last - begin).days, -1) // 7 + 1)]
    if period == "month":
        return month_starts(first, last, calendar)
    months = month_starts(first, last, calendar)
    begin = months[0] if months else first
    quarter = add_months(begin, -((month_key(begin, calendar)[1] - 1) % 3), calendar)
    return month_starts(quarter, last, calendar)[::3]


def next_start(start: date, period: str, calendar: Calendar) -> date:
    """The first day of the period after the one that begins on `start`."""
    if period == "week":
        return start + timedelta(days=7)
    return add_months(start, 3 if period == "quarter" else 1, calendar)


def place(day: ibis.Value, begins: Sequence[date]) -> ibis.Value:
    """Which of the periods that begin on these days the day lies in, from 0; -1 before them all."""
    return _place(day, begins, 0, len(begins))


def _place(day: ibis.Value, begins: Sequence[date], low: int, high: int) -> ibis.Value:
    """Halving asks log2 comparisons of a row."""
    if low == high:
        return ibis.literal(low - 1, "int32")
    middle = (low + high) // 2
    later = _place(day, begins, middle + 1, high)
    return (day >= ibis.date(begins[middle].isoformat())).ifelse(later, _place(day, begins, low, middle))
