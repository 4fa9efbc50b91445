"""The dirty blocks of a delimited file: records over several lines, ragged lines, quotes that never close.

Lines that are surely one good record each go back to the fast parser; every other line is read here, one by one, so
that each keeps its line number and nothing is shifted into its neighbour.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["LONGEST_RECORD", "Careful", "Found", "open_after", "read_carefully", "split"]

LONGEST_RECORD = 256 << 10
_LONGEST_TEXT = 10_000

Lines = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Careful:
    """What is needed to read a record: the columns' names, the delimiter, the quote (empty: none)."""

    names: tuple[str, ...]
    delimiter: str
    quote: str


@dataclass(frozen=True, slots=True)
class Found:
    """Rows with the line each begins on, broken lines (line, text, cells), and the bytes these took."""

    rows: pa.Table
    lines: pa.Array
    broken: tuple[tuple[int, str, int], ...]
    used: int


@dataclass(slots=True)
class _Block:
    """A block and its lines: line i is whole[starts[i]:ends[i]], without its newline."""

    whole: bytes
    starts: Lines
    ends: Lines
    quotes: Lines
    delimiters: Lines
    damaged: npt.NDArray[np.bool_]

    def text(self, line: int) -> bytes:
        return self.whole[self.starts[line] : self.ends[line]]


