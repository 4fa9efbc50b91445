"""Pieces without some of their rows: the file is written anew, in its order, with its columns just as they were.

Neither value nor statistics of the rows left out are in the new file; the old one is for its owner to remove.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

__all__ = ["copy_without", "rows_with", "same_again"]

_ROWS_A_GROUP = 122_880


def rows_with(path: Path, columns: Sequence[str], values: Collection[str]) -> int:
    """How many rows hold one of the values in one of these columns; only these columns are read."""
    with pq.ParquetFile(path) as file:
        known = [name for name in columns if name in file.schema_arrow.names]
        return _count(_mask(file.read(columns=known), known, values)) if known else 0


def copy_without(path: Path, to: Path, columns: Sequence[str], values: Collection[str]) -> int:
    """Writes the file again to `to`, without the rows that hold one of the values; how many remain."""
    with pq.ParquetFile(path) as file:
        table = file.read()
    known = [name for name in columns if name in table.column_names]
    kept = table.filter(pc.invert(_mask(table, known, values))) if known else table
    pq.write_table(kept, to, compression="zstd", row_group_size=_ROWS_A_GROUP)
    return int(kept.num_rows)


def same_again(path: Path, to: Path) -> None:
    """The very file under a second name; copied where the file system knows no second names."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)


def _mask(table: pa.Table, columns: Sequence[str], values: Collection[str]) -> pa.ChunkedArray:
    asked = pa.array(sorted(values), pa.string())
    found = [pc.is_in(table.column(name).cast(pa.string()), value_set=asked) for name in columns]
    mask = found[0]
    for one in found[1:]:
        mask = pc.or_(mask, one)
    return mask


def _count(mask: pa.ChunkedArray) -> int:
    return int(pc.sum(mask).as_py() or 0)
