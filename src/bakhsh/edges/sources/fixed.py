"""Text of fixed width: every column begins at the same character of each line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.sources.blocks import Text, blocks
from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.delimiters import named, refuse_damaged_header
from bakhsh.edges.sources.raw import BrokenLine, RawBatch
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Sentence
from bakhsh.specs import Reading

__all__ = ["batches", "columns"]

_BLOCK = 16 << 20


def columns(content: Content, reading: Reading) -> tuple[str, ...]:
    """See `files.columns_of`."""
    return _opened(content, reading)[1]


def batches(content: Content, reading: Reading, size: int) -> Iterator[RawBatch]:
    """The rows, cut by `reading.widths` (in characters) and freed of the blanks around each cell.

    A line that ends before its last column begins, or goes on after it, is broken; blank lines are no rows.
    """
    text, names, rest, line = _opened(content, reading)
    given = False
    for block in rest:
        lines = block.decode().removesuffix("\n").split("\n") if block else []
        rows, numbers, broken = _cut(text, lines, line, names, reading.widths)
        line += len(lines)
        for start in range(0, max(rows.num_rows, 1 if broken else 0), size):
            given = True
            yield RawBatch(rows.slice(start, size), numbers.slice(start, size), broken if start == 0 else ())
    if not given:
        yield RawBatch(pa.table({name: pa.array([], pa.string()) for name in names}), pa.array([], pa.int64()))


def _opened(content: Content, reading: Reading) -> tuple[Text, tuple[str, ...], Iterator[bytes], int]:
    """The text, its columns, what follows the header, and the line on which that begins."""
    text = Text.of(content, reading.encoding)
    chunks, line = blocks(text, _BLOCK), 1
    first = b""
    for first in chunks:
        if first.strip():
            break
        line += first.count(b"\n")
    if not first.strip():
        raise DataError(Sentence("data.file_empty"), where=Where(str(content)))
    skipped = len(first) - len(first.lstrip(b"\n"))
    line += skipped
    if not reading.header:
        names = reading.columns or tuple("" for _ in reading.widths)
        return text, named(content, names, len(reading.widths)), chain([first[skipped:]], chunks), line
    refuse_damaged_header(text, line, line)
    end = first.find(b"\n", skipped) + 1 or len(first)
    cells = reading.columns or _cells(first[skipped:end].decode().rstrip("\n"), reading.widths)
    return text, named(content, cells, len(cells)), chain([first[end:]], chunks), line + 1


def _cells(line: str, widths: tuple[int, ...]) -> tuple[str, ...]:
    ends = list(accumulate(widths))
    return tuple(line[end - width : end].strip() for width, end in zip(widths, ends, strict=True))


def _cut(
    text: Text, lines: list[str], first: int, names: tuple[str, ...], widths: tuple[int, ...]
) -> tuple[pa.Table, pa.Array, tuple[BrokenLine, ...]]:
    ends = list(accumulate(widths))
    all_lines = pa.array(lines, pa.string())
    filled = pc.utf8_length(pc.utf8_rtrim_whitespace(all_lines))
    last_begins = ends[-1] - widths[-1]
    damaged = pc.match_substring(all_lines, "\x00")
    fits = pc.and_(pc.greater(filled, last_begins), pc.less_equal(filled, ends[-1]))
    good = pc.and_(fits, pc.invert(damaged))
    numbers = pa.array(np.arange(first, first + len(lines)), pa.int64())
    kept = all_lines.filter(good)
    cut = [
        pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(kept, end - width, end))
        for width, end in zip(widths, ends, strict=True)
    ]
    wrong = pc.and_(pc.invert(good), pc.greater(filled, 0))
    broken = tuple(
        _broken(text, lines[number - first], number, ends, widths) for number in numbers.filter(wrong).to_pylist()
    )
    return pa.table(cut, names=list(names)), numbers.filter(good), broken


def _broken(text: Text, line: str, number: int, ends: list[int], widths: tuple[int, ...]) -> BrokenLine:
    """A damaged line, or one with the columns that begin within it (one more than there are, where it goes on)."""
    count = len(widths)
    fault = text.faults.get(number)
    if fault or "\x00" in line:
        return BrokenLine(number, line.removeprefix("\x00" if fault else ""), count, count, found=str(fault or ""))
    length = len(line.rstrip())
    begun = sum(end - width < length for width, end in zip(widths, ends, strict=True))
    return BrokenLine(number, line, count + 1 if length > ends[-1] else begun, count)
