"""Files that come again with less in them: what an earlier reading had stays, and that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bakhsh.loop.data import ledger
from bakhsh.records import LoadRecord
from bakhsh.workspace.aliases import History, bind_loads
from bakhsh.workspace.opened import Opened

__all__ = ["with_dropped"]


def with_dropped(ws: Opened, records: Sequence[LoadRecord], history: History) -> list[LoadRecord]:
    """The records with the number of orders that the reading before of the same file had and that it has no more. A
    reading of what is new alone drops nothing, nor does one that makes the one before void."""
    earlier = [one for one in ws.store.catalogue.loads() if str(one.load) in history]
    return [_counted(ws, record, earlier, history) for record in records]


def _counted(ws: Opened, record: LoadRecord, earlier: Sequence[LoadRecord], history: History) -> LoadRecord:
    before = [one for one in earlier if (one.source, one.file) == (record.source, record.file)]
    if not before or record.since:
        return record
    loads = {str(one): history[str(one)] for one in (before[-1].load, record.load)}
    bind_loads(ws, loads, "versions")
    asked = ledger.dropped(ws.unbound("versions"), before[-1].load, record.load)
    return replace(record, dropped=int(ws.engine.query(asked).column("orders")[0].as_py()))
