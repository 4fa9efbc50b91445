"""How a text file is written: encoding, delimiter, decimal mark, header or none."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass

from bakhsh.edges.sources.careful import split
from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.date_forms import date_form
from bakhsh.edges.sources.delimiters import DELIMITERS
from bakhsh.edges.sources.encodings import likely
from bakhsh.edges.sources.raw import unreadable
from bakhsh.errors import DataError, Where
from bakhsh.language.digits import parse_number
from bakhsh.language.sentences import Sentence

__all__ = ["Dialect", "dialect_of"]

_LOOKED_AT = 1 << 18
_LINES = 50
_MARKS = (*DELIMITERS, " ")


@dataclass(frozen=True, slots=True)
class Dialect:
    """`supposed`: the encoding is a guess that no byte contradicts. `rows` is the number of lines less the header.
    `columns` name the columns of a file without a header."""

    delimiter: str = ""
    encoding: str = ""
    header: bool = True
    decimal: str = "."
    supposed: bool = False
    rows: int = 0
    columns: tuple[str, ...] = ()
    even: float = 1.0
    """Share of the lines that the delimiter divides into the same number of cells."""


def dialect_of(path: Content) -> Dialect:
    """The dialect of a text file. Raises DataError for an empty one, EdgeError where it cannot be read."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
            ends = start.count(b"\n") + sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 22), b""))
    except OSError as error:
        raise unreadable(path, error) from error
    encoding = likely(start)
    text = start.decode(encoding.name, "replace").lstrip("\ufeff")
    lines = [line for line in text.splitlines()[:_LINES] if line.strip()]
    if not lines:
        raise DataError(Sentence("data.file_empty"), where=Where(str(path)))
    delimiter, even = _delimiter(lines)
    records = [_split(line, delimiter) for line in lines]
    header = _has_header(records)
    names = () if header else tuple(f"column_{place}" for place in range(1, len(records[0]) + 1))
    return Dialect(
        delimiter, encoding.name, header, ".", encoding.supposed, max(ends - header, len(lines) - header), names,
        even,
    )  # fmt: skip


def _split(line: str, delimiter: str) -> list[str]:
    if delimiter == " ":
        return line.split()
    try:
        return next(split(line, delimiter, '"'), [])
    except csv.Error:
        return line.split(delimiter)


def _delimiter(lines: list[str]) -> tuple[str, float]:
    """The mark that divides most lines into the same number of cells, and into most of them; a blank only where it is
    the only one that does. And the share of those lines, 0 where none divides any."""
    best, found, even = 0.0, ",", 0.0
    for mark in _MARKS:
        counts = Counter(len(_split(line, mark)) for line in lines)
        cells, often = counts.most_common(1)[0]
        score = 0.0 if cells < 2 else often / len(lines) + min(cells, 50) / 1000
        if score > best + (0.2 if mark == " " else 0.0):
            best, found, even = score, mark, often / len(lines)
    return found, even


def _has_header(records: list[list[str]]) -> bool:
    """Whether the first record names the columns: no number or day stands in it, no name twice, none is empty."""
    first = [cell.strip() for cell in records[0]]
    if len(set(first)) < len(first) or not any(first):
        return False
    return not any(_is_value(cell) for cell in first)


def _is_value(cell: str) -> bool:
    return parse_number(cell) is not None or date_form([cell]) is not None