@dataclass(slots=True)
class _Slow:
    """What was read line by line."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    broken: list[tuple[int, str, int]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    open_from: int | None = None


def read_carefully(
    form: Careful, block: bytes, line: int, last: bool, parse: Callable[[bytes], pa.Table | None]
) -> Found:
    """The records of `block`, whose first line is `line`; `parse` is the fast parser for whole good lines.

    A quote that is still open at the end of the block is left for the next one (`used` says where), unless this is the
    last block or the record is longer than 256 KiB: then the line that opened it is broken and the next one is read.
    """
    lines = _lines(form, block)
    for every_quote in (False, True):
        slow = _slowly(form, lines, line, last, every_quote)
        stop = len(lines.starts) if slow.open_from is None else slow.open_from
        good = [i for i in np.flatnonzero(lines.ends[:stop] > lines.starts[:stop]).tolist() if i not in slow.taken]
        fast = parse(_joined(lines, good))
        if fast is not None and fast.num_rows == len(good):
            used = len(block) if slow.open_from is None else int(lines.starts[slow.open_from])
            return _found(form, fast, good, slow, line, used)
    raise pa.ArrowInvalid("records and lines do not agree")


def _lines(form: Careful, block: bytes) -> _Block:
    raw = np.frombuffer(block, dtype=np.uint8)
    newlines = np.flatnonzero(raw == 10).astype(np.int64)
    ends = newlines if block.endswith(b"\n") or not block else np.append(newlines, len(block))
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1)) if len(ends) else ends

    def each(marks: npt.NDArray[np.bool_]) -> Lines:
        line_of = np.searchsorted(ends, np.flatnonzero(marks))
        return np.bincount(line_of, minlength=len(ends)).astype(np.int64)

    quotes = each(raw == ord(form.quote)) if form.quote else np.zeros(len(ends), np.int64)
    return _Block(block, starts, ends, quotes, each(raw == ord(form.delimiter)), each((raw == 0) | (raw == 13)) > 0)


def _slowly(form: Careful, lines: _Block, line: int, last: bool, every_quote: bool) -> _Slow:
    """Read one by one: lines with an odd number of quotes (or any), another number of cells, or damaged bytes."""
    ragged = lines.delimiters != len(form.names) - 1
    doubtful = lines.damaged | (ragged & (lines.ends > lines.starts)) | (lines.quotes % 2 == 1)
    if every_quote:
        doubtful |= lines.quotes > 0
    slow, after = _Slow(), 0
    for first in np.flatnonzero(doubtful).tolist():
        if first < after:
            continue
        after = _record(form, lines, first, line, last, slow)
        if slow.open_from is not None:
            break
    return slow


def _record(form: Careful, lines: _Block, first: int, line: int, last: bool, slow: _Slow) -> int:
    """Read the record that begins on line `first` of the block; returns the line on which the next one begins.

    Of a record that is no good, only its first line is broken: a quote somebody forgot to close must not swallow the
    good lines up to the next quote.
    """
    end = _closing_line(form, lines, first) if lines.quotes[first] else first
    if end is None and not last and lines.ends[-1] - lines.starts[first] < LONGEST_RECORD:
        slow.open_from = first
        return first
    cells = None if end is None else _whole(form, lines, first, end)
    if cells is not None and end is not None:
        slow.taken.update(range(first, end + 1))
        slow.cells.append(cells)
        slow.lines.append(line + first)
        return end + 1
    text = lines.text(first).decode()
    alone = None if end is None or lines.damaged[first] else _cells(form, text)
    slow.taken.add(first)
    slow.broken.append((line + first, text[:_LONGEST_TEXT], len(form.names) if alone is None else len(alone)))
    return first + 1


def _whole(form: Careful, lines: _Block, first: int, end: int) -> list[str] | None:
    """The cells of the record on lines `first` to `end`, None where they are too many or too few, or damaged."""
    if lines.damaged[first : end + 1].any():
        return None
    cells = _cells(form, lines.whole[lines.starts[first] : lines.ends[end]].decode())
    return cells if cells is not None and len(cells) == len(form.names) else None


def _closing_line(form: Careful, lines: _Block, first: int) -> int | None:
    """The line on which the record that begins on `first` ends; None where its quote stays open."""
    inside, size = False, 0
    for i in range(first, len(lines.starts)):
        inside = open_after(form, lines.text(i).decode(), inside)
        if not inside:
            return i
        size += int(lines.ends[i] - lines.starts[i])
        if size > LONGEST_RECORD:
            return None
    return None


def open_after(form: Careful, text: str, inside: bool) -> bool:
    """Whether a quoted cell is open after `text`, when one was open before it (`inside`) or not.

    A quote opens only at the beginning of a cell; within quotes, two of them stand for one; what follows a closing
    quote up to the delimiter is text.
    """
    at = 0
    while True:
        if not inside:
            if not text.startswith(form.quote, at):
                at = text.find(form.delimiter, at) + 1
                if at == 0:
                    return False
                continue
            at += 1
        inside = False
        at = text.find(form.quote, at) + 1
        if at == 0:
            return True
        if text.startswith(form.quote, at):
            at, inside = at + 1, True
            continue
        at = text.find(form.delimiter, at) + 1
        if at == 0:
            return False


def split(text: str, delimiter: str, quote: str) -> Iterator[list[str]]:
    """The cells of a record. Raises csv.Error where it is none."""
    if not quote:
        return iter([text.split(delimiter)])
    return csv.reader([text], delimiter=delimiter, quotechar=quote)


def _cells(form: Careful, text: str) -> list[str] | None:
    try:
        rows = list(split(text, form.delimiter, form.quote))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _joined(lines: _Block, good: list[int]) -> bytes:
    """The bytes of the good lines; neighbours are copied together."""
    if len(good) == len(lines.starts):
        return lines.whole
    kept = np.array(good, dtype=np.int64)
    if not len(kept):
        return b""
    breaks = np.flatnonzero(np.diff(kept) > 1)
    firsts = kept[np.concatenate(([0], breaks + 1))]
    lasts = kept[np.concatenate((breaks, [len(kept) - 1]))]
    return b"\n".join(
        lines.whole[lines.starts[a] : lines.ends[b]] for a, b in zip(firsts.tolist(), lasts.tolist(), strict=True)
    )


def _found(form: Careful, fast: pa.Table, good: list[int], slow: _Slow, line: int, used: int) -> Found:
    cells = range(len(form.names))
    by_hand = pa.table([pa.array([row[i] for row in slow.cells], pa.string()) for i in cells], names=list(form.names))
    numbers = np.concatenate((np.array(good, np.int64) + line, np.array(slow.lines, np.int64)))
    rows = pa.concat_tables([fast, by_hand]) if slow.cells else fast
    return Found(rows, pa.array(numbers, pa.int64()), tuple(sorted(slow.broken)), used)
