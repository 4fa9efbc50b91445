"""What the values of an .xlsx sheet do not tell: errors, formulas nobody computed, hidden rows and columns.

Read from the sheet's own XML, in pieces, beside the fast reader, which knows none of them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import PurePosixPath
from typing import IO

from bakhsh.edges.sources.content import DAMAGE, Content
from bakhsh.edges.sources.oddities import Beneath, Oddities

__all__ = ["beneath"]

_PIECE = 1 << 20
_LONGEST = 64 << 20
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>(.*?)</(?:\w+:)?v>", re.DOTALL)
_ROW_OF = re.compile(rb"[<:]c\s[^>]*?\br=[\"'][A-Za-z]{1,20}(\d{1,20})[\"']")
_ROW_OF_NAMELESS = re.compile(rb"[<:]row\b[^>]*?\br=[\"'](\d{1,20})[\"'][^>]*>\s*<(?:\w+:)?c\b(?![^>]*\br=)")
_LETTERS_OF = re.compile(rb"[<:]c\s[^>]*?\br=[\"']([A-Za-z]{1,20})\d")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
_NO_ROW = 1 << 32
_TRUE = (b"1", b"true")


def beneath(path: Content) -> Beneath:
    """See `beneath.beneath`."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            members, recompute = _members(archive)
    except (OSError, KeyError, *DAMAGE):
        return Beneath(lambda name: Oddities())
    return Beneath(lambda name: _of_member(path, members[name], recompute) if name in members else Oddities())


def _members(archive: zipfile.ZipFile) -> tuple[Mapping[str, str], bool]:
    """Sheet name → member of the archive; and whether all formulas are computed anew on opening, so that a cached 0
    says nothing."""
    book = archive.read("xl/workbook.xml")
    relations: dict[bytes, str] = {}
    for one in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        said = _attributes(one[1])
        target = said.get(b"Target", b"").decode()
        relations[said.get(b"Id", b"")] = str(PurePosixPath("xl", target)) if target[:1] != "/" else target[1:]
    found: dict[str, str] = {}
    for one in _SHEET.finditer(book):
        said = _attributes(one[1])
        relation = next((value for key, value in said.items() if key.endswith(b":id")), b"")
        if relation in relations:
            found[unescape(said.get(b"name", b"").decode())] = relations[relation]
    calculation = re.search(rb"<(?:\w+:)?calcPr\b([^>]*)>", book)
    return found, calculation is not None and _attributes(calculation[1]).get(b"fullCalcOnLoad") in _TRUE


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(text))


def _of_member(path: Content, member: str, recompute: bool) -> Oddities:
    found = Oddities()
    try:
        with path.open("rb") as packed, zipfile.ZipFile(packed) as archive, archive.open(member) as file:
            for piece in _whole_rows(file):
                _read(piece, recompute, found)
    except (OSError, KeyError, *DAMAGE):
        return found
    return found


def _whole_rows(file: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end with a row."""
    held = b""
    while chunk := file.read(_PIECE):
        held += chunk
        cut = held.rfind(b"</row>") + 6
        if cut < 6 and len(held) < _LONGEST:
            continue
        cut = cut if cut >= 6 else len(held)
        yield held[:cut]
        held = held[cut:]
    yield held


def _read(piece: bytes, recompute: bool, found: Oddities) -> None:
    numbers = {*_ROW_OF.findall(piece), *_ROW_OF_NAMELESS.findall(piece)}
    # Row 0, which there is not, is the last of four billion to whoever counts from it.
    found.rows = max((found.rows, *(int(one) or _NO_ROW for one in numbers)))
    letters = {one.decode().upper() for one in _LETTERS_OF.findall(piece)}
    found.columns = max((found.columns, *(_column(one) + 1 for one in letters)))
    if b"hidden" in piece:
        _read_hidden(piece, found)
    if b't="e"' in piece or b"<f" in piece or b":f" in piece:
        for cell in _CELL.finditer(piece):
            if cell[2]:
                _read_cell(_attributes(cell[1]), cell[2], recompute, found)


def _read_hidden(piece: bytes, found: Oddities) -> None:
    for row in _ROW.finditer(piece):
        said = _attributes(row[1])
        if said.get(b"hidden") in _TRUE and said.get(b"r", b"").isdigit():
            found.hidden_rows.add(int(said[b"r"]))
    for column in _COLUMN.finditer(piece):
        said = _attributes(column[1])
        if said.get(b"hidden") in _TRUE:
            # Everything to the right of the table is often hidden, up to the last of 16,384 columns.
            first, last = int(said.get(b"min", b"1")), min(int(said.get(b"max", b"1")), 1_000)
            found.hidden_columns.update(range(first - 1, last))


def _read_cell(said: Mapping[bytes, bytes], inside: bytes, recompute: bool, found: Oddities) -> None:
    formula = _FORMULA.search(inside)
    value = _VALUE.search(inside)
    cached = value[1].strip() if value else b""
    text = ""
    if said.get(b"t") == b"e":
        found.errors += 1
        text = cached.decode("utf-8", "replace") or "#REF!"
        # A bare "#N/A" is what programs write for "no value"; here it is a look-up that failed.
        text = "#N/A!" if text == "#N/A" else text
    if formula is not None:
        found.formulas += 1
        if (not cached and said.get(b"t") != b"str") or (recompute and cached == b"0"):
            found.uncomputed += 1
            text = f"#CALC! ={unescape((formula[1] or b'').decode('utf-8', 'replace'))[:100]}"
    place = _PLACE.fullmatch(said.get(b"r", b"").decode("ascii", "replace"))
    if text and place:
        found.cells.setdefault(int(place[2]), []).append((_column(place[1]), text))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
