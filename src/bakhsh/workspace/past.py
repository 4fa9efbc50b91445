"""The past: where a run's pieces lie, which runs may go, and building one again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges import clock
from bakhsh.errors import NotReady
from bakhsh.language.dates import month_key
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Piece, PrunePlan, RunRecord
from bakhsh.workspace import predicting
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.progress import Progress, Say, silent
from bakhsh.workspace.stage import Stage, step_name, steps

__all__ = ["again", "pieces_of", "prune"]


def pieces_of(ws: Opened, run: RunRecord, name: str) -> list[Piece]:
    """The pieces of a run: `rows` or `members-NAME`; NotReady when that run had no such part."""
    found = ws.store.catalogue.pieces(run.run)
    if name not in found:
        known = tuple(Code(_short(one)) for one in sorted(found) if one.startswith("members-"))
        said = Sentence("workspace.run_lacks", {"name": Code(_short(name)), "run": run.run, "known": known})
        raise NotReady(said, hint=Sentence("workspace.run_first"))
    return [Piece(one["path"], one["rows"], one["bytes"]) for one in found[name]]


def _short(name: str) -> str:
    return name.removeprefix("members-")


def prune(ws: Opened, dry_run: bool = True) -> PrunePlan:
    """Runs and files that nothing current needs and whose time is over (bakhsh.toml, [retention]).

    Once it is older than `runs_days`, a run goes when a newer one stands for its day, or when its day is not the last
    snapshot of its month: trends keep their months. A ledger version goes when it is older than `files_days`, is not
    the current one and the newest snapshot did not read it; runs that read it can then not be built again. A file goes
    when no kept run, ledger version or wave names it. `dry_run` only lists, and waits for nobody.
    """
    if dry_run:
        runs, versions = _overdue(ws)
        return _pruned(ws, runs, ws.store.unnamed_files(without_runs=runs, without_manifests=versions), done=False)
    with ws.writing("prune"):
        runs, versions = _overdue(ws)
        ws.store.clear_staging()
        ws.store.catalogue.remove_runs(sorted(runs))
        ws.store.catalogue.remove_manifests(versions)
        plan = _pruned(ws, runs, ws.store.unnamed_files(), done=True)
        ws.engine.tables.drop(plan.files)
        return plan


def _pruned(ws: Opened, runs: set[int], files: Sequence[Path], done: bool) -> PrunePlan:
    freed = sum(path.stat().st_size for path in files if path.exists())
    names = tuple(path.relative_to(ws.store.root).as_posix() for path in files)
    return PrunePlan(tuple(sorted(runs)), names, freed, done=done)


def _overdue(ws: Opened) -> tuple[set[int], list[int]]:
    """Numbers of the runs and of the ledger versions whose time is over."""
    catalogue, retention, now = ws.store.catalogue, ws.files.project.retention, clock.now()
    current = {run.as_of: run for run in catalogue.runs() if run.current}
    months: dict[tuple[int, int], date] = {}
    for day in sorted(current):
        months[month_key(day, ws.files.project.calendar)] = day
    kept = {current[day].run for day in months.values()}
    runs = {
        run.run for run in catalogue.runs() if run.run not in kept and _older(run.finished_at, now, retention.runs_days)
    }
    newest = catalogue.current_run()
    needed = {catalogue.manifest().version, newest.ledger if newest else 0}
    versions = [
        one.version
        for one in catalogue.manifests()
        if one.version not in needed and _older(catalogue.manifest_made_at(one.version), now, retention.files_days)
    ]
    return runs, versions


def _older(at: datetime | None, now: datetime, days: int) -> bool:
    return at is not None and now - at > timedelta(days=days)


def again(ws: Opened, number: int, progress: Say | None = None) -> RunRecord:
    """A past run built again from the ledger version and the files it read; publishes nothing.

    Returns its record with a note whether every customer has the same place as then. NotReady where its ledger version
    has been pruned.
    """
    say = progress or silent
    catalogue = ws.store.catalogue
    run = catalogue.run(number)
    manifest = next((one for one in catalogue.manifests() if one.version == run.ledger), None)
    if manifest is None:
        raise NotReady(Sentence("workspace.ledger_pruned", {"run": number, "version": run.ledger}))
    then = opened_then(ws, run)
    with ws.writing("again"):
        ws.store.clear_staging()
        stage = Stage(then, ws.store.staging("again"), run.as_of, manifest)
        made = {"looked", "rows", *run.sizes} | catalogue.extra(number)["pieces"].keys() & {predicting.PIECE}
        work = [one for one in steps(stage) if one.step.kind != "learn" and one.step.name in made]
        stage.models = {model.segmentation: model for model in catalogue.models(number)}
        for done, one in enumerate(work):
            say(Progress(step_name(one), done, len(work)))
            one.do(stage)
        differing = _differing(then, stage, run)
        ws.store.clear_staging()
    said = Sentence("workspace.again_differs", {"names": differing}) if differing else Sentence("workspace.again_equal")
    return replace(run, changed=bool(differing), sizes=stage.sizes(), notes=(said,))


def _differing(ws: Opened, stage: Stage, run: RunRecord) -> tuple[Code, ...]:
    """Parts of the snapshot (rows, segmentations) in which any customer differs from the stored one."""
    parts = {"rows": "rows"} | {name: f"members-{name}" for name in run.sizes}
    return tuple(Code(name) for name, part in parts.items() if _differs(ws, stage, run, part))


def _differs(ws: Opened, stage: Stage, run: RunRecord, part: str) -> bool:
    """Whether any row differs. Sums of fractions may differ in their last digit by the order of adding, so columns of
    fractions are compared rounded to nine digits."""
    tables = []
    for pieces in (pieces_of(ws, run, part), stage.pieces[part]):
        table = pa.concat_tables([ws.engine.tables.read(piece) for piece in pieces]).sort_by("customer_id")
        tables.append(table.drop_columns([name for name in ("model",) if name in table.column_names]))
    stored, rebuilt = tables
    if stored.column_names != rebuilt.column_names or stored.num_rows != rebuilt.num_rows:
        return True
    return not all(_alike(stored.column(name), rebuilt.column(name)) for name in stored.column_names)


def _alike(one: pa.ChunkedArray, other: pa.ChunkedArray) -> bool:
    if pa.types.is_floating(one.type):
        one, other = pc.round(one, 9), pc.round(other, 9)
    return bool(one.equals(other))
