"""Optional cells that say something nobody could read: they are empty, the row is taken, and it is told."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.fates import Fates
from bakhsh.tables import Type

__all__ = ["FILLED", "HALF", "UNREAD", "told", "unread_cells"]

UNREAD, HALF = "cell_unread", "half_coordinates"
"""Cells that are filled and could not be read; pairs of coordinates of which one cell is filled and the other empty."""
FILLED = "cell_filled"
"""How many cells there were to read, by column: kept beside UNREAD only, to say whether it is most of them."""

_PAIR = ("latitude", "longitude")


def unread_cells(
    columns: Columns, fates: Fates, table: str, read: Mapping[str, tuple[Type, pa.Array]], kept: pa.Array | None = None
) -> None:
    """Notices them by column of the file. `read`: by column of `table` its type and the values that were read; `kept`:
    the rows that count, all of them where None. Texts are always read; an undeclared column has nothing to read."""
    for name, (kind, values) in read.items():
        found = columns.map(table, name)
        if found is None or kind is Type.TEXT:
            continue
        filled = _kept(_filled(columns, table, name), kept)
        fates.notice(FILLED, filled, found.source)
        if values.null_count:
            fates.notice(UNREAD, pc.and_(filled, pc.is_null(values)), found.source)
    for name, other in (_PAIR, _PAIR[::-1]):
        if table == "customers" and name in read and (found := columns.map(table, name)) is not None:
            alone = pc.and_not(_filled(columns, table, name), _filled(columns, table, other))
            fates.notice(HALF, _kept(alone, kept), found.source)


def told(noticed: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """What a load remembers: how many cells were filled only of columns of which some could not be read."""
    found = {what: dict(counts) for what, counts in noticed.items() if what != FILLED}
    if UNREAD in found:
        found[FILLED] = {name: count for name, count in noticed[FILLED].items() if name in found[UNREAD]}
    return found


def _filled(columns: Columns, table: str, name: str) -> pa.Array:
    cells = columns.cells(table, name)
    return pc.fill_null(cells.each(pc.is_valid(cells.texts)), False)


def _kept(rows: pa.Array, kept: pa.Array | None) -> pa.Array:
    return rows if kept is None else pc.and_(rows, kept)
