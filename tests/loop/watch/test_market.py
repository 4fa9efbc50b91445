"""What moved everybody's values."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest
from tests.loop.watch.answering import answered, asked

from bakhsh.loop.watch.market import FEWEST, Measured, adjusted, level, season

TYPES = {"customer_id": "string", "spent_90": "int64", "orders": "int64", "price_level": "float64"}
BEFORE, AFTER = ibis.table(TYPES, name="before"), ibis.table(TYPES, name="after")
SPENT = Measured("spent_90", nominal=True, seasonal=True, whole=True)
ORDERS = Measured("orders", nominal=False, seasonal=False)


def rows(spent: list[int], prices: float = 1.0) -> pa.Table:
    schema = pa.schema([(name, pa.string() if kind == "string" else kind) for name, kind in TYPES.items()])
    found = [
        {"customer_id": f"c{number}", "spent_90": one, "orders": 3, "price_level": prices}
        for number, one in enumerate(spent)
    ]
    return pa.Table.from_pylist(found, schema)


def test_the_season_is_the_median_change_without_the_change_of_prices() -> None:
    spent = [100 + number for number in range(FEWEST)] + [0, 50]
    later = [2 * one for one in spent[:FEWEST]] + [70, 0]
    tables = {"before": rows(spent, 1.0), "after": rows(later, 1.25)}
    prices = answered(level(BEFORE, AFTER), tables)
    assert prices == 1.25
    assert answered(season(BEFORE, AFTER, (SPENT, ORDERS), prices), tables) == {"spent_90": pytest.approx(1.6)}


def test_a_handful_of_customers_makes_no_season() -> None:
    few = [100] * (FEWEST - 1)
    assert answered(season(BEFORE, AFTER, (SPENT,), None), {"before": rows(few), "after": rows(few)}) == {}
    assert answered(season(BEFORE, AFTER, (ORDERS,), None), {}) == {}


def test_values_are_divided_and_whole_money_stays_whole() -> None:
    found = asked(adjusted(AFTER, (SPENT, ORDERS), {"spent_90": 1.6, "orders": 1.0}), {"after": rows([100, 101, -7])})
    assert found["spent_90"].to_pylist() == [63, 63, -4]
    assert found["orders"].to_pylist() == [3, 3, 3]
    assert found.schema.field("spent_90").type == pa.int64()


def test_days_without_a_price_level_have_no_change_of_it() -> None:
    none = rows([1]).set_column(3, "price_level", pa.array([None], pa.float64()))
    assert answered(level(BEFORE, AFTER), {"before": none, "after": rows([1])}) is None


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_every_engine_can_be_asked(dialect: str) -> None:
    assert ibis.to_sql(next(season(BEFORE, AFTER, (SPENT,), None)), dialect=dialect)
    assert ibis.to_sql(adjusted(AFTER, (SPENT,), {"spent_90": 1.5}), dialect=dialect)
