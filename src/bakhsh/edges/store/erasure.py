"""Erasing a person from the catalogue: the one operation that rewrites what was.

First an intent is on record, which holds keyed hashes only. What replaces the old pieces is written beside them, seen
by nobody. Then one transaction names the new pieces in place of the old ones, puts up the tombstone and marks the
intent as committed; what is left to do after it (old files, exported files, free pages) can be done again and again
until the intent is taken off. So whatever stops it, either nothing has happened yet or the rest can be completed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bakhsh.edges.store.codec import from_text, open_from_text, to_text
from bakhsh.edges.store.database import Database
from bakhsh.edges.store.people import bury, write_down
from bakhsh.edges.store.schema import audit, loads, manifests, notes, runs, wave_pieces, waves
from bakhsh.records import AuditEntry, LoadRecord, Manifest, Piece, RunRecord, WaveRecord

__all__ = ["Erasure", "Intent", "Rewritten"]

_NOTE = "forgetting"


@dataclass(frozen=True, slots=True)
class Intent:
    """Whom to forget: his keyed hash, those of his ids and addresses, the day, who asked, waves whose exported files
    may name him, keyed hashes by which the audit trail may know him, those of his orders, and how far it has come."""

    person: str
    tokens: tuple[str, ...]
    day: date
    asked_by: str
    waves: tuple[tuple[str, int], ...] = ()
    keys: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    committed: bool = False


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What stands from now on, under the numbers that stood before."""

    manifests: Sequence[Manifest] = ()
    loads: Sequence[LoadRecord] = ()
    runs: Sequence[tuple[RunRecord, Mapping[str, Any]]] = ()
    waves: Sequence[tuple[WaveRecord, Mapping[str, Piece]]] = ()
    definitions: Callable[[Mapping[str, str]], Mapping[str, str]] = field(default=dict)
    """The declared files of a run without the person's ids and addresses."""
    trail: Callable[[AuditEntry], AuditEntry] = field(default=lambda entry: entry)
    """A line of the audit trail without what names the person."""


class Erasure:
    """The steps of forgetting that the catalogue takes; each is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, intent: Intent) -> None:
        """The intent is on record."""
        with self._database.writing() as connection:
            _write_note(connection, intent)

    def unfinished(self) -> Intent | None:
        """What was begun and not ended, if anything was."""
        with self._database.reading() as connection:
            text = connection.scalar(select(notes.c.value).where(notes.c.name == _NOTE))
        return Intent(**open_from_text(text)) if text else None

    def commit(self, intent: Intent, now: Rewritten, entry: AuditEntry, stale: Sequence[str] = ()) -> None:
        """The person is gone for every reader; `stale` are notes that may name him and are dropped."""
        with self._database.writing() as connection:
            for manifest in now.manifests:
                of = manifests.c.version == manifest.version
                connection.execute(update(manifests).where(of).values(record=to_text(manifest)))
            for load in now.loads:
                connection.execute(update(loads).where(loads.c.load == load.load).values(record=to_text(load)))
            for run, extra in now.runs:
                values = {"record": to_text(run), "fingerprint": run.fingerprint, "folder": run.folder}
                connection.execute(update(runs).where(runs.c.run == run.run).values(**values, extra=to_text(extra)))
            for wave, pieces in now.waves:
                _rewrite_wave(connection, wave, pieces)
            _rewrite_definitions(connection, now.definitions)
            _rewrite_trail(connection, now.trail)
            bury(connection, intent.person, intent.tokens, intent.day, intent.asked_by)
            write_down(connection, entry)
            connection.execute(delete(notes).where(notes.c.name.in_(list(stale))))
            _write_note(connection, replace(intent, committed=True))

    def end(self) -> None:
        """Nothing is left to do."""
        with self._database.writing() as connection:
            connection.execute(delete(notes).where(notes.c.name == _NOTE))

    def sweep(self) -> bool:
        """No page of the catalogue and none of its journal holds what was deleted; see `Database.sweep`."""
        return self._database.sweep()


def _write_note(connection: Connection, intent: Intent) -> None:
    connection.execute(delete(notes).where(notes.c.name == _NOTE))
    held = {one.name: getattr(intent, one.name) for one in fields(intent)}
    connection.execute(insert(notes).values(name=_NOTE, value=to_text(held)))


def _rewrite_wave(connection: Connection, wave: WaveRecord, pieces: Mapping[str, Piece]) -> None:
    of = (waves.c.campaign == wave.campaign, waves.c.wave == wave.wave)
    connection.execute(update(waves).where(*of).values(record=to_text(wave)))
    for name, piece in pieces.items():
        own = (wave_pieces.c.campaign == wave.campaign, wave_pieces.c.wave == wave.wave, wave_pieces.c.name == name)
        values = {"path": piece.path, "rows": piece.rows, "bytes": piece.bytes}
        connection.execute(update(wave_pieces).where(*own).values(**values))


def _rewrite_trail(connection: Connection, without: Callable[[AuditEntry], AuditEntry]) -> None:
    for row in connection.execute(select(audit.c.entry, audit.c.record)).all():
        written = to_text(without(from_text(AuditEntry, row.record)))
        if written != row.record:
            connection.execute(update(audit).where(audit.c.entry == row.entry).values(record=written))


def _rewrite_definitions(connection: Connection, without: Callable[[Mapping[str, str]], Mapping[str, str]]) -> None:
    for row in connection.execute(select(runs.c.run, runs.c.definitions)).all():
        texts: Mapping[str, str] = open_from_text(row.definitions)
        written = to_text(without(texts))
        if written != row.definitions:
            connection.execute(update(runs).where(runs.c.run == row.run).values(definitions=written))
