"""Dates and times out of cells, in the form the source declares, over distinct values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data import directives, free_dates, serials
from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.read_dates import NO_OFFSET, Read, unread
from bakhsh.loop.data.zones import to_instant, to_local

if TYPE_CHECKING:
    from bakhsh.loop.data.cells import Mask, Micros

__all__ = ["BIRTHS", "PURCHASES", "Moments", "read_moments"]

PURCHASES = (1970, 2200)
"""A purchase outside these years is impossible: a damaged cell, a wrong calendar, a placeholder."""
BIRTHS = (1850, 2200)
"""The same for days that may lie long before any purchase."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Per row: local time and instant (microsecond timestamps without zone); whether the cell could not be read;
    whether what it says lies outside the possible years; whether it is a date of the other calendar; whether it could
    mean several days. At most one of the four holds, and then there is no time."""

    local: pa.Array
    instant: pa.Array
    bad: pa.Array
    impossible: pa.Array
    other_calendar: pa.Array
    unclear: pa.Array

    def reasons(self) -> tuple[tuple[str, pa.Array], ...]:
        """Why rows have no time although their cell says something."""
        return (
            ("bad_date", self.bad),
            ("other_calendar", self.other_calendar),
            ("unclear_date", self.unclear),
            ("impossible_date", self.impossible),
        )


def read_moments(cells: Cells, form: str, zone: str, years: tuple[int, int] = PURCHASES) -> Moments:
    """The moments the cells say.

    `form`: empty for Gregorian dates, "jalali" for Jalali ones, in any unambiguous spelling (see
    `language.spelled_dates`); "either" for both, told apart by the year; "excel" or "excel 1904" for a spreadsheet's
    day numbers, whose fraction is the time to the millisecond; "unix" or "unix ms" for seconds or milliseconds since
    1970 UTC; else strptime's directives (%Y %y %m %d %H %I %M %S %f %p %b %B %z), read as Jalali after "jalali " and by
    the year after "either ". In any form, a moment as programs write it (2024-05-04T14:30:00) is read as such: of a
    year from 1200 to 1599 as Jalali.

    A day without a time is its midnight. A time with an offset is an instant and shown in `zone`; one without is local
    there. A day that no calendar has (30 February, 30 Esfand of a common year) is not read; a year of the other
    calendar is told apart; what could mean several days (05/06/2024 where no order is declared, a year of two digits)
    is unclear. Raises DataError for a form with an unknown directive.
    """
    import numpy as np

    found = _native(cells) or _parsed(cells.texts, form)
    local, offset = found.local, found.offset
    said = found.local.astype("datetime64[us]").astype("datetime64[Y]").astype(np.int64) + 1970
    read = ~(found.bad | found.other | found.unclear)
    impossible = read & ((said < years[0]) | (said > years[1]))
    fine = read & ~impossible
    zoned = offset != NO_OFFSET
    if zoned.any():
        instant = np.where(zoned, local - offset, 0)
        local = np.where(zoned, to_local(np.where(fine & zoned, instant, 0), zone), local)
        instant = np.where(zoned, instant, to_instant(np.where(fine, local, 0), zone))
    else:
        instant = to_instant(np.where(fine, local, 0), zone)
    filled = pc.is_valid(cells.texts).to_numpy(zero_copy_only=False)

    def each(values: Micros) -> pa.Array:
        return cells.each(pa.array(values, pa.timestamp("us"), mask=~(fine & filled)))

    def flag(mask: Mask) -> pa.Array:
        if not mask.any():
            return pa.repeat(pa.scalar(False), len(cells.rows))
        return pc.fill_null(cells.each(pa.array(mask & filled)), False)

    return Moments(
        each(local), each(instant), flag(found.bad), flag(impossible), flag(found.other), flag(found.unclear)
    )


def _native(cells: Cells) -> Read | None:
    """Timestamps and dates that the file already holds as such; None for text."""
    kind = cells.native.type
    if not (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        return None
    stamps = cells.native.cast(pa.timestamp("us", kind.tz if pa.types.is_timestamp(kind) else None), safe=False)
    found = unread(len(stamps))
    found.local[:] = pc.fill_null(stamps.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    found.bad[:] = False
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        found.offset[:] = 0
    return found


def _parsed(texts: pa.Array, form: str) -> Read:
    if form in free_dates.FORMS:
        return free_dates.read(texts, form)
    found = unread(len(texts))
    # A form with a T of its own says itself how such moments are written.
    if "T" not in form:
        free_dates.read_machine_moments(texts, found)
    if form in serials.FORMS:
        serials.read(texts, form, found)
    else:
        directives.read(texts, form, found)
    return found
