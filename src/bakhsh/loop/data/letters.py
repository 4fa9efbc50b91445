"""Characters of whole columns replaced or dropped at once, over the bytes of their UTF-8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]
    Numbers = npt.NDArray[np.int64]

__all__ = ["Letters", "raw", "replaced"]

_CODES = 1 << 16


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
    starts = np.flatnonzero(data >= 0xC2)
    if not len(starts):
        return texts
    codes, sizes = _codes(data, starts)
    new, length = _tables(letters)
    touched = length[codes] >= 0
    starts, codes, sizes = starts[touched], codes[touched], sizes[touched]
    if not len(starts):
        return texts
    out, keep = data.copy(), np.ones(len(data), bool)
    for place in range(3):
        has = sizes > place
        at = starts[has] + place
        out[at] = new[codes[has], place]
        keep[at] = place < length[codes[has]]
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(keep)))[begins - begins[0]].astype(np.int32)
    valid = texts.is_valid() if texts.null_count else None
    kept = pa.py_buffer(out[keep].tobytes())
    made = pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends.tobytes()), kept)
    return made if valid is None else _with_nulls(made, valid)


def _with_nulls(texts: pa.Array, valid: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.if_else(valid, texts, None)


def _codes(data: Bytes, starts: Numbers) -> tuple[Numbers, Numbers]:
    """The character that begins at each place (0: one of four bytes) and how many bytes it has."""
    import numpy as np

    padded = np.concatenate((data, np.zeros(2, np.uint8)))
    one, two, three = (padded[starts + place].astype(np.int64) for place in range(3))
    wide, far = one >= 0xE0, one >= 0xF0
    codes = np.where(wide, (one & 0x0F) << 12 | (two & 0x3F) << 6 | (three & 0x3F), (one & 0x1F) << 6 | (two & 0x3F))
    return np.where(far, 0, codes), np.where(wide, 3, 2)


@lru_cache(maxsize=8)
def _tables(letters: Letters) -> tuple[Bytes, npt.NDArray[np.int8]]:
    """By character: the bytes it becomes, and how many they are; -1 where it stays."""
    import numpy as np

    new, length = np.zeros((_CODES, 3), np.uint8), np.full(_CODES, -1, np.int8)
    for one, other in letters.changes:
        if ord(one) >= _CODES or len(other.encode()) > len(one.encode()):
            raise ValueError(f"{one!r} cannot become {other!r}")
        length[ord(one)] = len(other.encode())
        new[ord(one), : len(other.encode())] = list(other.encode())
    return new, length
