"""Everything about one person as files: JSON for programs, a workbook to be read, one sheet a subject.

Every text is written as text and every number as a number, so no cell can be a formula. Only their owner may read the
files where a system knows owners.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bakhsh.edges.disk import cannot_write, move_file, write_text
from bakhsh.edges.sinks.dossier_words import column, sheet
from bakhsh.edges.sinks.look import Look
from bakhsh.edges.sinks.words import address, day_in_digits, kind_of
from bakhsh.language.locale import Locale
from bakhsh.language.render import render, show
from bakhsh.language.sentences import Sentence, Titled
from bakhsh.records import as_json
from bakhsh.tables import Type

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Section", "write_dossier"]

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
_LONGEST_TEXT = 32_767
_EARLIEST = date(1900, 3, 1)
_NARROWEST, _WIDEST = 14, 60
_VERBATIM = frozenset({"customer_id", "order_id", "item_id", "event_id", "address", "file", "row", "found", "column"})


@dataclass(frozen=True, slots=True)
class Section:
    """One subject: its name, and rows with the same columns."""

    name: str
    rows: Sequence[Mapping[str, Any]]


def write_dossier(folder: Path, name: str, sections: Sequence[Section], locale: Locale) -> tuple[Path, Path]:
    """Writes `folder/name.json` and `folder/name.xlsx` and returns them; what stood there is replaced.

    Money is in minor units in the JSON file and in the reader's unit in the workbook, and days are in his calendar
    there. EdgeError where the disk refuses.
    """
    text, book = folder / f"{name}.json", folder / f"{name}.xlsx"
    held = {one.name: [as_json(dict(row)) for row in one.rows] for one in sections}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error.strerror or str(error)) from error
    write_text(text, json.dumps(held, ensure_ascii=False, indent=2, default=str), mode=0o600)
    _write_book(book, sections, locale)
    return text, book


def _write_book(path: Path, sections: Sequence[Section], locale: Locale) -> None:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxFileError

    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        temporary.touch(mode=0o600)
        with Workbook(str(temporary), {"in_memory": True}) as book:
            book.set_properties({"created": datetime(2000, 1, 1)})
            look = Look(book, locale)
            for one in sections:
                _Sheet(book, look, locale, one).write()
    except (XlsxFileError, OSError) as error:
        temporary.unlink(missing_ok=True)
        raise cannot_write(path, str(error)) from error
    move_file(temporary, path)


class _Sheet:
    """One subject on its sheet."""

    def __init__(self, book: Workbook, look: Look, locale: Locale, section: Section) -> None:
        self.section = section
        self.look = look
        self.locale = locale
        self.sheet: Worksheet = book.add_worksheet(self.said(sheet(section.name)))
        if look.rtl:
            self.sheet.right_to_left()
        self.sheet.hide_gridlines(2)

    def said(self, sentence: Sentence) -> str:
        return render(sentence, self.locale).translate(_ISOLATES)

    def write(self) -> None:
        names = [name for name in self.names() if any(row.get(name) is not None for row in self.section.rows)]
        if not names:
            self.sheet.write_string(0, 0, self.said(Sentence("privacy.sheet_empty")), self.look.explained)
        for place, name in enumerate(names):
            title = self.title(name)
            self.sheet.write_string(0, place, title, self.look.header)
            longest = max([len(title), *(len(self.shown(row.get(name))) for row in self.section.rows)])
            self.sheet.set_column(place, place, min(max(longest + 2, _NARROWEST), _WIDEST))
        for number, row in enumerate(self.section.rows, start=1):
            for place, name in enumerate(names):
                self.cell(number, place, self.meant(name, row), row.get(name))
        if names:
            self.sheet.freeze_panes(1, 0)

    def names(self) -> list[str]:
        return list(dict.fromkeys(name for row in self.section.rows for name in row))

    def title(self, name: str) -> str:
        """What the reader calls a column, its own name where the catalogue has no word for it."""
        known = column(name)
        return self.said(known) if known else name.replace("_", " ")

    def meant(self, name: str, row: Mapping[str, Any]) -> str:
        """The column whose meaning the value has: a row of features names its own."""
        return str(row["feature"]) if name == "value" and "feature" in row else name

    def shown(self, value: Any) -> str:
        if isinstance(value, Sentence):
            return self.said(value)
        if isinstance(value, tuple):
            return "; ".join(self.shown(one) for one in value)
        if isinstance(value, Titled):
            return show(value, self.locale).translate(_ISOLATES)
        return "" if value is None else str(value)

    def cell(self, row: int, place: int, name: str, value: Any) -> None:
        if value is None:
            self.sheet.write_blank(row, place, None, self.look.words)
        elif isinstance(value, bool):
            self.sheet.write_string(row, place, self.said(_TRUTH[value]), self.look.words)
        elif isinstance(value, (int, float)):
            self.number(row, place, name, value)
        elif isinstance(value, date):
            self.day(row, place, value)
        elif name == "feature":
            self.sheet.write_string(row, place, self.title(str(value)), self.look.words)
        else:
            text = address("mobile", self.shown(value)) if name == "address" else self.shown(value)
            style = self.look.verbatim if name in _VERBATIM else self.look.wrapped
            self.sheet.write_string(row, place, text[:_LONGEST_TEXT], style)

    def number(self, row: int, place: int, name: str, value: float) -> None:
        import pyarrow as pa

        kind = kind_of(name, pa.int64() if isinstance(value, int) else pa.float64())
        kind = Type.MONEY if name in _MONEY else kind
        shown = value / self.locale.money.minor_per_unit if kind is Type.MONEY else value
        self.sheet.write_number(row, place, shown, self.look.kinds.get(kind, self.look.count))

    def day(self, row: int, place: int, value: date) -> None:
        day = value.date() if isinstance(value, datetime) else value
        clock = f" {value:%H:%M}" if isinstance(value, datetime) and value.time() != time() else ""
        if self.locale.calendar == "gregorian" and day >= _EARLIEST and not clock:
            self.sheet.write_datetime(row, place, datetime.combine(day, time()), self.look.kinds[Type.DATE])
        else:
            self.sheet.write_string(row, place, day_in_digits(day, self.locale) + clock, self.look.verbatim)


_MONEY = frozenset({"amount", "discount", "cost", "margin"})
_TRUTH = {True: Sentence("words.yes"), False: Sentence("words.no")}
