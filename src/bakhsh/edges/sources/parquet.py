"""Parquet files: the same batches as from text, with the types the file has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.delimiters import named
from bakhsh.edges.sources.raw import RawBatch, unreadable
from bakhsh.errors import EdgeError, Where
from bakhsh.language.sentences import Code, Sentence

__all__ = ["batches", "columns", "count"]


def columns(path: Content) -> tuple[str, ...]:
    """The names of the columns. Raises EdgeError for a damaged file, DataError for a name that is there twice."""
    with _opened(path) as file:
        return tuple(file.schema_arrow.names)


def batches(path: Content, size: int) -> Iterator[RawBatch]:
    """The rows, at most `size` a batch. Row i counts as line i + 2, so that lines mean the same as in a CSV file."""
    line = 2
    with _opened(path) as file:
        try:
            for batch in file.iter_batches(batch_size=size):
                rows = pa.Table.from_batches([batch])
                yield RawBatch(_plain(rows), pa.array(np.arange(line, line + rows.num_rows)))
                line += rows.num_rows
        except (pa.ArrowException, OSError) as error:
            raise _damaged(path, error) from error
        if line == 2:
            yield RawBatch(_plain(file.schema_arrow.empty_table()), pa.array([], pa.int64()))


def _plain(rows: pa.Table) -> pa.Table:
    """Dictionary columns as their values: an encoding is no type."""
    fields = [
        pa.field(one.name, one.type.value_type if pa.types.is_dictionary(one.type) else one.type) for one in rows.schema
    ]
    return rows.cast(pa.schema(fields))


def _opened(path: Content) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(path if isinstance(path, Path) else path.open("rb"))
    except FileNotFoundError as error:
        raise unreadable(path, error) from error
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from error
    names = tuple(file.schema_arrow.names)
    named(path, names, len(names))  # of two columns of one name nobody could say which is meant
    return file


def _damaged(path: Content, error: Exception) -> EdgeError:
    return EdgeError(
        Sentence("data.parquet_damaged", {"because": Code(str(error).splitlines()[0][:200].rstrip("."))}),
        where=Where(str(path)),
        hint=Sentence("data.export_again"),
    )


def count(path: Content) -> int:
    """How many rows the file says it has. Raises EdgeError for a damaged file."""
    with _opened(path) as file:
        return int(file.metadata.num_rows)
