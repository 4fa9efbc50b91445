"""What reading a column of dates has found so far, by the place of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.language.locale import Calendar
from bakhsh.loop.data.days import gregorian_days, jalali_days

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["DAY", "NO_OFFSET", "Read", "unread"]

DAY = 86_400_000_000
NO_OFFSET = -(2**62)
"""In place of an offset from UTC where none is written."""


@dataclass(frozen=True, slots=True)
class Read:
    """Local microseconds since 1970 and the offset from UTC in microseconds, of texts that are neither bad (say no
    date), of the other calendar, nor unclear."""

    local: Numbers
    offset: Numbers
    bad: Mask
    other: Mask
    unclear: Mask

    def days(self, places: Numbers, years: Numbers, months: Numbers, days: Numbers, calendar: Calendar) -> None:
        """These texts say these days of that calendar (at midnight); bad where it has no such day."""
        reckon = jalali_days if calendar == "jalali" else gregorian_days
        since, known = reckon(years, months, days)
        self.local[places] = since * DAY
        self.bad[places] = ~known

    def told_apart(self, places: Numbers, years: Numbers, months: Numbers, days: Numbers, calendar: Calendar) -> None:
        """As `days`, but a year that is surely of the other calendar is told, where that one has the day."""
        import numpy as np

        unlike = (years >= 1200) & (years < 1600) if calendar == "gregorian" else (years >= 1900) & (years <= 2200)
        if not unlike.any():
            self.days(places, years, months, days, calendar)
            return
        for one, among in ((calendar, ~unlike), (_OTHER[calendar], unlike)):
            chosen = np.flatnonzero(among)
            self.days(places[chosen], years[chosen], months[chosen], days[chosen], one)
        self.other[places] = unlike & ~self.bad[places]


_OTHER: dict[Calendar, Calendar] = {"gregorian": "jalali", "jalali": "gregorian"}


def unread(texts: int) -> Read:
    """Nothing read yet: every text is bad."""
    import numpy as np

    return Read(
        np.zeros(texts, np.int64), np.full(texts, NO_OFFSET, np.int64), np.ones(texts, bool), np.zeros(texts, bool),
        np.zeros(texts, bool),
    )  # fmt: skip
