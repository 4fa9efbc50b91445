"""What is known as of a day does not depend on what came later: through the whole product, file to members."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.edges.sources import simulated

START, END = date(2023, 1, 1), date(2023, 12, 31)
SOURCE = """
table = "lines"
files = ["orders.parquet"]

[columns]
order_id = "order_id"
customer_id = "customer_id"
ordered_at = "ordered_at"
item_id = "item_id"
"items.category" = "category"
"customers.city" = "city"
quantity = "quantity"
amount = "amount"
discount = "discount"
channel = "channel"
"""
VALUE = """
kind = "rule"

[[segment]]
name = "at_home"
where = "spent(category = 'Home', last = '120 days') > 20 and count(channel = 'online') >= 1"

[[segment]]
name = "frequent"
where = "frequency >= 3 and overdue < 2"

[[segment]]
name = "bought_lately"
where = "spent_90 > 0"
"""


def shop_of(folder: Path, orders: pa.Table) -> Path:
    shop = shops.make(
        folder, None, data__orders=SOURCE, segments__value=VALUE, segments__rfm=shops.RFM,
        features__pace='value = "orders / known_for"\n',
    )  # fmt: skip
    pq.write_table(orders, shop / "orders.parquet")
    return shop


@pytest.mark.slow
@pytest.mark.parametrize("as_of", [date(2023, 5, 17), date(2023, 9, 30)])
def test_a_file_cut_at_a_day_gives_the_same_snapshot_as_the_whole_file(tmp_path: Path, as_of: date) -> None:
    orders = simulated.market(seed=11, customers=150, start=START, end=END, items=60).orders
    days = pc.cast(pc.cast(orders.column("ordered_at"), pa.timestamp("us")), pa.date32())
    cut = shop_of(tmp_path / "cut", orders.filter(pc.less_equal(days, as_of)))
    whole = shop_of(tmp_path / "whole", orders)
    for shop in (cut, whole):
        shops.run(shop, as_of)
    known, later = shops.snapshot_of(cut, as_of), shops.snapshot_of(whole, as_of)
    assert known["rows"]
    assert later == known
    grown = cut
    pq.write_table(orders, grown / "orders.parquet")
    with bakhsh.open(grown) as ws:
        ws.run(as_of=END)
        (record,) = ws.run(as_of=as_of)
        assert shops.snapshot(ws, as_of) == known
        assert record.changed, "its ledger is another one, and its rows are equal"
