"""Where a person is: the rows of his in every piece that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow.compute as pc

from bakhsh.records import LoadRecord
from bakhsh.specs import Source
from bakhsh.workspace.holdings import Holdings
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.person import ID_COLUMNS, Person, buckets_of, pieces_of_run
from bakhsh.workspace.rejections import naming

__all__ = ["Survey", "declared", "survey"]


@dataclass(frozen=True, slots=True)
class Survey:
    """Rows of one person: by path for the ledger, by number and part for snapshots, by (campaign, wave) and piece for
    waves. What holds none of his is not there."""

    ledger: Mapping[str, int] = field(default_factory=dict)
    runs: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    waves: Mapping[tuple[str, int], Mapping[str, int]] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    """Rows of the ledger by table, over all its versions."""


def survey(ws: Opened, person: Person, all_: Holdings) -> Survey:
    """Counts the person's rows. Of tables that are kept by bucket only his buckets are read, and there his id alone."""
    buckets, holding = buckets_of(person.ids), ws.engine.tables.holding
    ledger: dict[str, int] = {}
    tables: dict[str, int] = {}
    loads = {str(load.load): load for load in ws.store.catalogue.loads(with_undone=True)}
    of_load = {
        piece.path: number for one in all_.manifests for number, by in one.history.items() for piece in by.values()
    }
    for path, held in all_.ledger.items():
        if held.bucket and held.bucket not in buckets:
            continue
        if held.table == "rejected":
            count = _rejected(ws, person, path, loads.get(of_load[path]))
        else:
            count = holding(held.piece, ID_COLUMNS, person.ids)
        if count:
            ledger[path] = count
            tables[held.table] = tables.get(held.table, 0) + count
    runs = {
        run.run: {
            name: sum(holding(piece, ID_COLUMNS, person.ids) for piece in pieces_of_run(extra["pieces"], name))
            for name in extra["pieces"]
        }
        for run, extra in all_.runs
    }
    waves = {
        (wave.campaign, wave.wave): {name: holding(piece, ID_COLUMNS, person.ids) for name, piece in pieces.items()}
        for wave, pieces in all_.waves
    }
    tables.pop("ids", None)
    return Survey(
        ledger,
        {run: parts for run, parts in runs.items() if any(parts.values())},
        {wave: parts for wave, parts in waves.items() if any(parts.values())},
        dict(sorted(tables.items())),
    )


def _rejected(ws: Opened, person: Person, path: str, load: LoadRecord | None) -> int:
    mask = naming(ws.engine.tables.read(path), person, declared(ws, load))
    return int(pc.sum(mask).as_py() or 0)


def declared(ws: Opened, load: LoadRecord | None) -> Source | None:
    """How the source of a load is declared now."""
    return next((one for one in ws.files.sources if load is not None and one.name == load.source), None)
