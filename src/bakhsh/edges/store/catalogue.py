"""The catalogue: which loads, ledger versions, runs, models and waves there are, and which are current.

Every method is one short transaction. A reader holds no lock: it sees what was committed when it asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bakhsh.edges import clock
from bakhsh.edges.store.codec import from_text, open_from_text, part_from_text, to_text
from bakhsh.edges.store.database import Database
from bakhsh.edges.store.manifests import pieces_of
from bakhsh.edges.store.schema import loads, manifests, models, notes, numbers, run_models, runs, wave_pieces, waves
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Sentence
from bakhsh.records import LoadRecord, Manifest, Model, Piece, RunRecord, WaveRecord

__all__ = ["Catalogue"]


@lru_cache(maxsize=2)
def _extra(text: str) -> Mapping[str, Any]:
    """A report and a card ask for the same snapshot many times, and profiles are long to read."""
    found: Mapping[str, Any] = open_from_text(text)
    return MappingProxyType(found)


@lru_cache(maxsize=32)
def _pieces(text: str) -> Mapping[str, Any]:
    """A watch asks dozens of times where the pieces of two years of snapshots lie; their profiles it never needs."""
    return MappingProxyType(part_from_text(text, "pieces"))


class Catalogue:
    """What a store remembers, apart from the data themselves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ---- loads and ledger versions ---------------------------------------------------------------------------------
    def next_load(self) -> int:
        """A fresh load number; never given again, even when nothing comes of it."""
        with self._database.writing() as connection:
            return _next(connection, "load")

    def commit_load(self, records: Sequence[LoadRecord], manifest: Manifest) -> Manifest:
        """The loads are there and the manifest is the current one, both at once; returned with its version.

        An earlier load that the manifest no longer contains was replaced: it counts as undone from now on.
        """
        with self._database.writing() as connection:
            for record in records:
                values = {"load": record.load, "source": record.source, "file": record.file, "undone": False}
                connection.execute(
                    insert(loads).values(**values, fingerprint=record.fingerprint, record=to_text(record))
                )
            return _switch(connection, manifest)

    def undo_load(self, load: int, manifest: Manifest) -> Manifest:
        """The manifest without that load is the current one. NotReady when there is no such load."""
        with self._database.writing() as connection:
            known = connection.scalars(select(loads.c.load).where(~loads.c.undone).order_by(loads.c.load)).all()
            if load not in known:
                raise NotReady(Sentence("store.no_such_load", {"load": load, "known": tuple(known)}))
            connection.execute(update(loads).where(loads.c.load == load).values(undone=True))
            return _switch(connection, manifest)

    def loads(self, *, with_undone: bool = False) -> tuple[LoadRecord, ...]:
        """The loads the ledger consists of, in their order; with those that were undone or replaced, if asked."""
        query = select(loads.c.record).order_by(loads.c.load)
        with self._database.reading() as connection:
            found = connection.scalars(query if with_undone else query.where(~loads.c.undone)).all()
        return tuple(from_text(LoadRecord, one) for one in found)

    def manifest(self, version: int | None = None) -> Manifest:
        """The current ledger version (0 and empty before the first load), or an older one. NotReady if it is gone."""
        query = select(manifests.c.record).order_by(manifests.c.version.desc()).limit(1)
        with self._database.reading() as connection:
            found = connection.scalar(query if version is None else query.where(manifests.c.version == version))
        if found is not None:
            return from_text(Manifest, found)
        if version:
            known = tuple(one.version for one in self.manifests())
            raise NotReady(Sentence("store.no_such_version", {"version": version, "known": known}))
        return Manifest(0)

    def manifests(self) -> tuple[Manifest, ...]:
        """Every ledger version that is still known, oldest first."""
        with self._database.reading() as connection:
            found = connection.scalars(select(manifests.c.record).order_by(manifests.c.version)).all()
        return tuple(from_text(Manifest, one) for one in found)

    def manifest_made_at(self, version: int) -> datetime | None:
        """When a ledger version became the current one (UTC); None for one that is not known."""
        with self._database.reading() as connection:
            return connection.scalar(select(manifests.c.made_at).where(manifests.c.version == version))

    def remove_manifests(self, versions: Collection[int]) -> None:
        """Forgets ledger versions; never the current one. Their files are dropped by whoever prunes."""
        with self._database.writing() as connection:
            current = connection.scalar(select(func.max(manifests.c.version)))
            gone = [version for version in versions if version != current]
            connection.execute(delete(manifests).where(manifests.c.version.in_(gone)))

    # ---- runs ------------------------------------------------------------------------------------------------------
    def publish_run(
        self, record: RunRecord, models: Sequence[Model], definitions: Mapping[str, str], extra: Mapping[str, Any]
    ) -> RunRecord:
        """The run is the current one of its day and its models are active, all at once; returned with its number.

        `extra` may hold plain values and records; `extra()` gives them back as they were.
        """
        with self._database.writing() as connection:
            number = _next(connection, "run")
            published = replace(record, run=number, current=True)
            connection.execute(update(runs).where(runs.c.as_of == record.as_of).values(current=False))
            connection.execute(
                insert(runs).values(
                    run=number,
                    as_of=record.as_of,
                    ledger=record.ledger,
                    fingerprint=record.fingerprint,
                    folder=record.folder,
                    current=True,
                    record=to_text(published),
                    definitions=to_text(definitions),
                    extra=to_text(extra),
                )
            )
            for place, model in enumerate(models):
                values = {"run": number, "place": place, "model": _keep_model(connection, model)}
                connection.execute(insert(run_models).values(values))
        return published

    def runs(self) -> tuple[RunRecord, ...]:
        """Every published run, oldest first."""
        with self._database.reading() as connection:
            found = connection.execute(select(runs.c.record, runs.c.current).order_by(runs.c.run)).all()
        return tuple(_run(row) for row in found)

    def run(self, number: int) -> RunRecord:
        """The run of that number. NotReady with the known numbers where there is none."""
        return _run(self._row_of_run(number))

    def current_run(self, as_of: date | None = None) -> RunRecord | None:
        """The run that stands for a day; for None the one of the latest day."""
        query = select(runs.c.record, runs.c.current).where(runs.c.current).order_by(runs.c.as_of.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query if as_of is None else query.where(runs.c.as_of == as_of)).first()
        return _run(row) if row else None

    def definitions(self, run: int) -> Mapping[str, str]:
        """The declared files as they stood at a run."""
        found: Mapping[str, str] = open_from_text(self._row_of_run(run).definitions)
        return found

    def extra(self, run: int) -> Mapping[str, Any]:
        """What was stored beside a run (profiles, its pieces)."""
        return _extra(self._row_of_run(run).extra)

    def pieces(self, run: int) -> Mapping[str, Any]:
        """Of what was stored beside a run its pieces alone, by the names of its parts."""
        return _pieces(self._row_of_run(run).extra)

    def remove_runs(self, numbers: Collection[int]) -> None:
        """Forgets runs. Their folders are dropped by whoever prunes; models stay."""
        with self._database.writing() as connection:
            connection.execute(delete(runs).where(runs.c.run.in_(list(numbers))))

    def _row_of_run(self, number: int) -> Row[Any, Any]:
        with self._database.reading() as connection:
            row = connection.execute(select(runs).where(runs.c.run == number)).first()
            if row is None:
                known = tuple(connection.scalars(select(runs.c.run).order_by(runs.c.run)).all())
                raise NotReady(Sentence("store.no_such_run", {"run": number, "known": known}))
        return row

    # ---- models ----------------------------------------------------------------------------------------------------
    def models(self, run: int | None = None) -> tuple[Model, ...]:
        """The models a run used, in its order; for None every model ever learned, oldest first."""
        query = select(models.c.record).order_by(models.c.model)
        if run is not None:
            joined = models.join(run_models, run_models.c.model == models.c.model)
            query = select(models.c.record).select_from(joined)
            query = query.where(run_models.c.run == run).order_by(run_models.c.place)
        with self._database.reading() as connection:
            found = connection.scalars(query).all()
        return tuple(from_text(Model, one) for one in found)

    def active_model(self, segmentation: str, definition: str) -> Model | None:
        """The model learned last for that definition, unless it was retired."""
        query = select(models.c.record).where(models.c.segmentation == segmentation, ~models.c.retired)
        query = query.where(models.c.definition == definition).order_by(models.c.model.desc()).limit(1)
        with self._database.reading() as connection:
            found = connection.scalar(query)
        return from_text(Model, found) if found else None

    def retire_model(self, segmentation: str) -> None:
        """No model of that segmentation is active any more: the next run learns a new one."""
        with self._database.writing() as connection:
            connection.execute(update(models).where(models.c.segmentation == segmentation).values(retired=True))

    # ---- waves -----------------------------------------------------------------------------------------------------
    def add_wave(self, record: WaveRecord, audience: Piece, arms: Piece, sent: Piece | None) -> WaveRecord:
        """The wave is on record with its pieces; returned with its number, counted per campaign from 1."""
        pieces = {"audience": audience, "arms": arms} | ({"sent": sent} if sent else {})
        with self._database.writing() as connection:
            last = connection.scalar(select(func.max(waves.c.wave)).where(waves.c.campaign == record.campaign))
            added = replace(record, wave=(last or 0) + 1)
            key = {"campaign": added.campaign, "wave": added.wave}
            connection.execute(insert(waves).values(**key, record=to_text(added)))
            for name, piece in pieces.items():
                values = {"name": name, "path": piece.path, "rows": piece.rows, "bytes": piece.bytes}
                connection.execute(insert(wave_pieces).values(**key, **values))
        return added

    def finish_wave(self, record: WaveRecord, sent: Piece | None = None) -> WaveRecord:
        """What stands of a wave from now on and, where given, its new SENT. NotReady without the wave."""
        of = (waves.c.campaign == record.campaign, waves.c.wave == record.wave)
        self.wave_pieces(record.campaign, record.wave)
        with self._database.writing() as connection:
            connection.execute(update(waves).where(*of).values(record=to_text(record)))
            if sent is not None:
                pieces = wave_pieces.c
                its_own = (pieces.campaign == record.campaign, pieces.wave == record.wave, pieces.name == "sent")
                connection.execute(delete(wave_pieces).where(*its_own))
                key = {"campaign": record.campaign, "wave": record.wave, "name": "sent"}
                values = {"path": sent.path, "rows": sent.rows, "bytes": sent.bytes}
                connection.execute(insert(wave_pieces).values(**key, **values))
        return record

    def waves(self, campaign: str | None = None) -> tuple[WaveRecord, ...]:
        """The waves of a campaign, or of all, in their order."""
        query = select(waves.c.record).order_by(waves.c.campaign, waves.c.wave)
        with self._database.reading() as connection:
            found = connection.scalars(query if campaign is None else query.where(waves.c.campaign == campaign)).all()
        return tuple(from_text(WaveRecord, one) for one in found)

    def wave_pieces(self, campaign: str, wave: int) -> Mapping[str, Piece]:
        """The pieces of a wave by name: audience, arms and, once sent, sent. NotReady without the wave."""
        query = select(wave_pieces).where(wave_pieces.c.campaign == campaign, wave_pieces.c.wave == wave)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(wave_pieces.c.name)).all()
        if not found:
            known = tuple(one.wave for one in self.waves(campaign))
            raise NotReady(Sentence("store.no_such_wave", {"campaign": campaign, "wave": wave, "known": known}))
        return {row.name: Piece(row.path, row.rows, row.bytes) for row in found}

    # ---- notes -----------------------------------------------------------------------------------------------------
    def get(self, name: str, default: str | None = None) -> str | None:
        """A note."""
        with self._database.reading() as connection:
            found = connection.scalar(select(notes.c.value).where(notes.c.name == name))
        return default if found is None else found

    def set(self, name: str, value: str) -> None:
        """Writes a note, over an older one of that name."""
        with self._database.writing() as connection:
            connection.execute(delete(notes).where(notes.c.name == name))
            connection.execute(insert(notes).values(name=name, value=value))

    def remember(self, name: str, held: Mapping[str, Any]) -> None:
        """Keeps plain values and records under a name, replacing what it held."""
        self.set(name, to_text(held))

    def remembered(self, name: str) -> Mapping[str, Any]:
        """What `remember` kept, as it was; empty where nothing was."""
        text = self.get(name)
        return open_from_text(text) if text else {}

    def set_first(self, name: str, value: str) -> str:
        """Writes a note unless there is one; the note that stands."""
        with self._database.writing() as connection:
            found = connection.scalar(select(notes.c.value).where(notes.c.name == name))
            if found is None:
                connection.execute(insert(notes).values(name=name, value=value))
            return value if found is None else str(found)

    # ---- what is in use --------------------------------------------------------------------------------------------
    def named(
        self, *, without_runs: Collection[int] = (), without_manifests: Collection[int] = ()
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Paths of the pieces of ledger versions and waves, and of folders of runs; without those said to be gone."""
        with self._database.reading() as connection:
            kept = connection.execute(select(manifests.c.version, manifests.c.record)).all()
            folders = connection.execute(select(runs.c.run, runs.c.folder)).all()
            files = connection.scalars(select(wave_pieces.c.path)).all()
        versions = [from_text(Manifest, row.record) for row in kept if row.version not in without_manifests]
        pieces = {piece.path for manifest in versions for piece in pieces_of(manifest)}
        return (
            frozenset(pieces.union(files)),
            frozenset(row.folder for row in folders if row.folder and row.run not in without_runs),
        )


def _next(connection: Connection, name: str) -> int:
    last = connection.scalar(select(numbers.c.last).where(numbers.c.name == name))
    if last is None:
        connection.execute(insert(numbers).values(name=name, last=1))
        return 1
    connection.execute(update(numbers).where(numbers.c.name == name).values(last=last + 1))
    return int(last) + 1


def _switch(connection: Connection, manifest: Manifest) -> Manifest:
    """The manifest is the current one; loads it does not contain are undone."""
    made = replace(manifest, version=_next(connection, "ledger"))
    gone = loads.c.load.not_in(made.loads)
    connection.execute(update(loads).where(gone, ~loads.c.undone).values(undone=True))
    connection.execute(insert(manifests).values(version=made.version, made_at=clock.now(), record=to_text(made)))
    return made


def _keep_model(connection: Connection, model: Model) -> int:
    """The number of a model that is active from now on; the same model is kept once."""
    written = to_text(model)
    of = (models.c.segmentation == model.segmentation, models.c.definition == model.definition)
    found = connection.scalar(select(models.c.model).where(*of, models.c.record == written))
    if found is not None:
        connection.execute(update(models).where(models.c.model == found).values(retired=False))
        return int(found)
    number = _next(connection, "model")
    values = {"segmentation": model.segmentation, "definition": model.definition, "retired": False}
    connection.execute(insert(models).values(model=number, record=written, **values))
    return number


def _run(row: Row[Any, Any]) -> RunRecord:
    return replace(from_text(RunRecord, row.record), current=bool(row.current))
