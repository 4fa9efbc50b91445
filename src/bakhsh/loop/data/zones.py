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


@lru_cache(maxsize=64)
def _changes(zone: str, first: int, last: int) -> tuple[list[int], list[int]]:
    """The moments (UTC seconds) at which the offset changes in these years, and the offsets (seconds) between them."""
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DataError(Sentence("data.timezone_unknown", {"timezone": Code(zone)})) from error
    start = int(datetime(first, 1, 1, tzinfo=UTC).timestamp()) - 2 * _DAY
    stop = int(datetime(last + 1, 1, 1, tzinfo=UTC).timestamp()) + 2 * _DAY
    moments, offsets = [], [_offset(place, start)]
    for day in range(start, stop, _DAY):
        if _offset(place, day + _DAY) != offsets[-1]:
            moments.append(_moment(place, day, day + _DAY))
            offsets.append(_offset(place, day + _DAY))
    return moments, offsets


def _offset(place: ZoneInfo, seconds: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return round((moment.astimezone(place).utcoffset() or timedelta()).total_seconds())


def _moment(place: ZoneInfo, low: int, high: int) -> int:
    """The first second in (low, high] with the offset of `high`."""
    wanted = _offset(place, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(place, middle) == wanted else (middle, high)
    return high
