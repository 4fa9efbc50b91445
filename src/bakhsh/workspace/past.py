"""The past: where a run's pieces lie, which runs may go, and building one again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from bakhsh.edges import clock
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Manifest, Piece, PrunePlan, RunRecord
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.progress import Progress, Say, silent
from bakhsh.workspace.stage import Stage, step_name, steps

__all__ = ["again", "pieces_of", "prune"]


def pieces_of(ws: Opened, run: RunRecord, name: str) -> list[Piece]:
    """The pieces of a run: `rows` or `members-NAME`; NotReady when that run had no such part."""
    found = ws.store.catalogue.extra(run.run)["pieces"]
    if name not in found:
        known = tuple(Code(_short(one)) for one in sorted(found) if one.startswith("members-"))
        said = Sentence("workspace.run_lacks", {"name": Code(_short(name)), "run": run.run, "known": known})
        raise NotReady(said, hint=Sentence("workspace.run_first"))
    return [Piece(one["path"], one["rows"], one["bytes"]) for one in found[name]]


def _short(name: str) -> str:
    return name.removeprefix("members-")


def prune(ws: Opened, dry_run: bool = True) -> PrunePlan:
    """Runs and files that nothing current needs and whose time is over (bakhsh.toml, [retention]).

    A run goes when a newer one stands for its day and it is older than `runs_days`; a ledger version when no kept run
    read it, it is not the current one and it is older than `files_days`; a file when no kept run, ledger version or
    wave names it. `dry_run` only lists.
    """
    with ws.writing("prune"):
        catalogue, retention = ws.store.catalogue, ws.files.project.retention
        now = clock.now()
        runs = [
            one for one in catalogue.runs() if not one.current and _older(one.finished_at, now, retention.runs_days)
        ]
        gone = {one.run for one in runs}
        read = {one.ledger for one in catalogue.runs() if one.run not in gone}
        versions = [one.version for one in catalogue.manifests() if _idle(ws, one, read, now, retention.files_days)]
        if not dry_run:
            ws.store.clear_staging()
            catalogue.remove_runs(sorted(gone))
            catalogue.remove_manifests(versions)
        files = _unnamed(ws, gone, versions) if dry_run else ws.store.unnamed_files()
        freed = sum(path.stat().st_size for path in files if path.exists())
        names = tuple(path.relative_to(ws.store.root).as_posix() for path in files)
        if not dry_run:
            ws.engine.tables.drop(names)
        return PrunePlan(tuple(sorted(gone)), names, freed, done=not dry_run)


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
    then.__dict__["engine"] = ws.engine
    with ws.writing("again"):
        ws.store.clear_staging()
        stage = Stage(then, ws.store.staging("again"), run.as_of, manifest)
        made = {"rows"} | run.sizes.keys()
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
    """Segmentations in which any customer's place differs from the stored one."""
    found: list[Code] = []
    for name in run.sizes:
        stored = [ws.engine.tables.read(piece) for piece in pieces_of(ws, run, f"members-{name}")]
        rebuilt = [ws.engine.tables.read(piece) for piece in stage.pieces[f"members-{name}"]]
        if _places(stored) != _places(rebuilt):
            found.append(Code(name))
    return tuple(found)


def _places(tables: Sequence[pa.Table]) -> list[tuple[str, str]]:
    table = pa.concat_tables(tables).select(["customer_id", "segment"]).sort_by("customer_id")
    return list(zip(table.column(0).to_pylist(), table.column(1).to_pylist(), strict=True))


def _idle(ws: Opened, manifest: Manifest, read: set[int], now: datetime, days: int) -> bool:
    if manifest.version in read or manifest.version == ws.store.catalogue.manifest().version:
        return False
    return _older(ws.store.catalogue.manifest_made_at(manifest.version), now, days)


def _unnamed(ws: Opened, runs: set[int], versions: Sequence[int]) -> tuple[Path, ...]:
    return ws.store.unnamed_files(without_runs=runs, without_manifests=versions)
