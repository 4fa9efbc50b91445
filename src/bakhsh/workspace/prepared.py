"""What a full plan has staged, so that the run after it only has to publish."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from bakhsh.records import LoadRecord
from bakhsh.workspace.arrivals import Arrival
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.stage import Stage

__all__ = ["find", "keep", "mark_of"]

_NAME = "staged"


def mark_of(ws: Opened, new: Sequence[Arrival], as_of: date | None, refit: Sequence[str]) -> str:
    """Of all inputs: files that wait, the ledger they come to, the declared files, the day, what is refitted."""
    parts = {
        "new": sorted(one.fingerprint for one in new),
        "ledger": ws.store.catalogue.manifest().version,
        "texts": ws.texts,
        "as_of": (as_of or ws.default_as_of(None)).isoformat(),
        "explicit": as_of is not None,
        "refit": sorted(refit),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def keep(ws: Opened, stage: Stage, loads: Sequence[LoadRecord], mark: str) -> None:
    """Remembers a staged snapshot by the mark of its inputs."""
    held: dict[str, Any] = {
        "mark": mark,
        "folder": stage.folder,
        "as_of": stage.as_of,
        "manifest": stage.manifest,
        "pieces": stage.pieces,
        "models": stage.models,
        "profiles": stage.profiles,
        "left_out": stage.left_out,
        "notes": stage.notes,
        "loads": list(loads),
    }
    ws.store.catalogue.remember(_NAME, held)


def find(ws: Opened, mark: str) -> tuple[Stage, tuple[LoadRecord, ...]] | None:
    """The staged snapshot of just these inputs, whole on disk, and the loads it contains; None where there is none."""
    held = ws.store.catalogue.remembered(_NAME)
    if held.get("mark") != mark:
        return None
    stage = Stage(ws, held["folder"], held["as_of"], held["manifest"])
    stage.pieces = {name: list(pieces) for name, pieces in held["pieces"].items()}
    stage.models, stage.profiles = dict(held["models"]), dict(held["profiles"])
    stage.left_out, stage.notes = dict(held["left_out"]), list(held.get("notes", ()))
    if not all(ws.engine.tables.exists(piece.path) for pieces in stage.pieces.values() for piece in pieces):
        return None
    return stage, tuple(held["loads"])
