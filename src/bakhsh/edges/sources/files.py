"""Files as they come: their fingerprint, their column names, their rows with the line each stood on.

Nothing is interpreted here. A CSV cell stays the text it was, a Parquet value keeps its type, and what cannot be
divided into the right number of cells is handed on as a `BrokenLine`: never shifted, never lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from bakhsh.edges.sources import archive, fixed, json_files, parquet, texts, workbook
from bakhsh.edges.sources.content import Content, held
from bakhsh.edges.sources.forms import form_of, kind_of
from bakhsh.edges.sources.places import PLACES, with_places
from bakhsh.edges.sources.raw import BrokenLine, RawBatch, unreadable
from bakhsh.specs import Layout, Reading

__all__ = ["BrokenLine", "Part", "RawBatch", "columns_of", "fingerprint", "format_of", "parts_of", "read_batches"]

_PLAIN = Layout()
_JSON = ("json", "woocommerce")


def fingerprint(path: Path) -> str:
    """SHA-256 of the bytes, as hex. Raises EdgeError where the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or a member of an archive: its name within it (empty for a file), its bytes, their form."""

    name: str
    content: Content
    form: str


def parts_of(path: Path, reading: Reading) -> tuple[Part, ...]:
    """What a file consists of: itself, what it packs, or the members of an archive that are read, by name.

    Raises DataError for a form that is not read, or another one than is declared, for a locked workbook or archive, for
    an archive without tables or in an archive; EdgeError where the bytes cannot be read.
    """
    kind = kind_of(path)
    if kind == "gzip":
        inner = archive.gzipped(path)
        return (Part("", inner, form_of(inner, reading)),)
    if kind == "zip":
        members = archive.zipped(path, reading.members)
        return tuple(Part(one.member, one, form_of(one, reading)) for one in members)
    return (Part("", path, form_of(path, reading)),)


def format_of(path: Path, reading: Reading) -> str:
    """csv, fixed, json, woocommerce, parquet or workbook: as declared, else by the first bytes; of an archive that of
    its first member. Raises as `parts_of` does."""
    return parts_of(path, reading)[0].form


def columns_of(path: Path, reading: Reading, layout: Layout = _PLAIN, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """The names a mapping may use: the columns of the file, in its order (of an archive those that all its members
    have), then those of `wanted` that say where a row stands ("@file", "@line" …).

    Raises DataError for an empty file, one that seems to have another delimiter, or a name that stands there twice;
    EdgeError where the file cannot be read; and as `parts_of` does.
    """
    found = [_columns(part, reading, layout, wanted) for part in parts_of(path, reading)]
    names = reduce(lambda shared, more: tuple(name for name in shared if name in more), found)
    return (*names, *(name for name in PLACES if name in wanted and name not in names))


def read_batches(
    path: Path, reading: Reading, layout: Layout = _PLAIN, wanted: Sequence[str] = (), *, size: int = 200_000
) -> Iterator[RawBatch]:
    """The file's rows, at most `size` in a batch; memory is bounded by a few batches, whatever the file's size.

    `wanted` are the columns somebody will ask for: by them the header is found where it is not the first line, and
    those that say where a row stands ("@file", "@line", "@sheet", "@title") are only made when they are among them.
    A file without rows gives one empty batch, so that its columns can still be checked. Lines with a few bytes that are
    not of the text's encoding are broken. Raises as `columns_of` does, and EdgeError where the declared encoding is
    wrong (with offset, line and the one that fits).
    """
    for part in parts_of(path, reading):
        for batch in _batches(part, reading, layout, wanted, size):
            yield with_places(batch, wanted, path.name, layout.year)


def _columns(part: Part, reading: Reading, layout: Layout, wanted: Sequence[str]) -> tuple[str, ...]:
    if part.form == "workbook":
        return workbook.columns(_book(part), layout, wanted)
    if part.form == "parquet":
        return parquet.columns(held(part.content))
    if part.form in _JSON:
        return json_files.columns(part.content, part.form, wanted)
    if part.form == "fixed" and reading.widths:
        return fixed.columns(part.content, reading)
    return texts.columns(part.content, _divided(part, reading), layout, wanted)


def _batches(part: Part, reading: Reading, layout: Layout, wanted: Sequence[str], size: int) -> Iterator[RawBatch]:
    if part.form == "workbook":
        for batch in workbook.batches(_book(part), layout, wanted, size):
            yield replace(batch, part="/".join(one for one in (part.name, batch.part) if one))
    elif part.form == "parquet":
        yield from _named(part, parquet.batches(held(part.content), size))
    elif part.form in _JSON:
        yield from _named(part, json_files.batches(part.content, part.form, wanted, size))
    elif part.form == "fixed" and reading.widths:
        yield from _named(part, fixed.batches(part.content, reading, size))
    else:
        yield from texts.batches(part.content, _divided(part, reading), layout, wanted, part=part.name, size=size)


def _book(part: Part) -> Content:
    content = held(part.content)
    archive.guard(content)
    return content


def _named(part: Part, batches: Iterator[RawBatch]) -> Iterator[RawBatch]:
    return (replace(batch, part=part.name) for batch in batches)


def _divided(part: Part, reading: Reading) -> Reading:
    """A text of fixed width without widths is divided by its blanks."""
    return replace(reading, delimiter=" ") if part.form == "fixed" else reading
