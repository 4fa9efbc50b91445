"""Tables laid beside one another: values of absent customers, names that come again, and many tables at once."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import pyarrow as pa
import pytest

from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.workspace.beside import laid_beside


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    engine = DuckDB(tmp_path_factory.mktemp("beside"))
    yield engine
    engine.close()


def bound(engine: DuckDB, name: str, **columns: list[object]) -> ibis.Table:
    table = pa.table(columns)
    engine.bind(name, table)
    kinds = {pa.string(): "string", pa.int64(): "int64"}
    return ibis.table({one.name: kinds[one.type] for one in table.schema}, name=name)


def test_of_one_name_the_last_counts_and_who_is_absent_has_the_declared_value(engine: DuckDB) -> None:
    rows = bound(engine, "rows", customer_id=["a", "b"], city=["x", "y"])
    cities = bound(engine, "cities", customer_id=["a"], city=["Yazd"])
    counts = bound(engine, "counts", customer_id=["b"], visits=[3])
    laid = laid_beside(rows, [cities, counts], {"city": "unknown", "visits": 0}).order_by("customer_id")
    assert engine.query(laid).to_pylist() == [
        {"customer_id": "a", "city": "Yazd", "visits": 0},
        {"customer_id": "b", "city": "unknown", "visits": 3},
    ]


def test_tables_are_not_laid_into_one_another(engine: DuckDB) -> None:
    rows = bound(engine, "rows", customer_id=["a"])
    many = [bound(engine, f"of_{number}", customer_id=["a"], **{f"n{number}": [number]}) for number in range(80)]
    deep = [
        table.mutate(**{name: table[name] + 1 for name in table.columns if name != "customer_id"}) for table in many
    ]
    (row,) = engine.query(laid_beside(rows, deep, {})).to_pylist()
    assert row == {"customer_id": "a"} | {f"n{number}": number + 1 for number in range(80)}
