"""Dates in a form declared by strptime's directives."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import DataError
from bakhsh.language.months import month_named
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.fixed_dates import fixed, template_of
from bakhsh.loop.data.free_dates import clock_of
from bakhsh.loop.data.read_dates import NO_OFFSET, Read

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["read"]

_Calendar = Literal["gregorian", "jalali", "either"]

_DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})", "y": r"(?P<y>\d{2})", "m": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})", "I": r"(?P<I>\d{1,2})", "M": r"(?P<M>\d{1,2})", "S": r"(?P<S>\d{1,2})",
    "f": r"(?P<f>\d{1,9})", "p": r"(?P<p>[AaPp]\.?[Mm]\.?|[قب]\.?\s?ظ\.?)", "b": r"(?P<b>\pL+)\.?", "B": r"(?P<b>\pL+)",
    "z": r"(?P<z>Z|UTC|[+-]\d{2}:?\d{2})", "%": "%",
}  # fmt: skip


def read(texts: pa.Array, form: str, found: Read) -> None:
    """The dates written in that form; what is not keeps what `found` says of it.

    Years of two digits: Gregorian ones as POSIX reads them (69 to 99 are 19xx), Jalali ones below 50 are 14xx and the
    others 13xx. After "either " the calendar is that of the year. Raises DataError for a directive nobody knows.
    """
    import numpy as np

    pattern, calendar = _pattern(form)
    rest = pc.is_valid(texts).to_numpy(zero_copy_only=False) & found.bad
    template = template_of(_bare(form))
    for block in fixed(texts, (template,), exact=True) if template else []:
        places, numbers = block.places, block.numbers
        if not rest[places].all():
            continue
        ones = np.ones(len(places), np.int64)
        years = _full_years(numbers["y"], calendar) if "y" in numbers else numbers.get("Y", ones * 0)
        _say(found, places, (years, numbers.get("m", ones), numbers.get("d", ones)), calendar)
        clock_of(numbers, found, places)
        found.other[places] &= ~found.bad[places]
        rest[places] = False
    places = np.flatnonzero(rest)
    if len(places):
        _by_pattern(texts.take(pa.array(places)), pattern, calendar, found, places)


def _by_pattern(texts: pa.Array, pattern: str, calendar: _Calendar, found: Read, places: Numbers) -> None:
    import numpy as np

    said = pc.extract_regex(texts, pattern)
    matched = pc.is_valid(said).to_numpy(zero_copy_only=False)
    parts = {one.name: pc.struct_field(said, one.name) for one in said.type}
    rows = len(texts)
    years = _full_years(_numbers(parts, "y", rows), calendar) if "y" in parts else _numbers(parts, "Y", rows)
    _say(found, places, (years, _months(parts, calendar, rows), _numbers(parts, "d", rows, 1)), calendar)
    hours, fine = _hours(parts, rows)
    clock = {"H": hours, "M": _numbers(parts, "M", rows), "S": _numbers(parts, "S", rows), "f": _fraction(parts, rows)}
    clock_of(clock, found, places)
    found.bad[places] |= ~(matched & fine)
    found.other[places] &= ~found.bad[places]
    found.offset[places] = np.where(matched, _offsets(parts, rows), NO_OFFSET)


@lru_cache(maxsize=64)
def _pattern(form: str) -> tuple[str, _Calendar]:
    calendar: _Calendar = "gregorian"
    if form != _bare(form):
        calendar = "jalali" if form.startswith("jalali ") else "either"
    pattern = ""
    for piece in re.findall(r"%.|\s+|[^%\s]+|%$", _bare(form)):
        if piece.startswith("%"):
            if piece[1:] not in _DIRECTIVES:
                raise DataError(Sentence("data.date_form_unknown", {"form": Code(form), "directive": Code(piece)}))
            pattern += _DIRECTIVES[piece[1:]]
        else:
            pattern += r"\s+" if piece.isspace() else re.escape(piece)
    return f"^{pattern}$", calendar


def _bare(form: str) -> str:
    return form.removeprefix("jalali ").removeprefix("either ")


def _say(found: Read, places: Numbers, date: tuple[Numbers, Numbers, Numbers], calendar: _Calendar) -> None:
    found.told_apart(places, *date, "jalali" if calendar == "jalali" else "gregorian")
    if calendar == "either":
        found.other[places] = False


def _full_years(short: Numbers, calendar: _Calendar) -> Numbers:
    import numpy as np

    if calendar != "jalali":
        return short + np.where(short < 69, 2000, 1900)
    return short + np.where(short < 50, 1400, 1300)


def _numbers(parts: dict[str, pa.Array], name: str, rows: int, default: int = 0) -> Numbers:
    import numpy as np

    if name not in parts:
        return np.full(rows, default, np.int64)
    text = pc.if_else(pc.equal(parts[name], ""), None, parts[name])
    found: Numbers = pc.fill_null(text.cast(pa.int64()), default).to_numpy(zero_copy_only=False)
    return found


def _months(parts: dict[str, pa.Array], calendar: _Calendar, rows: int) -> Numbers:
    """Month numbers from digits or from names; 0 where a name is none."""
    import numpy as np

    texts = parts.get("m", parts.get("b"))
    if texts is None:
        return np.ones(rows, np.int64)
    encoded = texts.dictionary_encode()
    numbers = [_month(text or "", calendar) for text in encoded.dictionary.to_pylist()]
    found: Numbers = pc.fill_null(pa.array(numbers, pa.int64()).take(encoded.indices), 0).to_numpy(zero_copy_only=False)
    return found


def _month(text: str, calendar: _Calendar) -> int:
    if text.isdigit():
        return int(text)
    found = month_named(text)
    return found[1] if found is not None and calendar in (found[0], "either") else 0


def _hours(parts: dict[str, pa.Array], rows: int) -> tuple[Numbers, Mask]:
    """Hours of the day, and whether the half of the day allows them."""
    import numpy as np

    hours = _numbers(parts, "H", rows)
    fine = np.ones(rows, bool)
    if "I" in parts:
        half = _numbers(parts, "I", rows, 12)
        fine &= (half >= 1) & (half <= 12)
        hours = half % 12
    if "p" in parts:
        later = pc.fill_null(pc.match_substring_regex(parts["p"], "^[Ppب]"), False).to_numpy(zero_copy_only=False)
        hours = hours % 12 + np.where(later, 12, 0)
    return hours, fine


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
        return np.full(rows, NO_OFFSET, np.int64)
    encoded = pc.fill_null(parts["z"], "").dictionary_encode()
    known = np.array([_offset(text) for text in encoded.dictionary.to_pylist()], np.int64)
    found: Numbers = known[encoded.indices.to_numpy(zero_copy_only=False)]
    return found


def _offset(text: str) -> int:
    if not text:
        return NO_OFFSET
    if text in ("Z", "UTC"):
        return 0
    digits = text[1:].replace(":", "")
    micros = (int(digits[:2]) * 60 + int(digits[2:])) * 60_000_000
    return -micros if text[0] == "-" else micros
