"""The path of one customer: when he came into which segment, and what moved him, over the snapshots there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import ibis

from bakhsh.records import Explanation, PathStep, RunRecord
from bakhsh.tables import CONTRACTS
from bakhsh.workspace.migrating import Pair, everybody, runs_with, titles_of
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.read import explain
from bakhsh.workspace.rulers import ruler_of

__all__ = ["explained", "path_of"]


def explained(ws: Opened, customer_id: str, as_of: date | str | None) -> Explanation:
    """Why one customer is where he is, and how he came there."""
    found = explain(ws, customer_id, as_of)
    return replace(found, path=path_of(ws, found.customer_id, found.as_of))


def path_of(ws: Opened, customer: str, as_of: date) -> tuple[PathStep, ...]:
    """The places of a customer (by the id that snapshots know) up to a day, by segmentation and then in time; a step
    wherever his place differs from that of the snapshot before. The first step has no cause where nothing lies before
    it. Segmentations that no longer are in the files have none."""
    found: list[PathStep] = []
    for one in ws.files.segmentations:
        runs = [run for run in ws.store.catalogue.runs() if run.current and one.name in run.sizes]
        if any(run.as_of <= as_of for run in runs):
            found += _steps(ws, one.name, customer, as_of)
    return tuple(found)


def _steps(ws: Opened, segmentation: str, customer: str, as_of: date) -> Iterator[PathStep]:
    runs = [run for run in runs_with(ws, segmentation) if run.as_of <= as_of]
    places = _places(ws, segmentation, customer, runs)
    before: RunRecord | None = None
    for run in runs:
        here = places.get(run.as_of, "")
        there = places.get(before.as_of, "") if before else ""
        if here != there:
            yield _step(ws, segmentation, customer, before, run, (there, here))
        before = run


def _step(
    ws: Opened, segmentation: str, customer: str, before: RunRecord | None, run: RunRecord, way: tuple[str, str]
) -> PathStep:
    start, end = way
    ruler = ruler_of(ws, run)
    pair = Pair(segmentation, ruler_of(ws, before) if before else ruler, ruler)
    titles = {name: title for name, title in titles_of(ws, pair, {one for one in way if one}).items() if name in way}
    if before is None:
        cause = ""
    elif not start or not end:
        cause = "left" if start else "arrived"
    else:
        answer = ws.engine.query(everybody(ws, pair, customer)[0].select("cause"))
        cause = str(answer.column("cause")[0].as_py())
    return PathStep(segmentation, run.as_of, end, start, cause, titles)


def _places(ws: Opened, segmentation: str, customer: str, runs: list[RunRecord]) -> dict[date, str]:
    """His segment by the day of the snapshot: one question over the members of all of them."""
    contract = CONTRACTS["MEMBERS"]
    pieces = [piece for run in runs for piece in pieces_of(ws, run, f"members-{segmentation}")]
    ws.bind_pieces("members_always", pieces, contract.schema())
    table = ibis.table({one.name: one.type.ibis for one in contract.columns}, name="members_always")
    asked = table.filter(table.customer_id == customer).select("as_of", "segment")
    return {row["as_of"]: row["segment"] for row in ws.engine.query(asked).to_pylist()}
