"""Delimited text by its header: read fast where the first line is the header, as a page where it stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bakhsh.edges.sources import delimited
from bakhsh.edges.sources.arrange import arranged
from bakhsh.edges.sources.blocks import Text, blocks
from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.delimiters import DELIMITERS, Mark, cells_of, likely_delimiter, marked
from bakhsh.edges.sources.loose import records
from bakhsh.edges.sources.marks import PSEUDO
from bakhsh.edges.sources.raw import BrokenLine, RawBatch
from bakhsh.language.keys import matching_key
from bakhsh.specs import Layout, Reading

__all__ = ["batches", "columns"]

_PLAIN = Layout()
_LOOKED_AT = 1 << 16
_LINES = 60


@dataclass(frozen=True, slots=True)
class _Head:
    """What the beginning of a text says: its delimiter (empty: what divides the first line), and whether the first line
    that is not blank is the one that names the columns best."""

    delimiter: str = ""
    first: bool = True


def columns(content: Content, reading: Reading, layout: Layout, wanted: Sequence[str]) -> tuple[str, ...]:
    """See `files.columns_of`."""
    head = _head(content, reading, wanted)
    if head.first and _plain(layout):
        return delimited.columns(content, _with(reading, head), wanted)
    first = next(batches(content, reading, layout, wanted, size=1))
    return tuple(first.rows.column_names)


def batches(
    content: Content, reading: Reading, layout: Layout, wanted: Sequence[str], *, part: str = "", size: int
) -> Iterator[RawBatch]:
    """See `files.read_batches`."""
    head = _head(content, reading, wanted)
    if head.first and _plain(layout):
        for batch in delimited.batches(content, _with(reading, head), size, wanted):
            yield replace(batch, part=part) if part else batch
        return
    text, broken = Text.of(content, reading.encoding), list[BrokenLine]()
    mark = marked(content, reading.delimiter or head.delimiter) or Mark(_likely(text, reading))
    rows: Iterator[tuple[int, Sequence[str]]] = records(text, mark, reading.quote, broken)
    if not reading.header and reading.columns:
        rows = chain([(0, reading.columns)], rows)
    for batch in arranged(rows, layout, wanted, part, size, content.name):
        yield replace(batch, broken=(*batch.broken, *broken))
        broken.clear()
    if broken:
        yield replace(batch, rows=batch.rows.slice(0, 0), lines=batch.lines.slice(0, 0), broken=tuple(broken))


def _plain(layout: Layout) -> bool:
    """Whether the layout says nothing of a page: which sheets to read is no matter of texts."""
    return replace(layout, sheets=()) == _PLAIN


def _with(reading: Reading, head: _Head) -> Reading:
    return reading if reading.delimiter else replace(reading, delimiter=head.delimiter)


def _likely(text: Text, reading: Reading) -> str:
    return likely_delimiter(max(_first_lines(text, reading), key=lambda line: len(line), default=""))


def _head(content: Content, reading: Reading, wanted: Sequence[str]) -> _Head:
    """Where the wanted columns stand and what divides them, by the line on which most of them are named."""
    keys = {matching_key(name) for name in wanted if name not in PSEUDO}
    if not keys or not reading.header:
        return _Head()
    lines = _first_lines(Text.of(content, reading.encoding), reading)
    marks = (reading.delimiter,) if reading.delimiter else DELIMITERS
    counts = {
        (place, mark): len(keys & {matching_key(cell) for cell in cells_of(line, mark, reading.quote)})
        for place, line in enumerate(lines)
        for mark in marks
    }
    place, mark = max(counts, key=lambda one: counts[one], default=(0, ""))
    return _Head(mark, place == 0) if counts.get((place, mark)) else _Head()


def _first_lines(text: Text, reading: Reading) -> list[str]:
    """The first lines that are not blank."""
    for block in blocks(text, _LOOKED_AT, blanks=reading.delimiter == " "):
        lines = [line for line in block.decode().split("\n") if line.strip()]
        if lines:
            return lines[:_LINES]
    return []
