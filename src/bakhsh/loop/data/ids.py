"""Ids are text: what a number format made of them is undone where it can be, and refused where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.persons import canonical_forms

__all__ = ["Ids", "read_ids"]

_FLOAT = r"^(-?\d+)\.0$"
_ERROR = r"^#(?:REF|N/A|DIV/0|VALUE|NAME|NUM|NULL|CALC|SPILL)[!?]"
_DESTROYED = rf"^[+-]?\d+(?:[.,]\d+)?[eE]\+\d+$|{_ERROR}"
"""A number of which only the first digits are left, or the error of a formula."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Per row the id (null where the cell is empty) and whether a spreadsheet destroyed it."""

    values: pa.Array
    destroyed: pa.Array


def read_ids(cells: Cells, pseudonym: Callable[[str], str] | None = None) -> Ids:
    """Ids as text: "17850.0" is 17850, Persian digits are Latin ones, "5.94773E+23" is destroyed (its digits are
    gone), and so is the error of a formula ("#REF!").

    With `pseudonym` the ids are personal: each distinct one is brought to its canonical form and replaced.
    """
    texts = pc.replace_substring_regex(cells.texts, _FLOAT, r"\1")
    destroyed = pc.fill_null(pc.match_substring_regex(texts, _DESTROYED), False)
    if pseudonym is not None:
        plain = canonical_forms(texts).to_pylist()
        texts = pa.array([None if text is None else pseudonym(text) for text in plain], pa.string())
    return Ids(cells.each(texts), pc.fill_null(cells.each(destroyed), False))
