"""Dates and times out of cells, in the form the source declares, over distinct values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import DataError
from bakhsh.language.dates import jalali_to_gregorian
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.zones import to_instant, to_local

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.data.cells import Mask, Micros

    Numbers = npt.NDArray[np.int64]

__all__ = ["Moments", "read_moments"]

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""A moment outside these years is impossible: a damaged cell, a wrong calendar, a placeholder."""

_TIME = r"(?P<H>\d{1,2}):(?P<M>\d{1,2})(?::(?P<S>\d{1,2})(?:[.,](?P<f>\d{1,9}))?)?"
_ISO = (
    r"(?P<Y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    rf"(?:(?:[T,\s]\s*){_TIME})?\s*(?P<z>Z|UTC|[+-]\d{{2}}:?\d{{2}})?"
)
_JALALI = (
    r"(?P<Y>\d{4})\s*[-/. ]\s*(?P<m>\d{1,2}|[\pL\x{200c}]+)\s*[-/. ]\s*(?P<d>\d{1,2})"
    rf"(?:(?:[T,\s]|\s-)\s*{_TIME})?"
)
_DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})", "y": r"(?P<y>\d{2})", "m": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})", "I": r"(?P<I>\d{1,2})", "M": r"(?P<M>\d{1,2})", "S": r"(?P<S>\d{1,2})",
    "f": r"(?P<f>\d{1,9})", "p": r"(?P<p>[AaPp]\.?[Mm]\.?)", "b": r"(?P<b>\pL+)\.?", "B": r"(?P<b>\pL+)",
    "z": r"(?P<z>Z|UTC|[+-]\d{2}:?\d{2})", "%": "%",
}  # fmt: skip
_MONTHS = {
    "gregorian": ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                  "november", "december"),
    "jalali": ("farvardin فروردین", "ordibehesht اردیبهشت", "khordad خرداد", "tir تیر", "mordad amordad مرداد امرداد",
               "shahrivar شهریور", "mehr مهر", "aban آبان", "azar آذر", "dey دی", "bahman بهمن", "esfand اسفند"),
}  # fmt: skip
_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Moments:
    """Per row: local time and instant (microsecond timestamps without zone), whether the cell could not be read, and
    whether what it says is outside the years 1970 to 2200."""

    local: pa.Array
    instant: pa.Array
    bad: pa.Array
    impossible: pa.Array


def read_moments(cells: Cells, form: str, zone: str) -> Moments:
    """The moments the cells say.

    `form`: empty for ISO 8601 (year, month, day; "-", "/" or "." between them; time and offset may follow); "jalali"
    for year, month (number or name) and day of the Jalali calendar; strptime's directives (%Y %y %m %d %H %I %M %S %f
    %p %b %B %z), read as Jalali after "jalali ". A day without a time is its midnight. A time with an offset is an
    instant and shown in `zone`; one without is local there. A day that no calendar has (30 February) is not read.
    Raises DataError for a form with an unknown directive.
    """
    local, offset, bad = _native(cells) or _parsed(cells.texts, form)
    import numpy as np

    years = local.astype("datetime64[us]").astype("datetime64[Y]").astype(np.int64) + 1970
    impossible = ~bad & ((years < FIRST_YEAR) | (years > LAST_YEAR))
    fine = ~bad & ~impossible
    zoned = offset != _NO_OFFSET
    instant = np.where(zoned, local - offset, 0)
    local = np.where(zoned, to_local(np.where(fine & zoned, instant, 0), zone), local)
    instant = np.where(zoned, instant, to_instant(np.where(fine, local, 0), zone))
    filled = pc.is_valid(cells.texts).to_numpy(zero_copy_only=False)

    def each(values: Micros) -> pa.Array:
        return cells.each(pa.array(values, pa.timestamp("us"), mask=~(fine & filled)))

    def flag(mask: Mask) -> pa.Array:
        return pc.fill_null(cells.each(pa.array(mask & filled)), False)

    return Moments(each(local), each(instant), flag(bad), flag(impossible))


