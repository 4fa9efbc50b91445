"""A market that is what it says it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from bakhsh.edges.sources import simulated
from bakhsh.edges.sources.files import read_batches
from bakhsh.errors import NotReady
from bakhsh.specs import Reading

START, END = date(2022, 1, 1), date(2023, 12, 31)


@pytest.fixture(scope="module")
def market() -> simulated.Market:
    return simulated.market(seed=7, customers=3_000, start=START, end=END)


def test_the_seed_decides_everything(market: simulated.Market) -> None:
    again = simulated.market(seed=7, customers=3_000, start=START, end=END)
    other = simulated.market(seed=8, customers=3_000, start=START, end=END)
    assert (again.orders, again.customers, again.truth) == (market.orders, market.customers, market.truth)
    assert other.orders != market.orders


def test_nothing_happens_before_joining_after_leaving_or_outside_the_market(market: simulated.Market) -> None:
    sales = market.orders.filter(pc.greater(market.orders["quantity"], 0)).join(market.truth, "customer_id")
    day = sales["ordered_at"].cast(pa.date32())
    assert pc.all(pc.greater_equal(day, sales["joined_on"])).as_py()
    assert pc.all(pc.less_equal(day, sales["lapsed_on"])).as_py()
    days = market.orders["ordered_at"].cast(pa.date32())
    assert START <= pc.min(days).as_py() <= pc.max(days).as_py() <= END
    assert len(market.orders["customer_id"].unique()) == 3_000
    assert market.truth["customer_id"] == market.customers["customer_id"]


def test_money_is_exact_on_every_line(market: simulated.Market) -> None:
    rows = market.orders.to_pylist()
    assert all(abs(row["amount"]) == abs(row["quantity"]) * row["price"] - row["discount"] for row in rows)
    assert all((row["amount"] < 0) == (row["quantity"] < 0) or not row["amount"] for row in rows)


def test_returns_follow_a_sale_of_the_same_item(market: simulated.Market) -> None:
    bought: dict[tuple[str, str], list[tuple[object, int]]] = {}
    for row in sorted(market.orders.to_pylist(), key=lambda row: (row["ordered_at"], row["quantity"] < 0)):
        key = (row["customer_id"], row["item_id"])
        if row["quantity"] > 0:
            bought.setdefault(key, []).append((row["price"], row["quantity"]))
        else:
            assert any(price == row["price"] and pieces >= -row["quantity"] for price, pieces in bought[key])
    back = pc.sum(pc.less(market.orders["quantity"], 0)).as_py()
    assert 0.01 < back / market.orders.num_rows < 0.06


def test_customers_differ_seasons_show_and_best_sellers_sell(market: simulated.Market) -> None:
    rows = market.orders.to_pylist()
    per_month = [sum(row["ordered_at"].month == month for row in rows) for month in (2, 12)]
    assert per_month[1] > 1.4 * per_month[0]
    items = sorted(pc.value_counts(market.orders["item_id"]).field(1).to_pylist(), reverse=True)
    assert sum(items[: len(items) // 4]) > 0.4 * sum(items)
    lines = sorted(pc.value_counts(market.orders["customer_id"]).field(1).to_pylist(), reverse=True)
    assert sum(lines[: len(lines) // 5]) > 0.4 * sum(lines)
    assert 0.2 < pc.mean(pc.is_valid(market.truth["lapsed_on"]).cast(pa.int8())).as_py() < 0.8


def test_rates_are_what_customers_buy_at(market: simulated.Market) -> None:
    """Over everybody, repeat orders are the rates times the days between joining and leaving."""
    sales = market.orders.filter(pc.greater(market.orders["quantity"], 0))
    orders = sales.group_by(["customer_id", "order_id"]).aggregate([]).num_rows
    expected = sum(
        row["rate"] * ((row["lapsed_on"] or END) - row["joined_on"]).days for row in market.truth.to_pylist()
    )
    assert orders - 3_000 == pytest.approx(expected, rel=0.1)


def test_files_hold_the_same_orders(market: simulated.Market, tmp_path: Path) -> None:
    for write, name in ((simulated.write_csv, "orders.csv"), (simulated.write_parquet, "orders.parquet")):
        write(market, tmp_path / name)
        read = pa.concat_tables([batch.rows for batch in read_batches(tmp_path / name, Reading())])
        assert read.column_names == market.orders.column_names
        assert read["amount"].cast(pa.decimal128(14, 2)).combine_chunks() == market.orders["amount"].combine_chunks()


def test_dirt_spoils_about_the_share_that_was_asked_for(market: simulated.Market) -> None:
    dirty = simulated.market(seed=7, customers=3_000, start=START, end=END, dirt=0.05)
    clean = pa.table({name: market.orders[name].cast(pa.string()) for name in market.orders.column_names})
    pairs = zip(dirty.orders.to_pylist(), clean.to_pylist(), strict=True)
    assert sum(a != b for a, b in pairs) / clean.num_rows == pytest.approx(0.05, rel=0.15)


def test_a_market_without_people_items_or_days_is_refused() -> None:
    for customers, items, end in ((0, 10, END), (10, 0, END), (10, 10, date(2021, 12, 31))):
        with pytest.raises(NotReady):
            simulated.market(seed=1, customers=customers, items=items, start=START, end=end)


@pytest.mark.parametrize(("customers", "items", "end"), [(1, 1, START), (2, 3, START), (50, 5, date(2022, 3, 1))])
def test_the_smallest_markets_are_markets(customers: int, items: int, end: date) -> None:
    found = simulated.market(seed=1, customers=customers, items=items, start=START, end=end)
    assert found.orders.num_rows >= customers
