"""A database as a source: a query that only reads, asked for what is new.

Rows come in a stream, whatever the size of the result. Of a source with a watermark only rows at or after the last one
seen, less some days, are asked for again, and with them every other row of the same orders: an order is never read in
part, because the latest word on an order replaces the whole of it. Rows without a watermark are asked for every time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bakhsh.edges import clock
from bakhsh.edges.sources import watermarks
from bakhsh.edges.sources.connections import connected, refused
from bakhsh.edges.sources.origins import Found, Here, Left, Past
from bakhsh.edges.sources.places import PLACES, with_places
from bakhsh.edges.sources.queries import only_reads
from bakhsh.edges.sources.raw import RawBatch
from bakhsh.errors import DataError, MissingColumn, ProjectError
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.typed import text_of
from bakhsh.specs import Database, Source

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult

__all__ = ["Queried"]

_BATCH = 20_000
_FETCHED = 2_000
_ORDER_TIME = ("ordered_at", "at")


class Queried:
    """The origin of every source that names a database."""

    def mistakes(self, source: Source) -> Iterable[ProjectError]:
        wrong = only_reads(source, _of(source).query)
        if wrong is not None:
            yield wrong
        if source.joins:
            said = Sentence("feeds.no_joins", {"source": Code(source.name)})
            yield ProjectError(said, where=source.at, hint=Sentence("feeds.join_in_query"))

    def look(self, source: Source, here: Here, past: Past) -> Iterator[Found | Left]:
        """The one thing there is to ask; nothing is asked yet."""
        yield Found(f"database: {source.name}", since=_since(_of(source), past))

    def columns(self, source: Source, found: Found, here: Here) -> tuple[str, ...]:
        with connected(source, here) as connection:
            return (*_names(connection, source), *(name for name in PLACES if name in source.asked))

    def batches(self, source: Source, found: Found, here: Here) -> Iterator[RawBatch]:
        with connected(source, here) as connection, _answer(connection, source, found) as answer:
            names = tuple(answer.keys())
            reading = _Reading(source, names)
            for rows in answer.partitions(_BATCH):
                yield with_places(reading.batch(rows), source.asked, found.label)
            if not reading.rows:
                yield with_places(reading.batch(()), source.asked, found.label)


def _of(source: Source) -> Database:
    if source.database is None:
        raise ValueError(f"{source.name} names no database")
    return source.database


def _since(database: Database, past: Past) -> str:
    """From where to ask: the highest mark of all readings, less the days to look back; empty: everything."""
    if past.whole or not database.watermark:
        return ""
    seen = [mark for load in past.read if (mark := watermarks.from_text(load.mark)) is not None]
    return watermarks.to_text(watermarks.back(_highest(seen), database.look_back_days)) if seen else ""


def _highest(seen: Sequence[watermarks.Mark]) -> watermarks.Mark:
    """The highest of watermarks of one kind; the latest where the column has changed its kind."""
    kinds = {type(one) for one in seen}
    return max(seen) if len(kinds) == 1 else seen[-1]


# ---- asking ------------------------------------------------------------------------------------------------------
@contextmanager
def _answer(connection: Connection, source: Source, found: Found) -> Iterator[CursorResult[Any]]:
    """The rows that are asked for, as a stream."""
    from sqlalchemy.exc import SQLAlchemyError

    names = _names(connection, source)
    try:
        streamed = connection.execution_options(stream_results=True, max_row_buffer=_FETCHED)
        answer = streamed.execute(_statement(connection, source, names, found.since))
        with answer:
            yield answer
    except SQLAlchemyError as error:
        raise refused(error, source) from None


def _names(connection: Connection, source: Source) -> tuple[str, ...]:
    """The columns of the query, without asking for a row."""
    from sqlalchemy import literal, literal_column, select
    from sqlalchemy.exc import SQLAlchemyError

    inner = _text(_of(source).query).columns().subquery("asked")
    empty: Any = select(literal_column("*")).select_from(inner).where(literal(1) == literal(0))
    try:
        names = tuple(connection.execute(empty).keys())
    except SQLAlchemyError as error:
        raise refused(error, source) from None
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        said = Sentence("feeds.column_twice", {"source": Code(source.name), "columns": tuple(map(Code, twice))})
        raise DataError(said, where=source.at, hint=Sentence("feeds.column_twice_hint"))
    return names


def _statement(connection: Connection, source: Source, names: tuple[str, ...], since: str) -> Any:
    from sqlalchemy import bindparam, column, or_, select

    database = _of(source)
    if not database.watermark:
        return _text(database.query)
    if database.watermark not in names:
        raise _missing(source, database.watermark, names)
    columns: list[Any] = [column(name) for name in names]
    rows = _text(database.query).columns(*columns).subquery("asked")
    asked = select(rows).order_by(rows.c[database.watermark])
    mark = watermarks.from_text(since)
    if mark is None:
        return asked
    value = float(mark) if connection.dialect.name == "sqlite" and isinstance(mark, Decimal) else mark
    again = _text(database.query).columns(*columns).subquery("again")

    def new(table: Any) -> Any:
        grown = table.c[database.watermark]
        return or_(grown >= bindparam("since", value), grown.is_(None))

    order = _order_column(source)
    if order not in names:
        return asked.where(new(rows))
    return asked.where(or_(new(rows), rows.c[order].in_(select(again.c[order]).where(new(again)))))


def _text(query: str) -> Any:
    """The query as it stands: colons in it are no parameters. A comment at its end must not swallow what follows."""
    from sqlalchemy import text

    plain = query.strip().rstrip(";")
    return text(re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", plain) + "\n")


def _order_column(source: Source) -> str:
    """The column whose rows belong together: the order's id, else its time, of which an order is made where a source
    has no ids; empty for a source of something else."""
    if source.table not in ("lines", "orders"):
        return ""
    mapped = {one.column: one.source for one in source.columns}
    return next((mapped[name] for name in ("order_id", *_ORDER_TIME) if name in mapped), "")


def _missing(source: Source, name: str, known: Sequence[str]) -> MissingColumn:
    args: dict[str, Argument] = {"source": Code(source.name), "column": Code(name), "known": tuple(map(Code, known))}
    return MissingColumn(Sentence("feeds.no_watermark", args), where=source.at)


# ---- reading -----------------------------------------------------------------------------------------------------
class _Reading:
    """Rows as they come: their cells as text, and the highest mark so far."""

    def __init__(self, source: Source, names: tuple[str, ...]) -> None:
        self.rows = 0
        self._source = source
        self._names = names
        self._watermark = _of(source).watermark
        self._mark: watermarks.Mark | None = None
        self._latest = clock.now().date() + timedelta(days=1)

    def batch(self, rows: Sequence[Sequence[Any]]) -> RawBatch:
        """The next rows; counted from 1."""
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(self._names)
        if self._watermark:
            self._follow(columns[self._names.index(self._watermark)])
        cells = [pa.array([text_of(value) for value in column], pa.string()) for column in columns]
        first, self.rows = self.rows + 1, self.rows + len(rows)
        lines = pa.array(range(first, self.rows + 1), pa.int64())
        return RawBatch(pa.table(cells, names=list(self._names)), lines, mark=watermarks.to_text(self._mark))

    def _follow(self, values: Sequence[Any]) -> None:
        """A day that has not come yet is no mark: everything until then would never be asked for."""
        for value in set(values) - {None}:
            mark = watermarks.grows(value)
            day = None if mark is None else watermarks.day_of(mark)
            if mark is None:
                raise self._shapeless()
            if day is None or day <= self._latest:
                self._mark = self._later(mark)

    def _later(self, mark: watermarks.Mark) -> watermarks.Mark:
        try:
            return watermarks.later(self._mark, mark) or mark
        except TypeError:
            raise self._shapeless() from None

    def _shapeless(self) -> DataError:
        said = Sentence("feeds.shapeless_mark", {"source": Code(self._source.name), "column": Code(self._watermark)})
        return DataError(said, where=self._source.at, hint=Sentence("feeds.shapeless_mark_hint"))
