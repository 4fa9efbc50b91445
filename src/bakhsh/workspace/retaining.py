"""Retention: cohorts, how long customers keep buying, who comes back, and which segments stay."""

from __future__ import annotations

from datetime import date

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.watch import retention as room
from bakhsh.loop.watch import silence
from bakhsh.loop.watch.periods import PERIODS, starts
from bakhsh.records import CohortTable, Retained, RunRecord, Survival
from bakhsh.workspace.migrating import Pair, members_of, pair_of, title_of, titles_of
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.rulers import ruler_of
from bakhsh.workspace.stage import answer

__all__ = ["SILENT", "retained", "retention", "survival"]

SILENT = 90
"""Days of silence after which a customer counts as lost, where nobody says otherwise."""


def retention(
    ws: Opened, as_of: date | str | None = None, period: str = "month", start: date | str | None = None
) -> CohortTable:
    """Retention by week, month or quarter of first purchase, in the project's calendar; from `start` on."""
    run = ws.snapshot(as_of)
    begins = _begins(ws, run, period, ws.day(start))
    return answer(ws.engine, room.retention(ws.unbound("facts"), run.as_of, begins, ws.files.project.calendar, period))


def survival(ws: Opened, as_of: date | str | None = None, silent: int = SILENT, period: str = "month") -> Survival:
    """How long customers keep buying, where one who is silent for more than `silent` days is lost, and who came back in
    which period. NotReady for fewer than one day."""
    if silent < 1:
        raise NotReady(Sentence("retention.silent_below_one", {"found": silent}))
    run = ws.snapshot(as_of)
    begins = _begins(ws, run, period)
    return answer(ws.engine, silence.survival(ws.unbound("facts"), run.as_of, silent, begins))


def retained(ws: Opened, segmentation: str, start: date | str | None = None, end: date | str | None = None) -> Retained:
    """Of the members of each segment at an earlier snapshot, the share that bought up to a later one."""
    before, after = pair_of(ws, segmentation, start, end)
    pair = Pair(segmentation, ruler_of(ws, before), ruler_of(ws, after))
    ws.bind_ledger(ws.store.catalogue.manifest(after.ledger), ("facts",))
    titles = [(name, dict(title)) for name, title in titles_of(ws, pair, set()).items()]
    members = members_of(ws, before, segmentation, "before")
    asked = room.segment_retention(members, ws.unbound("facts"), before.as_of, after.as_of, titles)
    return Retained(segmentation, title_of(ws, pair), before.as_of, after.as_of, answer(ws.engine, asked))


def _begins(ws: Opened, run: RunRecord, period: str, start: date | None = None) -> list[date]:
    """The first days of the periods from the first purchase (or from `start`) to the snapshot; the engine sees FACTS of
    its ledger."""
    if period not in PERIODS:
        args: dict[str, Argument] = {"found": Code(period), "known": tuple(Code(one) for one in PERIODS)}
        raise NotReady(Sentence("retention.unknown_period", args))
    ws.bind_ledger(ws.store.catalogue.manifest(run.ledger), ("facts",))
    facts = ws.unbound("facts")
    first = ws.engine.query(facts.agg(first=facts.day.min())).column("first")[0].as_py() or run.as_of
    if start is not None and start > run.as_of:
        raise NotReady(Sentence("migration.wrong_order", {"before": start, "after": run.as_of}))
    found = starts(min(max(first, start or first), run.as_of), run.as_of, period, ws.files.project.calendar)
    return [day for day in found if start is None or day >= start] or found[-1:]
