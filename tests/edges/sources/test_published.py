"""Real tables that belong together, and texts of fixed width, come to the numbers that are published of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from bakhsh.edges.sources.files import read_batches
from bakhsh.edges.sources.folders import Folder
from bakhsh.edges.sources.origins import Found, Here, Past
from bakhsh.edges.sources.raw import RawBatch
from bakhsh.loop.data.conform import Conformed, conform
from bakhsh.records import JoinedFile
from bakhsh.specs import ColumnMap, Join, Policy, Project, Reading, Source

pytestmark = pytest.mark.data
BRAZIL = Project("olist", unit="BRL", timezone="America/Sao_Paulo")


def name(table: str) -> str:
    return f"olist_{table}_dataset.csv"


_MAPPED = {
    "order_id": "order_id", "customer_id": "customers.customer_unique_id", "item_id": "product_id", "amount": "price",
    "ordered_at": "orders.order_purchase_timestamp", "status": "orders.order_status",
    "payment_method": "payments.payment_type", "customers.city": "customers.customer_city",
}  # fmt: skip
_BESIDE = (
    Join("orders", (name("orders"),), {"order_id": "order_id"}, keep="both"),
    Join("customers", (name("customers"),), {"orders.customer_id": "customer_id"}),
    Join("payments", (name("order_payments"),), {"order_id": "order_id"}, total=("payment_value",)),
)
_GOODS = (
    Join("products", (name("products"),), {"product_id": "product_id"}),
    Join(
        "english", ("product_category_name_translation.csv",),
        {"products.product_category_name": "product_category_name"},
    ),
)  # fmt: skip
_AND_GOODS = {"items.category": "english.product_category_name_english"}


def olist(joins: Sequence[Join], **more: str) -> Source:
    asked = (*(_MAPPED | more).items(), ("paid", "payments.payment_value"), ("freight", "freight_value"))
    return Source("olist", "lines", (name("order_items"),), tuple(ColumnMap(*one) for one in asked), joins=tuple(joins))


@dataclass(frozen=True)
class Whole:
    batches: list[RawBatch]
    conformed: list[Conformed]

    @property
    def rows(self) -> pa.Table:
        return pa.concat_tables([one.rows for one in self.batches], promote_options="permissive")

    @property
    def entries(self) -> pa.Table:
        return pa.concat_tables([one.entries for one in self.conformed])

    @property
    def rejected(self) -> pa.Table:
        return pa.concat_tables([one.rejected for one in self.conformed])

    def total(self, column: str) -> Decimal:
        return sum((Decimal(cell) for cell in self.rows[column].to_pylist() if cell), Decimal(0))


def read(folder: Path, of: Source, project: Project) -> Whole:
    """Everything of a source; every row of every file has exactly one fate."""
    here = Here(folder, {}, project)
    (found,) = Folder().look(of, here, Past())
    assert isinstance(found, Found)
    batches = list(Folder().batches(of, found, here))
    whole = Whole(batches, [conform(one, of, project, str) for one in batches])
    seen: Counter[tuple[str, int]] = Counter()
    for one in whole.conformed:
        assert one.rows == one.kept + one.rejected.num_rows
        for lines, column in ((one.entries, "file_line"), (one.rejected, "line")):
            seen.update(zip(lines["part"].to_pylist(), lines[column].to_pylist(), strict=True))
    assert max(seen.values()) == 1
    assert len(seen) == whole.rows.num_rows
    return whole


def paid(whole: Whole) -> Decimal:
    """Payments of all orders, each once: they stand on every line of an order."""
    orders = zip(whole.rows["order_id"].to_pylist(), whole.rows["payments.payment_value"].to_pylist(), strict=True)
    return sum((Decimal(cell) for cell in dict(orders).values() if cell), Decimal(0))


@pytest.mark.parametrize(
    ("folder", "orders", "items", "price", "freight", "payments", "payment_rows", "persons", "empty"),
    [
        ("olist_sample", 3_000, 3_397, "392468.58", "68855.36", "468087.37", (3_170, 170), 2_995, 24),
        ("olist_orders_8k", 8_000, 9_116, "1089660.09", "182201.39", "1286330.90", (8_349, 350), 7_969, 68),
    ],
)
def test_a_marketplace_in_many_tables_sums_up_and_no_order_is_lost(
    real_data: Path, folder: str, orders: int, items: int, price: str, freight: str, payments: str,
    payment_rows: tuple[int, int], persons: int, empty: int,
) -> None:  # fmt: skip
    sample = folder == "olist_sample"
    of = olist((*_BESIDE, *_GOODS), **_AND_GOODS) if sample else olist(_BESIDE)
    whole = read(real_data / folder, of, BRAZIL)
    assert (whole.rows.num_rows, whole.total("price"), whole.total("freight_value")) == (
        items + empty, Decimal(price), Decimal(freight),
    )  # fmt: skip
    assert paid(whole) == Decimal(payments)
    assert pc.sum(whole.entries["amount"]).as_py() == Decimal(price) * 100
    assert len(set(whole.rows["customers.customer_unique_id"].to_pylist())) == persons
    assert Counter(whole.rejected["part"].to_pylist()) == {name("orders"): empty}
    assert set(whole.rejected["reason"].to_pylist()) == {"missing_amount"}
    told = {one.name: one for one in whole.batches[-1].joined}
    assert told["orders"] == JoinedFile("orders", (name("orders"),), orders, 0, items, 0, empty)
    assert (told["customers"].unmatched, told["customers"].unused) == (0, 0)
    assert (told["payments"].rows, told["payments"].repeated, told["payments"].unused) == (*payment_rows, 0)
    if sample:
        assert (told["products"].rows, told["products"].unmatched, told["english"].rows) == (32_951, 0, 71)


def test_orders_without_items_have_their_own_reason_where_statuses_are_declared(real_data: Path) -> None:
    of = olist(_BESIDE[:2])
    maps = tuple(one for one in of.columns if not one.source.startswith("payments."))
    policy = Policy(cancelled=("canceled", "unavailable"), statuses=("delivered", "shipped", "invoiced", "processing"))
    whole = read(
        real_data / "olist_sample", Source("o", "lines", of.files, maps, policy=policy, joins=of.joins), BRAZIL
    )
    empty = whole.entries.filter(pc.equal(whole.entries["part"], name("orders"))).to_pylist()
    assert Counter(one["left_out"] for one in empty) == {"status_cancelled": 24}
    assert whole.rejected.num_rows == 0


def test_postal_codes_that_lost_their_zero_get_it_back_and_are_counted(real_data: Path) -> None:
    folder = real_data / "olist_orders_8k"
    maps = (
        ColumnMap("customer_id", "customer_id"), ColumnMap("postcode", "customer_zip_code_prefix", digits=5),
    )  # fmt: skip
    of = Source("people", "customers", (name("customers"),), maps)
    batches = list(read_batches(folder / name("customers"), Reading(), wanted=of.asked))
    found = [conform(one, of, BRAZIL, str) for one in batches]
    assert sum(sum(one.noticed.get("padded", {}).values()) for one in found) == 1_917
    customers = pa.concat_tables([one.beside["customers"] for one in found])
    assert set(pc.utf8_length(customers["postcode"]).to_pylist()) == {5}


@pytest.mark.parametrize(
    ("file", "reading", "rows", "persons", "pieces", "money"),
    [
        ("CDNOW_master.txt", Reading(format="fixed"), 69_659, 23_570, 167_881, "2500315.63"),
        (
            "CDNOW_sample.txt",
            Reading(format="fixed", header=False, widths=(6, 5, 9, 3, 8),
                    columns=("id", "customer_id", "date", "number_of_cds", "dollar_value")),
            6_919, 2_357, 16_479, "244091.94",
        ),
    ],
)  # fmt: skip
def test_a_text_of_fixed_width_sums_up(
    real_data: Path, file: str, reading: Reading, rows: int, persons: int, pieces: int, money: str
) -> None:
    maps = (
        ColumnMap("customer_id", "customer_id"), ColumnMap("ordered_at", "date", form="%Y%m%d"),
        ColumnMap("quantity", "number_of_cds"), ColumnMap("amount", "dollar_value"),
    )  # fmt: skip
    of = Source("cds", "lines", (file,), maps, reading=reading)
    whole = read(real_data / "cdnow", of, Project("cds"))
    assert (whole.entries.num_rows, whole.rejected.num_rows) == (rows, 0)
    assert pc.sum(whole.entries["amount"]).as_py() == Decimal(money) * 100
    assert pc.sum(whole.entries["quantity"]).as_py() == pieces
    assert len(set(whole.entries["customer_id"].to_pylist())) == persons
