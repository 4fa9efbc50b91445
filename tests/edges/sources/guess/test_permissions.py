"""Columns of yes and no that say who may be written to."""

from __future__ import annotations

from pathlib import Path

import pytest

import bakhsh
from bakhsh.edges.sources.guess import guess
from bakhsh.records import Guess
from bakhsh.workspace.begin import new

HEADERS = {
    "sms_ok": "sms", "SMS consent": "sms", "Accepts SMS Marketing": "sms", "رضایت پیامک": "sms",
    "اجازه ارسال پیامک": "sms", "عضویت پیامک": "sms", "accepts marketing": "email", "Email Opt-In": "email",
    "newsletter": "email", "خبرنامه": "email",
}  # fmt: skip


def orders(folder: Path, header: str, *cells: str) -> Path:
    path = folder / "orders.csv"
    rows = [f"{n},2024-01-{n % 28 + 1:02},{100 + n % 12},{n * 3 + 5}.50,{cells[n % len(cells)]}" for n in range(60)]
    path.write_text("\n".join([f"order id,date,customer id,amount usd,{header}", *rows]), encoding="utf-8")
    return path


def consents(found: Guess) -> dict[str, str]:
    return {one.column: one.source for one in found.columns if one.column.startswith("consent.")}


@pytest.mark.parametrize("header", HEADERS)
def test_a_yes_or_no_under_such_a_header_is_a_permission(tmp_path: Path, header: str) -> None:
    found = guess(orders(tmp_path, header, "yes", "no", "", "بله", "خیر", "1"))
    assert consents(found) == {f"consent.{HEADERS[header]}": header}
    assert "guess.permission" in {one.id for one in found.notes}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("sms_ok", ("yes", "later")), ("sms_ok", ("",)), ("sms opt out", ("yes", "no")), ("sms_sent", ("yes", "no")),
        ("email verified", ("yes", "no")), ("عدم رضایت پیامک", ("بله", "خیر")),
    ],
)  # fmt: skip
def test_nothing_else_is_taken_for_one(tmp_path: Path, header: str, cells: tuple[str, ...]) -> None:
    assert consents(guess(orders(tmp_path, header, *cells))) == {}


def test_a_list_of_customers_with_permissions_stands_beside_the_orders(tmp_path: Path) -> None:
    people = tmp_path / "customers.csv"
    rows = [f"{100 + n},Paris,{'yes' if n % 3 else 'no'}" for n in range(12)]
    people.write_text("\n".join(["customer id,city,sms consent", *rows]), encoding="utf-8")
    assert guess(people).table == "customers"
    found = guess(orders(tmp_path, "note", "a", "b"), people)
    assert [consents(one) for one in (found, *found.beside)] == [{}, {"consent.sms": "sms consent"}]


def test_the_first_campaign_asks_for_the_permission_the_file_records(tmp_path: Path) -> None:
    path = orders(tmp_path, "sms_ok", "yes", "no", "")
    bakhsh.new(tmp_path / "shop", path)
    assert 'consent = "sms"' in (tmp_path / "shop" / "targeting" / "winback.toml").read_text("utf-8")
    with bakhsh.open(tmp_path / "shop") as shop:
        assert shop.files.campaigns[0].consent == "sms"
        assert shop.check(data=True) == ()
        shop.run()
        (load,) = shop.loads()
        assert load.kept == 60


def shop_of_files(folder: Path, second: str, header: str) -> tuple[Path, Path]:
    """Lines with money, and beside them a file of the orders: who, when, and two columns of yes and no."""
    lines = [f"{1000 + n // 2},p{n % 5},{n % 3 + 1},{(n % 7 + 1) * 1000}" for n in range(120)]
    orders = [f"{1000 + n},c{n % 9},2024-03-{n % 28 + 1:02},{'yes' if n % 2 else 'no'},{n % 3 == 0}" for n in range(60)]
    items, of_orders = folder / "items.csv", folder / f"{second}.csv"
    items.write_text("\n".join(["order_id,item,quantity,price", *lines]), "utf-8")
    of_orders.write_text("\n".join([f"order_id,customer_id,date,{header}", *orders]), "utf-8")
    return items, of_orders


def test_permissions_in_a_joined_file_are_found_and_kept(tmp_path: Path) -> None:
    items, orders = shop_of_files(tmp_path, "orders", "sms_consent,accepts_marketing")
    guessed, _ = new(tmp_path / "shop", items, orders, answers={"unit": "USD"})
    mapped = {one.column: one.source for one in guessed.columns if one.column.startswith("consent.")}
    assert mapped == {"consent.sms": "orders.sms_consent", "consent.email": "orders.accepts_marketing"}
    with bakhsh.open(tmp_path / "shop") as ws:
        ws.run()
        ws.bind_ledger(ws.store.catalogue.manifest(), ("consent",))
        kept = ws.engine.query(ws.unbound("consent")).to_pylist()
    assert {row["purpose"] for row in kept} == {"sms", "email"}
    assert len(kept) == 2 * 9


def test_the_name_of_a_joined_file_is_no_permission(tmp_path: Path) -> None:
    found = guess(*shop_of_files(tmp_path, "newsletter", "vip,gift"))
    assert found.joins
    assert not [one for one in found.columns if one.column.startswith("consent.")]
