"""What comes next, of a snapshot: expected purchases and value, and who is slipping away."""

from __future__ import annotations

from datetime import date

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Sentence
from bakhsh.loop import predictions
from bakhsh.records import AwaitedOrders, Outlook, RunRecord
from bakhsh.tables import CONTRACTS
from bakhsh.workspace import predicting
from bakhsh.workspace.answering import answer
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.read import profiles
from bakhsh.workspace.stage import bind_rows, members_table, rows_table

__all__ = ["outlook"]


def outlook(ws: Opened, as_of: date | str | None = None) -> Outlook:
    """Everybody's and every segment's outlook by the predictions of a snapshot. NotReady in words where it has none:
    why, where the run said so."""
    run = ws.snapshot(as_of)
    then, model = opened_then(ws, run), ws.models(run).get(predicting.NAME)
    if model is None or predicting.PIECE not in ws.store.catalogue.extra(run.run)["pieces"]:
        said = [note for note in run.notes if note.id == "predictions.nothing"]
        raise NotReady(said[0] if said else Sentence("predictions.none_here", {"as_of": run.as_of}))
    named = {"rows": "rows"} | {one: f"members-{one}" for one in run.sizes}
    bind_rows(then, {part: pieces_of(ws, run, part) for part in named.values()})
    rows = rows_table(then)
    (everybody,) = answer(ws.engine, predictions.expected(rows, None, {"": {}})) or (None,)
    if everybody is None:
        raise NotReady(Sentence("predictions.none_here", {"as_of": run.as_of}))
    by_name = {
        one.segmentation: answer(
            ws.engine,
            predictions.expected(
                rows, members_table(one.segmentation), {part.segment: part.title for part in one.segments}
            ),
        )
        for one in profiles(ws, run.as_of)
    }
    spec, body = then.files.predictions, model.body
    slipping = None if "instead" in body else answer(ws.engine, predictions.slipping(rows))
    return Outlook(
        run.as_of, spec.horizon_days, spec.value_days, str(body["purchases"]["model"]), model.learned_as_of,
        run.customers, everybody, by_name, slipping, model.notes, body.get("backtest"),
        body["instead"]["name"] if "instead" in body else "", _awaited(ws, run),
    )  # fmt: skip


def _awaited(ws: Opened, run: RunRecord) -> AwaitedOrders | None:
    """How many are expected again, by the NEXT_ORDERS of a snapshot; None of one without."""
    if predicting.NEXT not in ws.store.catalogue.extra(run.run)["pieces"]:
        return None
    contract = CONTRACTS["NEXT_ORDERS"]
    ws.bind_pieces("next_orders", pieces_of(ws, run, predicting.NEXT), contract.schema())
    return answer(ws.engine, predictions.awaited(contract.unbound(), run.as_of))
