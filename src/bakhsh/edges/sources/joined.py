"""A main table and the tables beside it: every row of the main one with what the others say of it.

The columns of a joined table are called "NAME.column"; a further one (`specs.UNCLEAR`) names the column of a joined
table whose rows of one key name different people or things: who reads the row then has to refuse it. Which row finds
which is decided by what stands in the key columns, read as text without the blanks around it and with Latin digits; an
empty cell finds nothing. Nothing depends on the order of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.sources.beside import Beside
from bakhsh.edges.sources.keyed import keys_of
from bakhsh.edges.sources.raw import RawBatch
from bakhsh.errors import DataError, MissingColumn
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.typed import typed
from bakhsh.records import JoinedFile
from bakhsh.specs import UNCLEAR, Join, Source

__all__ = ["joined", "wanted_of"]


def wanted_of(source: Source, join: str = "") -> tuple[str, ...]:
    """The columns that are asked of one table of a source (its own names), the main one where `join` is empty: those
    the declaration speaks of and those others are joined by."""
    names = {one.name for one in source.joins}
    asked = [*source.asked, *(left for one in source.joins for left in one.on)]
    split = [(one.partition(".")[0] if one.partition(".")[0] in names else "", one) for one in asked]
    own = [one.removeprefix(f"{join}.") if join else one for table, one in split if table == join]
    rights = [right for one in source.joins if one.name == join for right in one.on.values()]
    return tuple(dict.fromkeys((*rights, *own)))


@dataclass(slots=True)
class _Count:
    """Which rows of a joined table were asked for; how many rows of others there were, how many of those with a key
    found theirs, how many none."""

    used: npt.NDArray[np.bool_]
    rows: int = 0
    matched: int = 0
    unmatched: int = 0


@dataclass(slots=True)
class _Joining:
    source: Source
    tables: Mapping[str, Beside]
    counts: dict[str, _Count] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counts = {name: _Count(np.zeros(len(table.keys), bool)) for name, table in self.tables.items()}

    def enriched(self, rows: pa.Table, after: int = 0) -> pa.Table:
        """The rows with the columns of the joins from number `after` on; those of earlier ones are there already, or
        empty."""
        for join in self.source.joins[after:]:
            rows = self._with(rows, join)
        return rows

    def _with(self, rows: pa.Table, join: Join) -> pa.Table:
        table, count = self.tables[join.name], self.counts[join.name]
        for left in join.on:
            if left not in rows.column_names:
                raise _missing(join, left, rows.column_names)
        asked = keys_of(rows, tuple(join.on))
        found = pc.index_in(asked, value_set=table.keys, skip_nulls=True)
        places = found.drop_null().to_numpy(zero_copy_only=False)
        count.used[places] = True
        count.matched += len(places)
        count.unmatched += rows.num_rows - asked.null_count - len(places)
        count.rows += rows.num_rows
        unclear = pc.coalesce(rows.column(UNCLEAR), table.unclear.take(found))
        rows = rows.set_column(rows.column_names.index(UNCLEAR), UNCLEAR, unclear)
        taken = table.rows.take(found)
        for name in table.rows.column_names:
            rows = rows.append_column(f"{join.name}.{name}", taken.column(name))
        return rows

    def left_over(self, number: int, size: int, schema: pa.Schema) -> Iterator[RawBatch]:
        """Rows of a joined table that nothing asked for, as rows of their own: the columns they are joined by are
        filled, all others of the tables before are empty."""
        join = self.source.joins[number]
        table, count = self.tables[join.name], self.counts[join.name]
        rest = pa.array(np.flatnonzero(~count.used), pa.int64())
        own_unclear = pa.concat_arrays([table.unclear.take(rest), pa.nulls(table.keyless.num_rows, pa.string())])
        unused = pa.concat_tables([table.rows.take(rest), table.keyless]).append_column(UNCLEAR, own_unclear)
        lines = pa.concat_arrays([table.lines.take(rest), table.keyless_lines])
        parts = pa.concat_arrays([table.parts.take(rest), table.keyless_parts])
        for part in pc.unique(parts).to_pylist():
            mine = pc.equal(parts, part)
            rows, of_part = unused.filter(mine), lines.filter(mine)
            for start in range(0, rows.num_rows, size):
                own = self._own(join, rows.slice(start, size), schema)
                yield RawBatch(self.enriched(own, number + 1), of_part.slice(start, size), (), part)

    def _own(self, join: Join, rows: pa.Table, schema: pa.Schema) -> pa.Table:
        held = {f"{join.name}.{name}": rows.column(name) for name in rows.column_names if name != UNCLEAR}
        held[UNCLEAR] = rows.column(UNCLEAR)
        keys = {left: rows.column(right) for left, right in join.on.items()}
        later = {f"{one.name}." for one in self.source.joins[self.source.joins.index(join) + 1 :]}
        columns = {}
        for one in schema:
            if one.name in held:
                columns[one.name] = held[one.name]
            elif not one.name.startswith(tuple(later)):
                columns[one.name] = keys.get(one.name, pa.nulls(rows.num_rows, one.type))
        return pa.table(columns)

    def told(self) -> tuple[JoinedFile, ...]:
        """What became of every join; DataError for one in which nothing was found."""
        return tuple(self._told(join) for join in self.source.joins)

    def _told(self, join: Join) -> JoinedFile:
        table, count = self.tables[join.name], self.counts[join.name]
        if count.unmatched and not count.matched:
            args: dict[str, Argument] = {
                "name": Code(join.name),
                "files": tuple(map(Code, table.files)),
                "count": count.unmatched,
            }
            raise DataError(
                Sentence("sources.join_finds_nothing", args),
                where=join.at,
                hint=Sentence("sources.compare_keys", {"on": tuple(Code(f"{a} = {b}") for a, b in join.on.items())}),
            )
        unused = len(table.keys) - int(count.used.sum()) + table.keyless.num_rows
        return JoinedFile(
            join.name, table.files, table.read, table.repeated, count.matched, count.unmatched, unused, table.doubled
        )  # fmt: skip


def joined(main: Iterator[RawBatch], source: Source, tables: Mapping[str, Beside], size: int) -> Iterator[RawBatch]:
    """The batches of the main table with the columns of all joins, then the lines of the joined tables that are no
    rows, then, where a join keeps both, its rows that nothing asked for (`part` is their file). The last batch carries
    what became of every join.

    Raises MissingColumn for a key the main table lacks, DataError for a join in which no row finds another.
    """
    work = _Joining(source, tables)
    schema = None
    for batch in main:
        plain = _with_texts(batch.rows, source.joins)
        rows = work.enriched(plain.append_column(UNCLEAR, pa.nulls(plain.num_rows, pa.string())))
        schema = schema or rows.schema
        yield replace(batch, rows=rows)
    if schema is None:
        return
    empty = RawBatch(schema.empty_table(), pa.array([], pa.int64()))
    for table in tables.values():
        for part, broken in table.broken.items():
            yield replace(empty, broken=broken, part=part)
    for number, join in enumerate(source.joins):
        if join.keep == "both":
            yield from work.left_over(number, size, schema)
    yield replace(empty, joined=work.told())


def _with_texts(rows: pa.Table, joins: Sequence[Join]) -> pa.Table:
    """The rows with the columns they are joined by as text, so that those of joined tables can stand in their place."""
    for name in {left for join in joins for left in join.on} & set(rows.column_names):
        place = rows.column_names.index(name)
        rows = rows.set_column(place, name, typed(rows.column(name)))
    return rows


def _missing(join: Join, name: str, known: Sequence[str]) -> MissingColumn:
    args: dict[str, Argument] = {"column": Code(name), "known": tuple(map(Code, known))}
    return MissingColumn(Sentence("data.column_missing", args), where=join.at)
