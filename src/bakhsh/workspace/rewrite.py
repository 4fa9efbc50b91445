"""The ledger, the snapshots and the waves without one person, written beside what stands: nobody sees it yet.

Only pieces that hold rows of his are written anew; the others are named again as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.data import ledger
from bakhsh.loop.data.notices import BESIDE
from bakhsh.records import BucketFiles, Delta, LoadRecord, Manifest, Piece, WaveRecord
from bakhsh.tables import OF_CUSTOMER
from bakhsh.workspace.aliases import aliases_of, bind_loads, print_of
from bakhsh.workspace.holdings import Holdings
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.person import ID_COLUMNS, Person
from bakhsh.workspace.rejections import instead_of, naming, unsaid
from bakhsh.workspace.survey import Survey, declared

__all__ = ["LedgerWithout", "noted", "unnamed", "waves_without"]

_PLACED = ("load", "part", "file_line", "at", "amount", "shipping", "fee", "tax", "refunded")
_OF_BEFORE = re.compile(r"^ledger/(?:without/\d+/)?")


def noted(notes: tuple[Sentence, ...], said: Sentence) -> tuple[Sentence, ...]:
    """The notes with `said` of one person more than it was said of before."""
    before = next((note.args["count"] for note in notes if note.id == said.id), 0)
    others = tuple(note for note in notes if note.id != said.id)
    return (*others, replace(said, args={"count": 1 + (before if isinstance(before, int) else 0)}))


def unnamed(notes: tuple[Sentence, ...], person: Person) -> tuple[Sentence, ...]:
    """The notes without the person's ids and orders: what spoke of him alone is gone, of examples only his."""
    his = {*person.ids, *person.orders}

    def names(value: Argument) -> bool:
        return isinstance(value, Code) and value.text in his

    kept = []
    for note in notes:
        args = {
            name: tuple(one for one in value if not names(one)) if isinstance(value, tuple) else value
            for name, value in note.args.items()
        }
        emptied = any(args[name] == () and value for name, value in note.args.items())
        if not emptied and not any(map(names, args.values())):
            kept.append(replace(note, args=args))
    return tuple(kept)


