"""Keys of rows as text, and several rows of one key as one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.sources.identifying import alike
from bakhsh.language.digits import parse_number, to_latin
from bakhsh.language.typed import typed

__all__ = ["Keyed", "keys_of", "summed"]

_BETWEEN = "\x1f"
_BESIDE = " + "
_EXACT = 120
"""Digits of a sum: more than the longest numbers that are read have together."""


def keys_of(rows: pa.Table, names: Sequence[str]) -> pa.Array:
    """What stands in the columns, as one text a row; null where one of them is empty."""
    columns = [_key(rows.column(name)) for name in names]
    return columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, _BETWEEN)


def _key(column: pa.ChunkedArray) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(typed(column))
    if not pc.all(pc.string_is_ascii(trimmed), skip_nulls=True).as_py():
        found = trimmed.dictionary_encode()
        said = [None if text is None else to_latin(text).strip() for text in found.dictionary.to_pylist()]
        trimmed = pa.array(said, pa.string()).take(found.indices)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


@dataclass(frozen=True, slots=True)
class Keyed:
    """One row for each key: the keys, for each the place of its first row, and which keys have several values in a
    column that may have but one (empty in `rows` then); only columns in which some have."""

    rows: pa.Table
    keys: pa.Array
    firsts: pa.Array
    several: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)


def summed(
    rows: pa.Table, keys: pa.Array, total: Sequence[str], decimals: tuple[str, str], one_value: Collection[str] = ()
) -> Keyed:
    """The rows with one row for each key.

    Of rows with one key the columns in `total` are added up exactly; of those in `one_value` only what all of them say
    is taken (of spellings of one value the first by alphabet); in all others the different values stand side by side in
    the order of the alphabet, joined by " + ". A sum with a cell that is no number stands side by side too, so that
    whoever reads it as a number refuses it. `decimals`: the decimal sign of the cells, and that of the sums.
    """
    encoded = keys.dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.concatenate(([True], np.diff(codes[order]) > 0))) if len(codes) else order
    firsts = pa.array(order[starts])
    repeated = np.flatnonzero(np.diff(np.append(starts, len(codes))) > 1)
    single = rows.take(firsts)
    if not len(repeated):
        return Keyed(single, encoded.dictionary, firsts)
    groups = [order[start:end] for start, end in _spans(starts, repeated, len(codes))]
    columns: dict[str, pa.Array] = {}
    several: dict[str, npt.NDArray[np.bool_]] = {}
    for name in rows.column_names:
        texts = typed(rows.column(name))
        held = [texts.take(pa.array(group)).to_pylist() for group in groups]
        if name in one_value and name not in total:
            said = list(map(_agreed, held))
            torn = np.array([len(one) > 1 for one in said])
            if torn.any():
                several[name] = np.zeros(len(single), bool)
                several[name][repeated[torn]] = True
            cells = [min(one) if len(one) == 1 else None for one in said]
        else:
            cells = [(_sum(one, decimals) if name in total else None) or _side_by_side(one) for one in held]
        columns[name] = _replaced(single.column(name), repeated, cells)
    return Keyed(pa.table(columns), encoded.dictionary, firsts, several)


def _spans(starts: np.ndarray, repeated: np.ndarray, end: int) -> list[tuple[int, int]]:
    ends = np.append(starts[1:], end)
    return list(zip(starts[repeated].tolist(), ends[repeated].tolist(), strict=True))


def _replaced(single: pa.ChunkedArray, repeated: np.ndarray, cells: Sequence[str | None]) -> pa.Array:
    mask = np.zeros(len(single), bool)
    mask[repeated] = True
    return pc.replace_with_mask(typed(single), pa.array(mask), pa.array(cells, pa.string()))


def _agreed(cells: Sequence[str | None]) -> set[str]:
    """What the cells say, of each value the first of its spellings."""
    found: dict[str, str] = {}
    for cell in sorted(cell.strip() for cell in cells if cell and cell.strip()):
        found.setdefault(alike(cell), cell)
    return set(found.values())


def _side_by_side(cells: Sequence[str | None]) -> str | None:
    return _BESIDE.join(sorted({cell.strip() for cell in cells if cell and cell.strip()})) or None


def _sum(cells: Sequence[str | None], decimals: tuple[str, str]) -> str | None:
    """The exact sum; None where there is nothing to add, or a cell that is no number."""
    filled = [cell for cell in cells if cell and cell.strip()]
    numbers = [_number(cell, decimals[0]) for cell in filled]
    if not filled or None in numbers:
        return None
    with localcontext(prec=_EXACT):
        found = sum((one for one in numbers if one is not None), Decimal(0)).normalize()
    return format(found, "f").replace(".", decimals[1])


def _number(cell: str, decimal: str) -> Decimal | None:
    plain = cell if decimal == "." else cell.replace(".", "").replace(decimal, ".")
    return parse_number(plain)
