"""A sample of a stranger's file: stretches of its rows from the start to the end, so that a late change is seen."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.sources import files, parquet
from bakhsh.edges.sources.dialect import Dialect
from bakhsh.edges.sources.evidence import Profile, profile
from bakhsh.language.typed import typed
from bakhsh.specs import Layout, Reading

__all__ = ["Sample", "sampled"]

_WHOLE = 6 << 20
"""Files up to so many bytes are read whole: a sample of them saves nothing."""
_STRETCHES = 12
_STRETCH = 1 << 16
_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Columns of the sampled rows; rows from `stretches[i][0]` up to `stretches[i][1]` stood next to each other in the
    file. `rows` is how many rows the file has, about."""

    columns: tuple[Profile, ...]
    stretches: tuple[tuple[int, int], ...]
    rows: int

    def column(self, name: str) -> Profile | None:
        return next((one for one in self.columns if one.name == name), None)


def sampled(
    path: Path, reading: Reading, layout: Layout, dialect: Dialect, size: int, wanted: Sequence[str] = ()
) -> Sample:
    """At most `size` rows in up to twelve stretches, spread evenly. `wanted`: the columns of a page, by which its
    header is found; others that stand there are left out. Raises as `files.read_batches` does."""
    if reading.format == "parquet":
        tables, rows = _of_parquet(path, size)
    elif reading.format == "csv" and layout == Layout() and not wanted and path.stat().st_size > _WHOLE:
        tables, rows = _of_text(path, reading, size), dialect.rows
    else:
        tables, rows = _of_batches(path, reading, layout, size, wanted)
    whole = pa.concat_tables(tables, promote_options="permissive") if tables else pa.table({})
    whole = whole.select([name for name in whole.column_names if name in wanted]) if wanted else whole
    columns = tuple(profile(name, _texts(whole, name), reading.decimal) for name in whole.column_names)
    return Sample(columns, _stretches(tables), rows)


def _stretches(tables: Sequence[pa.Table]) -> tuple[tuple[int, int], ...]:
    found, start = [], 0
    for table in tables:
        found.append((start, start + table.num_rows))
        start += table.num_rows
    return tuple(found)


# ---- whole files, workbooks, archives ----------------------------------------------------------------------------
def _of_batches(
    path: Path, reading: Reading, layout: Layout, size: int, wanted: Sequence[str]
) -> tuple[list[pa.Table], int]:
    """Stretches of what was read from the first row to the last; a batch far from any is let go at once."""
    batches = [batch.rows for batch in files.read_batches(path, reading, layout, wanted, size=_BATCH)]
    rows = sum(batch.num_rows for batch in batches)
    if not rows:
        return [], 0
    stretches = _spread(rows, size)
    return [piece for piece in (_slice(batches, *one) for one in stretches) if piece.num_rows], rows


def _spread(rows: int, size: int) -> Iterator[tuple[int, int]]:
    """(first row, how many) of every stretch."""
    if rows <= size:
        yield 0, rows
        return
    length = size // _STRETCHES
    for number in range(_STRETCHES):
        yield round(number * (rows - length) / (_STRETCHES - 1)), length


def _slice(batches: Sequence[pa.Table], first: int, count: int) -> pa.Table:
    found: list[pa.Table] = []
    for batch in batches:
        start = max(first, 0)
        if start < batch.num_rows and count > 0:
            piece = batch.slice(start, count)
            found.append(piece)
            count -= piece.num_rows
        first -= batch.num_rows
    return pa.concat_tables(found, promote_options="permissive")


# ---- long texts --------------------------------------------------------------------------------------------------
def _of_text(path: Path, reading: Reading, size: int) -> list[pa.Table]:
    """Rows around evenly spread places of a long text. A stretch begins after the first end of line found there; what
    does not divide into the right number of cells is no row of the sample."""
    names = files.columns_of(path, reading)
    length, each = path.stat().st_size, size // _STRETCHES
    found = []
    with path.open("rb") as file:
        for number in range(_STRETCHES):
            at = number * max(length - _STRETCH, 0) // (_STRETCHES - 1)
            file.seek(at - at % 4)
            text = file.read(_STRETCH).decode(_endless(path, reading.encoding), "replace")
            lines = text.lstrip("\ufeff").splitlines(keepends=True)
            lines = lines[1 if number or reading.header else 0 : -1]
            rows = [row for row in _records(lines, reading) if len(row) == len(names)][:each]
            if rows:
                cells = zip(*rows, strict=True)
                found.append(pa.table({name: pa.array(one) for name, one in zip(names, cells, strict=True)}))
    return found


def _endless(path: Path, encoding: str) -> str:
    """The encoding as it holds in the middle of a file, where no mark says which byte of two comes first."""
    if encoding.lower().replace("_", "-") not in ("utf-16", "utf16"):
        return encoding
    with path.open("rb") as file:
        return "utf-16-be" if file.read(2) == b"\xfe\xff" else "utf-16-le"


def _records(lines: Iterable[str], reading: Reading) -> Iterator[list[str]]:
    if reading.delimiter == " ":
        yield from (line.split() for line in lines if line.strip())
        return
    mark = reading.delimiter or ","
    if reading.quote:
        reader = csv.reader(lines, delimiter=mark, quotechar=reading.quote)
    else:
        reader = csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue


# ---- typed files -------------------------------------------------------------------------------------------------
def _of_parquet(path: Path, size: int) -> tuple[list[pa.Table], int]:
    rows = parquet.count(path)
    wanted, found, first = list(_spread(rows, size)), [], 0
    for batch in files.read_batches(path, Reading(format="parquet"), size=1 << 18):
        last = first + batch.rows.num_rows
        found += [batch.rows.slice(at - first, count) for at, count in wanted if first <= at < last]
        first = last
    return [one for one in found if one.num_rows], rows


def _texts(sample: pa.Table, name: str) -> list[str | None]:
    """The cells as text; a number that is none says nothing."""
    column = sample.column(name)
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
    texts: list[str | None] = typed(column).to_pylist()
    return texts
