"""Taking one person out of files written before: the rows of his are gone, everything else stays as it was."""

from __future__ import annotations

import csv
import html
import io
import re
import secrets
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from bakhsh.edges.disk import cannot_write, move_file

__all__ = ["Telling", "Whose", "withdraw"]

_REACHING = ("mobile", "phone", "email")
_ROW = re.compile(r'<row r="(\d+)".*?</row>', re.DOTALL)
_TEXT = re.compile(r"<t[^>]*>([^<]*)</t>")
_NUMBERED = re.compile(r'( r=")([A-Z]*)(\d+)"')
_RANGE = re.compile(r'(<(?:autoFilter|dimension) ref="[A-Z]+\d+:[A-Z]+)(\d+)"')


class Whose(Protocol):
    """Tells a person's ids and addresses from everybody else's."""

    def has_id(self, text: str) -> bool: ...
    def has_address(self, text: str) -> bool: ...


Telling = Callable[[Sequence[str], Sequence[str]], bool]
"""Whether a row is the person's, by the heads of its columns and its cells."""


def withdraw(path: Path, whose: Whose, *, dry: bool = False, telling: Telling | None = None) -> tuple[int, bool]:
    """How many rows of the file are this person's, and whether the whole file has to go.

    A CSV file and a workbook of ours are written anew without these rows; a file that cannot be taken apart any more
    (somebody saved it in another form) is removed. `dry` only counts. `telling` knows the rows of a CSV file whose
    columns are not ours. EdgeError where the disk refuses.
    """
    try:
        content = path.read_bytes()
        found = _without(path.suffix.lower(), content, whose, telling)
        if dry:
            return (1, True) if found is None else (found[0], False)
        if found is None:
            path.unlink()
            return 1, True
        rows, rest = found
        if rows:
            _replace(path, rest)
        return rows, False
    except OSError as error:
        raise cannot_write(path, error.strerror or str(error)) from error


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    temporary.write_bytes(content)
    move_file(temporary, path)


def _without(kind: str, content: bytes, whose: Whose, telling: Telling | None) -> tuple[int, bytes] | None:
    """The rows taken out and what remains; None where nobody can tell rows from one another."""
    try:
        return _workbook(content, whose) if kind == ".xlsx" else _csv(content, telling or partial(_is, whose))
    except (ValueError, csv.Error, KeyError, zipfile.BadZipFile):
        return None


# ---- CSV -----------------------------------------------------------------------------------------------------------
def _csv(content: bytes, telling: Telling) -> tuple[int, bytes]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    header = rows[0] if rows else []
    kept = [*rows[:1], *(row for row in rows[1:] if not telling(header, row))]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(kept)
    return len(rows) - len(kept), text.getvalue().encode("utf-8-sig")


def _is(whose: Whose, header: Sequence[str], row: Sequence[str]) -> bool:
    ids = [place for place, name in enumerate(header) if name == "customer_id"] or [0]
    reaching = [place for place, name in enumerate(header) if name in _REACHING]
    cells = [cell.removeprefix("'") for cell in row]  # the guard of what begins like a formula
    named = any(whose.has_id(cells[place]) for place in ids if place < len(cells))
    return named or any(whose.has_address(cells[place]) for place in reaching if place < len(cells))


# ---- workbooks -----------------------------------------------------------------------------------------------------
def _workbook(content: bytes, whose: Whose) -> tuple[int, bytes]:
    """As written by us, every text stands in its cell. One that keeps them elsewhere is no longer ours to mend."""
    made, taken = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as rest:
        if "xl/sharedStrings.xml" in book.namelist():
            raise ValueError("texts stand apart from their cells")
        for entry in book.infolist():
            part = book.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet"):
                rows, text = _sheet(part.decode("utf-8"), whose)
                part, taken = text.encode("utf-8"), taken + rows
            rest.writestr(entry, part)
    return taken, made.getvalue()


def _sheet(text: str, whose: Whose) -> tuple[int, str]:
    taken = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal taken
        cells = [html.unescape(one) for one in _TEXT.findall(found[0])]
        if cells and (whose.has_id(cells[0]) or any(whose.has_address(cell) for cell in cells)):
            taken += 1
            return ""
        return _lifted(found[0], taken) if taken else found[0]

    rest = _ROW.sub(kept, text)
    return taken, _RANGE.sub(lambda found: f'{found[1]}{int(found[2]) - taken}"', rest) if taken else rest


def _lifted(row: str, by: int) -> str:
    """The row so many places higher."""
    return _NUMBERED.sub(lambda found: f'{found[1]}{found[2]}{int(found[3]) - by}"', row)
