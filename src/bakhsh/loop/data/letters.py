"""Characters of whole columns replaced or dropped at once, over the bytes of their UTF-8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]
    Numbers = npt.NDArray[np.int64]

__all__ = ["Letters", "raw", "replaced"]

_CODES = 1 << 16
_LONGER = 9
_THREE = 0xE0
"""From this byte on, a character has three bytes (or four)."""


@dataclass(frozen=True)
class Letters:
    """Characters beyond ASCII and what they become: a character of no more bytes, or "" (dropped)."""

    changes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, changes: Mapping[str, str]) -> Letters:
        return cls(tuple((one, other) for one, other in changes.items() if not one.isascii() and one != other))


def raw(texts: pa.Array) -> tuple[Bytes, Numbers]:
    """The bytes of a text column and where in them each text begins (one more: where the last one ends).

    An empty cell has no bytes, or bytes that mean nothing: who reads them looks at the column's nulls.
    """
    import numpy as np

    _, offsets, data = texts.buffers()
    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    if offsets is None or not len(texts):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    begins = np.frombuffer(offsets, kind)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    return np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8), begins


def replaced(texts: pa.Array, letters: Letters) -> pa.Array:
    """The texts with their characters changed as `letters` says; nulls stay null."""
    import numpy as np

    data, begins = raw(texts)
    data = data[begins[0] : begins[-1]]
    tables = _tables(letters)
    at, length, codes = _found(data, tables)
    if not len(at):
        return texts
    out, keep = data.copy(), np.ones(len(data), bool)
    if (length == 1).all() and data[at].max() < _THREE:
        out[at], keep[at + 1] = tables.firsts[codes], False
    else:
        _put(out, keep, at, codes, tables)
    gone = np.zeros(len(data) + 1, np.int32)
    np.cumsum(~keep, out=gone[1:], dtype=np.int32)
    ends = (begins - begins[0]).astype(np.int32)
    ends -= gone[ends]
    made = pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(np.compress(keep, out)))
    return made if not texts.null_count else pc.if_else(texts.is_valid(), made, None)


def _put(out: Bytes, keep: npt.NDArray[np.bool_], at: Numbers, codes: Numbers, tables: _Tables) -> None:
    """Writes what the characters become over them, and says which of their bytes are left over."""
    import numpy as np

    sizes = np.where(out[at] >= _THREE, 3, 2)
    length, new = tables.lengths[codes], tables.new[codes]
    for place in range(3):
        has = np.flatnonzero(sizes > place)
        kept = length[has] > place
        out[at[has[kept]] + place] = new[has[kept], place]
        keep[at[has[~kept]] + place] = False


@dataclass(frozen=True, slots=True)
class _Tables:
    """The first bytes of changed characters. By first two bytes: how many bytes the character becomes, -1 where it
    stays, 9 where the third byte decides. By character: the same, the new bytes, and the first of them."""

    leads: tuple[int, ...]
    pairs: npt.NDArray[np.int8]
    lengths: npt.NDArray[np.int8]
    new: Bytes
    firsts: Bytes


def _found(data: Bytes, tables: _Tables) -> tuple[Numbers, npt.NDArray[np.int8], Numbers]:
    """Where changed characters begin, the lengths of what they become, and which characters they are."""
    import numpy as np

    leads = np.zeros(len(data), bool)
    for lead in tables.leads:
        leads |= data == lead
    at = np.flatnonzero(leads)
    if not len(at):
        return at, np.zeros(0, np.int8), at
    pairs = data[at].astype(np.uint16) << 8 | data[at + 1]
    length = tables.pairs[pairs]
    hit = np.flatnonzero(length >= 0)
    at, pairs, length = at[hit], pairs[hit].astype(np.int32), length[hit]
    codes = (pairs >> 8 & 0x1F) << 6 | pairs & 0x3F
    far = np.flatnonzero(length == _LONGER)
    if len(far):
        codes[far] = (pairs[far] >> 8 & 0x0F) << 12 | (pairs[far] & 0x3F) << 6 | data[at[far] + 2] & 0x3F
        length = tables.lengths[codes]
        hit = np.flatnonzero(length >= 0)
        at, codes, length = at[hit], codes[hit], length[hit]
    return at, length, codes


@lru_cache(maxsize=8)
def _tables(letters: Letters) -> _Tables:
    import numpy as np

    leads, pairs = set(), np.full(_CODES, -1, np.int8)
    lengths, new = np.full(_CODES, -1, np.int8), np.zeros((_CODES, 3), np.uint8)
    for one, other in letters.changes:
        before, after = one.encode(), other.encode()
        if len(before) > 3 or len(after) > len(before):
            raise ValueError(f"{one!r} cannot become {other!r}")
        leads.add(before[0])
        pairs[before[0] << 8 | before[1]] = len(after) if len(before) == 2 else _LONGER
        lengths[ord(one)] = len(after)
        new[ord(one), : len(after)] = list(after)
    return _Tables(tuple(sorted(leads)), pairs, lengths, new, new[:, 0].copy())
