"""Delimited text: a header, then records, read fast where the text is clean and exactly where it is not.

A block whose parser finds as many records as there are lines holds one record a line, and line numbers are known. In
any other block the lines with an odd number of quotes, with another number of cells or with damaged bytes are taken out
and read one by one; the rest is parsed as before.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from bakhsh.edges.sources.blocks import bad_byte, blocks, is_utf8
from bakhsh.edges.sources.careful import Careful, read_carefully, split
from bakhsh.edges.sources.raw import BrokenLine, RawBatch
from bakhsh.errors import BakhshError, DataError, Where
from bakhsh.language.sentences import Code, Sentence
from bakhsh.specs import Reading

__all__ = ["batches", "columns", "likely_delimiter"]

_BLOCK = 16 << 20
_HEADER = 1 << 16
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_LINE = 64 << 20


@dataclass(frozen=True, slots=True)
class _Form:
    path: Path
    names: tuple[str, ...]
    delimiter: str
    quote: str


def columns(path: Path, reading: Reading) -> tuple[str, ...]:
    """See `files.columns_of`."""
    return _opened(path, reading, _HEADER)[0].names


def batches(path: Path, reading: Reading, size: int) -> Iterator[RawBatch]:
    """See `files.read_batches`."""
    form, rest, line = _opened(path, reading, _BLOCK)
    careful = Careful(form.names, form.delimiter, form.quote)
    held, given = b"", False
    for chunk, last in _with_last(rest):
        block = held + chunk
        whole = len(block) if last or len(block) > _LONGEST_LINE else block.rfind(b"\n") + 1
        if not whole:
            held = block
            continue
        raw, used = _block(form, careful, block[:whole], line, last)
        held = block[used:]
        line += block.count(b"\n", 0, used)
        for piece in _pieces(raw, size):
            given = True
            yield piece
    if not given:
        yield RawBatch(_empty(form.names), pa.array([], pa.int64()))


def likely_delimiter(line: str) -> str:
    """The delimiter that divides `line` into most cells; a comma where none does."""
    counts = {one: len(_cells(line, one, '"')) for one in _DELIMITERS}
    best = max(counts, key=lambda one: counts[one])
    return best if counts[best] > 1 else ","


# ---- the header --------------------------------------------------------------------------------------------------
def _opened(path: Path, reading: Reading, size: int) -> tuple[_Form, Iterator[bytes], int]:
    """The form, what follows the header, and the line on which that begins."""
    if is_utf8(path, reading.encoding) and _seems_utf16(path):
        raise DataError(Sentence("data.looks_like_utf16"), where=Where(str(path)), hint=Sentence("data.declare_utf16"))
    chunks = blocks(path, reading.encoding, size, blanks=reading.delimiter == " ")
    first = next((chunk for chunk in chunks if chunk), b"")
    while b"\n" not in first and len(first) < _LONGEST_LINE and (more := next(chunks, b"")):
        first += more
    skipped = len(first) - len(first.lstrip(b"\n"))
    if not first.strip():
        raise DataError(Sentence("data.file_empty"), where=Where(str(path)))
    try:
        end, text = _first_record(first[skipped:], reading.quote)
    except UnicodeDecodeError as error:
        raise bad_byte(path, reading.encoding) from error
    delimiter = _one_character(path, reading.delimiter) or likely_delimiter(text)
    cells = _cells(text, delimiter, reading.quote)
    _refuse_one_column(path, text, delimiter, cells)
    if reading.header:
        names, start = tuple(name.strip() for name in cells), skipped + end
    else:
        names, start = reading.columns, 0
    names = _named(path, names or tuple("" for _ in cells), len(cells))
    line = 1 + first.count(b"\n", 0, start)
    return _Form(path, names, delimiter, reading.quote), chain([first[start:]], chunks), line


def _one_character(path: Path, delimiter: str) -> str:
    if len(delimiter.encode()) > 1:
        raise DataError(Sentence("data.delimiter_too_long", {"delimiter": Code(delimiter)}), where=Where(str(path)))
    return delimiter


def _seems_utf16(path: Path) -> bool:
    """Whether the file begins with UTF-16's mark, or one byte in eight is zero."""
    try:
        with path.open("rb") as file:
            first = file.read(200)
    except OSError:
        return False  # who reads the file says why it cannot be read
    return first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or first.count(0) * 8 > len(first)


