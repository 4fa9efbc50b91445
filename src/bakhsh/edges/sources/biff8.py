"""What the values of an .xls sheet do not tell: errors, hidden rows, how far it reaches.

The formats: [MS-CFB], a file of sectors that form streams, and [MS-XLS], the stream of a workbook as records.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from bakhsh.edges.sources.content import DAMAGE, Content
from bakhsh.edges.sources.oddities import ERRORS, Beneath, Oddities

__all__ = ["beneath"]

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA
_SMALL = 4096
_BOF, _EOF, _SHEET, _LOCKED, _ROW = 0x0809, 0x000A, 0x0085, 0x002F, 0x0208
_FORMULA, _TRUTH_OR_ERROR, _SEVERAL = 0x0006, 0x0205, 0x00BD
_CELLS = (_FORMULA, 0x0203, 0x0204, _TRUTH_OR_ERROR, 0x027E, 0x00FD, 0x00D6)
_HIDDEN = 0x20


def beneath(path: Content) -> Beneath:
    """See `beneath.beneath`. The reader of values lays all sheets out at once."""
    try:
        with path.open("rb") as file:
            stream = _stream(file.read())
        found = {name: _of_sheet(stream, start) for name, start in _sheets(stream)}
    except (OSError, IndexError, struct.error, *DAMAGE):
        found = {}
    return Beneath(lambda name: found.get(name, Oddities()), found)


# ---- the stream --------------------------------------------------------------------------------------------------
def _stream(data: bytes) -> bytes:
    """The stream of the workbook; empty where there is none."""
    if not data.startswith(_MAGIC):
        return b""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    table = _numbers(b"".join(data[(at + 1) * size : (at + 2) * size] for at in _tables(data, size)))
    sectors = [data[(at + 1) * size : (at + 2) * size] for at in _chain(table, struct.unpack_from("<I", data, 48)[0])]
    entries = [entry for entry in _entries(b"".join(sectors)) if entry[0] in ("Workbook", "Book", "Root Entry")]
    root = next((entry for entry in entries if entry[0] == "Root Entry"), None)
    book = next((entry for entry in entries if entry[0] != "Root Entry"), None)
    if book is None:
        return b""
    whole, small = data[size:], size
    if book[2] < _SMALL and root is not None:
        whole = b"".join(data[(at + 1) * size : (at + 2) * size] for at in _chain(table, root[1]))
        first = struct.unpack_from("<I", data, 60)[0]
        table = _numbers(b"".join(data[(at + 1) * size : (at + 2) * size] for at in _chain(table, first)))
        small = 64
    return b"".join(whole[at * small : (at + 1) * small] for at in _chain(table, book[1]))[: book[2]]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _tables(data: bytes, size: int) -> Iterator[int]:
    """The sectors in which the table of sectors stands: 109 are named at the beginning, the others in a chain."""
    yield from (at for at in struct.unpack_from("<109I", data, 76) if at < _END_OF_CHAIN)
    at, left = struct.unpack_from("<2I", data, 68)
    while at < _END_OF_CHAIN and 0 < left <= len(data) // size:
        *named, at = _numbers(data[(at + 1) * size : (at + 2) * size])
        yield from (one for one in named if one < _END_OF_CHAIN)
        left -= 1


def _chain(table: tuple[int, ...], at: int) -> Iterator[int]:
    for _ in range(len(table)):
        if at >= len(table):
            return
        yield at
        at = table[at]


def _entries(folder: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, first sector and size of every stream."""
    for place in range(0, len(folder) - 127, 128):
        length = struct.unpack_from("<H", folder, place + 64)[0]
        name = folder[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        yield name, *struct.unpack_from("<2I", folder, place + 116)


# ---- the workbook ------------------------------------------------------------------------------------------------
def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """The names of the sheets, and where in the stream each begins."""
    for kind, data in _records(stream, 0):
        if kind in (_EOF, _LOCKED):
            return
        if kind == _SHEET:
            wide = len(data) > 7 and data[7] & 1
            name = data[8 : 8 + data[6] * 2].decode("utf-16-le", "replace") if wide else data[8:].decode("latin-1")
            yield name, struct.unpack_from("<I", data)[0]


def _of_sheet(stream: bytes, start: int) -> Oddities:
    found, depth = Oddities(), 0
    for kind, data in _records(stream, start):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            break
        if kind in _CELLS:
            _cell(kind, data, found)
        elif kind == _SEVERAL:
            row, first = struct.unpack_from("<2H", data)
            found.reach(row, first + max((len(data) - 6) // 6, 1) - 1)
        elif kind == _ROW and data[12] & _HIDDEN:
            found.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
    return found


def _cell(kind: int, data: bytes, found: Oddities) -> None:
    row, column = struct.unpack_from("<2H", data)
    found.reach(row, column)
    code = -1
    if kind == _FORMULA:
        found.formulas += 1
        code = data[8] if data[12:14] == b"\xff\xff" and data[6] == 2 else -1
    elif kind == _TRUTH_OR_ERROR:
        code = data[6] if data[7] else -1
    if code >= 0:
        found.errors += 1
        found.say(row, column, ERRORS.get(code, "#VALUE!"))
