"""Answers that lie side by side: a file whose columns are the items of a scale, a row a person."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.fates import Fates
from bakhsh.loop.data.numbers import read_numbers
from bakhsh.loop.data.values import moments
from bakhsh.tables import ANSWERS

__all__ = ["UNDATED", "answers"]

UNDATED = datetime(1970, 1, 1)
"""When an answer was given where no column says it: before everything, so that it counts as of any day."""


def answers(columns: Columns, fates: Fates, kept: pa.Array, customers: pa.Array) -> pa.Table | None:
    """ANSWERS (without load) of the taken rows, from the columns that the source lists by scale; None where it lists
    none. An item's number is its column's place in the list, from 1.

    A text that is no number is no answer, and neither is one on a row whose `answers.at` cannot be read; both are
    noticed, by column.
    """
    listed = columns.source.answers
    if not listed:
        return None
    at, dated = _moment(columns, fates, kept)
    taken = pc.and_(pc.and_(kept, dated), pc.is_valid(customers))
    schema = ANSWERS.schema().remove(ANSWERS.names.index("load"))
    found = [
        _item(columns, fates, name, taken, (customers, scale, item, at)).cast(schema)
        for scale, names in listed.items()
        for item, name in enumerate(names, start=1)
    ]
    rows = pa.concat_tables(found)
    return rows.group_by(rows.column_names, use_threads=False).aggregate([])


def _moment(columns: Columns, fates: Fates, kept: pa.Array) -> tuple[pa.Array, pa.Array]:
    mapped = columns.map("answers", "at")
    if mapped is None:
        return pa.repeat(pa.scalar(UNDATED, pa.timestamp("us")), columns.count), pa.repeat(True, columns.count)
    at = moments(columns, "answers", "at").local.cast(pa.timestamp("us"), safe=False)
    dated = pc.is_valid(at)
    fates.notice("answer_undated", pc.and_(kept, pc.invert(dated)), mapped.source)
    return at, dated


def _item(
    columns: Columns, fates: Fates, name: str, taken: pa.Array, key: tuple[pa.Array, str, int, pa.Array]
) -> pa.Table:
    numbers = read_numbers(columns.of_file(name), columns.source.reading.decimal)
    values = numbers.floats()
    written = pc.and_(taken, pc.is_valid(numbers.cells.text()))
    fates.notice("answer_no_number", pc.and_(written, pc.is_null(values)), name)
    customers, scale, item, at = key
    rows = pa.table({
        "customer_id": customers, "scale": pa.repeat(pa.scalar(scale), columns.count),
        "item": pa.repeat(pa.scalar(item, pa.int64()), columns.count), "at": at, "value": values,
    })  # fmt: skip
    return rows.filter(pc.and_(taken, pc.is_valid(values)))
