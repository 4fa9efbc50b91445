"""Everything the base asks and reads compiles for every engine."""

from __future__ import annotations

from datetime import date

import ibis
import pyarrow as pa
import pytest

from bakhsh.edges.engines.compile import DIALECTS, compile_sql
from bakhsh.loop.features import Given, demographic
from bakhsh.specs import ColumnMap, Project, ProjectFiles, Source
from bakhsh.tables import CONTRACTS
from bakhsh.tables.features.demographic import FEATURES

COLUMNS = (
    "birth_date", "birth_year", "stated_age", "gender", "education", "marital_status", "household_size", "children",
    "teenagers", "income", "occupation",
)  # fmt: skip
FILES = ProjectFiles(
    Project("shop"), (Source("people", "customers", ("people.csv",), tuple(ColumnMap(one, one) for one in COLUMNS)),)
)
KINDS = {pa.string(): "string", pa.int64(): "int64", pa.bool_(): "boolean", pa.date32(): "date"}


def given() -> Given:
    tables = {name: CONTRACTS[name.upper()].unbound() for name in ("customers", "facts")}
    return Given(FILES, date(2024, 6, 30), tables, frozenset(one.name for one in FEATURES))


def answered(question: ibis.Table) -> pa.Table:
    """One row of nothing, in the question's own columns."""
    schema = {name: str(kind) for name, kind in question.schema().items()}
    rows = 0 if "text" in schema else 1
    return pa.table(
        {name: pa.nulls(rows, pa.string() if kind == "string" else pa.int64()) for name, kind in schema.items()}
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_questions_and_readings_compile(dialect: str) -> None:
    asking = demographic.learn(given())
    question = next(asking)
    try:
        while True:
            assert compile_sql(question, dialect)
            question = asking.send(answered(question))
    except StopIteration as done:
        learned = done.value
    assert learned.notes == ()
    looked = {
        name: ibis.table({one.name: KINDS[one.type] for one in table.schema}, name=f"looked_{name}")
        for name, table in learned.tables.items()
    }
    readings = demographic.readings(given(), looked)
    assert {name for one in readings for name in one.columns} == {"customer_id", *(one.name for one in FEATURES)}
    assert all(compile_sql(one, dialect) for one in readings)
