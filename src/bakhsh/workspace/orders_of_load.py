"""Orders of a load brought together: one customer each, their money shared out, what does not count set apart."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import pyarrow as pa

from bakhsh.loop.data import ledger
from bakhsh.loop.data.entries import of_order
from bakhsh.loop.data.whole_orders import whole_orders
from bakhsh.records import Piece
from bakhsh.specs import Source
from bakhsh.tables import ENTRIES, REJECTED, Type
from bakhsh.workspace.aliases import bind_loads
from bakhsh.workspace.opened import ALL_BUCKETS, Opened

__all__ = ["ORDER", "arriving_schema", "bring_together", "left_out"]

ORDER = ("customer_id", "at", "order_id", "part", "file_line")
"""How ENTRIES of a load are sorted."""


def arriving_schema(ws: Opened, source: Source) -> pa.Schema:
    """ENTRIES as they come from a file of the source: with what is yet to be shared out."""
    schema = ws.schema("entries")
    for name in of_order(source):
        schema = schema.append(pa.field(name, Type.MONEY.arrow))
    return schema


def bring_together(
    ws: Opened,
    source: Source,
    number: int,
    pieces: Mapping[str, Piece],
    folder: str,
    whole: bool,
    unread: pa.Table | None = None,
) -> dict[str, Piece]:
    """The pieces of a load with ENTRIES in which every order is told to the end: all its rows carry one customer, and
    where `whole` says that rows need their order's others, they have had them, with what `unread` rows say of these
    orders. The engine sees these ENTRIES."""
    found = dict(pieces)
    schema = arriving_schema(ws, source)
    entries = ENTRIES.unbound(dict.fromkeys(of_order(source), Type.MONEY))
    _bind(ws, number, found, schema)
    if _shared_orders(ws, entries):
        split = ws.engine.tables.split(ledger.settled(entries), f"{folder}/settled", "entries", order_by=ORDER)
        found = _others(found) | {f"entries-{bucket}": piece for bucket, piece in split.items()}
    if whole:
        found |= {
            name: ws.engine.tables.write(
                whole_orders(ws.engine.tables.read(piece).select(schema.names), source, unread),
                f"{folder}/whole/{name}.parquet",
                order_by=ORDER,
            )
            for name, piece in found.items()
            if name.startswith("entries-")
        }
    bind_loads(ws, {str(number): found}, "entries", ALL_BUCKETS)
    return found


def left_out(ws: Opened, source: Source) -> pa.Table:
    """The rows of the ENTRIES at hand that the policy leaves out, as rows of REJECTED."""
    asked = ledger.left_out(ws.unbound("entries"))
    schema = pa.schema([(name, REJECTED.column(name).type.arrow) for name in asked.columns])
    found = [pa.Table.from_batches([batch]).cast(schema) for batch in ws.engine.batches(asked)]
    rows = pa.concat_tables([schema.empty_table(), *found])
    status = next((one.source for one in source.columns if one.column == "status"), None)
    place = rows.column_names.index("column")
    column = [None if name is None else status for name in rows.column("column").to_pylist()]
    return rows.set_column(place, "column", pa.array(column, pa.string()))


def _bind(ws: Opened, number: int, pieces: Mapping[str, Piece], schema: pa.Schema) -> None:
    ws.bind_pieces("entries", [piece for name, piece in pieces.items() if name.startswith("entries-")], schema)


def _others(pieces: Mapping[str, Piece]) -> dict[str, Piece]:
    return {name: piece for name, piece in pieces.items() if not name.startswith("entries-")}


def _shared_orders(ws: Opened, entries: ibis.Table) -> bool:
    """Whether rows of one order name several customers, who may lie in different buckets."""
    orders = entries.group_by("order_id").agg(first=entries.customer_id.min(), last=entries.customer_id.max())
    shared = orders.filter(orders.first != orders["last"])
    return bool(ws.engine.query(shared.agg(rows=shared.count())).column("rows")[0].as_py())
