"""DuckDB inside this process: an in-memory database over the store's Parquet files. It owns none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa

from bakhsh.edges.disk import Scratch
from bakhsh.edges.engines.compile import compile_sql
from bakhsh.edges.engines.complaints import in_words
from bakhsh.edges.engines.foreground import attended
from bakhsh.edges.engines.parquet import ParquetTables
from bakhsh.edges.engines.protocol import ANSWER_LIMIT, Tables
from bakhsh.edges.engines.session import Session
from bakhsh.edges.engines.types import answer_schema, plain, recast
from bakhsh.errors import EngineError
from bakhsh.language.sentences import Sentence

__all__ = ["DuckDB"]


class DuckDB:
    """An engine on this machine. `memory` is a limit such as "1GB" (empty: half of the machine's); `allowed` are
    further folders it may read."""

    name = "duckdb"
    dialect = "duckdb"

    def __init__(
        self, root: Path, *, memory: str = "", threads: int | None = None, allowed: Sequence[Path] = ()
    ) -> None:
        root = root.resolve()
        self._scratch = Scratch(root)
        try:
            folders = [root, *(one.resolve() for one in allowed)]
            self._session = Session(memory, threads, self._scratch.folder / "spill", folders)
        except BaseException:
            self._scratch.close()
            raise
        self.tables: Tables = ParquetTables(root, self._session, self._scratch)

    def bind(self, name: str, rows: pa.Table) -> None:
        """A small Arrow table under a name, replacing what had that name. The very table that is there already is not
        copied again."""
        if self._session.holds(name, rows):
            return

        def load(cursor: duckdb.DuckDBPyConnection) -> None:
            cursor.register("__rows", plain(rows))
            self._session.replace(cursor, name, "TABLE", "SELECT * FROM __rows", rows)

        self._session.run(load)

    def query(self, expr: ibis.Expr, as_of: date | None = None) -> pa.Table:
        """The answer, in the types of the expression. EngineError above ANSWER_LIMIT rows."""
        batches, rows = [], 0
        for batch in self.batches(expr, as_of=as_of):
            rows += batch.num_rows
            if rows > ANSWER_LIMIT:
                hint = Sentence("store.ask_coarser", {})
                raise EngineError(Sentence("store.answer_too_large", {"limit": ANSWER_LIMIT}), hint=hint)
            batches.append(batch)
        return pa.Table.from_batches(batches, schema=answer_schema(expr))

    def batches(self, expr: ibis.Expr, size: int = 100_000, as_of: date | None = None) -> Iterator[pa.RecordBatch]:
        """The answer in batches of at most about `size` rows, however long it is."""
        schema, sql = answer_schema(expr), compile_sql(expr, self.dialect, as_of)
        with self._session.cursor() as cursor, in_words():
            reader = attended(lambda: cursor.sql(sql).to_arrow_reader(size), cursor.interrupt)
            while (batch := attended(lambda: next(reader, None), cursor.interrupt)) is not None:
                yield recast(batch, schema)

    def materialise(self, name: str, expr: ibis.Expr, as_of: date | None = None) -> None:
        """Computes a table once and keeps it under a name; `expr` may read what had that name before."""
        sql = self._session.select(expr, as_of)
        self._session.run(lambda cursor: self._session.replace(cursor, name, "TABLE", sql))

    def release(self, names: Iterable[str]) -> None:
        """What was materialised or bound under these names is given back."""
        for name in names:
            self._session.run(partial(self._session.forget, name))

    def interrupt(self) -> None:
        """Ends whatever runs now, in any thread, with an EngineError there; the engine goes on."""
        self._session.interrupt()

    def close(self) -> None:
        """Gives everything back; temporary tables and files are gone."""
        self._session.close()
        self._scratch.close()
