"""Delimited text: a header, then records, read fast where the text is clean and exactly where it is not.

A block whose parser finds as many records as there are lines holds one record a line, and line numbers are known. In
any other block the lines with an odd number of quotes, with another number of cells or with damaged bytes are taken out
and read one by one; the rest is parsed as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from bakhsh.edges.sources.blocks import Fault, Text, blocks
from bakhsh.edges.sources.careful import Careful, read_carefully
from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.delimiters import (
    Mark,
    cells_of,
    likely_delimiter,
    marked,
    named,
    refuse_damaged_header,
    refuse_one_column,
    spelled,
)
from bakhsh.edges.sources.raw import BrokenLine, RawBatch
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Code, Sentence
from bakhsh.specs import Reading

__all__ = ["batches", "columns"]

_BLOCK = 16 << 20
_HEADER = 1 << 16


@dataclass(frozen=True, slots=True)
class _Form:
    content: Content
    names: tuple[str, ...]
    mark: Mark
    quote: str
    faults: Mapping[int, Fault]


def columns(content: Content, reading: Reading, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns of a text whose first line names them (or which has no header); spelled as `wanted` spells them."""
    return _opened(content, reading, _HEADER, wanted)[0].names


def batches(content: Content, reading: Reading, size: int, wanted: Sequence[str] = ()) -> Iterator[RawBatch]:
    """Its rows, at most `size` in a batch; see `files.read_batches`."""
    form, rest, line = _opened(content, reading, _BLOCK, wanted)
    careful = Careful(form.names, form.mark.sign, form.quote)
    held, given = b"", False
    for chunk, last in _with_last(rest):
        block = held + chunk
        if not block:
            continue
        raw, used = _block(form, careful, block, line, last)
        held = block[used:]
        line += block.count(b"\n", 0, used)
        for piece in _pieces(raw, size):
            given = True
            yield piece
    if not given:
        yield RawBatch(_empty(form.names), pa.array([], pa.int64()))


# ---- the header --------------------------------------------------------------------------------------------------
def _opened(content: Content, reading: Reading, size: int, wanted: Sequence[str]) -> tuple[_Form, Iterator[bytes], int]:
    """The form, what follows the header, and the line on which that begins."""
    text = Text.of(content, reading.encoding)
    chunks = blocks(text, size, blanks=reading.delimiter == " ")
    line, first = _first_with_text(chunks)
    if not first.strip():
        raise DataError(Sentence("data.file_empty"), where=Where(str(content)))
    skipped = len(first) - len(first.lstrip(b"\n"))
    end, head = _first_record(first[skipped:], reading.quote)
    mark = marked(content, reading.delimiter) or Mark(likely_delimiter(head))
    cells = cells_of(head, mark.delimiter, reading.quote)
    refuse_one_column(content, head, mark.delimiter, cells)
    if reading.header:
        refuse_damaged_header(text, line + skipped, line + first.count(b"\n", 0, skipped + end))
        names, start = spelled(tuple(name.strip() for name in cells), wanted), skipped + end
    else:
        names, start = reading.columns, 0
    names = named(content, names or tuple("" for _ in cells), len(cells))
    line += first.count(b"\n", 0, start)
    rest = (mark.signed(chunk) for chunk in chain([first[start:]], chunks))
    return _Form(content, names, mark, reading.quote, text.faults), rest, line


def _first_with_text(chunks: Iterator[bytes]) -> tuple[int, bytes]:
    """The first piece that is not blank lines alone, and the line it begins on."""
    line = 1
    for chunk in chunks:
        if chunk.strip(b"\n"):
            return line, chunk
        line += chunk.count(b"\n")
    return line, b""


def _first_record(first: bytes, quote: str) -> tuple[int, str]:
    """Where the first record ends (after its newline) and its text; a header may hold newlines within quotes."""
    sign, end = quote.encode(), 0
    for _ in range(100):
        found = first.find(b"\n", end)
        end = len(first) if found < 0 else found + 1
        if not sign or first.count(sign, 0, end) % 2 == 0 or end == len(first):
            break
    return end, first[:end].rstrip(b"\n").decode()


# ---- records -----------------------------------------------------------------------------------------------------
def _block(form: _Form, careful: Careful, block: bytes, line: int, last: bool) -> tuple[RawBatch, int]:
    """The records of a block of whole lines that begins on `line`, and how many of its bytes they take."""
    try:
        rows = _one_record_a_line(form, block)
        if rows is not None:
            return RawBatch(form.mark.unsigned(rows), pa.array(np.arange(line, line + rows.num_rows))), len(block)
        found = read_carefully(careful, block, line, last, lambda lines: _parsed(form, lines))
    except pa.ArrowInvalid as error:
        because = {"because": Code(str(error).splitlines()[0][:200])}
        raise DataError(Sentence("data.csv_unreadable", because), where=Where(str(form.content))) from error
    broken = tuple(_broken(form, line, text, cells) for line, text, cells in found.broken)
    return RawBatch(form.mark.unsigned(found.rows), found.lines, broken), found.used


def _broken(form: _Form, line: int, text: str, cells: int) -> BrokenLine:
    text, fault = form.mark.said(text), form.faults.get(line)
    if fault is None:
        return BrokenLine(line, text, cells, len(form.names))
    return BrokenLine(line, text.removeprefix("\x00"), len(form.names), len(form.names), found=str(fault))


def _one_record_a_line(form: _Form, block: bytes) -> pa.Table | None:
    """The block's rows where each of its lines is one whole record, else None.

    As many records as lines, none of them refused, means one line each; a quote still open at the end shows in the last
    record, which then holds a newline, or in the odd number of quotes of the last line.
    """
    if b"\x00" in block or (b"\r" in block):
        return None
    expected = block.count(b"\n") + (not block.endswith(b"\n") and bool(block))
    rows = _parsed(form, block)
    if rows is None or rows.num_rows != expected:
        return None
    mark = form.quote.encode()
    if mark and mark in block:
        tail = block[block.rfind(b"\n", 0, len(block) - 1) + 1 :]
        ends = rows.slice(expected - 1).to_pylist()
        if tail.count(mark) % 2 or any("\n" in cell for one in ends for cell in one.values()):
            return None
    return rows


def _parsed(form: _Form, block: bytes) -> pa.Table | None:
    """All records as text, or None where one of them has another number of cells."""
    if not block.strip(b"\r\n"):
        return _empty(form.names)
    try:
        return pacsv.read_csv(
            pa.BufferReader(block),
            # One chunk: a parser that cuts a block into chunks may cut within quotes.
            read_options=pacsv.ReadOptions(column_names=form.names, block_size=len(block) + 1, use_threads=True),
            parse_options=pacsv.ParseOptions(delimiter=form.mark.sign, quote_char=form.quote or False),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in form.names}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if str(error).startswith("CSV parse error: Expected"):
            return None
        raise


def _pieces(raw: RawBatch, size: int) -> Iterator[RawBatch]:
    for start in range(0, max(raw.rows.num_rows, 1), size):
        rows, lines = raw.rows.slice(start, size), raw.lines.slice(start, size)
        broken = raw.broken if start == 0 else ()
        if rows.num_rows or broken:
            yield RawBatch(rows, lines, broken)


def _empty(names: tuple[str, ...]) -> pa.Table:
    return pa.schema([(name, pa.string()) for name in names]).empty_table()


def _with_last(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    held: bytes | None = None
    for chunk in chunks:
        if held is not None:
            yield held, False
        held = chunk
    yield held or b"", True