_NO_OFFSET = -(2**62)


def _native(cells: Cells) -> tuple[Micros, Micros, Mask] | None:
    """Timestamps and dates that the file already holds as such; None for text."""
    import numpy as np

    kind = cells.native.type
    if not (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        return None
    stamps = cells.native.cast(pa.timestamp("us", kind.tz if pa.types.is_timestamp(kind) else None), safe=False)
    micros = pc.fill_null(stamps.cast(pa.int64()), 0).to_numpy(zero_copy_only=False).copy()
    zoned = pa.types.is_timestamp(kind) and kind.tz is not None
    return micros, np.full(len(micros), 0 if zoned else _NO_OFFSET, np.int64), np.zeros(len(micros), bool)


def _parsed(texts: pa.Array, form: str) -> tuple[Micros, Micros, Mask]:
    """Local microseconds, offset in microseconds (`_NO_OFFSET` where none is written), and what could not be read."""
    import numpy as np

    if not form:
        try:
            micros = texts.cast(pa.timestamp("us")).cast(pa.int64())
            local = pc.fill_null(micros, 0).to_numpy(zero_copy_only=False).copy()
            return local, np.full(len(local), _NO_OFFSET, np.int64), np.zeros(len(local), bool)
        except pa.ArrowInvalid:
            pass  # not all of them in Arrow's own ISO form: read them one shape at a time
    pattern, calendar = _pattern(form)
    found = pc.extract_regex(texts, pattern)
    names = [one.name for one in found.type]
    parts = {name: pc.struct_field(found, name) for name in names}
    matched = pc.is_valid(found).to_numpy(zero_copy_only=False)
    days, known = _days(parts, calendar, len(texts))
    clock, possible = _clock(parts, len(texts))
    return days * 86_400 * _US + clock, _offsets(parts, len(texts)), ~(matched & known & possible)


@lru_cache(maxsize=64)
def _pattern(form: str) -> tuple[str, str]:
    if not form:
        return f"^{_ISO}$", "gregorian"
    if form == "jalali":
        return f"^{_JALALI}$", "jalali"
    calendar = "jalali" if form.startswith("jalali ") else "gregorian"
    pattern = ""
    for piece in re.findall(r"%.|\s+|[^%\s]+|%$", form.removeprefix("jalali ")):
        if piece.startswith("%"):
            if piece[1:] not in _DIRECTIVES:
                raise DataError(Sentence("data.date_form_unknown", {"form": Code(form), "directive": Code(piece)}))
            pattern += _DIRECTIVES[piece[1:]]
        else:
            pattern += r"\s+" if piece.isspace() else re.escape(piece)
    return f"^{pattern}$", calendar


def _numbers(parts: dict[str, pa.Array], name: str, rows: int, default: int = 0) -> Numbers:
    import numpy as np

    if name not in parts:
        return np.full(rows, default, np.int64)
    text = pc.if_else(pc.equal(parts[name], ""), None, parts[name])
    found: Numbers = pc.fill_null(text.cast(pa.int64()), default).to_numpy(zero_copy_only=False)
    return found


def _days(parts: dict[str, pa.Array], calendar: str, rows: int) -> tuple[Numbers, Mask]:
    """Days since 1970 and whether the calendar has such a day."""
    import numpy as np

    years, days = _numbers(parts, "Y", rows, 0), _numbers(parts, "d", rows, 1)
    if "y" in parts:
        short = _numbers(parts, "y", rows)
        # POSIX' reading of two digits; Jalali years of our time are 13xx from 50 on and 14xx below.
        years = (
            short + np.where(short < 69, 2000, 1900)
            if calendar == "gregorian"
            else short + np.where(short < 50, 1400, 1300)
        )
    months = _months(parts, calendar, rows)
    if calendar == "jalali":
        return _jalali_days(years, months, days)
    fine = (months >= 1) & (months <= 12) & (years >= 1)
    first = ((years - 1970) * 12 + months - 1).astype("datetime64[M]")
    start = first.astype("datetime64[D]").astype(np.int64)
    length = (first + 1).astype("datetime64[D]").astype(np.int64) - start
    return start + days - 1, fine & (days >= 1) & (days <= length)


def _months(parts: dict[str, pa.Array], calendar: str, rows: int) -> Numbers:
    """Month numbers from digits or from names; 0 where a name is none."""
    import numpy as np

    texts = parts.get("m", parts.get("b"))
    if texts is None:
        return np.ones(rows, np.int64)
    encoded = texts.dictionary_encode()
    numbers = [_month(text or "", calendar) for text in encoded.dictionary.to_pylist()]
    found: Numbers = pc.fill_null(pa.array(numbers, pa.int64()).take(encoded.indices), 0).to_numpy(zero_copy_only=False)
    return found


def _month(text: str, calendar: str) -> int:
    if text.isdigit():
        return int(text)
    key = matching_key(text)
    for number, names in enumerate(_MONTHS[calendar], 1):
        for name in map(matching_key, names.split()):
            if key == name or (calendar == "gregorian" and key in (name[:3], name[:4])):
                return number
    return 0


def _jalali_days(years: Numbers, months: Numbers, days: Numbers) -> tuple[Numbers, Mask]:
    import numpy as np

    epoch = np.datetime64("1970-01-01").astype("datetime64[D]").item().toordinal()
    codes, places = np.unique((years * 100 + months) * 100 + days, return_inverse=True)
    found = [jalali_to_gregorian(code // 10_000, code // 100 % 100, code % 100) for code in codes.tolist()]
    numbers = np.array([0 if day is None else day.toordinal() - epoch for day in found], np.int64)
    return numbers[places], np.array([day is not None for day in found], bool)[places]


def _clock(parts: dict[str, pa.Array], rows: int) -> tuple[Numbers, Mask]:
    """Microseconds since midnight and whether a clock shows such a time (24:00 and 23:59:60 are none)."""
    import numpy as np

    hours, minutes, seconds = (_numbers(parts, name, rows) for name in "HMS")
    fine = (hours < 24) & (minutes < 60) & (seconds < 60)
    if "I" in parts:
        half = _numbers(parts, "I", rows, 12)
        fine &= (half >= 1) & (half <= 12)
        hours = half % 12
    if "p" in parts:
        later = pc.fill_null(pc.match_substring_regex(parts["p"], "^[Pp]"), False).to_numpy(zero_copy_only=False)
        hours = hours % 12 + np.where(later, 12, 0)
    return ((hours * 60 + minutes) * 60 + seconds) * _US + _fraction(parts, rows), fine


def _fraction(parts: dict[str, pa.Array], rows: int) -> Numbers:
    import numpy as np

    if "f" not in parts:
        return np.zeros(rows, np.int64)
    padded = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.fill_null(parts["f"], ""), 6, "0"), 0, 6)
    found: Numbers = padded.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return found


def _offsets(parts: dict[str, pa.Array], rows: int) -> Numbers:
    import numpy as np

    if "z" not in parts:
        return np.full(rows, _NO_OFFSET, np.int64)
    encoded = pc.fill_null(parts["z"], "").dictionary_encode()
    known = np.array([_offset(text) for text in encoded.dictionary.to_pylist()], np.int64)
    found: Numbers = known[encoded.indices.to_numpy(zero_copy_only=False)]
    return found


def _offset(text: str) -> int:
    if not text:
        return _NO_OFFSET
    if text in ("Z", "UTC"):
        return 0
    digits = text[1:].replace(":", "")
    micros = (int(digits[:2]) * 60 + int(digits[2:])) * 60 * _US
    return -micros if text[0] == "-" else micros
