"""The audience as an Excel workbook, for people: right to left where they read so, one sheet a part.

Every text is written as text and every number as a number, so no cell can be a formula.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.sinks.about import Fact
from bakhsh.edges.sinks.look import Look
from bakhsh.edges.sinks.parts import Parts, shown
from bakhsh.edges.sinks.words import address, day_in_digits, heading, kind_of, reason
from bakhsh.language.locale import Locale
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence
from bakhsh.tables import Type

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["MOST_ROWS", "write_workbook"]

MOST_ROWS = 1_048_576
"""Rows of a sheet, as Excel has them; a longer part goes on in further sheets."""

Titles = Callable[[str, str], str]
"""What a reader calls a value: `(column, value) -> text`."""

_LONGEST_TEXT = 32_767
_SAMPLE = 500
_NARROWEST, _WIDEST = 12, 58
_VERBATIM = frozenset({"customer_id", "mobile", "phone", "email"})
_EARLIEST = date(1900, 3, 1)  # Excel takes 1900 for a leap year, so its days agree with ours from here on


def write_workbook(
    path: Path, parts: Parts, facts: Sequence[Fact], locale: Locale, titles: Titles, created: date
) -> None:
    """Four sheets: who to contact, the control group, who was left out and why, and about. `created` stands in the
    file's properties, where a clock would make every copy another file. Raises OSError where the disk refuses."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxFileError

    try:
        with Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
            book.set_properties({"created": datetime.combine(created, time())})
            _Writer(book, locale, titles).everything(parts, facts)
    except XlsxFileError as error:
        # the library wraps what the disk said; whoever called knows what to do about a disk
        cause = error.args[0] if error.args else error
        raise (cause if isinstance(cause, OSError) else OSError(str(cause))) from error


