"""How far the scales of a survey can be trusted, over the people a snapshot knew."""

from __future__ import annotations

from datetime import date

from bakhsh.loop import features
from bakhsh.records import ScaleReliability
from bakhsh.workspace import bases
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.rows import LEDGER
from bakhsh.workspace.stage import answer

__all__ = ["scales"]


def scales(ws: Opened, as_of: date | str | None = None) -> tuple[ScaleReliability, ...]:
    """Every dimension of every scale; none where the project scores no scale. Asked of the ledger the snapshot read:
    no snapshot keeps what its readings looked up."""
    if "psychographic" not in bases.wanted(ws):
        return ()
    run = ws.snapshot(as_of)
    ws.bind_ledger(ws.store.catalogue.manifest(run.ledger), LEDGER)
    return answer(ws.engine, features.reliable(bases.given(ws, "psychographic", run.as_of, LEDGER)))