@dataclass
class LedgerWithout:
    """Every ledger version without the person, under a number of its own, and the loads as they are to be counted."""

    ws: Opened
    person: Person
    all_: Holdings
    found: Survey
    number: int
    loads: dict[int, LoadRecord] = field(default_factory=dict)
    _moved: dict[str, Piece | None] = field(default_factory=dict)
    _brought: dict[tuple[str, ...], dict[str, Piece]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = {load.load: load for load in self.ws.store.catalogue.loads(with_undone=True)}
        self.loads = {number: made for number, load in self._known.items() if (made := self._unnoticed(load)) != load}
        self._known |= self.loads
        self._again = self._duplicates()

    def manifests(self) -> list[Manifest]:
        """All versions, oldest first."""
        return [self._manifest(one) for one in self.all_.manifests]

    def _manifest(self, one: Manifest) -> Manifest:
        history = {number: self._load(int(number), pieces) for number, pieces in one.history.items()}
        buckets = {name: self._bucket(files) for name, files in one.buckets.items()}
        notes = unnamed(one.notes, self.person)
        made = replace(one, history=history, buckets=buckets, whole=self._named(one.whole), notes=notes)
        made = replace(made, without=one.without + 1)
        changed = made.whole.get("aliases") != one.whole.get("aliases")
        return replace(made, settled=print_of(aliases_of(self.ws, made))) if changed else made

    def _unnoticed(self, load: LoadRecord) -> LoadRecord:
        """The load's record where it named him as a customer beside somebody who was forgotten before him."""
        others = {name: count for name, count in load.noticed.get(BESIDE, {}).items() if name not in self.person.ids}
        noticed = {what: columns for what, columns in load.noticed.items() if what != BESIDE}
        return replace(load, noticed={**noticed, BESIDE: others} if others else noticed)

    # ---- pieces ------------------------------------------------------------------------------------------------
    def _piece(self, piece: Piece) -> Piece | None:
        """The piece without the person's rows; itself where it has none, None where it has no others."""
        if piece.path not in self.found.ledger:
            return piece
        if piece.path not in self._moved:
            tables, to = self.ws.engine.tables, self._path(piece.path)
            made = tables.without(piece, to, ID_COLUMNS, self.person.ids)
            if not made.rows:
                tables.drop([made.path])
            self._moved[piece.path] = made if made.rows else None
        return self._moved[piece.path]

    def _path(self, path: str) -> str:
        return _OF_BEFORE.sub(f"ledger/without/{self.number}/", path)

    def _named(self, pieces: Mapping[str, Piece]) -> dict[str, Piece]:
        found = {name: self._piece(piece) for name, piece in pieces.items()}
        return {name: piece for name, piece in found.items() if piece is not None}

    def _bucket(self, files: BucketFiles) -> BucketFiles:
        deltas = []
        for delta in files.deltas:
            ids = self._piece(delta.ids)
            if ids is not None:
                deltas.append(Delta(ids, self._named(delta.tables)))
        return BucketFiles(self._named(files.base), tuple(deltas))

    # ---- what loads brought ------------------------------------------------------------------------------------
    def _load(self, number: int, pieces: Mapping[str, Piece]) -> dict[str, Piece]:
        """What one load brought without him. Rows of his that were taken are now rejected rows of the same load."""
        key = tuple(sorted(piece.path for piece in pieces.values()))
        if key not in self._brought:
            kept = self._named({name: piece for name, piece in pieces.items() if name != "rejected"})
            rejected = self._rejected(number, pieces)
            self._brought[key] = kept | ({"rejected": rejected} if rejected else {})
        return self._brought[key]

    def _rejected(self, number: int, pieces: Mapping[str, Piece]) -> Piece | None:
        standing, load = pieces.get("rejected"), self._known.get(number)
        entries = self._entries(pieces)
        self._count(number, pieces, entries.num_rows)
        if standing is not None and not entries.num_rows and standing.path not in self.found.ledger:
            return standing
        parts = []
        if standing is not None:
            rows = self.ws.engine.tables.read(standing)
            theirs = naming(rows, self.person, declared(self.ws, load))
            parts.append(unsaid(rows, theirs, self.ws.files.project))
        if entries.num_rows and load is not None:
            parts.append(instead_of(entries, load, self.ws.files.project))
        if not parts:
            return None
        path = f"ledger/without/{self.number}/loads/{number}/rejected.parquet"
        return self.ws.engine.tables.write(pa.concat_tables(parts, promote_options="default"), path)

    def _entries(self, pieces: Mapping[str, Piece]) -> pa.Table:
        """His rows of ENTRIES in one load that counted, with what says where they stood. Those that the policy leaves
        out are rejected rows already."""
        mine = pa.array(self.person.ids, pa.string())
        found = [pa.table({"load": pa.array([], pa.int64())})]
        for piece in pieces.values():
            if piece.path in self.found.ledger and self.all_.ledger[piece.path].table == "entries":
                table = self.ws.engine.tables.read(piece)
                own = table.filter(pc.is_in(table.column("customer_id"), value_set=mine))
                if "left_out" in own.column_names:
                    own = own.filter(pc.is_null(own.column("left_out")))
                found.append(own.select([name for name in _PLACED if name in own.column_names]))
        return pa.concat_tables(found, promote_options="default")

    def _count(self, number: int, pieces: Mapping[str, Piece], entries: int) -> None:
        """The load's record: what had been kept or doubled is rejected now; its rows stay as many as they were."""
        load = self._known.get(number)
        gone = entries or self._main_rows(load, pieces)
        if load is None or not gone:
            return
        doubled = min(self._again.get(number, 0), load.duplicates, gone)
        kept = load.kept - (gone - doubled)
        doubled, kept = doubled - min(kept, 0), max(kept, 0)
        reasons = dict(load.reasons) | {"forgotten": load.reasons.get("forgotten", 0) + gone}
        self.loads[number] = replace(
            load,
            kept=kept,
            duplicates=load.duplicates - doubled,
            rejected=load.rejected + gone,
            reasons=dict(sorted(reasons.items())),
        )

    def _main_rows(self, load: LoadRecord | None, pieces: Mapping[str, Piece]) -> int:
        """Of a file of customers, events or permissions: the rows of the table it fills."""
        source = declared(self.ws, load)
        names = [source.table] if source else list(OF_CUSTOMER)
        piece = next((pieces[name] for name in names if name in pieces), None)
        dealt = any(name.startswith("entries-") for name in pieces)
        return self.found.ledger.get(piece.path, 0) if piece and not dealt else 0

    def _duplicates(self) -> dict[int, int]:
        """His rows by load that say of their order what an earlier load said."""
        history = {number: pieces for one in self.all_.manifests for number, pieces in one.history.items()}
        bind_loads(self.ws, history, "versions")
        versions = self.ws.unbound("versions")
        own = versions.filter(versions.customer_id.isin(list(self.person.ids)))
        asked = ledger.duplicates(own, [int(number) for number in history])
        return {row["load"]: row["rows"] for row in self.ws.engine.query(asked).to_pylist()} if history else {}


def waves_without(
    ws: Opened, person: Person, all_: Holdings, found: Survey, number: int
) -> list[tuple[WaveRecord, Mapping[str, Piece]]]:
    """The waves in which he stood, without him and with a note that says so."""
    made: list[tuple[WaveRecord, Mapping[str, Piece]]] = []
    for wave, pieces in all_.waves:
        if (wave.campaign, wave.wave) in found.waves:
            folder = f"waves/{wave.campaign}-{wave.wave}-without-{number}"
            kept = {
                name: ws.engine.tables.without(piece, f"{folder}/{name}.parquet", ID_COLUMNS, person.ids)
                for name, piece in pieces.items()
            }
            made.append((_counted(ws, wave, kept), kept))
    return made


def _counted(ws: Opened, wave: WaveRecord, pieces: Mapping[str, Piece]) -> WaveRecord:
    audience, arms = (ws.engine.tables.read(pieces[name]) for name in ("audience", "arms"))
    reasons: list[dict[str, Any]] = pc.value_counts(audience.column("suppressed_by").drop_null()).to_pylist()
    treated = int(pc.sum(pc.equal(arms.column("arm"), "treated")).as_py() or 0)
    return replace(
        wave,
        candidates=audience.num_rows,
        treated=treated,
        holdout=arms.num_rows - treated,
        suppressed={one["values"]: one["counts"] for one in reasons},
        notes=noted(wave.notes, Sentence("privacy.wave_without", {"count": 1})),
    )
