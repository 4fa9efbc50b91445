"""The price level of every day, and the money of one month in that of another.

A level is known of a month, from a table or from the shop's own prices. A month that lacks one has the last before it,
for CARRIED months at the most: tables are published late. Beyond that nobody knows, and nothing is made up: features
in constant money are empty for whoever paid or got back money then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

__all__ = ["CARRIED", "Level", "Levels"]

CARRIED = 3
"""So many months after its own a level still holds where no later one is known."""

_DAYS_OF_MONTH = 31


class Level(NamedTuple):
    """The level of prices from `start` to `end`, both included."""

    start: date
    end: date
    level: float


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels in the order of their days, none of which overlap."""

    known: Sequence[Level]

    def on(self, day: date) -> float | None:
        """The level of a day, carried where it may be."""
        found = self.of(day)
        return found.level if found else None

    def of(self, day: date) -> Level | None:
        """The level that holds on a day."""
        at = bisect_right(self.known, day, key=lambda one: one.start) - 1
        if at < 0:
            return None
        found = self.known[at]
        return found if day <= found.end + timedelta(days=CARRIED * _DAYS_OF_MONTH) else None

    def last(self, as_of: date) -> Level | None:
        """The latest level that is not later than a day, however old."""
        return next((one for one in reversed(self.known) if one.start <= as_of), None)
