"""UCI Online Retail under the plain filter (known customer, quantity and price above zero): published counts, and every
column against the pandas script of the benchmark."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from runpy import run_path

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.loop.features.ledgers import UNBOUND, ask

from bakhsh.loop.features import features
from bakhsh.loop.features.facts import category_facts, facts
from bakhsh.tables import FEATURES, ITEMS, LINES, ORDERS

pytestmark = pytest.mark.data
AS_OF = date(2011, 12, 9)
WEEKEND = (5, 6)
PEER = run_path(str(Path(__file__).parents[3] / "benchmarks" / "peer_pandas.py"))


@pytest.fixture(scope="module")
def shop(real_data: Path) -> dict[str, pa.Table]:
    """The plain filter as LINES, ORDERS and ITEMS. Categories are the first sign of the stock code."""
    raw = pq.read_table(real_data / "online_retail" / "online_retail.parquet")
    raw = raw.set_column(4, "InvoiceDate", raw["InvoiceDate"].cast(pa.timestamp("us")))
    kept = pc.and_(pc.greater(raw["Quantity"], 0), pc.greater(raw["UnitPrice"], 0))
    raw = raw.filter(pc.and_(kept, pc.is_valid(raw["CustomerID"])))
    return {
        name: contract.check(ask(_QUESTIONS[name], raw=raw).cast(contract.schema()))
        for name, contract in _CONTRACTS.items()
    }


_CONTRACTS = {"lines": LINES, "orders": ORDERS, "items": ITEMS}
_RAW = ibis.table(
    {
        "InvoiceNo": "string", "StockCode": "string", "Quantity": "int64", "InvoiceDate": "timestamp(6)",
        "UnitPrice": "float64", "CustomerID": "int64",
    },
    name="raw",
)  # fmt: skip


def _filled(table: ibis.Table, name: str) -> ibis.Table:
    contract = _CONTRACTS[name]
    missing = {one.name: ibis.null(one.type.ibis) for one in contract.columns if one.name not in table.columns}
    return table.mutate(missing | {"load": ibis.literal(1, "int64")}).select(*contract.names)


def _lines() -> ibis.Table:
    raw = _RAW
    place = ibis.row_number().over(ibis.window(group_by=raw.InvoiceNo, order_by=[raw.StockCode, raw.Quantity]))
    rows = raw.select(
        order_id="InvoiceNo",
        line=place + 1,
        customer_id=raw.CustomerID.cast("string"),
        item_id="StockCode",
        kind=ibis.literal("product"),
        at="InvoiceDate",
        quantity=raw.Quantity.cast("float64"),
        amount=(raw.Quantity * raw.UnitPrice * 100).round().cast("int64"),
        discount=ibis.literal(0, "int64"),
    )
    return _filled(rows, "lines")


def _orders() -> ibis.Table:
    lines = _lines()
    rows = lines.group_by("order_id").agg(
        customer_id=lines.customer_id.min(),
        ordered_at=lines["at"].min(),
        amount=lines.amount.sum(),
        discount=lines.discount.sum(),
    )
    return _filled(rows, "orders")


def _items() -> ibis.Table:
    codes = _RAW.select(item_id="StockCode").distinct()
    return _filled(codes.mutate(category=codes.item_id.substr(0, 1)), "items")


_QUESTIONS = {
    name: ibis.to_sql(made, dialect="duckdb")
    for name, made in {"lines": _lines(), "orders": _orders(), "items": _items()}.items()
}


@pytest.fixture(scope="module")
def rows(shop: dict[str, pa.Table]) -> pa.Table:
    lines = UNBOUND["LINES"]
    made = features(facts(lines), category_facts(lines, UNBOUND["ITEMS"]), AS_OF, WEEKEND)
    return FEATURES.check(ask(made, **shop))


def test_published_counts(shop: dict[str, pa.Table], rows: pa.Table) -> None:
    assert shop["lines"].num_rows == 397_884
    assert rows.num_rows == 4_338
    assert pc.sum(rows["monetary"]).as_py() == 891_140_790
    assert pc.sum(rows["orders"]).as_py() == 18_532
    assert pc.min(rows["recency"]).as_py() == 0
    assert pc.max(rows["recency"]).as_py() == 373


def test_every_column_is_what_the_pandas_script_computes(shop: dict[str, pa.Table], rows: pa.Table) -> None:
    frames = {name: table.to_pandas() for name, table in shop.items()}
    peer = PEER["features"](frames["lines"], frames["orders"], frames["items"], AS_OF, WEEKEND)
    far = PEER["differences"](rows, peer)
    assert set(far) == set(PEER["COLUMNS"])
    assert max(far.values()) < 1e-12
