"""Every piece the store holds, by what it holds: the ledger's versions, the snapshots, the waves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bakhsh.edges.store import Store
from bakhsh.records import BucketFiles, Manifest, Piece, RunRecord, WaveRecord

__all__ = ["Held", "Holdings", "holdings"]

_BY_BUCKET = "entries-"


@dataclass(frozen=True, slots=True)
class Held:
    """A piece, the table it is of, and the bucket of its customers (empty: of all buckets)."""

    piece: Piece
    table: str
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that is kept, as it stands."""

    manifests: tuple[Manifest, ...]
    runs: tuple[tuple[RunRecord, Mapping[str, Any]], ...]
    waves: tuple[tuple[WaveRecord, Mapping[str, Piece]], ...]
    ledger: Mapping[str, Held] = field(default_factory=dict)
    """The pieces of all ledger versions by path, each once."""

    def of(self, *tables: str) -> list[Held]:
        """The ledger's pieces of these tables."""
        return [one for one in self.ledger.values() if one.table in tables]


def holdings(store: Store) -> Holdings:
    """Everything the catalogue names now."""
    catalogue = store.catalogue
    manifests = catalogue.manifests()
    runs = tuple((run, catalogue.extra(run.run)) for run in catalogue.runs())
    waves = tuple((wave, catalogue.wave_pieces(wave.campaign, wave.wave)) for wave in catalogue.waves())
    ledger = {one.piece.path: one for manifest in manifests for one in _of_manifest(manifest)}
    return Holdings(manifests, runs, waves, ledger)


def _of_manifest(manifest: Manifest) -> Iterator[Held]:
    for brought in manifest.history.values():
        for name, piece in brought.items():
            dealt = name.startswith(_BY_BUCKET)
            yield Held(piece, "entries" if dealt else name, name.removeprefix(_BY_BUCKET) if dealt else "")
    for name, piece in manifest.whole.items():
        yield Held(piece, name)
    for bucket, files in manifest.buckets.items():
        yield from _of_bucket(bucket, files)


def _of_bucket(bucket: str, files: BucketFiles) -> Iterator[Held]:
    for table, piece in files.base.items():
        yield Held(piece, table, bucket)
    for delta in files.deltas:
        yield Held(delta.ids, "ids", bucket)
        for table, piece in delta.tables.items():
            yield Held(piece, table, bucket)
