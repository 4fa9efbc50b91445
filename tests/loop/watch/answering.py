"""Questions answered by DuckDB over tables held in Arrow."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TypeVar

import duckdb
import ibis
import pyarrow as pa

__all__ = ["answered", "asked"]

Answer = TypeVar("Answer")


def asked(question: ibis.Table, tables: Mapping[str, pa.Table]) -> pa.Table:
    """The answer to one question."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        found = connection.sql(ibis.to_sql(question, dialect="duckdb")).to_arrow_table()
    # DuckDB's own sums of whole numbers are 128 bits wide; the engine hands them over as 64, as the expression says.
    wide = [pa.field(one.name, pa.int64() if pa.types.is_decimal(one.type) else one.type) for one in found.schema]
    return found.cast(pa.schema(wide))


def answered(questions: Generator[ibis.Table, pa.Table, Answer], tables: Mapping[str, pa.Table]) -> Answer:
    """What a generator of questions returns in the end."""
    try:
        question = next(questions)
        while True:
            question = questions.send(asked(question, tables))
    except StopIteration as done:
        found: Answer = done.value
        return found
