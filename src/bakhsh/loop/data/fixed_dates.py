"""Dates that stand in every cell at the same places: read as bytes, whole columns at once.

What does not stand so is left to who reads one text at a time; what is read here is read just as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from bakhsh.loop.data.letters import raw

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
    Bytes = npt.NDArray[np.uint8]
    Mask = npt.NDArray[np.bool_]

__all__ = ["YEAR_FIRST", "Fixed", "fixed", "template_of"]

YEAR_FIRST = (
    "YYYY-mm-dd", "YYYYmmdd", "YYYY-mm-dd HH:MM", "YYYY-mm-dd HH:MM:SS", "YYYY-mm-dd HH:MM:SSZ",
    "YYYY-mm-dd HH:MM:SS.fff", "YYYY-mm-dd HH:MM:SS.fffZ", "YYYY-mm-dd HH:MM:SS.ffffff",
)  # fmt: skip
"""A letter stands for a digit of the year, month, day, hour, minute, second or fraction; "-" for any of - / . and a
blank for itself or a T; Z for itself. Each has another length."""

_ANY = {"-": b"-/.", " ": b" T", ".": b".,"}
_DIGITS = "YymdHMSf"


@dataclass(frozen=True, slots=True)
class Fixed:
    """The places of the texts that stand so, their numbers by letter (fractions as microseconds), whether in UTC."""

    places: Numbers
    numbers: dict[str, Numbers]
    utc: bool = False


def fixed(texts: pa.Array, templates: tuple[str, ...], *, exact: bool = False) -> list[Fixed]:
    """What stands as one of the templates, which all differ in length. `exact`: marks stand for themselves only."""
    import numpy as np

    data, offsets = raw(texts)
    lengths = np.diff(offsets)
    found = []
    for template in templates:
        places = np.flatnonzero(lengths == len(template))
        if not len(places):
            continue
        columns = _columns(data, offsets, places, len(template))
        numbers, fine = _read(columns, template, exact)
        if not fine.all():
            places, numbers = places[fine], {name: value[fine] for name, value in numbers.items()}
        if len(places):
            found.append(Fixed(places, numbers, template.endswith("Z")))
    return found


def template_of(form: str) -> str:
    """The template of strptime's directives; empty where a directive has no fixed width."""
    widths = {"Y": "YYYY", "y": "yy", "m": "mm", "d": "dd", "H": "HH", "M": "MM", "S": "SS"}
    template, at = "", 0
    while at < len(form):
        if form[at] == "%":
            piece = widths.get(form[at + 1 : at + 2], "")
            if not piece:
                return ""
            template, at = template + piece, at + 2
        elif form[at] in _DIGITS or not form[at].isascii():
            return ""
        else:
            template, at = template + form[at], at + 1
    return template


def _columns(data: Bytes, offsets: Numbers, places: Numbers, width: int) -> Bytes:
    """One row a character, one column a text."""
    import numpy as np

    if len(places) == len(offsets) - 1 and offsets[-1] - offsets[0] == width * len(places):
        block = data[offsets[0] : offsets[-1]].reshape(len(places), width)
    else:
        block = data[offsets[places][:, None] + np.arange(width)]
    return np.ascontiguousarray(block.T)


def _read(columns: Bytes, template: str, exact: bool) -> tuple[dict[str, Numbers], Mask]:
    import numpy as np

    fine = np.ones(columns.shape[1], bool)
    numbers: dict[str, Numbers] = {}
    for letter, column in zip(template, columns, strict=True):
        if letter in _DIGITS:
            digit = column - 48  # below "0" it wraps round to more than nine
            fine &= digit < 10
            numbers[letter] = numbers[letter] * 10 + digit if letter in numbers else digit.astype(np.int64)
        else:
            marks = letter.encode() if exact else _ANY.get(letter, letter.encode())
            fine &= np.isin(column, np.frombuffer(marks, np.uint8)) if len(marks) > 1 else column == marks[0]
    if "f" in numbers:
        numbers["f"] = numbers["f"] * 10 ** (6 - template.count("f"))
    return numbers, fine
