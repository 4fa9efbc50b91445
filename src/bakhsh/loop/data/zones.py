"""Local time and instants: when the clocks of a place change, over whole columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bakhsh.errors import DataError
from bakhsh.language.sentences import Code, Sentence

if TYPE_CHECKING:
    from bakhsh.loop.data.cells import Micros

__all__ = ["to_instant", "to_local"]

_SECOND = 1_000_000
_DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_instant(local: Micros, zone: str) -> Micros:
    """UTC of local times (both in microseconds since 1970).

    A time that the clocks show twice is taken for the first of the two; one they skip is read with the offset before
    the change, as if they had not been changed yet (PEP 495, fold = 0). The local time itself stays as written.
    """
    import numpy as np

    if not len(local):
        return local
    at, offsets = _changes(zone, *_years(local))
    # From which local second on the new offset holds: the later of the two readings of the moment of change.
    begins = np.array([moment + max(a, b) for moment, a, b in zip(at, offsets, offsets[1:], strict=False)], np.int64)
    found = np.array(offsets, np.int64)[np.searchsorted(begins * _SECOND, local, side="right")]
    return local - found * _SECOND


def to_local(instant: Micros, zone: str) -> Micros:
    """Local times of instants (both in microseconds since 1970)."""
    import numpy as np

    if not len(instant):
        return instant
    at, offsets = _changes(zone, *_years(instant))
    found = np.array(offsets, np.int64)[np.searchsorted(np.array(at, np.int64) * _SECOND, instant, side="right")]
    return instant + found * _SECOND


def _years(micros: Micros) -> tuple[int, int]:
    import numpy as np

    ends = np.array([micros.min(), micros.max()], dtype="datetime64[us]").astype("datetime64[Y]").astype(int) + 1970
    return max(int(ends[0]), 1900), min(int(ends[1]), 2300)


def _changes(zone: str, first: int, last: int) -> tuple[list[int], list[int]]:
    """The moments (UTC seconds) at which the offset changes in these years, and the offsets (seconds) between them."""
    moments: list[int] = []
    offsets: list[int] = []
    for year in range(first - 1, last + 2):
        before, of_year = _year(zone, year)
        offsets = offsets or [before]
        moments += [moment for moment, _ in of_year]
        offsets += [offset for _, offset in of_year]
    return moments, offsets


@lru_cache(maxsize=4096)
def _year(zone: str, year: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The offset (seconds) with which a UTC year begins, and its changes: moment and new offset."""
    place = _place(zone)
    start, stop = (round((datetime(one, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()) for one in (year, year + 1))
    found: list[tuple[int, int]] = []
    before = offset = _offset(place, start)
    for day in range(start, stop, _DAY):
        after = _offset(place, day + _DAY)
        if after != offset:
            found.append((_moment(place, day, day + _DAY), after))
            offset = after
    return before, tuple(found)


def _place(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DataError(Sentence("data.timezone_unknown", {"timezone": Code(zone)})) from error


def _offset(place: ZoneInfo, seconds: int) -> int:
    moment = _EPOCH + timedelta(seconds=seconds)
    return round((moment.astimezone(place).utcoffset() or timedelta()).total_seconds())


def _moment(place: ZoneInfo, low: int, high: int) -> int:
    """The first second in (low, high] with the offset of `high`."""
    wanted = _offset(place, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(place, middle) == wanted else (middle, high)
    return high
