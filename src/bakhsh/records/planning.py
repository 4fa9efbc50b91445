"""Plan and run: steps, models, published runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bakhsh.language.sentences import Sentence
from bakhsh.records.loading import LoadRecord

__all__ = ["Step", "Plan", "Model", "RunRecord", "PrunePlan"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan. `kind`: load, identity, features, learn, assign, profile, publish. `because` says why it is
    needed."""

    kind: str
    name: str
    because: Sentence
    rows: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do; `steps` empty means nothing has changed. `movers`: customers that would change segment, by
    segmentation: {"value": {"definition": 12, "customers": 40}}; sizes: {"value": {"champions": [before, after]}}."""

    as_of: date
    fingerprint: str
    depth: str
    steps: tuple[Step, ...]
    sizes: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    movers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A learned model, numbers in JSON: `body` scores alone; `definition` is the print of what it was made for."""

    segmentation: str
    kind: str
    definition: str
    learned_as_of: date
    body: Mapping[str, Any]
    fingerprint: str
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One published run. `sizes` by segmentation and segment; `changed` False: everything stood already."""

    run: int
    as_of: date
    fingerprint: str
    ledger: int
    started_at: datetime
    finished_at: datetime | None
    state: str
    changed: bool
    customers: int
    sizes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    loads: tuple[LoadRecord, ...] = ()
    folder: str = ""
    current: bool = False
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class PrunePlan:
    """What `runs prune` would remove (or has removed, when `done`)."""

    runs: tuple[int, ...]
    files: tuple[str, ...]
    bytes: int
    done: bool = False
