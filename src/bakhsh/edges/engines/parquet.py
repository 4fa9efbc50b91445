"""Immutable pieces as Parquet files, written and stacked by DuckDB.

A piece is written to a scratch file, flushed to the disk and takes its name in one step. A bound table is a view over
files; see `stacks`.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from bakhsh.edges.disk import Scratch, cannot_write, move_file, move_folder
from bakhsh.edges.engines.dealing import deal, dealt_rows
from bakhsh.edges.engines.names import order, text
from bakhsh.edges.engines.picking import copy_without, rows_with, same_again
from bakhsh.edges.engines.protocol import Stack
from bakhsh.edges.engines.session import Session
from bakhsh.edges.engines.stacks import newest_sql, stack_sql
from bakhsh.edges.engines.types import plain, plain_schema
from bakhsh.errors import BakhshError, EdgeError
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Piece

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["ParquetTables"]

Result = TypeVar("Result")

_FORM = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, USE_TMP_FILE false"


def _copy(to: Path, ordered: str, cursor: DuckDBPyConnection, source: str) -> int:
    """Writes the rows of a query to a file; how many."""
    command = f"COPY (SELECT * FROM ({source}){ordered}) TO {text(to.as_posix())} ({_FORM})"
    return int(cursor.execute(command).fetchall()[0][0])


class ParquetTables:
    """`Tables` over a folder of Parquet files."""

    def __init__(self, root: Path, session: Session, scratch: Scratch) -> None:
        self._root = root
        self._session = session
        self._scratch = scratch
        self._lock = threading.Lock()
        self._columns: dict[Path, frozenset[str]] = {}
        self._newest: dict[tuple[Path, ...], str] = {}
        self._bound: dict[str, tuple[Path, ...]] = {}
        self._made = 0

    # ---- writing ---------------------------------------------------------------------------------------------------
    def write(
        self, rows: ibis.Table | pa.Table | pa.RecordBatchReader, piece: str, *, order_by: Sequence[str] = ()
    ) -> Piece:
        """Writes the rows, ordered by these columns (ascending, empty last), whole or not at all."""
        return self._keep(piece, lambda to: self._fed(rows, partial(_copy, to, order(order_by))))

    def split(
        self,
        rows: ibis.Table | pa.Table | pa.RecordBatchReader,
        folder: str,
        name: str,
        key: str = "customer_id",
        order_by: Sequence[str] = (),
    ) -> dict[str, Piece]:
        """Writes one ordered piece per hash bucket that has rows, `{folder}/{name}-{digit}.parquet`.

        The first pass sorts nothing, it only deals the rows out to scratch files; the second sorts one sixteenth at a
        time. BrokenContract, with nothing written, where a row has no key.
        """
        scratch = self._scratch.file("")
        scratch.mkdir()
        try:
            dealt = self._fed(rows, lambda cursor, source: deal(cursor, source, key, scratch))
            return {
                digit: self._gather(path, f"{folder}/{name}-{digit}.parquet", order_by) for digit, path in dealt.items()
            }
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _gather(self, path: Path, piece: str, order_by: Sequence[str]) -> Piece:
        with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as dealt:
            return self.write(dealt_rows(dealt), piece, order_by=order_by)

    def _keep(self, piece: str, write: Callable[[Path], int]) -> Piece:
        """The piece, once `write` has filled a scratch file and that has taken its final name."""
        final = self._path(piece)
        if final.exists() and not piece.startswith("staging/"):
            raise EdgeError(Sentence("store.already_there", {"path": Code(str(final))}))
        temporary = self._scratch.file(".parquet")
        try:
            rows = write(temporary)
            size = temporary.stat().st_size
            move_file(temporary, final)
        finally:
            temporary.unlink(missing_ok=True)
        return Piece(piece, rows, size)

    def _fed(
        self,
        rows: ibis.Table | pa.Table | pa.RecordBatchReader,
        work: Callable[[DuckDBPyConnection, str], Result],
    ) -> Result:
        """Does `work` on a cursor that can read the rows by a query; what a reader raised comes out as it was, not as
        the engine tells it."""
        if isinstance(rows, ibis.Table):
            source = self._session.select(rows)
            return self._session.run(lambda cursor: work(cursor, source))
        watched = _Watched(rows)

        def fed(cursor: DuckDBPyConnection) -> Result:
            cursor.register("__rows", watched.rows)
            return work(cursor, "SELECT * FROM __rows")

        try:
            return self._session.run(fed)
        except BakhshError:
            if watched.error is not None:
                raise watched.error from None
            raise

    # ---- reading ---------------------------------------------------------------------------------------------------
    def read(self, piece: Piece | str) -> pa.Table:
        """All rows of a piece, in its order. EdgeError naming it when it is not there or not whole."""
        path = self._path(piece if isinstance(piece, str) else piece.path)
        try:
            with pq.ParquetFile(path) as file:
                return plain(file.read())
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path) from error

    def bind(self, name: str, pieces: Stack, schema: pa.Schema) -> None:
        """From now on the engine sees the stack as table `name` with exactly the columns of `schema`."""
        base = [self._path(piece.path) for piece in pieces.base]
        ids = tuple(self._path(piece.path) for piece, _ in pieces.deltas)
        deltas = {self._path(rows.path): place for place, (_, rows) in enumerate(pieces.deltas) if rows is not None}
        for path in (*base, *ids, *deltas):
            self._learn_columns(path)
        with self._lock:
            newest = self._newest_table(ids) if ids else None
            sql = stack_sql(base, deltas, newest, plain_schema(schema), self._columns)
            if not self._session.holds(name, sql):
                self._session.run(lambda cursor: self._session.replace(cursor, name, "VIEW", sql, sql))
            self._bound[name] = ids
            self._forget_unused()

    def _learn_columns(self, path: Path) -> None:
        """Remembers which columns a file has. EdgeError when it is not there, even if it was a moment ago."""
        if path in self._columns and path.exists():
            return
        try:
            self._columns[path] = frozenset(pq.read_schema(path).names)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path) from error

    def _newest_table(self, ids: tuple[Path, ...]) -> str:
        """The engine's table of touched customers for these deltas: made once, shared by the tables of a ledger."""
        if ids not in self._newest:
            self._made += 1
            name = f"__newest_{self._made}"
            self._session.run(lambda cursor: self._session.replace(cursor, name, "TABLE", newest_sql(ids)))
            self._newest[ids] = name
        return self._newest[ids]

    def _forget_unused(self) -> None:
        for ids in set(self._newest) - set(self._bound.values()):
            self._session.run(partial(self._session.forget, self._newest.pop(ids)))

    # ---- leaving rows out --------------------------------------------------------------------------------------------
    def holding(self, piece: Piece, columns: Sequence[str], values: Collection[str]) -> int:
        """How many rows of a piece hold one of the values in one of these columns."""
        with self._readable(piece) as path:
            return rows_with(path, columns, values)

    def without(self, piece: Piece, to: str, columns: Sequence[str], values: Collection[str]) -> Piece:
        """The piece again as `to`, in its order, without the rows that hold one of the values."""
        with self._readable(piece) as path:
            return self._keep(to, lambda temporary: copy_without(path, temporary, columns, values))

    def again(self, piece: Piece, to: str) -> Piece:
        """The very piece under a second name."""
        with self._readable(piece) as path:
            same_again(path, self._path(to))
        return Piece(to, piece.rows, piece.bytes)

    @contextmanager
    def _readable(self, piece: Piece) -> Iterator[Path]:
        path = self._path(piece.path)
        try:
            yield path
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path) from error

    # ---- keeping ---------------------------------------------------------------------------------------------------
    def drop(self, pieces: Iterable[str]) -> int:
        """Removes pieces or folders of pieces, and folders that became empty; the bytes freed."""
        return sum(self._remove(self._path(piece)) for piece in pieces)

    def _remove(self, path: Path) -> int:
        found = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
        freed = sum(one.stat().st_size for one in found)
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(path, error.strerror or str(error)) from error
        _remove_empty(path.parent, self._root)
        return freed

    def publish(self, staged: str, final: str) -> None:
        """A staged folder of pieces appears whole under its final name. EdgeError when that name is taken."""
        move_folder(self._path(staged), self._path(final))

    def exists(self, path: str) -> bool:
        """Whether a piece or folder is there."""
        return self._path(path).exists()

    def _path(self, piece: str) -> Path:
        parts = PurePosixPath(piece).parts
        if not parts or ".." in parts or PurePosixPath(piece).is_absolute() or "\\" in piece or ":" in piece:
            raise EdgeError(Sentence("store.path_outside", {"path": Code(piece)}))
        return self._root.joinpath(*parts)


class _Watched:
    """Rows on their way into the engine; remembers what the reader raised, which the engine would only quote."""

    def __init__(self, rows: pa.Table | pa.RecordBatchReader) -> None:
        self.error: BaseException | None = None
        self.rows = plain(rows) if isinstance(rows, pa.Table) else self._watch(rows)

    def _watch(self, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
        def batches() -> Iterator[pa.RecordBatch]:
            try:
                for batch in reader:
                    yield plain(batch)
            except BaseException as error:
                self.error = error
                raise

        return pa.RecordBatchReader.from_batches(plain_schema(reader.schema), batches())


def _unreadable(path: Path) -> EdgeError:
    problem = {"path": Code(str(path))}
    if path.exists():
        return EdgeError(Sentence("store.broken_file", problem), hint=Sentence("store.from_backup", {}))
    return EdgeError(Sentence("store.missing_file", problem), hint=Sentence("store.from_backup", {}))


def _remove_empty(folder: Path, root: Path) -> None:
    """Removes folders that hold nothing any more, up to those right below the root."""
    while folder.parent not in (root, folder) and folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
