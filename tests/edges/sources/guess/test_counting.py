"""Statuses, kinds of documents, items that are no products, walk-in customers: as the file's own words say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bakhsh.edges.sources.guess import guess
from bakhsh.edges.sources.guess.units import unit_in
from bakhsh.records import Guess


def guessed(folder: Path, header: str, *cells: str) -> Guess:
    path = folder / "orders.csv"
    lines = [f"{n},2024-01-{n % 28 + 1:02},{100 + n % 13},{n * 3 + 5},{cells[n % len(cells)]}" for n in range(60)]
    path.write_text("\n".join([f"order id,date,customer id,amount,{header}", *lines]), encoding="utf-8")
    return guess(path)


def test_statuses_are_sorted_by_what_shops_mean(tmp_path: Path) -> None:
    policy = guessed(tmp_path, "status", "wc-completed", "تکمیل‌شده", "لغو شده", "refunded", "pending").policy
    assert policy.statuses == ("wc-completed", "تکمیل‌شده")
    assert (policy.cancelled, policy.returned, policy.unpaid) == (("لغو شده",), ("refunded",), ("pending",))


def test_a_status_nobody_knows_beside_known_ones_is_asked_about(tmp_path: Path) -> None:
    found = guessed(tmp_path, "status", "completed", "cancelled", "quux")
    assert {one.key for one in found.questions if one.grave} == {"strange_statuses"}


def test_a_column_of_other_labels_is_no_policy(tmp_path: Path) -> None:
    assert guessed(tmp_path, "status", "gold", "silver", "bronze").policy.statuses == ()


def test_a_column_that_names_documents_marks_returns_and_purchases(tmp_path: Path) -> None:
    policy = guessed(tmp_path, "نوع", "فروش", "فروش", "برگشت از فروش", "خرید").policy
    assert policy.return_when == {"نوع": ("برگشت از فروش",)}
    assert [(one.column, one.values, one.because) for one in policy.leave_out] == [("نوع", ("خرید",), "not_a_sale")]


def test_a_column_of_products_is_no_mark_of_returns(tmp_path: Path) -> None:
    assert guessed(tmp_path, "item", "Return ticket", "Bus", "Train").policy.return_when == {}


def test_shipping_among_the_items_is_no_product(tmp_path: Path) -> None:
    policy = guessed(tmp_path, "product name", "Tea", "هزینه ارسال", "POSTAGE", "Postage stamp").policy
    assert policy.kinds == {"shipping": ("هزینه ارسال", "POSTAGE")}


def test_behind_a_walk_in_customer_stand_many_people(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    people = ("علی رضایی", "متفرقه", "سارا کریمی", "مريم احمدي")
    rows = [f"{n},2024-01-{n % 28 + 1:02},{900 + n % 4},{people[n % 4]},{n * 3 + 5}" for n in range(60)]
    path.write_text("\n".join(["order id,date,customer id,نام مشتری,مبلغ (ریال)", *rows]), encoding="utf-8")
    found = guess(path)
    assert found.policy.bucket_customers == ("901",)
    assert "guess.many_people" in {one.id for one in found.notes}


def test_codes_that_lost_their_zeros_get_them_back(tmp_path: Path) -> None:
    found = guessed(tmp_path, "zip", "12345", "23456", "1001", "45678")
    assert next(one.digits for one in found.columns if one.source == "zip") == 5
    kept = guessed(tmp_path, "zip", "12345", "01001")
    assert next(one.digits for one in kept.columns if one.source == "zip") == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [("مبلغ (ریال)", "IRR"), ("مبلغ به تومان", "IRT"), ("فروش (هزار تومان)", "IRHT"), ("Total ($)", "USD"),
     ("Price in euro", "EUR"), ("amount", ""), ("Euros or $", ""), ("مبلغ", "")],
)  # fmt: skip
def test_a_header_says_in_what_money_is_counted(text: str, code: str) -> None:
    assert unit_in(text) == code


def test_cells_that_name_their_unit_say_it_for_the_column(tmp_path: Path) -> None:
    rows = [f"{n},1403/01/{n % 29 + 1:02},{n % 9},{n + 1}٬۰۰۰ تومان" for n in range(40)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["شماره فاکتور,تاریخ,کد مشتری,مبلغ", *rows]), encoding="utf-8")
    found = guess(path)
    assert (found.unit, found.questions) == ("IRT", ())
