"""What the values of an .ods sheet do not tell: errors, times, hidden rows and columns, how far it reaches."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from bakhsh.edges.sources.content import DAMAGE, Content
from bakhsh.edges.sources.oddities import Beneath, Oddities

__all__ = ["beneath"]

_PIECE = 1 << 20
_AT_MOST = 1_000
_TIME = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_SHUT = ("collapse", "filter")


def beneath(path: Content) -> Beneath:
    """See `beneath.beneath`. The reader of values lays all sheets out at once, and repeats what is said to repeat."""
    sheets = _Sheets()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = sheets.start
    parser.EndElementHandler = sheets.end
    parser.CharacterDataHandler = sheets.text
    parser.EntityDeclHandler = _refused
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive, archive.open("content.xml") as content:
            while piece := content.read(_PIECE):
                parser.Parse(piece)
    except (OSError, KeyError, expat.ExpatError, *DAMAGE):
        pass  # who reads the values says what is wrong with them
    return Beneath(lambda name: sheets.found.get(name, Oddities()), sheets.found)


def _refused(*declared: Any) -> None:
    """No spreadsheet program declares entities; they are how a page of XML becomes gigabytes."""
    raise ValueError("an entity is declared")


@dataclass(slots=True)
class _Sheets:
    """The sheets as their elements come: where the next row and cell stand, what the open cell is and says."""

    found: dict[str, Oddities] = field(default_factory=dict)
    here: Oddities = field(default_factory=Oddities)
    row: int = 0
    column: int = 0
    repeated: int = 1
    last: int = 0
    held: list[tuple[int, str]] = field(default_factory=list)
    cell: Mapping[str, str] = field(default_factory=dict)
    watched: bool = False
    said: list[str] = field(default_factory=list)

    def start(self, name: str, given: Mapping[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name in ("table-cell", "covered-table-cell"):
            self.cell = {key.rpartition(" ")[2]: value for key, value in given.items()} if given else {}
            self._open_cell(given)
        elif name == "table-row":
            self._open_row({key.rpartition(" ")[2]: value for key, value in given.items()})
        elif name == "table-column":
            self._column({key.rpartition(" ")[2]: value for key, value in given.items()})
        elif name == "table":
            named = next((value for key, value in given.items() if key.endswith(" name")), "")
            self.here = self.found.setdefault(named, Oddities())
            self.row = self.column = 0

    def end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        if name in ("table-cell", "covered-table-cell"):
            self._close_cell()
        elif name == "table-row":
            self._close_row()

    def text(self, said: str) -> None:
        if self.watched:
            self.said.append(said)

    def _column(self, given: Mapping[str, str]) -> None:
        count = _times(given, "number-columns-repeated")
        if given.get("visibility") in _SHUT:
            self.here.hidden_columns.update(range(self.column, self.column + min(count, _AT_MOST)))
        self.column += count

    def _open_row(self, given: Mapping[str, str]) -> None:
        self.repeated, self.column, self.last = _times(given, "number-rows-repeated"), 0, 0
        self.held = []
        if given.get("visibility") in _SHUT:
            self.here.hidden_rows.update(range(self.row + 1, self.row + 1 + min(self.repeated, _AT_MOST)))

    def _close_row(self) -> None:
        if self.last:
            self.here.reach(self.row + self.repeated - 1, self.last - 1)
        for number in range(min(self.repeated, _AT_MOST) if self.held else 0):
            for column, said in self.held:
                self.here.say(self.row + number, column, said)
        self.row += self.repeated

    def _open_cell(self, given: Mapping[str, str]) -> None:
        self.watched = "formula" in self.cell
        self.said = []
        if "value-type" in self.cell and given:
            self.last = self.column + _times(self.cell, "number-columns-repeated")

    def _close_cell(self) -> None:
        count = _times(self.cell, "number-columns-repeated")
        said = self._odd() if self.cell else ""
        if said:
            self.held += [(self.column + place, said) for place in range(min(count, _AT_MOST))]
        self.column += count
        self.watched, self.cell = False, {}

    def _odd(self) -> str:
        """What the cell is to be read as, where its value does not say it."""
        text, kind = "".join(self.said).strip(), self.cell.get("value-type", "")
        time = _TIME.fullmatch(self.cell.get("time-value", ""))
        if "formula" in self.cell:
            self.here.formulas += 1
            if text.startswith(("#", "Err:", "err:")):
                self.here.errors += 1
                return "#N/A!" if text == "#N/A" else text[:100]
            if not kind:
                self.here.uncomputed += 1
                return f"#CALC! {self.cell['formula'].partition(':')[2] or self.cell['formula']}"[:107]
        return f"{time[1]}{int(time[2])}:{int(time[3]):02}:{int(time[4]):02}" if time else ""


def _times(given: Mapping[str, str], name: str) -> int:
    said = given.get(name, "1")
    return max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 10 else 1
