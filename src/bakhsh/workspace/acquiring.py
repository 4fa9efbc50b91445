"""Acquisition: by which column it is told, and what of the snapshot it is reckoned from."""

from __future__ import annotations

from datetime import date

from bakhsh import conditions
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.features.outcomes import assumed
from bakhsh.loop.watch import acquisition as room
from bakhsh.records import Acquisition, RunRecord
from bakhsh.tables import Type
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.read import profiles
from bakhsh.workspace.retaining import retention
from bakhsh.workspace.rows import row_types
from bakhsh.workspace.stage import answer, bind_rows, members_table, rows_table

__all__ = ["USUAL", "acquisition", "recorded"]

USUAL = ("acquired_via", "campaign", "branch", "entry_channel", "entry_category")
"""Columns that say where a customer came from, the first that is filled is taken; any other of words can be named."""


def acquisition(ws: Opened, by: str = "", segmentation: str = "", as_of: date | str | None = None) -> Acquisition:
    """Whom each source has won, at what cost and what for; by a column of words (empty: the first of USUAL that any
    customer has), with the mix of a segmentation (empty: the first of the snapshot). NotReady where nothing says where
    customers came from, UnknownName for a column that there is not."""
    run = ws.snapshot(as_of)
    column, places = _column(ws, run, by), _segmentation(run, segmentation)
    pieces = {name: pieces_of(ws, run, name) for name in ("rows", *([f"members-{places}"] if places else []))}
    cohorts = retention(ws, run.as_of)
    bind_rows(ws, pieces)
    members = members_table(places) if places else None
    margin = ws.files.project.margin
    sources = answer(
        ws.engine, room.acquired(rows_table(ws), ws.unbound("facts"), members, column, run.as_of, margin)
    )  # fmt: skip
    seen = [one for one in profiles(ws, run.as_of) if one.segmentation == places]
    titles = {part.segment: part.title for one in seen for part in one.segments}
    notes = (Sentence("acquisition.not_caused"), *([assumed(margin)] if margin is not None else []))
    return Acquisition(run.as_of, column, sources, room.new_and_returning(cohorts), places, titles, notes)


def recorded(ws: Opened, as_of: date | str | None = None) -> tuple[str, ...]:
    """Of USUAL the columns that the snapshot holds and any customer has a value of."""
    run = ws.snapshot(as_of)
    bind_rows(ws, {"rows": pieces_of(ws, run, "rows")})
    types, rows = row_types(ws), rows_table(ws)
    there = [name for name in USUAL if types.get(name) is Type.TEXT]
    if not there:
        return ()
    counted = ws.engine.query(rows.agg(**{name: rows[name].nunique() for name in there})).to_pylist()[0]
    return tuple(name for name in there if counted[name])


def _column(ws: Opened, run: RunRecord, by: str) -> str:
    types = row_types(ws)
    if by and by not in types:
        raise conditions.unknown_feature(by, [name for name, kind in types.items() if kind is Type.TEXT])
    if by and types[by] is not Type.TEXT:
        raise NotReady(Sentence("acquisition.no_words", {"name": Code(by)}))
    found = (by,) if by else recorded(ws, run.as_of)
    if not found:
        args: dict[str, Argument] = {"column": Code("acquired_via"), "cost": Code("acquisition_cost")}
        raise NotReady(Sentence("acquisition.not_recorded"), hint=Sentence("acquisition.map_columns", args))
    return found[0]


def _segmentation(run: RunRecord, segmentation: str) -> str:
    if segmentation and segmentation not in run.sizes:
        args: dict[str, Argument] = {"name": Code(segmentation), "known": tuple(Code(one) for one in run.sizes)}
        raise NotReady(Sentence("workspace.no_segmentation", args))
    return segmentation or next(iter(run.sizes), "")