def _first_record(first: bytes, quote: str) -> tuple[int, str]:
    """Where the first record ends (after its newline) and its text; a header may hold newlines within quotes."""
    mark, end = quote.encode(), 0
    for _ in range(100):
        found = first.find(b"\n", end)
        end = len(first) if found < 0 else found + 1
        if not mark or first.count(mark, 0, end) % 2 == 0 or end == len(first):
            break
    return end, first[:end].rstrip(b"\n").decode()


def _cells(text: str, delimiter: str, quote: str) -> list[str]:
    try:
        return next(split(text, delimiter, quote), [])
    except csv.Error:
        return text.split(delimiter)


def _refuse_one_column(path: Path, text: str, delimiter: str, cells: list[str]) -> None:
    likely = likely_delimiter(text)
    if len(cells) == 1 and likely != delimiter and len(_cells(text, likely, '"')) > 1:
        found = {"delimiter": Code(_shown(delimiter)), "likely": Code(_shown(likely))}
        raise DataError(
            Sentence("data.one_column_only", found),
            where=Where(str(path), 1),
            hint=Sentence("data.declare_delimiter", {"likely": Code(_shown(likely))}),
        )


def _shown(delimiter: str) -> str:
    return {"\t": "\\t", " ": "blank"}.get(delimiter, delimiter)


def _named(path: Path, names: tuple[str, ...], cells: int) -> tuple[str, ...]:
    """Every column with a name of its own; a nameless one is called after its place."""
    if len(names) != cells:
        found = {"declared": len(names), "found": cells}
        raise DataError(Sentence("data.columns_declared", found), where=Where(str(path), 1))
    filled = tuple(name or f"column_{place}" for place, name in enumerate(names, 1))
    twice = sorted({name for name in filled if filled.count(name) > 1})
    if twice:
        raise DataError(
            Sentence("data.columns_twice", {"columns": tuple(Code(name) for name in twice)}),
            where=Where(str(path), 1),
            hint=Sentence("data.rename_columns"),
        )
    return filled


# ---- records -----------------------------------------------------------------------------------------------------
def _block(form: _Form, careful: Careful, block: bytes, line: int, last: bool) -> tuple[RawBatch, int]:
    """The records of a block of whole lines that begins on `line`, and how many of its bytes they take."""
    try:
        rows = _one_record_a_line(form, block)
        if rows is not None:
            return RawBatch(rows, pa.array(np.arange(line, line + rows.num_rows))), len(block)
        found = read_carefully(careful, block, line, last, lambda lines: _parsed(form, lines))
    except (UnicodeDecodeError, pa.ArrowInvalid) as error:
        raise _damage(form.path, error) from error
    return RawBatch(found.rows, found.lines, tuple(_broken(found.broken, len(form.names)))), found.used


def _broken(found: tuple[tuple[int, str, int], ...], expected: int) -> Iterator[BrokenLine]:
    return (BrokenLine(line, text, cells, expected) for line, text, cells in found)


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
            parse_options=pacsv.ParseOptions(delimiter=form.delimiter, quote_char=form.quote or False),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in form.names}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if str(error).startswith("CSV parse error: Expected"):
            return None
        raise


def _damage(path: Path, error: Exception) -> BakhshError:
    if isinstance(error, UnicodeDecodeError) or "UTF8" in str(error):
        return bad_byte(path, "utf-8")
    because = {"because": Code(str(error).splitlines()[0][:200])}
    return DataError(Sentence("data.csv_unreadable", because), where=Where(str(path)))


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
