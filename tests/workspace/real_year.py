"""A year of a real shop as a project: Online Retail, December 2010 to December 2011, the half million lines of it."""

from __future__ import annotations

from pathlib import Path

from tests.workspace import shops

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
RFM = 'kind = "rfm"\n'


def make(folder: Path, real_data: Path) -> Path:
    """The project in `folder`, with a snapshot at every month's end."""
    file = real_data / "online_retail" / "online_retail.parquet"
    shops.write_files(folder, {
        "bakhsh.toml": PROJECT,
        "data/orders.toml": ORDERS.format(file=file.as_posix()),
        "segments/value.toml": VALUE,
        "segments/rfm.toml": RFM,
    })  # fmt: skip
    with bakhsh.open(folder) as ws:
        ws.run(every="month")
    return folder
