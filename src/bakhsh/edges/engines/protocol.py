"""What an engine is, and the place it keeps tables in.

An engine runs compiled expressions (six methods). Its `tables` keep immutable pieces: Parquet files for DuckDB, a
schema of tables for a database server. The loop never sees either; the conductor passes expressions in and gets
Arrow out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from bakhsh.records import Manifest, Piece

if TYPE_CHECKING:
    import ibis

__all__ = ["ANSWER_LIMIT", "Engine", "Stack", "Tables"]

ANSWER_LIMIT = 2_000_000
"""The most rows an answer may hold; what is larger is asked for in batches, on a coarser grain or as a sample."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The pieces that make up one table: base rows of untouched customers, the newest delta of touched ones.

    A delta is (ids, rows), oldest first; rows is None where its customers have none in this table. A row is void as
    soon as a later delta names its customer. Stacks of several buckets may lie behind one another: no customer is
    in two buckets.
    """

    base: tuple[Piece, ...] = ()
    deltas: tuple[tuple[Piece, Piece | None], ...] = ()

    @classmethod
    def of(cls, manifest: Manifest, table: str, buckets: Sequence[str] | None = None) -> Stack:
        """The stack of `table` in these buckets (None: in all); a table without customers has no buckets."""
        if table in manifest.whole:
            return cls(base=(manifest.whole[table],))
        asked = sorted(manifest.buckets) if buckets is None else buckets
        files = [manifest.buckets[name] for name in asked if name in manifest.buckets]
        return cls(
            base=tuple(one.base[table] for one in files if table in one.base),
            deltas=tuple((delta.ids, delta.tables.get(table)) for one in files for delta in one.deltas),
        )


class Tables(Protocol):
    """Where an engine keeps immutable pieces. Paths are relative to the store's root, with `/`.

    Nothing is ever written over, except under `staging/`.
    """

    def write(
        self, rows: ibis.Table | pa.Table | pa.RecordBatchReader, piece: str, *, order_by: Sequence[str] = ()
    ) -> Piece:
        """Writes the rows, ordered by these columns (ascending, empty last), whole or not at all.

        EdgeError when the disk refuses or the piece is there already; an error raised by a reader passes through.
        """
        ...

    def split(
        self,
        rows: ibis.Table | pa.Table | pa.RecordBatchReader,
        folder: str,
        name: str,
        key: str = "customer_id",
        order_by: Sequence[str] = (),
    ) -> dict[str, Piece]:
        """Writes one piece per hash bucket that has rows, `{folder}/{name}-{digit}.parquet`; by hex digit.

        Bounded in memory: the rows may be more than fit. The pieces appear one after another, so `folder` should be
        a staging folder.
        """
        ...

    def read(self, piece: Piece | str) -> pa.Table:
        """All rows of a piece. EdgeError naming it when it is not there."""
        ...

    def bind(self, name: str, pieces: Stack, schema: pa.Schema) -> None:
        """From now on the engine sees the stack as table `name` with exactly the columns of `schema`.

        Columns no piece has are empty, columns not in `schema` are not shown. EdgeError naming a missing piece.
        """
        ...

    def holding(self, piece: Piece, columns: Sequence[str], values: Collection[str]) -> int:
        """How many rows of a piece hold one of the values in one of these columns; 0 where it has none of them."""
        ...

    def without(self, piece: Piece, to: str, columns: Sequence[str], values: Collection[str]) -> Piece:
        """The piece again as `to`, in its order and with its columns, without the rows that hold one of the values in
        one of these columns. Nothing of those rows is in the new piece, not even in its statistics."""
        ...

    def again(self, piece: Piece, to: str) -> Piece:
        """The very piece under a second name; the first may then be dropped."""
        ...

    def drop(self, pieces: Iterable[str]) -> int:
        """Removes pieces or folders of pieces, and folders that became empty; the bytes freed."""
        ...

    def publish(self, staged: str, final: str) -> None:
        """A staged folder of pieces appears whole under its final name. EdgeError when that name is taken."""
        ...

    def exists(self, path: str) -> bool:
        """Whether a piece or folder is there."""
        ...


class Engine(Protocol):
    """Who computes. Every method may be called from any thread; a call that runs can be interrupted.

    `as_of` is the day that an expression of TODAY (`conditions.days`) is run for; others need none.
    """

    name: str
    dialect: str
    tables: Tables

    def bind(self, name: str, rows: pa.Table) -> None:
        """A small Arrow table under a name, replacing what had that name."""
        ...

    def query(self, expr: ibis.Expr, as_of: date | None = None) -> pa.Table:
        """The answer, in the types of the expression. EngineError above ANSWER_LIMIT rows."""
        ...

    def batches(self, expr: ibis.Expr, size: int = 100_000, as_of: date | None = None) -> Iterator[pa.RecordBatch]:
        """The answer in batches of at most about `size` rows, however long it is."""
        ...

    def materialise(self, name: str, expr: ibis.Expr, as_of: date | None = None) -> None:
        """Computes a table once and keeps it under a name until it is released, the engine closes or the name is used
        again."""
        ...

    def release(self, names: Iterable[str]) -> None:
        """What was materialised or bound under these names is given back."""
        ...

    def interrupt(self) -> None:
        """Ends whatever runs now, in any thread, with an EngineError there; the engine goes on."""
        ...

    def close(self) -> None:
        """Gives everything back; temporary tables and files are gone."""
        ...
