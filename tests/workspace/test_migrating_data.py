"""A year of a real shop, month by month: the whole watch over thirteen snapshots."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import bakhsh

ORDERS = """
table = "lines"
files = ["{file}"]

[columns]
order_id = "InvoiceNo"
customer_id = "CustomerID"
ordered_at = "InvoiceDate"
item_id = "StockCode"
quantity = "Quantity"
price = "UnitPrice"

[policy]
returns = "prefix"
return_prefix = "C"
zero_price = "reject"
negative_price = "reject"
"""
VALUE = """
kind = "rule"

[[segment]]
name = "champions"
where = "recency <= 45 and spent(last = '90 days') >= 500"

[[segment]]
name = "active"
where = "recency <= 90"

[[segment]]
name = "slipping"
where = "recency <= 180"
"""
PROJECT = 'name = "Online Retail"\nunit = "GBP"\ntimezone = "Europe/London"\n'


@pytest.mark.slow
@pytest.mark.data
def test_months_of_a_real_year_add_up_and_every_customer_has_a_path(real_data: Path, tmp_path: Path) -> None:
    file = real_data / "online_retail" / "online_retail.parquet"
    texts = {
        "bakhsh.toml": PROJECT,
        "data/orders.toml": ORDERS.format(file=file.as_posix()),
        "segments/value.toml": VALUE,
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    with bakhsh.open(tmp_path) as ws:
        runs = ws.run(every="month")
        assert len(runs) == 13
        for before, after in [*pairwise(runs)][::4]:
            found = ws.migration("value", before.as_of, after.as_of)
            for segment in found.segments:
                assert found.size(segment, before=True) == before.sizes["value"].get(segment, 0)
                assert found.size(segment, before=False) == after.sizes["value"].get(segment, 0)
            assert sum(found.causes.values()) == after.customers
            assert found.causes["definition"] == found.causes["market"] == found.causes["left"] == 0
        steps = ws.explain("12347").path
        assert [step.from_segment for step in steps[1:]] == [step.segment for step in steps[:-1]]
        assert steps[-1].segment == "champions"
        survival = ws.survival()
        assert (survival.customers, survival.lost, survival.median) == (4_327, 2_690, 91)
        cohorts = ws.retention()
        assert [one.size for one in cohorts.cohorts][:3] == [883, 415, 381]
        paid = sum(sum(one.revenue) for one in cohorts.cohorts)
        revenue = ws.overview().revenue
        assert 0 <= paid - revenue < 0.01 * revenue  # who only gave back is in no cohort
