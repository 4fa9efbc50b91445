"""One cell, one type: reading a column as what its contract says it holds."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.truth import truth
from bakhsh.loop.data.amounts import minor_units
from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.ids import read_ids
from bakhsh.loop.data.moments import BIRTHS, PURCHASES, Moments, read_moments
from bakhsh.loop.data.shown import kept_text
from bakhsh.tables import Contract, Type

__all__ = ["column_values", "moments", "open_columns"]


def column_values(columns: Columns, table: str, name: str, kind: Type) -> pa.Array:
    """Per row the column's value in the type of its contract; empty where the cell is, or where it cannot be read."""
    cells = columns.cells(table, name)
    if name.endswith("_id"):
        return read_ids(cells).values
    if kind is Type.TEXT:
        return kept_text(cells)
    if kind is Type.BOOLEAN:
        return _truth(cells)
    if kind in (Type.DATE, Type.TIMESTAMP):
        years = BIRTHS if kind is Type.DATE else PURCHASES
        return moments(columns, table, name, years).local.cast(kind.arrow, safe=False)
    if kind is Type.MONEY:
        return minor_units(columns.money(table, name), columns.unit(table, name))[0]
    floats = columns.numbers(table, name).floats()
    if kind is Type.INTEGER:
        whole = pc.and_(pc.equal(pc.floor(floats), floats), pc.less(pc.abs(floats), 2.0**53))
        return pc.if_else(whole, floats, None).cast(pa.int64())
    return floats


def moments(columns: Columns, table: str, name: str, years: tuple[int, int] = PURCHASES) -> Moments:
    """Per row the moment the column says, in the project's local time; none outside these years."""
    return read_moments(columns.cells(table, name), columns.form(table, name), columns.project.timezone, years)


def open_columns(columns: Columns, contract: Contract, besides: tuple[str, ...] = ()) -> dict[str, Type]:
    """The further columns the source declares for an open table (text where it declares no type), in its order."""
    found: dict[str, Type] = {}
    for name in columns.names(columns.source.table):
        if contract.open and name not in contract.names and name not in besides:
            declared = columns.map(columns.source.table, name)
            found[name] = (declared.type if declared else None) or Type.TEXT
    return found


def _truth(cells: Cells) -> pa.Array:
    said = [None if text is None else truth(text) for text in cells.texts.to_pylist()]
    return cells.each(pa.array(said, pa.bool_()))
