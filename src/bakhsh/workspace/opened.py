"""What every verb works with: the declared files, the store, the engine, the clock."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from bakhsh import conditions, project
from bakhsh.edges import clock
from bakhsh.errors import NotReady
from bakhsh.language.dates import parse_day
from bakhsh.language.money import unit
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Manifest, Model, Piece, RunRecord
from bakhsh.specs import ProjectFiles, Segmentation
from bakhsh.tables import BUCKETS, CONTRACTS, Type, bucket_name

if TYPE_CHECKING:
    import ibis

    from bakhsh.edges.engines import Engine
    from bakhsh.edges.store import Store
    from bakhsh.loop.data.forgotten import Forgotten

__all__ = ["ALL_BUCKETS", "ITEM_TABLES", "LOCK_WAIT", "Opened", "opened_then"]

Built = TypeVar("Built")

ALL_BUCKETS = tuple(bucket_name(number) for number in range(BUCKETS))
ITEM_TABLES = ("items",)
OPEN_TABLES = ("customers", "items")
LOOK_AHEAD = timedelta(days=31)
"""How far beyond the ledger's last day a snapshot may lie and still be the current view: a month's end lies there."""
_REMEMBERED = 1 << 19
"""So many pseudonyms are kept in mind while files are read: people come again."""
LOCK_WAIT = 10.0
"""Seconds a second writer waits before it is refused in words."""


class Opened:
    """A project folder with its store and engine open. Use as a context manager, or `close` it."""

    def __init__(
        self,
        folder: Path,
        store: Store | None,
        files: ProjectFiles,
        texts: Mapping[str, str],
        engine: Engine | None = None,
    ) -> None:
        """`texts` are the very texts that `files` were read from: what a run remembers of its definitions. Without a
        `store` the folder's own, and without an `engine` the one the project names, is opened at first use."""
        self._engine = engine
        self._store = store
        self.folder = folder
        self.files = files
        self.texts = texts
        self._pseudonyms: dict[str, str] = {}
        self._built: tuple[ProjectFiles, dict[Hashable, Any]] = (files, {})

    @property
    def store(self) -> Store:
        """Who remembers."""
        if self._store is None:
            from bakhsh.edges.store import Store

            self._store = Store.open(self.folder / ".bakhsh")
            self.recover()
        return self._store

    def recover(self) -> None:
        """What is to be completed before anything is read from the store."""

    @property
    def engine(self) -> Engine:
        """Who computes."""
        if self._engine is None:
            from bakhsh.edges.engines import open_engine

            declared = self.files.project
            self._engine = open_engine(declared.engine, self.store.root, memory=declared.memory)
        return self._engine

    def renew_engine(self) -> None:
        """Whatever the engine holds is given back, on disk too; the next use opens it again."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    @cached_property
    def key(self) -> bytes:
        """The project's secret, for lots and pseudonyms."""
        return self.store.key(os.environ, create=True)

    def pseudonym(self, text: str) -> str:
        """What stands for a personal customer id but in ADDRESSES: HMAC-SHA256 with the key, 24 hex digits."""
        known = self._pseudonyms.get(text)
        if known is None:
            if len(self._pseudonyms) >= _REMEMBERED:
                self._pseudonyms.clear()
            mac = self._customer_mac.copy()
            mac.update(text.encode())
            known = self._pseudonyms[text] = mac.hexdigest()[:24]
        return known

    @cached_property
    def _customer_mac(self) -> hmac.HMAC:
        return hmac.new(self.key, b"customer|", hashlib.sha256)

    def keyed(self, text: str) -> str:
        """What stands for an id or address where people are remembered whom we were told to forget: HMAC-SHA256 with
        the key, 32 hex digits."""
        return hmac.digest(self.key, f"forgotten|{text}".encode(), "sha256").hex()[:32]

    def forgotten(self) -> Forgotten | None:
        """Who must not come back; None where nobody was forgotten. The key is needed as soon as somebody was."""
        from bakhsh.loop.data.forgotten import Forgotten

        tokens = self.store.people.tokens()
        return Forgotten(tokens, self.keyed, self.pseudonym) if tokens else None

    @property
    def minor_per_unit(self) -> int:
        return unit(self.files.project.unit).minor_per_unit

    @cached_property
    def types(self) -> dict[str, Type]:
        """The type of every name conditions may use."""
        return {name: known.type for name, known in project.names(self.files).features.items()}

    def writing(self, purpose: str) -> AbstractContextManager[None]:
        """The one writer's lock; a second writer waits a little and is then told who holds it."""
        return self.store.lock(wait=LOCK_WAIT, purpose=purpose)

    def close(self) -> None:
        self.renew_engine()
        if self._store is not None:
            self._store.close()

    def built(self, key: Hashable, build: Callable[[], Built]) -> Built:
        """What `build` returns, built once: of the declared files as they are and of `key`, and of nothing else."""
        if self._built[0] is not self.files:
            self._built = (self.files, {})
        known = self._built[1]
        if key not in known:
            known[key] = build()
        found: Built = known[key]
        return found

    # ---- tables of the ledger and of snapshots, as the engine sees them ------------------------------------------
    def open_columns(self, table: str) -> dict[str, Type]:
        """The further columns that sources declare for an open table (`customers.club_tier` and the like)."""
        if table not in OPEN_TABLES:
            return {}
        contract = CONTRACTS[table.upper()]
        prefix = f"{table}."
        found: dict[str, Type] = {}
        for source in self.files.sources:
            for column in source.columns:
                own = column.column.removeprefix(prefix)
                if (source.table != table and own == column.column) or "." in own:
                    continue  # of another table, as consent.sms in a file of customers
                if not column.personal and own not in contract.names:
                    found[own] = column.type or Type.TEXT
        return found

    def schema(self, table: str) -> pa.Schema:
        """The Arrow schema of a table of the ledger, with the columns this project's sources add."""
        return CONTRACTS[table.upper()].schema(self.open_columns(table))

    def unbound(self, table: str) -> ibis.Table:
        """The same table as an unbound expression."""
        return CONTRACTS[table.upper()].unbound(self.open_columns(table))

    def bind_ledger(self, manifest: Manifest, tables: Sequence[str], buckets: Sequence[str] = ALL_BUCKETS) -> None:
        """The engine sees the named tables of one ledger version, or of some of its buckets."""
        from bakhsh.edges.engines import Stack

        for table in tables:
            if table in ITEM_TABLES:
                whole = manifest.whole.get(table)
                self.engine.tables.bind(table, Stack(base=(whole,) if whole else ()), self.schema(table))
            else:
                self.engine.tables.bind(table, Stack.of(manifest, table, buckets), self.schema(table))

    def bind_pieces(self, name: str, pieces: Sequence[Piece], schema: pa.Schema) -> None:
        from bakhsh.edges.engines import Stack

        self.engine.tables.bind(name, Stack(base=tuple(pieces)), schema)

    # ---- finding -------------------------------------------------------------------------------------------------
    def segmentation(self, name: str) -> Segmentation:
        """The declared segmentation of that name; NotReady with the known ones where there is none."""
        for one in self.files.segmentations:
            if one.name == name:
                return one
        known = tuple(Code(one.name) for one in self.files.segmentations)
        raise NotReady(Sentence("workspace.no_segmentation", {"name": Code(name), "known": known}))

    def day(self, named: date | str | None) -> date | None:
        """The day a user names, in the project's calendar; NotReady in words where it is none."""
        found = parse_day(named, self.files.project.calendar) if isinstance(named, str) else named
        if found is None and isinstance(named, str):
            said = Sentence("workspace.no_day", {"found": Code(named)})
            raise NotReady(said, hint=Sentence("workspace.no_day_hint"))
        return found

    def snapshot(self, as_of: date | str | None = None) -> RunRecord:
        """The current run as of a day; NotReady where there is none.

        None: the latest that is not beyond the ledger's last day by more than a period's end (LOOK_AHEAD), so that
        looking once at a far day does not become the view everybody gets; where there is none, the latest there is.
        """
        as_of = self.day(as_of)
        found = self.store.catalogue.current_run(as_of) if as_of else self._latest()
        if found is not None:
            return found
        known = tuple(sorted({run.as_of for run in self.store.catalogue.runs() if run.current}))
        hint = Sentence("workspace.run_first")
        if as_of is None or not known:
            raise NotReady(Sentence("workspace.no_snapshot"), hint=hint)
        raise NotReady(Sentence("workspace.no_snapshot_of", {"as_of": as_of, "known": known}), hint=hint)

    def models(self, run: RunRecord | None = None) -> dict[str, Model]:
        """By segmentation, the models a run used; of the latest snapshot where none is named, {} where there is none
        yet."""
        run = run or self._latest()
        return {one.segmentation: one for one in self.store.catalogue.models(run.run)} if run is not None else {}

    def _latest(self) -> RunRecord | None:
        current = [run for run in self.store.catalogue.runs() if run.current]
        last = max((load.last_at.date() for load in self.store.catalogue.loads() if load.last_at), default=None)
        within = [run for run in current if last is None or run.as_of <= last + LOOK_AHEAD]
        return max(within or current, key=lambda run: run.as_of, default=None)

    def default_as_of(self, last_day: date | None) -> date:
        """The earlier of yesterday in the project's time zone and the ledger's last day."""
        yesterday = clock.today(self.files.project.timezone) - timedelta(days=1)
        return min(yesterday, last_day) if last_day else yesterday

    @property
    def names(self) -> conditions.Names:
        """What conditions may ask for now, the clusters that were found included."""
        return project.names(self.files, self.clusters_there)

    @property
    def clusters_there(self) -> dict[str, tuple[str, ...]]:
        """By segmentation the clusters of the latest snapshot; without those that were not found yet, or are to be
        found anew as their definition has changed."""
        divided = [one for one in self.files.segmentations if one.kind == "cluster"]
        run = self._latest() if divided and (self.folder / ".bakhsh").is_dir() else None
        if run is None:
            return {}
        from bakhsh.loop.segments import definition

        models = self.models(run)
        then = {one.name: definition(one) for one in opened_then(self, run).files.segmentations}
        known = [one for one in divided if one.name in models and then.get(one.name) == definition(one)]
        return {one.name: tuple(part["name"] for part in models[one.name].body["parts"]) for one in known}


def opened_then(ws: Opened, run: RunRecord) -> Opened:
    """The same folder with the declared files as they stood at a run."""
    texts = ws.store.catalogue.definitions(run.run)
    return Opened(ws.folder, ws.store, _read(tuple(sorted(texts.items()))), texts, ws.engine)


@lru_cache(maxsize=8)
def _read(texts: tuple[tuple[str, str], ...]) -> ProjectFiles:
    """Files seldom change between runs, and a watch asks each run of two years for its own."""
    return project.read_texts(dict(texts))
