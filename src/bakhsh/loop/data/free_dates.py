"""Dates whose spelling nobody declared, only their calendar: what stands at fixed places by the column, the rest one
distinct text at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.locale import Calendar
from bakhsh.language.spelled_dates import Spelled, spelled
from bakhsh.loop.data.fixed_dates import YEAR_FIRST, Fixed, fixed
from bakhsh.loop.data.read_dates import NO_OFFSET, Read, unread

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]

__all__ = ["FORMS", "clock_of", "read", "read_machine_moments"]

_Form = Literal["", "jalali", "either"]
FORMS: tuple[_Form, ...] = ("", "jalali", "either")

_MACHINE = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"
_SECOND = 1_000_000


def read(texts: pa.Array, form: str) -> Read:
    """The dates of a column of that calendar ("" Gregorian, "jalali", or "either" by the year)."""
    import numpy as np

    found = unread(len(texts))
    told = np.zeros(len(texts), bool)
    for block in fixed(texts, YEAR_FIRST):
        told[block.places] = True
        _take_fixed(found, block, form)
    valid = pc.is_valid(texts).to_numpy(zero_copy_only=False)
    _take_spelled(found, texts, np.flatnonzero(valid & ~told), form)
    read_machine_moments(texts, found)
    return found


def read_machine_moments(texts: pa.Array, found: Read) -> None:
    """Moments as programs write them, whatever the form: Jalali where the year is from 1200 to 1599."""
    import numpy as np

    stamps = pc.fill_null(pc.match_substring_regex(texts, _MACHINE), False)
    places = np.flatnonzero(stamps.to_numpy(zero_copy_only=False))
    if not len(places):
        return
    some = read_either(texts.take(pa.array(places)))
    for name in ("local", "offset", "bad", "other", "unclear"):
        getattr(found, name)[places] = getattr(some, name)


def read_either(texts: pa.Array) -> Read:
    import numpy as np

    found = unread(len(texts))
    told = np.zeros(len(texts), bool)
    for block in fixed(texts, YEAR_FIRST):
        told[block.places] = True
        _take_fixed(found, block, "either")
    _take_spelled(found, texts, np.flatnonzero(~told), "either")
    return found


def clock_of(numbers: dict[str, Numbers], found: Read, places: Numbers) -> None:
    """Adds the time of day to what was read there; bad where no clock shows it (24:00 and 23:59:60 are none)."""
    if "H" not in numbers:
        return
    hours, minutes = numbers["H"], numbers["M"]
    seconds, fraction = numbers.get("S", 0), numbers.get("f", 0)
    found.bad[places] |= (hours > 23) | (minutes > 59) | (seconds > 59)
    found.local[places] += ((hours * 60 + minutes) * 60 + seconds) * _SECOND + fraction


def _take_fixed(found: Read, block: Fixed, form: str) -> None:
    numbers, places = block.numbers, block.places
    years, months, days = numbers["Y"], numbers["m"], numbers["d"]
    if form == "either":
        found.told_apart(places, years, months, days, "gregorian")
        found.other[places] = False
    else:
        found.told_apart(places, years, months, days, _calendar(form))
    clock_of(numbers, found, places)
    found.other[places] &= ~found.bad[places]
    if block.utc:
        found.offset[places] = 0


def _take_spelled(found: Read, texts: pa.Array, places: Numbers, form: str) -> None:
    import numpy as np

    if not len(places):
        return
    said = [spelled(text) for text in texts.take(pa.array(places)).to_pylist()]
    for calendar in ("gregorian", "jalali"):
        some = [(place, one) for place, one in zip(places.tolist(), said, strict=True) if _says(one, calendar)]
        if not some:
            continue
        at = np.array([place for place, _ in some], np.int64)
        dates = np.array([(one.year, one.month, one.day) for _, one in some if one], np.int64).T
        found.days(at, dates[0], dates[1], dates[2], "jalali" if calendar == "jalali" else "gregorian")
        found.local[at] += np.array([one.clock or 0 for _, one in some if one], np.int64)
        found.offset[at] = [NO_OFFSET if one is None or one.offset is None else one.offset for _, one in some]
        if form != "either" and calendar != _calendar(form):
            found.other[at] = ~found.bad[at]
    unclear = [place for place, one in zip(places.tolist(), said, strict=True) if one is not None and one.unclear]
    found.unclear[unclear] = True
    found.bad[unclear] = False


def _says(one: Spelled | None, calendar: str) -> bool:
    return one is not None and not one.unclear and one.calendar == calendar


def _calendar(form: str) -> Calendar:
    return "jalali" if form == "jalali" else "gregorian"
