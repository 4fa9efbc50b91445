"""Snapshots without one person: new folders beside the old ones, with what segments are like counted anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bakhsh.edges import clock
from bakhsh.errors import ProjectError
from bakhsh.language.sentences import Sentence
from bakhsh.records import LoadRecord, Manifest, Piece, RunRecord
from bakhsh.workspace.holdings import Holdings
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.person import ID_COLUMNS, Person, pieces_of_run
from bakhsh.workspace.rewrite import noted, unnamed
from bakhsh.workspace.stage import Stage, fingerprint, profile_one
from bakhsh.workspace.survey import Survey

__all__ = ["snapshots_without"]

_Run = tuple[RunRecord, Mapping[str, Any]]


def snapshots_without(
    ws: Opened,
    person: Person,
    all_: Holdings,
    found: Survey,
    manifests: Sequence[Manifest],
    loads: Mapping[int, LoadRecord],
) -> list[_Run]:
    """Every run that read a ledger with the person, under a new fingerprint; the folders of those whose snapshot he is
    in are published under new names. Nothing names them yet."""
    before = {one.version: one for one in all_.manifests}
    after = {one.version: one for one in manifests}
    made: list[_Run] = []
    for run, extra in all_.runs:
        if run.run not in found.runs and run.ledger not in after:
            continue
        mark = _fingerprint(ws, run, before.get(run.ledger), after.get(run.ledger), person)
        counted = tuple(loads.get(load.load, load) for load in run.loads)
        record = replace(run, fingerprint=mark, loads=counted, notes=unnamed(run.notes, person))
        made.append(_rewritten(ws, person, record, extra) if run.run in found.runs else (record, extra))
    return made


def _fingerprint(ws: Opened, run: RunRecord, before: Manifest | None, after: Manifest | None, person: Person) -> str:
    """What a run of the same day would give itself now, where it gave itself what it has; else one made of both."""
    other = hashlib.sha256(f"{run.fingerprint}|{person.key(ws)}".encode()).hexdigest()
    if before is None or after is None:
        return other
    try:
        then = opened_then(ws, run)
    except ProjectError:  # declared in words this version reads no more
        return other
    models = {model.segmentation: model for model in ws.store.catalogue.models(run.run)}
    if fingerprint(Stage(then, "", run.as_of, before, models=models)) != run.fingerprint:
        return other
    return fingerprint(Stage(then, "", run.as_of, after, models=models))


def _rewritten(ws: Opened, person: Person, run: RunRecord, extra: Mapping[str, Any]) -> _Run:
    tables = ws.engine.tables
    staged = ws.store.staging(f"without-{run.run}")
    pieces: dict[str, list[Piece]] = {}
    for name in extra["pieces"]:
        pieces[name] = []
        for piece in pieces_of_run(extra["pieces"], name):
            to = f"{staged}/{piece.path.rsplit('/', 1)[1]}"
            holds = tables.holding(piece, ID_COLUMNS, person.ids)
            pieces[name].append(tables.without(piece, to, ID_COLUMNS, person.ids) if holds else tables.again(piece, to))
    profiles = _profiles(ws, run, pieces, extra)
    final = f"snapshots/{run.as_of.isoformat()}-{clock.now():%Y%m%d%H%M%S%f}-{run.fingerprint[:8]}"
    tables.publish(staged, final)
    named = {
        name: [{"path": f"{final}/{one.path.rsplit('/', 1)[1]}", "rows": one.rows, "bytes": one.bytes} for one in found]
        for name, found in pieces.items()
    }
    sizes = {name: {one.segment: one.customers for one in profile.segments} for name, profile in profiles.items()}
    record = replace(
        run,
        folder=final,
        customers=sum(piece.rows for piece in pieces["rows"]),
        sizes=sizes,
        notes=noted(run.notes, Sentence("privacy.run_without", {"count": 1})),
    )
    return record, {**extra, "pieces": named, "profiles": profiles}


def _profiles(ws: Opened, run: RunRecord, pieces: dict[str, list[Piece]], extra: Mapping[str, Any]) -> dict[str, Any]:
    """What the segments are like without him, by the definitions and the models that placed everybody."""
    try:
        then = opened_then(ws, run)
    except ProjectError:
        return dict(extra["profiles"])
    models = {model.segmentation: model for model in ws.store.catalogue.models(run.run)}
    stage = Stage(then, "", run.as_of, Manifest(0), pieces=pieces, models=models)
    for name in extra["profiles"]:
        profile_one(stage, then.segmentation(name))
    return dict(stage.profiles)
