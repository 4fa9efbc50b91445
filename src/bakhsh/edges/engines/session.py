"""One in-memory DuckDB database and the cursors that work on it.

Extensions are off and files outside the given folders are out of reach, whatever a query may ask.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

import duckdb
import ibis

from bakhsh.edges.engines.compile import compile_sql
from bakhsh.edges.engines.complaints import in_words
from bakhsh.edges.engines.foreground import attended
from bakhsh.edges.engines.names import SQL_TYPES, quoted, text
from bakhsh.edges.engines.types import answer_schema
from bakhsh.errors import EngineError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["Session"]

Result = TypeVar("Result")


class Session:
    """Runs work on cursors of its own, never shared between threads or calls, and knows what has which name.

    `memory` is a limit such as "1GB" (empty: half of the machine's); `spill` takes what does not fit; `allowed` are
    the folders that may be read and written.
    """

    def __init__(self, memory: str, threads: int | None, spill: Path, allowed: Sequence[Path]) -> None:
        self._lock = threading.Lock()
        self._cursors: set[duckdb.DuckDBPyConnection] = set()
        self._kinds: dict[str, str] = {}
        self._held: dict[str, object] = {}
        self._connection = _connect(memory, threads)
        _settle(self._connection, spill, allowed)

    def run(self, work: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        """Does `work` on a fresh cursor; what DuckDB refuses is said in words, and Ctrl-C is heard at once."""
        with self.cursor() as cursor, in_words():
            return attended(lambda: work(cursor), cursor.interrupt)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for one call."""
        with self._lock, in_words():
            cursor = self._connection.cursor()
            self._cursors.add(cursor)
        try:
            yield cursor
        finally:
            with self._lock:
                self._cursors.discard(cursor)
            cursor.close()

    def interrupt(self) -> None:
        """Ends the work of every cursor."""
        with self._lock:
            for cursor in self._cursors:
                cursor.interrupt()

    def close(self) -> None:
        self._connection.close()

    def select(self, expr: ibis.Expr, as_of: date | None = None) -> str:
        """SQL whose columns have the expression's own types (DuckDB sums in 128 bits)."""
        columns = ", ".join(
            f"CAST({quoted(field.name)} AS {SQL_TYPES[field.type]}) AS {quoted(field.name)}"
            for field in answer_schema(expr)
        )
        return f"SELECT {columns} FROM ({compile_sql(expr, 'duckdb', as_of)})"

    def holds(self, name: str, what: object) -> bool:
        """Whether what has this name was made of the very `what` it would be made of again."""
        held = self._held.get(name)
        return held is what or (isinstance(what, str) and held == what)

    def replace(
        self, cursor: duckdb.DuckDBPyConnection, name: str, kind: str, sql: str, what: object | None = None
    ) -> None:
        """Makes a VIEW or TABLE of that name from a query; what had the name goes when the new one is complete. `what`
        it is made of is remembered for `holds`."""
        fresh = f"__new_{threading.get_ident()}_{name}"
        cursor.execute(f"CREATE OR REPLACE {kind} {quoted(fresh)} AS {sql}").fetchall()
        with self._lock:
            cursor.execute("BEGIN")
            cursor.execute(f"DROP {self._kinds.get(name, kind)} IF EXISTS {quoted(name)}")
            cursor.execute(f"ALTER {kind} {quoted(fresh)} RENAME TO {quoted(name)}")
            cursor.execute("COMMIT")
            self._kinds[name] = kind
            self._held[name] = what if what is not None else object()

    def forget(self, name: str, cursor: duckdb.DuckDBPyConnection) -> None:
        """Drops a table or view of ours."""
        with self._lock:
            kind = self._kinds.pop(name, "TABLE")
            self._held.pop(name, None)
            cursor.execute(f"DROP {kind} IF EXISTS {quoted(name)}")


def _connect(memory: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,  # a name in a query never means a variable of this program
        "preserve_insertion_order": False,
        # With threads of its own for files a failed write can stand still for ever: who cleans up waits for the thread
        # that still writes, and that one for a lock of who cleans up (DuckDB 2.0.0). Here who computes also writes.
        "async_threads": 0,
    }
    if threads is not None:
        config["threads"] = threads
    connection = duckdb.connect(":memory:", config=config)
    try:
        connection.execute(f"SET memory_limit = {text(memory or '50%')}")
    except duckdb.Error as error:
        raise EngineError(
            Sentence("store.bad_memory", {"memory": Code(memory)}), hint=Sentence("store.memory_examples", {})
        ) from error
    return connection


def _settle(connection: duckdb.DuckDBPyConnection, spill: Path, allowed: Sequence[Path]) -> None:
    """Settings of the session, then the door is shut: no file elsewhere, no setting changed any more."""
    folders = ", ".join(text(f"{folder.as_posix().rstrip('/')}/") for folder in allowed)
    with in_words():
        for setting in (
            "SET GLOBAL TimeZone = 'UTC'",
            "SET enable_progress_bar = false",
            f"SET temp_directory = {text(spill.as_posix())}",
            f"SET allowed_directories = [{folders}]",
            "SET enable_external_access = false",
            "SET lock_configuration = true",
        ):
            connection.execute(setting)
