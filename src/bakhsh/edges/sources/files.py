"""Files as they come: their fingerprint, their column names, their rows with the line each stood on.

Nothing is interpreted here. A CSV cell stays the text it was, a Parquet value keeps its type, and what cannot be
divided into the right number of cells is handed on as a `BrokenLine`: never shifted, never lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from bakhsh.edges.sources import delimited, parquet, workbook
from bakhsh.edges.sources.places import PLACES, with_places
from bakhsh.edges.sources.raw import BrokenLine, RawBatch, unreadable
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Code, Sentence
from bakhsh.specs import Layout, Reading

__all__ = ["BrokenLine", "RawBatch", "columns_of", "fingerprint", "format_of", "read_batches"]

_MAGIC = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx", b"\x1f\x8b": "gzip", b"\xd0\xcf\x11\xe0": "xls"}
_READ = ("csv", "parquet", "workbook")
_PLAIN = Layout()


def fingerprint(path: Path) -> str:
    """SHA-256 of the bytes, as hex. Raises EdgeError where the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error


def format_of(path: Path, reading: Reading) -> str:
    """csv, parquet or workbook: as declared, else by the bytes. Raises DataError for other forms, naming them."""
    found = reading.format or ("workbook" if workbook.is_workbook(path) else _by_first_bytes(path))
    if found in _READ:
        return found
    raise DataError(
        Sentence("data.form_not_read", {"form": Code(found)}),
        where=Where(str(path)),
        hint=Sentence("data.save_as_csv"),
    )


def columns_of(path: Path, reading: Reading, layout: Layout = _PLAIN, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """The names a mapping may use: the columns of the file, in its order, then those of `wanted` that say where a row
    stands ("@file", "@line" …).

    Raises DataError for an empty file, one that seems to have another delimiter, or a name that stands there twice;
    EdgeError where the file cannot be read.
    """
    form = format_of(path, reading)
    if form == "workbook":
        return workbook.columns(path, layout, wanted)
    names = parquet.columns(path) if form == "parquet" else delimited.columns(path, reading)
    return (*names, *(name for name in PLACES if name in wanted and name not in names))


def read_batches(
    path: Path, reading: Reading, layout: Layout = _PLAIN, wanted: Sequence[str] = (), *, size: int = 200_000
) -> Iterator[RawBatch]:
    """The file's rows, at most `size` in a batch; memory is bounded by a few batches, whatever the file's size.

    `wanted` are the columns somebody will ask for: by them the header is found where it is not the first line, and
    those that say where a row stands ("@file", "@line", "@sheet", "@title") are only made when they are among them.
    A file without rows gives one empty batch, so that its columns can still be checked. Raises as `columns_of` does,
    and EdgeError at the first byte that does not belong to the encoding (with its offset and line).
    """
    form = format_of(path, reading)
    if form == "workbook":
        return workbook.batches(path, layout, wanted, size)
    batches = parquet.batches(path, size) if form == "parquet" else delimited.batches(path, reading, size)
    return (with_places(batch, wanted, path.name) for batch in batches)


def _by_first_bytes(path: Path) -> str:
    try:
        with path.open("rb") as file:
            first = file.read(4)
    except OSError as error:
        raise unreadable(path, error) from error
    return next((name for magic, name in _MAGIC.items() if first.startswith(magic)), "csv")
