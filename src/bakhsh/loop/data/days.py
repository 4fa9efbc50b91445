"""Days of two calendars and of spreadsheets, over whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["gregorian_days", "jalali_days", "serial_days"]

_EPOCH = 719_163
"""The ordinal (`datetime.date.toordinal`) of 1970-01-01."""
_LAST_YEAR = 9377


def gregorian_days(years: Numbers, months: Numbers, days: Numbers) -> tuple[Numbers, Mask]:
    """Days since 1970-01-01, and whether the Gregorian calendar has such a day (years 1 to 9999)."""
    import numpy as np

    fine = (months >= 1) & (months <= 12) & (years >= 1) & (years <= 9999)
    first = (np.where(fine, (years - 1970) * 12 + months - 1, 0)).astype("datetime64[M]")
    start = first.astype("datetime64[D]").astype(np.int64)
    length = (first + 1).astype("datetime64[D]").astype(np.int64) - start
    return start + days - 1, fine & (days >= 1) & (days <= length)


def jalali_days(years: Numbers, months: Numbers, days: Numbers) -> tuple[Numbers, Mask]:
    """Days since 1970-01-01, and whether the Jalali calendar has such a day: the rule of
    `language.dates.jalali_to_gregorian`."""
    import numpy as np

    fine = (years >= 1) & (years <= _LAST_YEAR) & (months >= 1) & (months <= 12) & (days >= 1)
    years, months = np.where(fine, years, 1), np.where(fine, months, 1)
    start = _new_year(years)
    leap = _new_year(years + 1) - start == 366
    length = np.where(months < 7, 31, np.where((months < 12) | leap, 30, 29))
    passed = np.where(months < 7, (months - 1) * 31, (months - 7) * 30 + 186)
    return start + passed + days - 1 - _EPOCH, fine & (days <= length)


def _new_year(years: Numbers) -> Numbers:
    cycles, rest = (years + 1595) // 33, (years + 1595) % 33
    return 365 * (years + 1595) + cycles * 8 + (rest + 3) // 4 - 355_668 - 365 + 1


def serial_days(serials: Numbers, first_1904: bool) -> tuple[Numbers, Mask]:
    """Days since 1970-01-01 of a spreadsheet's day numbers, and whether there is such a day.

    Day 1 is 1900-01-01, and day 60 a 29 February that 1900 never had; of workbooks counted from 1904, day 0 is
    1904-01-01 and there is no such gap.
    """
    import numpy as np

    if first_1904:
        return serials - 24_107, serials >= 0
    return serials - np.where(serials < 60, 25_568, 25_569), (serials >= 1) & (serials != 60)
