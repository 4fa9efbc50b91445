"""Spoiling clean rows as real files are spoiled: each kind of dirt where it hurts, on a known share of rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.digits import to_persian

__all__ = ["spoiled"]

_Say = Callable[[str, int], str]


def spoiled(orders: pa.Table, share: float, random: np.random.Generator) -> pa.Table:
    """The table as text, with about `share` of its rows spoiled in one cell each.

    Missing customers, customers whose number a spreadsheet rounded, days that no calendar has, words for numbers and
    empty amounts lose the row; Persian digits, blanks around a text and "12.0" for 12 must be read nevertheless.
    """
    texts = {name: _text(orders.column(name)) for name in orders.column_names}
    kind = np.where(random.random(orders.num_rows) < share, random.integers(0, len(_DIRT), orders.num_rows), -1)
    for number, (name, say) in enumerate(_DIRT):
        rows = np.flatnonzero(kind == number)
        if name in texts and len(rows):
            cells = texts[name].take(pa.array(rows)).to_pylist()
            new = pa.array([say(cell, row) for cell, row in zip(cells, rows.tolist(), strict=True)], pa.string())
            texts[name] = pc.replace_with_mask(texts[name], pa.array(kind == number), new)
    return pa.table(texts)


def _text(column: pa.ChunkedArray) -> pa.Array:
    return column.cast(pa.string()).combine_chunks()


_DIRT: tuple[tuple[str, _Say], ...] = (
    ("customer_id", lambda cell, row: ""),
    ("customer_id", lambda cell, row: f"{1 + row % 9}.{row % 100_000:05d}E+23"),
    ("ordered_at", lambda cell, row: f"{cell[:4]}-02-30"),
    ("quantity", lambda cell, row: "a few"),
    ("amount", lambda cell, row: ""),
    ("quantity", lambda cell, row: to_persian(cell)),
    ("customer_id", lambda cell, row: f"  {cell} "),
    ("quantity", lambda cell, row: f"{cell}.0"),
)
