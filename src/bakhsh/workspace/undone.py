"""What taking a load back would change, before it is taken back."""

from __future__ import annotations

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Sentence
from bakhsh.loop.data import ledger
from bakhsh.records import UndoPlan
from bakhsh.workspace.aliases import History, bind_loads
from bakhsh.workspace.opened import Opened

__all__ = ["undo_plan"]

_DETAILS = ("customers", "consent", "addresses")


def undo_plan(ws: Opened, number: int) -> UndoPlan:
    """Which orders go with the load, which come back as an earlier or another load has them, and whose they are;
    and of how many customers details go.

    NotReady with the known ones where there is no such load.
    """
    standing = {load.load: load for load in ws.store.catalogue.loads()}
    if number not in standing:
        raise NotReady(Sentence("store.no_such_load", {"load": number, "known": tuple(standing)}))
    history = ws.store.catalogue.manifest().history
    _winners(ws, history, "undo_before")
    _winners(ws, {key: pieces for key, pieces in history.items() if int(key) != number}, "undo_after")
    schema = ledger.winners(ws.unbound("versions")).schema()
    import ibis

    before, after = (ibis.table(schema, name=name) for name in ("undo_before", "undo_after"))
    gone = before.anti_join(after, "order_id")
    again = after.join(before.select("order_id", was="content"), "order_id")
    again = again.filter(again.content != again.was)
    whose = gone.select("customer_id").union(again.select("customer_id")).distinct()
    lost, back, theirs = (
        ws.engine.query(one.agg(rows=one.count())).column("rows")[0].as_py() for one in (gone, again, whose)
    )
    details = _details(ws, {str(number): history.get(str(number), {})})
    return UndoPlan(standing[number], lost, back, theirs, details=details)


def _details(ws: Opened, own: History) -> int:
    """Of how many customers the load brought anything but orders."""
    found = set[str]()
    for name in _DETAILS:
        bind_loads(ws, own, name)
        one = ws.unbound(name)
        found.update(ws.engine.query(one.select("customer_id").distinct()).column("customer_id").to_pylist())
    return len(found)


def _winners(ws: Opened, history: History, name: str) -> None:
    bind_loads(ws, history, "versions")
    ws.engine.materialise(name, ledger.winners(ws.unbound("versions")))
