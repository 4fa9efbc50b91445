"""The catalogue's database: how it is opened, brought to the current layout, and spoken to in short transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from bakhsh.edges.store.schema import LAYOUTS
from bakhsh.errors import EdgeError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["Database"]

_PATIENCE_MS = 30_000
_SWEEP_PATIENCE_MS = 2_000
_WAL = "PRAGMA journal_mode = WAL"
"""Readers go on while a writer commits."""
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_PATIENCE_MS}",
    "PRAGMA synchronous = FULL",  # what was reported as done survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten: a free page tells nothing
)


class Database:
    """A SQLite file with the catalogue's tables. Every use opens it, does one transaction and closes it again, so no
    handle outlives a call, threads need not share one, and a killed process leaves nothing half done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = create_engine(f"sqlite:///{path.as_posix()}", poolclass=NullPool)
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        self._upgrade()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment's state, whatever is committed meanwhile."""
        with self._in_words(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing; a second writer waits until this one is done."""
        engine = self._engine.execution_options(immediate=True)
        with self._in_words(), engine.connect() as connection, connection.begin():
            yield connection

    def sweep(self) -> bool:
        """Writes the file anew, so that no page holds what was deleted, and empties its journal. False where another
        process reads just now: its journal is emptied when the last of them is done."""
        with self._in_words(), self._engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA temp_store = MEMORY")  # the copy SQLite makes meanwhile never reaches a disk
            raw.execute("VACUUM")
            raw.execute(f"PRAGMA busy_timeout = {_SWEEP_PATIENCE_MS}")
            busy: int = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return not busy

    def close(self) -> None:
        self._engine.dispose()

    def _upgrade(self) -> None:
        """Brings an empty or older file to the current layout. EdgeError for a newer one."""
        with self.reading() as connection:
            if _layout(connection) == LAYOUTS[-1]:
                return
        with self.writing() as connection:
            found = _layout(connection)  # another process may have been faster
            if found and found not in LAYOUTS:
                known = {"path": Code(str(self.path)), "found": Code(found), "known": Code(LAYOUTS[-1])}
                raise EdgeError(Sentence("store.newer_layout", known), hint=Sentence("store.update_bakhsh", {}))
            if found != LAYOUTS[-1]:
                _migrate(connection)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            said = Sentence("store.catalogue_refused", {"path": Code(str(self.path)), "reason": Code(str(error.orig))})
            if isinstance(error, OperationalError):  # locked, full, read-only: the file itself is sound
                raise EdgeError(said, retry=True, hint=Sentence("store.make_room", {})) from error
            raise EdgeError(said, hint=Sentence("store.from_backup", {})) from error


def _prepare(connection: Any, _: object) -> None:
    """Transactions are begun by us (the driver would begin them late and end them early)."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    _into_wal(connection)


def _into_wal(connection: Any) -> None:
    """The one change for which SQLite waits for nobody: of several who open a new file at once all but one are told
    that it is locked."""
    for _ in range(_PATIENCE_MS // 50):
        try:
            connection.execute(_WAL)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.05)
        else:
            return
    connection.execute(_WAL)


def _begin(connection: Connection) -> None:
    """A writer takes its place at once, so two can never both have read what one of them then changes."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _layout(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", folder.as_posix().replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
