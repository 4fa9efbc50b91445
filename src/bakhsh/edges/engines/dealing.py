"""Dealing rows out to hash buckets, in one pass and in little memory.

The engine adds the digit (its own md5, as the loop's `bucket_of` does), Arrow sorts each batch by it and appends a
slice to every bucket's scratch file. Measured on five million lines this takes half the time and memory of the
engine's own partitioned writing, and a third less work than sixteen passes over one file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.engines.names import quoted
from bakhsh.errors import BrokenContract
from bakhsh.language.sentences import Code, Sentence
from bakhsh.tables import bucket_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["deal", "dealt_rows"]

_BATCH = 200_000


def deal(cursor: DuckDBPyConnection, source: str, key: str, folder: Path) -> dict[str, Path]:
    """Writes the rows of a query into one scratch file per bucket that has any; the files by hex digit.

    BrokenContract where a row has no key.
    """
    digit = f"CAST('0x' || md5(CAST({quoted(key)} AS VARCHAR))[1] AS UTINYINT)"
    reader = cursor.sql(f"SELECT {digit}, * FROM ({source})").to_arrow_reader(_BATCH)
    schema = pa.schema(list(reader.schema)[1:])
    writers: dict[int, pa.RecordBatchFileWriter] = {}
    paths: dict[int, Path] = {}
    try:
        for batch in reader:
            for bucket, rows in _by_bucket(batch, schema, key):
                if bucket not in writers:
                    paths[bucket] = folder / f"{bucket_name(bucket)}.arrow"
                    options = pa.ipc.IpcWriteOptions(compression="lz4")
                    writers[bucket] = pa.ipc.new_file(str(paths[bucket]), schema, options=options)
                writers[bucket].write_batch(rows)
    finally:
        for writer in writers.values():
            writer.close()
    return {bucket_name(bucket): paths[bucket] for bucket in sorted(paths)}


def _by_bucket(batch: pa.RecordBatch, schema: pa.Schema, key: str) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The rows of a batch, bucket by bucket."""
    digits = batch.column(0)
    if digits.null_count:
        raise BrokenContract(Sentence("store.rows_without_key", {"column": Code(key)}))
    rows = pa.RecordBatch.from_arrays(batch.columns[1:], schema=schema).take(pc.sort_indices(digits))
    start = 0
    for found in sorted(pc.value_counts(digits).to_pylist(), key=lambda one: one["values"]):
        yield found["values"], rows.slice(start, found["counts"])
        start += found["counts"]


def dealt_rows(file: pa.RecordBatchFileReader) -> pa.RecordBatchReader:
    """The rows of a scratch file, batch by batch."""
    batches = (file.get_batch(number) for number in range(file.num_record_batches))
    return pa.RecordBatchReader.from_batches(file.schema, batches)
