"""Whether a reading says anything that is not known already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis

from bakhsh.loop.data import ledger
from bakhsh.records import LoadRecord, Piece
from bakhsh.tables import CONTRACTS, OF_CUSTOMER
from bakhsh.workspace.aliases import History, bind_loads
from bakhsh.workspace.opened import Opened

__all__ = ["brings_nothing"]

_LATEST_COUNTS = (*OF_CUSTOMER, "items")
_PLACE = ("load", "line")
"""Where a row stood is nothing it says."""


def brings_nothing(ws: Opened, record: LoadRecord, history: History) -> bool:
    """Whether the source of the load said all of this before: every order as its last word on it was, every word on a
    customer or item as it stood, every rejected row rejected before.

    Only what the source itself said counts. Two sources that differ on a customer's city would else change it at every
    run, each with an old word that comes again.
    """
    own = {str(load.load) for load in ws.store.catalogue.loads() if load.source == record.source}
    number, earlier = str(record.load), {key: one for key, one in history.items() if key in own}
    pieces = history[number]
    if _changed_orders(ws, record, {**earlier, number: pieces}):
        return False
    return not any(_adds(ws, name, pieces, earlier) for name in _tables(pieces))


def _tables(pieces: Mapping[str, Piece]) -> list[str]:
    return [name for name in pieces if name != "versions" and not name.startswith("entries-")]


def _changed_orders(ws: Opened, record: LoadRecord, history: History) -> bool:
    bind_loads(ws, history, "versions")
    asked = ledger.changed(ws.unbound("versions"), record.load)
    return bool(ws.engine.query(asked.agg(orders=asked.count())).column("orders")[0].as_py())


def _adds(ws: Opened, table: str, pieces: Mapping[str, Piece], earlier: History) -> bool:
    """Whether the load's rows of one table say what the last words before did not: of a key, all rows of the latest
    load that named it, of which a part may come again; of tables of events, any row."""
    held = [one[table] for one in earlier.values() if table in one]
    if not held:
        return bool(pieces[table].rows)
    before, now = _bound(ws, table, held, "before"), _bound(ws, table, [pieces[table]], "now")
    if table in _LATEST_COUNTS:
        key = CONTRACTS[table.upper()].key
        newest = before.load.max().over(ibis.window(group_by=[before[name] for name in key]))
        marked = before.mutate(newest=newest)
        before = marked.filter(marked.load == marked.newest).drop("newest")
    said = [name for name in before.columns if name not in _PLACE]
    more = now.select(*said).difference(before.select(*said))
    return bool(ws.engine.query(more.agg(rows=more.count())).column("rows")[0].as_py())


def _bound(ws: Opened, table: str, pieces: Sequence[Piece], when: str) -> ibis.Table:
    name = f"{table}_{when}_it"
    ws.bind_pieces(name, pieces, ws.schema(table))
    return ibis.table(ws.unbound(table).schema(), name=name)
