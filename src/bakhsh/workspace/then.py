"""Where customers were: MEMBERS of earlier snapshots beside the rows of a day, for `was_in_segment`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import ibis

from bakhsh import conditions
from bakhsh.conditions import Lifted, Membership
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import RunRecord
from bakhsh.tables import CONTRACTS
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.person import pieces_of_run

__all__ = ["bind_then", "looks_back", "place_then", "run_then", "then_marks"]


def looks_back(calls: Iterable[Lifted]) -> list[tuple[str, Membership]]:
    """The columns that hold a place of an earlier day, each once."""
    found = {one.name: one.call for one in calls if isinstance(one.call, Membership) and one.call.ago is not None}
    return sorted(found.items())


def run_then(ws: Opened, asked: Membership, as_of: date) -> RunRecord:
    """The latest snapshot, at or before the day asked for, that knows the segmentation.

    NotReady with what to run where there is none.
    """
    assert asked.ago is not None
    day = conditions.day_ago(asked.ago, as_of, ws.files.project.calendar)
    held = [run for run in ws.store.catalogue.runs() if run.current and asked.segmentation in run.sizes]
    found = max((run for run in held if run.as_of <= min(day, as_of)), key=lambda run: run.as_of, default=None)
    if found is not None:
        return found
    args: dict[str, Argument] = {"name": Code(asked.segmentation), "day": day}
    hint = Sentence("migration.run_every", {"command": Code("bakhsh run --every month")})
    raise NotReady(Sentence("migration.no_snapshot_then", args), hint=hint)


def bind_then(ws: Opened, calls: Iterable[Lifted], as_of: date) -> list[ibis.Table]:
    """Tables of customer_id and one such column each, whose members the engine sees from now on. NotReady as above."""
    found = []
    for column, asked in looks_back(calls):
        kept = ws.store.catalogue.pieces(run_then(ws, asked, as_of).run)
        members = pieces_of_run(kept, f"members-{asked.segmentation}")
        ws.bind_pieces(f"members_{column}", members, CONTRACTS["MEMBERS"].schema())
        types = {one.name: one.type.ibis for one in CONTRACTS["MEMBERS"].columns}
        table = ibis.table(types, name=f"members_{column}")
        found.append(table.select("customer_id", **{column: table.segment}))
    return found


def place_then(ws: Opened, calls: Iterable[Lifted], as_of: date, customer: str) -> dict[str, str | None]:
    """The same columns of one customer."""
    found: dict[str, str | None] = {}
    for table in bind_then(ws, calls, as_of):
        column = table.columns[1]
        places = ws.engine.query(table.filter(table.customer_id == customer)).column(column).to_pylist()
        found[column] = places[0] if places else None
    return found


def then_marks(ws: Opened, calls: Iterable[Lifted], as_of: date) -> dict[str, str]:
    """Of what such columns follow from: the fingerprints of the snapshots they are read from, empty for none."""
    marks = {}
    for column, asked in looks_back(calls):
        try:
            marks[column] = run_then(ws, asked, as_of).fingerprint
        except NotReady:
            marks[column] = ""
    return marks
