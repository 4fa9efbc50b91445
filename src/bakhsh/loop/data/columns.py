"""Which column of the file fills which column of a contract, looked up once a batch."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import MissingColumn
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.units import MoneyUnit, unit
from bakhsh.loop.data.cells import Cells, distinct, nothing, padded
from bakhsh.loop.data.numbers import Numbers, read_money, read_numbers
from bakhsh.loop.data.persons import CHANNELS
from bakhsh.specs import UNCLEAR, WRITTEN, ColumnMap, Project, Source
from bakhsh.tables import KEPT

__all__ = ["Broken", "Columns", "Raw"]

_SAME = {"ordered_at": "at"}
"""An order's time is the time of its one entry."""


class Broken(Protocol):
    """A line that does not divide into as many cells as there are columns."""

    @property
    def line(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def found_cells(self) -> int: ...
    @property
    def expected_cells(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def found(self) -> str: ...


class Raw(Protocol):
    """Rows of a file, the line each stood on, and the lines that are no rows."""

    @property
    def rows(self) -> pa.Table: ...
    @property
    def lines(self) -> pa.Array: ...
    @property
    def broken(self) -> tuple[Broken, ...]: ...
    @property
    def part(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Place:
    table: str
    column: str
    map: ColumnMap


class Columns:
    """A batch seen through the declaration: columns by the names of the contracts.

    Raises MissingColumn, naming the columns that are there, where a mapped one is not.
    """

    def __init__(self, batch: Raw, source: Source, project: Project) -> None:
        self.rows = batch.rows
        self.count = batch.rows.num_rows
        self.source = source
        self.project = project
        self._places = _with_item_ids(tuple(_place(one, source) for one in source.columns), source)
        self._read: dict[str, Cells] = {}
        self._check()

    def _check(self) -> None:
        known = self.rows.column_names
        wanted = [(one.source, one.at) for one in self.source.columns]
        mapped = {name for name, _ in wanted}
        wanted += [(name, self.source.at) for name in self.source.asked if name not in mapped]
        for name, at in wanted:
            if name not in known:
                near = {matching_key(one): one for one in reversed(known)}
                found = [near[key] for key in difflib.get_close_matches(matching_key(name), near, n=1, cutoff=0.6)]
                raise MissingColumn(
                    Sentence("data.column_missing", {"column": Code(name), "known": tuple(map(Code, known))}),
                    where=at if at.file else None,
                    hint=Sentence("data.column_near", {"near": Code(found[0])}) if found else None,
                )

    def names(self, table: str) -> tuple[str, ...]:
        """The columns of `table` that the file fills, in the declared order; personal ones are not among them."""
        return tuple(one.column for one in self._places if one.table == table and not self._hidden(one))

    def _hidden(self, place: _Place) -> bool:
        """Ways to reach someone, and everything declared personal but the customer's id."""
        return place.table == "addresses" or (place.map.personal and place.column != "customer_id")

    def _masked(self, place: _Place) -> bool:
        """What is shown to nobody in a rejected row: what is hidden, and customers' columns that stay in the ledger."""
        kept = place.table == "customers" and place.column in KEPT
        return kept or place.map.personal or self._hidden(place)

    def map(self, table: str, column: str) -> ColumnMap | None:
        """The declaration that fills this column; the last where there are several."""
        return next((one.map for one in reversed(self._places) if (one.table, one.column) == (table, column)), None)

    def cells(self, table: str, column: str) -> Cells:
        """The column's cells; all empty where the file does not fill it."""
        found = self.map(table, column)
        if found is None:
            return nothing(self.count)
        cells = self.of_file(found.source)
        return padded(cells, found.digits)[0] if found.digits else cells

    def plain_maps(self) -> tuple[ColumnMap, ...]:
        """The mappings of what is kept as it is: neither personal nor a way to reach someone."""
        return tuple(one.map for one in self._places if not (one.map.personal or self._hidden(one)))

    def refilled(self) -> tuple[tuple[str, pa.Array], ...]:
        """Columns of the file that are declared with digits, and the rows that get leading zeros back."""
        declared = {one.map.source: one.map.digits for one in self._places if one.map.digits}
        found = {name: padded(self.of_file(name), digits) for name, digits in declared.items()}
        return tuple((name, cells.each(changed)) for name, (cells, changed) in found.items())

    def of_file(self, name: str) -> Cells:
        """The cells of a column by its name in the file."""
        if name not in self._read:
            self._read[name] = distinct(self.rows.column(name))
        return self._read[name]

    def unclear(self) -> tuple[tuple[str, pa.Array], ...]:
        """Columns of joined tables that name several people or things for one key, each with the rows it concerns."""
        if UNCLEAR not in self.rows.column_names:
            return ()
        said = self.rows.column(UNCLEAR).combine_chunks()
        names = sorted(one for one in pc.unique(said).to_pylist() if one is not None)
        return tuple((name, pc.fill_null(pc.equal(said, name), False)) for name in names)

    def numbers(self, table: str, column: str) -> Numbers:
        return read_numbers(self.cells(table, column), self.source.reading.decimal)

    def money(self, table: str, column: str) -> Numbers:
        """The column's amounts, counted in its `unit`."""
        found = self.map(table, column)
        written = found is not None and found.unit == WRITTEN
        return read_money(
            self.cells(table, column), self.unit(table, column), self.source.reading.decimal, written=written
        )

    def unit(self, table: str, column: str) -> MoneyUnit:
        """The money unit the column is written in; the project's where each cell names its own."""
        found = self.map(table, column)
        code = found.unit if found and found.unit != WRITTEN else ""
        return unit(code or self.project.unit)

    def form(self, table: str, column: str) -> str:
        found = self.map(table, column)
        return found.form if found else ""

    def addresses(self) -> tuple[tuple[str, str], ...]:
        """(channel, column of the file) for every way to reach someone."""
        return tuple((one.column, one.map.source) for one in self._places if one.table == "addresses")

    def shown(self) -> tuple[tuple[str, bool], ...]:
        """The mapped columns of the file in its order, and whether each is personal."""
        personal: dict[str, bool] = {}
        for one in self._places:
            personal[one.map.source] = personal.get(one.map.source, False) or self._masked(one)
        return tuple((name, personal[name]) for name in self.rows.column_names if name in personal)


def _with_item_ids(places: tuple[_Place, ...], source: Source) -> tuple[_Place, ...]:
    """Where lines name what was sold and give no item id, the name (else the category) is the id: without one, nothing
    said of an item would ever reach the line it stands on."""
    filled = {(place.table, place.column): place for place in places}
    if source.table not in ("lines", "orders") or (source.table, "item_id") in filled:
        return places
    told = filled.get(("items", "name")) or filled.get(("items", "category"))
    return (*places, _Place(source.table, "item_id", told.map)) if told else places


def _place(one: ColumnMap, source: Source) -> _Place:
    table, dot, column = one.column.partition(".")
    if not dot:
        table, column = source.table, one.column
    if column in CHANNELS and (table == "addresses" or (table in ("customers", source.table) and one.personal)):
        return _Place("addresses", column, one)
    if table == source.table and source.table in ("lines", "orders"):
        column = _SAME.get(column, column)
    return _Place(table, column, one)
