"""Columns read over their distinct values: what repeats is understood once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.digits import DIGITS_TO_LATIN
from bakhsh.language.typed import typed
from bakhsh.loop.data.letters import Letters, replaced

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]
    Micros = npt.NDArray[np.int64]

__all__ = ["Cells", "distinct", "latin", "nothing", "padded"]

_EMPTY = ("", "null", "nan", "nat", "none", "n/a", "#n/a", "na", "<na>")
_LONGEST_EMPTY = 4
_TO_LATIN = Letters.of(DIGITS_TO_LATIN)
_AROUND = "\u200b\u200c\u200e\u200f\ufeff \t"


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as its distinct texts (trimmed, Latin digits, empty ones null) and, per row, which of them it holds.

    `native` are the distinct values with the type the file gave them, where it gave one (Parquet): a timestamp need not
    be read from its text. Both are in step.
    """

    texts: pa.Array
    native: pa.Array
    rows: pa.Array

    def each(self, values: pa.Array) -> pa.Array:
        """Per row, what `values` says of its distinct value; empty where the cell is."""
        return values.take(self.rows)

    def text(self) -> pa.Array:
        return self.each(self.texts)

    def map(self, say: Callable[[str], str | None]) -> Cells:
        """The same rows with every distinct text said anew."""
        said = [None if text is None else say(text) for text in self.texts.to_pylist()]
        return Cells(pa.array(said, pa.string()), pa.nulls(len(said)), self.rows)


def distinct(column: pa.ChunkedArray) -> Cells:
    """The column as `Cells`."""
    values = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if pa.types.is_nested(values.type):
        values = typed(values)  # lists and records have no distinct values to Arrow
    encoded = values.dictionary_encode()
    native = encoded.dictionary
    return Cells(latin(typed(native)), native, encoded.indices)


def nothing(rows: int) -> Cells:
    """A column that is not there: every cell empty."""
    return Cells(pa.nulls(0, pa.string()), pa.nulls(0, pa.string()), pa.nulls(rows, pa.int32()))


def padded(cells: Cells, digits: int) -> tuple[Cells, pa.Array]:
    """The cells with numbers of fewer digits filled up with zeros on the left, and which distinct values that changed.

    A spreadsheet that takes 01310 for a number keeps 1310 (or 1310.0); what is no whole number stays as it is.
    """
    bare = pc.replace_substring_regex(cells.texts, r"^(\d+)\.0*$", r"\1")
    short = pc.fill_null(pc.match_substring_regex(bare, rf"^\d{{1,{max(digits - 1, 1)}}}$"), False)
    changed = pc.and_(short, pa.scalar(digits > 1))
    filled = pc.if_else(changed, pc.utf8_lpad(bare, digits, "0"), cells.texts)
    return Cells(filled, pa.nulls(len(filled)), cells.rows), changed


def latin(texts: pa.Array) -> pa.Array:
    """Trimmed texts with Latin digits; the empty text, and what programs write for "no value", is null."""
    trimmed = pc.utf8_trim_whitespace(texts)
    if not pc.all(pc.string_is_ascii(trimmed), skip_nulls=True).as_py():
        trimmed = pc.utf8_trim(replaced(trimmed, _TO_LATIN), characters=_AROUND)
    empty = pc.is_in(pc.utf8_lower(_short(trimmed)), value_set=pa.array(_EMPTY))
    return pc.if_else(empty, None, trimmed) if pc.any(empty).as_py() else trimmed


def _short(texts: pa.Array) -> pa.Array:
    """The texts that are short enough to say "no value": few columns have any."""
    return pc.if_else(pc.less_equal(pc.binary_length(texts), _LONGEST_EMPTY), texts, None)
