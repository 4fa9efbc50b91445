"""A small shop: rows as customers, and an engine that answers the room's questions."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import duckdb
import ibis
import pyarrow as pa
import pytest

from bakhsh.tables import Type

Result = TypeVar("Result")

TYPES: Mapping[str, Type] = {
    "recency": Type.INTEGER,
    "frequency": Type.INTEGER,
    "orders": Type.INTEGER,
    "monetary": Type.MONEY,
    "overdue": Type.NUMBER,
    "city": Type.TEXT,
}


class Shop:
    """Answers questions about rows given as dictionaries; whatever a row leaves out is empty."""

    types = TYPES
    as_of = date(2011, 12, 1)
    unit = 100

    def unbound(self, **further: Type) -> ibis.Table:
        """ROWS without data."""
        types = {name: kind.ibis for name, kind in {**TYPES, **further}.items()}
        return ibis.table({"as_of": "date", "customer_id": "string", **types}, name="rows")

    def rows(self, customers: Iterable[Mapping[str, Any]], **further: Type) -> pa.Table:
        """ROWS of these customers, numbered in their order."""
        types = {**TYPES, **further}
        schema = pa.schema(
            [
                ("as_of", pa.date32()),
                ("customer_id", pa.string()),
                *((name, kind.arrow) for name, kind in types.items()),
            ]
        )
        usual = {**dict.fromkeys(types), "frequency": 0, "orders": 0, "monetary": 0, "as_of": self.as_of}
        given = [{**usual, "customer_id": f"c{number:04}", **customer} for number, customer in enumerate(customers)]
        return pa.Table.from_pylist(given, schema=schema)

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def ask(self, question: ibis.Table, **tables: pa.Table) -> pa.Table:
        """The answer about these tables."""
        for name, table in tables.items():
            self.connection.register(name, table)
        return self.connection.sql(ibis.to_sql(question, dialect="duckdb")).to_arrow_table()

    def dialogue(
        self, questions: Generator[ibis.Table, pa.Table, Result], **tables: pa.Table
    ) -> tuple[Result, list[ibis.Table], list[pa.Table]]:
        """What a generator of questions returns when all are answered, with its questions and their answers."""
        asked: list[ibis.Table] = []
        answers: list[pa.Table] = []
        try:
            asked.append(next(questions))
            while True:
                answers.append(self.ask(asked[-1], **tables))
                asked.append(questions.send(answers[-1]))
        except StopIteration as stop:
            return stop.value, asked, answers

    def drive(self, questions: Generator[ibis.Table, pa.Table, Result], **tables: pa.Table) -> Result:
        """What a generator of questions returns when all are answered."""
        return self.dialogue(questions, **tables)[0]


@pytest.fixture(scope="session")
def shop() -> Shop:
    return Shop()