class _Writer:
    """Sheets of one workbook."""

    def __init__(self, book: Workbook, locale: Locale, titles: Titles) -> None:
        self.book = book
        self.locale = locale
        self.titles = titles
        self.look = Look(book, locale)

    def everything(self, parts: Parts, facts: Sequence[Fact]) -> None:
        explained = render(Sentence("targeting.control_explained"), self.locale)
        self.part(render(Sentence("targeting.sheet_to_contact"), self.locale), parts.to_contact, addresses=True)
        self.part(render(Sentence("targeting.sheet_control"), self.locale), parts.control, explained=explained)
        self.part(render(Sentence("targeting.sheet_left_out"), self.locale), parts.left_out)
        self.about(render(Sentence("targeting.sheet_about"), self.locale), facts)

    def sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        if self.look.rtl:
            sheet.right_to_left()
        return sheet

    # ---- a part ----------------------------------------------------------------------------------------------
    def part(self, name: str, part: pa.Table, *, addresses: bool = False, explained: str = "") -> None:
        """A sheet with the part's customers, or as many as it takes; `explained` stands above the header."""
        readable = self.readable(part, addresses=addresses)
        top = 2 if explained else 0
        room = MOST_ROWS - top - 1
        for number, start in enumerate(range(0, max(part.num_rows, 1), room), start=1):
            sheet = self.sheet(name if number == 1 else f"{name} ({number})")
            if explained:
                sheet.set_row(0, 24)
                sheet.write_string(0, 0, explained, self.look.explained)
            self.rows(sheet, readable.slice(start, room), top)

    def readable(self, part: pa.Table, *, addresses: bool) -> pa.Table:
        """The columns a reader sees, in his words; the reason beside the customer where there is one."""
        names = shown(part, addresses=addresses)
        table = part.select(["customer_id", *names])
        codes = part["suppressed_by"].drop_null()
        if len(codes):
            words = [reason(code, self.locale) for code in part["suppressed_by"].to_pylist()]
            table = table.add_column(1, "reason", pa.array(words, pa.string()))
        for name in ("segment", "offer"):
            if name in names:
                texts = [value and self.titles(name, value) for value in table[name].to_pylist()]
                table = table.set_column(table.column_names.index(name), name, pa.array(texts, pa.string()))
        return table

    def rows(self, sheet: Worksheet, table: pa.Table, top: int) -> None:
        kinds = [kind_of(field.name, field.type) for field in table.schema]
        self.header(sheet, table, kinds, top)
        columns = list(zip(table.column_names, kinds, strict=True))
        for row, values in enumerate(_rows(table), start=top + 1):
            for place, ((name, kind), value) in enumerate(zip(columns, values, strict=True)):
                self.cell(sheet, row, place, name, kind, value)
        sheet.autofilter(top, 0, top + table.num_rows, table.num_columns - 1)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)

    def header(self, sheet: Worksheet, table: pa.Table, kinds: Sequence[Type], top: int) -> None:
        sheet.set_row(top, 24)
        for place, (name, kind) in enumerate(zip(table.column_names, kinds, strict=True)):
            title = self.heading(name, kind)
            numeric = kind not in (Type.TEXT, Type.BOOLEAN)
            sheet.write_string(top, place, title, self.look.number_header if numeric else self.look.header)
            sheet.set_column(place, place, self.width(title, table[name], kind))

    def heading(self, name: str, kind: Type) -> str:
        title = heading(name, self.locale)
        money = self.locale.money
        unit = money.persian if self.look.rtl else money.label or money.symbol
        return f"{title} ({unit})" if kind is Type.MONEY and unit else title

    def width(self, title: str, column: pa.ChunkedArray, kind: Type) -> float:
        """In characters: room for the title and for the first few hundred values."""
        longest = len(title) * 1.15 + 4  # bold, with the filter button
        if kind is Type.TEXT:
            lengths = pc.max(pc.utf8_length(column.slice(0, _SAMPLE).cast(pa.string()))).as_py()
            longest = max(longest, (lengths or 0) + 2)
        return float(min(max(longest, _NARROWEST), _WIDEST))

    def cell(self, sheet: Worksheet, row: int, place: int, name: str, kind: Type, value: Any) -> None:
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            sheet.write_blank(row, place, None, self.look.words)
        elif kind is Type.DATE:
            self.day(sheet, row, place, value)
        elif kind is Type.BOOLEAN:
            word = render(Sentence("words.yes") if value else Sentence("words.no"), self.locale)
            sheet.write_string(row, place, word, self.look.words)
        elif kind is Type.TEXT:
            style = self.look.verbatim if name in _VERBATIM else self.look.words
            sheet.write_string(row, place, address(name, str(value))[:_LONGEST_TEXT], style)
        else:
            number = value / self.locale.money.minor_per_unit if kind is Type.MONEY else value
            sheet.write_number(row, place, number, self.look.kinds[kind])

    def day(self, sheet: Worksheet, row: int, place: int, value: date) -> None:
        """A true date of the Gregorian calendar; Excel has no other, so a Jalali day is text that sorts as days do."""
        day = value.date() if isinstance(value, datetime) else value
        if self.locale.calendar == "gregorian" and day >= _EARLIEST:
            sheet.write_datetime(row, place, datetime.combine(day, time()), self.look.kinds[Type.DATE])
        else:
            sheet.write_string(row, place, day_in_digits(day, self.locale), self.look.verbatim)

    # ---- about -----------------------------------------------------------------------------------------------
    def about(self, name: str, facts: Sequence[Fact]) -> None:
        sheet = self.sheet(name)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 64)
        for row, fact in enumerate(facts):
            if fact.value is None:
                sheet.set_row(row, 32)
                sheet.write_string(row, 0, fact.label, self.look.title)
                continue
            sheet.write_string(row, 0, fact.label, self.look.deeper if fact.deeper else self.look.label)
            if isinstance(fact.value, str):
                style = self.look.wrapped_verbatim if fact.verbatim else self.look.wrapped
                sheet.write_string(row, 1, fact.value[:_LONGEST_TEXT], style)
            else:
                sheet.write_number(row, 1, fact.value, self.look.share if fact.share else self.look.count)


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
