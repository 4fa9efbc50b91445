"""When a business rests for longer than a weekend: as in the same week of last year, else as everybody does."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

from bakhsh.language.dates import month_day
from bakhsh.language.locale import Calendar

__all__ = ["LONGEST_HOLIDAYS", "long_holidays", "pauses"]

_FEWEST = 3
"""So many open days without data are a pause, and no day that was missed."""
_USUAL = 0.95

LONGEST_HOLIDAYS: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "iran": ((12, 29), (1, 13)),
    "west": ((12, 24), (1, 2)),
}
"""Month and day of the first and the last day on which business rests the longest: Nowruz, Christmas to New Year."""


def long_holidays(place: str, first: date, last: date) -> frozenset[date]:
    """The days of the longest holidays from one day to another, by whose seasons the shop lives ("iran", "west"; none
    for any other)."""
    if place not in LONGEST_HOLIDAYS:
        return frozenset()
    begins, ends = LONGEST_HOLIDAYS[place]
    calendar: Calendar = "jalali" if place == "iran" else "gregorian"
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    # Both lie around the turn of the year.
    return frozenset(day for day in days if not ends < month_day(day, calendar) < begins)


def pauses(spoke: Iterable[date], weekdays: Collection[int]) -> frozenset[date]:
    """The days of a source's own pauses: between two days with data, where at least three of its weekdays passed, and
    more than in 95 of 100 of its gaps."""
    ordered = sorted(spoke)
    gaps = [[one + timedelta(days=step) for step in range(1, (other - one).days)] for one, other in pairwise(ordered)]
    silent = [sum(day.weekday() in weekdays for day in gap) for gap in gaps]
    usual = sorted(silent)[math.ceil(_USUAL * len(silent)) - 1] if silent else 0
    least = max(_FEWEST, usual + 1)
    return frozenset(day for gap, count in zip(gaps, silent, strict=True) if count >= least for day in gap)
