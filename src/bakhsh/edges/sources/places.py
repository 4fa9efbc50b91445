"""Columns that no file has and every mapping may name: where a row stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from bakhsh.edges.sources.month_names import first_day
from bakhsh.edges.sources.raw import RawBatch

__all__ = ["PLACES", "with_places"]

PLACES = ("@file", "@sheet", "@title", "@line", "@month")
"""The file's name, the sheet or member of an archive, the text above the header, the number of the line, and the first
day of the month that sheet or file are named after."""


def with_places(batch: RawBatch, wanted: Sequence[str], file: str, year: int = 0) -> RawBatch:
    """The batch with those of PLACES that are wanted and that it does not have already; as text, empty where there is
    nothing to say (a file of one part has no sheet, a plain table no title)."""
    rows = batch.rows
    for name in PLACES:
        if name in wanted and name not in rows.column_names:
            rows = rows.append_column(name, _said(name, batch, file, year))
    return batch if rows is batch.rows else replace(batch, rows=rows)


def _said(name: str, batch: RawBatch, file: str, year: int) -> pa.Array:
    if name == "@line":
        return batch.lines.cast(pa.string())
    one = {"@file": file, "@sheet": batch.part or None}.get(name)
    if name == "@month":
        one = first_day((batch.part, file), year)
    return pa.repeat(pa.scalar(one, pa.string()), batch.rows.num_rows)
