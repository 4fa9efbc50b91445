"""What the values of an .xlsb sheet do not tell: errors, hidden rows, how far it reaches.

The format: [MS-XLSB], records of a type, a length and their data (sections 2.1.4 and 2.3).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from bakhsh.edges.sources.content import DAMAGE, Content
from bakhsh.edges.sources.oddities import ERRORS, Beneath, Oddities

__all__ = ["beneath"]

_PIECE = 1 << 20
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_ROW, _BLANK, _SHEET, _END = 0, 1, 156, 146
_CELLS = range(2, 12)
_ERRORS = (3, 11)
_FORMULAS = range(8, 12)
_HIDDEN = 0x10


def beneath(path: Content) -> Beneath:
    """See `beneath.beneath`."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            members = _members(archive)
    except (OSError, KeyError, *DAMAGE):
        members = {}
    return Beneath(lambda name: _of_member(path, members[name]) if name in members else Oddities())


def _members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → member of the archive."""
    relations = {}
    for one in _RELATION.finditer(archive.read("xl/_rels/workbook.bin.rels")):
        said = dict(_ATTRIBUTE.findall(one[1]))
        target = said.get(b"Target", b"").decode()
        relations[said.get(b"Id", b"").decode()] = str(PurePosixPath("xl", target)) if target[:1] != "/" else target[1:]
    found = {}
    with archive.open("xl/workbook.bin") as file:
        for kind, data in _records(file):
            if kind == _SHEET:
                relation, rest = _string(data[8:])
                found[_string(rest)[0]] = relations.get(relation, "")
    return found


def _string(data: bytes) -> tuple[str, bytes]:
    """A text with its length before it, and what follows it."""
    end = 4 + 2 * int.from_bytes(data[:4], "little")
    return data[4:end].decode("utf-16-le", "replace"), data[end:]


def _of_member(path: Content, member: str) -> Oddities:
    found = Oddities()
    try:
        with path.open("rb") as packed, zipfile.ZipFile(packed) as archive, archive.open(member) as file:
            _read(file, found)
    except (OSError, KeyError, *DAMAGE):
        pass  # who reads the values says what is wrong with them
    return found


def _read(file: IO[bytes], found: Oddities) -> None:
    row = 0
    for kind, data in _records(file):
        if kind == _ROW:
            row = int.from_bytes(data[:4], "little")
            if data[11:12] and data[11] & _HIDDEN:
                found.hidden_rows.add(row + 1)
        elif kind in _CELLS:
            column = int.from_bytes(data[:4], "little")
            found.reach(row, column)
            found.formulas += kind in _FORMULAS
            if kind in _ERRORS:
                found.errors += 1
                found.say(row, column, ERRORS.get(data[8], "#VALUE!"))
        elif kind == _END:
            return


def _records(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The type and data of every record; nothing of one that is cut short."""
    held, place = b"", 0
    while chunk := file.read(_PIECE):
        held, place = held[place:] + chunk, 0
        while (head := _head(held, place)) and head[2] <= len(held):
            yield head[0], held[head[1] : head[2]]
            place = head[2]


def _head(held: bytes, place: int) -> tuple[int, int, int] | None:
    """A record's type, where its data begin and end; None where its head is not there whole."""
    if len(held) - place < 2:
        return None
    kind, place = held[place], place + 1
    if kind & 0x80:
        kind, place = (kind & 0x7F) | (held[place] & 0x7F) << 7, place + 1
    size = shift = 0
    while place < len(held):
        byte, place = held[place], place + 1
        size |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80 or shift > 21:
            return kind, place, place + size
    return None
