"""Orders out of a shop's API, over real HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.edges.sources.woo_shop import KEY, SECRET, Answer, Trouble, WooShop, open_shop, order, refund, stamp, worth
from tests.workspace import shops
from typer.testing import CliRunner

import bakhsh
from bakhsh.edges.sources import woocommerce
from bakhsh.edges.sources.origins import Found, Here
from bakhsh.edges.sources.web import Manners
from bakhsh.edges.sources.woocommerce_preset import declared
from bakhsh.errors import EdgeError, ProjectErrors
from bakhsh.records import LoadRecord
from bakhsh.specs import Source

HASTY = Manners(connect=2, read=1, again=2, backoff=0.01, patience=1)
STATUSES = (
    "completed",
    "processing",
    "pending",
    "on-hold",
    "cancelled",
    "refunded",
    "failed",
    "trash",
    "checkout-draft",
)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[WooShop]:
    """250 orders in three pages, every tenth of a status that does not count; two of them partly paid back."""
    monkeypatch.setenv("WOO_KEY", KEY)
    monkeypatch.setenv("WOO_SECRET", SECRET)
    statuses = [STATUSES[number // 10 % 9] if number % 10 == 0 else "completed" for number in range(1, 251)]
    made = WooShop([order(number, status) for number, status in enumerate(statuses, start=1)])
    line = made.orders[2]["line_items"][0]
    back = {**line, "quantity": -1, "total": f"-{Decimal(line['total']) / 2}", "total_tax": "-0.15", "subtotal": "0"}
    refund(made, 3, str(Decimal(line["total"]) / 2 + Decimal("0.15")), [back])
    refund(made, 4, "2.00")
    with open_shop(made):
        yield made


def project(folder: Path, shop: WooShop, unit: str = "GBP", **texts: str) -> Path:
    return shops.make(folder / "shop", None, data__orders=declared(shop.url, unit), **texts)


def run(folder: Path, **more: Any) -> tuple[LoadRecord, ...]:
    return shops.run(folder, **more).loads


def revenue(folder: Path) -> Decimal:
    with bakhsh.open(folder) as ws:
        return Decimal(sum(month.net for month in ws.reconciliation().months)) / 100


def rows(
    shop: WooShop, folder: Path, manners: Manners = HASTY, since: str = "", text: str = ""
) -> list[dict[str, Any]]:
    """The rows as the source hands them on, without a project's store."""
    folder = shops.make(folder / "bare", None, data__orders=text or declared(shop.url, "GBP"))
    with bakhsh.open(folder) as ws:
        (source,) = ws.files.sources
        here = Here(ws.folder, {"WOO_KEY": KEY, "WOO_SECRET": SECRET}, ws.files.project)
        origin = woocommerce.WooCommerce(HASTY)
        found = Found("woocommerce: orders")
        return [row for batch in origin.batches(source, found, here) for row in batch.rows.to_pylist()]


def paid(found: list[dict[str, Any]]) -> Decimal:
    return sum((Decimal(row["paid"]) for row in found if row["status"] == "completed"), Decimal(0))


# ---- what comes --------------------------------------------------------------------------------------------------
def test_revenue_is_the_shops_own_to_the_penny(shop: WooShop, tmp_path: Path) -> None:
    folder = project(tmp_path, shop)
    (load,) = run(folder)
    assert (load.file, load.since, load.mark[:10]) == ("woocommerce: orders", "", stamp(250)[:10])
    assert load.rows == load.kept + load.duplicates + load.rejected == 4 * 250 + 2
    assert revenue(folder) == worth(shop.orders)


@pytest.mark.slow
def test_only_what_changed_is_asked_for_again(shop: WooShop, tmp_path: Path) -> None:
    folder = project(tmp_path, shop)
    run(folder)
    refund(shop, 12, "3.00")
    shop.orders[11]["date_modified_gmt"] = stamp(260)
    shop.orders.append(order(251))
    (load,) = run(folder)
    assert load.since
    assert load.rows < 500
    assert revenue(folder) == worth(shop.orders)
    assert run(folder) == ()


def test_an_order_that_is_cancelled_or_binned_later_leaves_the_revenue(shop: WooShop, tmp_path: Path) -> None:
    folder = project(tmp_path, shop)
    run(folder)
    for number, status in ((1, "trash"), (2, "cancelled"), (4, "refunded"), (5, "on-hold")):
        shop.orders[number] |= {"status": status, "date_modified_gmt": stamp(260)}
    shop.orders[9] |= {"status": "completed", "date_modified_gmt": stamp(260)}
    (load,) = run(folder)
    assert load.since
    assert revenue(folder) == worth(shop.orders)
    assert run(folder) == ()


def test_every_cell_of_an_order_is_where_it_belongs(shop: WooShop, tmp_path: Path) -> None:
    text = declared(shop.url, "GBP").replace('kind = "kind"', 'kind = "kind"\nbranch = "meta.source"')
    found = [row for row in rows(shop, tmp_path, text=text) if row["order_id"] == "7"]
    assert [(row["kind"], row["item"], row["paid"]) for row in found] == [
        ("product", "Tea", "34.3"), ("product", "چای", "3.99"), ("shipping", "Post", "2.5"),
        ("fee", "Wrapping", "0.75"),
    ]  # fmt: skip
    first = found[0]
    assert (first["at"], first["customer_id"], first["coupons"]) == (f"{stamp(7)}+00:00", "8", "SPRING")
    assert (first["province"], first["city"], first["meta.source"]) == ("فارس", "Shiraz", "insta")
    assert (first["quantity"], first["subtotal"], first["discount"], first["tax"]) == ("2", "35.5", "1.5", "0.3")


def test_a_guest_has_no_id_but_a_number(shop: WooShop, tmp_path: Path) -> None:
    guest = next(row for row in rows(shop, tmp_path) if row["order_id"] == "5")
    assert (guest["customer_id"], guest["phone"], guest["email"]) == (None, "09120000005", "ann5@example.com")


def test_money_paid_back_is_a_row_of_its_own_day(shop: WooShop, tmp_path: Path) -> None:
    back = [row for row in rows(shop, tmp_path) if row["kind"] == "return"]
    assert [(row["order_id"], row["product_id"], row["quantity"], row["paid"]) for row in back] == [
        ("3", "7", "-1", "-13.9"), ("4", None, None, "-2"),
    ]  # fmt: skip
    assert back[0]["at"][:13] == "2024-01-02T11"


def test_what_no_line_explains_is_a_row_so_that_orders_add_up(shop: WooShop, tmp_path: Path) -> None:
    shop.orders = [
        order(1, total="10.00"),
        order(2, total="99.99"),
        order(3, line_items=[], shipping_lines=[], fee_lines=[]),
    ]
    found = rows(shop, tmp_path)
    assert [sum(Decimal(row["paid"]) for row in found if row["order_id"] == one) for one in "123"] == [
        Decimal(each["total"]) for each in shop.orders
    ]
    assert {row["kind"] for row in found if row["item"] == "difference"} == {"fee", "discount"}


@pytest.mark.parametrize(
    ("currency", "unit", "amount"),
    [
        ("IRR", "IRR", "1250000"),
        ("IRT", "IRR", "12500000"),
        ("IRHT", "IRT", "1250000000"),
        ("IRHR", "IRT", "125000000"),
    ],
)
def test_rials_and_tomans_are_counted_in_the_declared_unit(
    shop: WooShop, tmp_path: Path, currency: str, unit: str, amount: str
) -> None:
    empty = {"line_items": [], "shipping_lines": [], "fee_lines": []}
    shop.orders = [order(1, currency=currency, total="1250000", **empty)]
    (row,) = rows(shop, tmp_path, text=declared(shop.url, unit))
    assert row["paid"] == amount


def test_an_order_in_another_currency_is_rejected_with_its_reason(shop: WooShop, tmp_path: Path) -> None:
    shop.orders = [order(1), order(2, currency="EUR"), order(3)]
    folder = project(tmp_path, shop)
    (load,) = run(folder)
    assert load.reasons == {"other_currency": 1}
    assert load.rows == load.kept + load.rejected == 9
    assert revenue(folder) == Decimal(shop.orders[0]["total"]) + Decimal(shop.orders[2]["total"])


@pytest.mark.slow
def test_customers_and_products_are_sources_of_their_own(shop: WooShop, tmp_path: Path) -> None:
    shop.customers = [
        {"id": 8, "first_name": "Ann", "last_name": "Lee", "email": "ann@example.com",
         "date_created_gmt": stamp(0), "billing": {"city": "Rasht", "state": "GIL", "country": "IR", "phone": "0912"}}
    ]  # fmt: skip
    shop.products = [{"id": 7, "name": "Tea", "sku": "T", "price": "12.5", "categories": [{"name": "Hot"}]}]
    top = declared(shop.url, "GBP").split("[columns]")[0]
    customers = 'customer_id = "customer_id"\ncity = "city"\njoined_on = "created"\nemail = "email"\n'
    items = 'item_id = "product_id"\nname = "item"\ncategory = "category"\nprice = "price"\n'
    folder = project(
        tmp_path, shop,
        data__people=f'{top.replace("lines", "customers")}[columns]\n{customers}',
        data__things=f'{top.replace("lines", "items")}[columns]\n{items}',
    )  # fmt: skip
    loads = run(folder)
    assert {(one.file, one.rows) for one in loads} == {
        ("woocommerce: orders", 1002), ("woocommerce: people", 1), ("woocommerce: things", 1),
    }  # fmt: skip
    with bakhsh.open(folder) as ws:
        found = {row["customer_id"]: row for row in ws.rows().to_pylist()}
        assert found["8"]["city"] in ("Rasht", "Shiraz")
    assert run(folder) == ()


# ---- trouble on the way ------------------------------------------------------------------------------------------
def once(wrong: Answer, page: str = "2") -> Trouble:
    """The first time that page is asked for, something else is answered."""

    def trouble(shop: WooShop, path: str, asked: dict[str, str]) -> Answer | None:
        seen = [one for _, one in shop.asked if one.get("page") == asked.get("page")]
        return wrong if asked.get("page") == page and len(seen) == 1 and asked["status"] == "any" else None

    return trouble


PASSING = {
    "too many requests": Answer(429, b"{}", {"Retry-After": "1"}),
    "a broken server": Answer(500, b"<html>oops</html>"),
    "a server that is away": Answer(503, b"", {"Retry-After": "0"}),
    "an answer cut short by a proxy": Answer(200, json.dumps([order(1)]).encode()[:200]),
    "an answer cut off on the way": Answer(200, b'[{"id": 1', {"Content-Length": "4000"}),
}


@pytest.mark.parametrize("wrong", PASSING.values(), ids=PASSING)
def test_what_passes_by_itself_is_waited_for(shop: WooShop, tmp_path: Path, wrong: Answer) -> None:
    shop.trouble = once(wrong)
    began = time.monotonic()
    assert paid(rows(shop, tmp_path)) == worth(shop.orders, ("completed",))
    assert time.monotonic() - began >= float(wrong.headers.get("Retry-After", "0"))


def test_a_server_that_is_slow_once_is_asked_again(shop: WooShop, tmp_path: Path) -> None:
    def slow(shop: WooShop, path: str, asked: dict[str, str]) -> Answer | None:
        time.sleep(1.5 if len(shop.asked) == 2 else 0)
        return None

    shop.trouble = slow
    assert paid(rows(shop, tmp_path)) == worth(shop.orders, ("completed",))


LASTING = {
    "a wrong key": (Answer(401, b'{"code":"woocommerce_rest_cannot_view"}'), "shop_key", False),
    "a key that may not read": (Answer(403, b"{}"), "shop_forbids", False),
    "no shop there": (Answer(404, b"<html>"), "shop_no_api", False),
    "a page instead of data": (Answer(200, b"<!doctype html><p>Welcome"), "shop_no_data", False),
    "something else than a list": (Answer(200, b'{"hello": 1}'), "shop_no_data", False),
    "a list of something else": (Answer(200, b'[{"name": "x"}, 3]'), "shop_no_items", False),
    "a bad request": (Answer(400, b'{"code":"rest_invalid_param"}'), "shop_refuses", False),
    "another host": (Answer(301, b"", {"Location": "https://elsewhere.example/wp-json"}), "shop_elsewhere", False),
    "no end of requests": (Answer(429, b"", {"Retry-After": "0"}), "shop_busy", True),
    "a server that stays broken": (Answer(502, b"<html>"), "shop_busy", True),
    "answers always cut short": (Answer(200, b'[{"id": 1'), "shop_cut_short", True),
}


@pytest.mark.parametrize(("wrong", "said", "retry"), LASTING.values(), ids=LASTING)
def test_what_does_not_pass_is_said(shop: WooShop, tmp_path: Path, wrong: Answer, said: str, retry: bool) -> None:
    shop.trouble = lambda shop, path, asked: wrong
    with pytest.raises(EdgeError) as caught:
        rows(shop, tmp_path)
    assert (caught.value.sentence.id, caught.value.retry) == (f"feeds.{said}", retry)
    assert KEY not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_nobody_there_is_worth_another_try(tmp_path: Path) -> None:
    with pytest.raises(EdgeError) as caught:
        rows(WooShop(url="http://127.0.0.1:9"), tmp_path)
    assert (caught.value.sentence.id, caught.value.retry) == ("feeds.shop_unreachable", True)


def test_a_redirect_within_the_shop_is_followed(shop: WooShop, tmp_path: Path) -> None:
    def moved(shop: WooShop, path: str, asked: dict[str, str]) -> Answer | None:
        if len(shop.asked) > 1:
            return None
        return Answer(302, b"", {"Location": f"{path}?per_page=100&page=1&status=any&orderby=id"})

    shop.trouble = moved
    assert paid(rows(shop, tmp_path)) == worth(shop.orders, ("completed",))


def at_page(page: str, happens: Callable[[WooShop], None]) -> Trouble:
    """Something happens in the shop just before a page is asked for the first time."""

    def trouble(shop: WooShop, path: str, asked: dict[str, str]) -> Answer | None:
        if asked.get("page") == page and not any(one.get("page") == page for _, one in shop.asked[:-1]):
            happens(shop)
        return None

    return trouble


def test_orders_that_come_change_and_go_between_pages_are_counted_once(shop: WooShop, tmp_path: Path) -> None:
    shop.orders = [order(number) for number in range(1, 251)]

    def busy(shop: WooShop) -> None:
        del shop.orders[4:8]
        shop.orders[0] |= {"total": "1.00", "date_modified_gmt": stamp(300)}
        shop.orders.append(order(251))

    shop.trouble = at_page("2", busy)
    found = rows(shop, tmp_path)
    ids = {int(row["order_id"]) for row in found}
    assert ids >= {one["id"] for one in shop.orders}
    lines = [(row["order_id"], row["line_id"], row["kind"]) for row in found]
    assert len(lines) == len(set(lines))


def test_an_order_that_comes_on_two_pages_counts_as_it_was_last(shop: WooShop, tmp_path: Path) -> None:
    shop.orders = [order(number) for number in range(2, 251)]

    def older_one_appears(shop: WooShop) -> None:
        shop.orders.insert(0, order(1))
        shop.orders[100] |= {"status": "processing", "date_modified_gmt": stamp(300)}

    shop.trouble = at_page("2", older_one_appears)
    found = rows(shop, tmp_path)
    lines = [(row["order_id"], row["line_id"], row["kind"]) for row in found]
    assert len(lines) == len(set(lines))
    assert {row["order_id"] for row in found} == {str(one["id"]) for one in shop.orders}


def test_a_shop_that_does_not_say_how_many_is_read_to_its_last_page(shop: WooShop, tmp_path: Path) -> None:
    shop.totals = False
    assert paid(rows(shop, tmp_path)) == worth(shop.orders, ("completed",))


def test_a_shop_that_counts_more_than_it_shows_is_not_believed(shop: WooShop, tmp_path: Path) -> None:
    def hides(shop: WooShop, path: str, asked: dict[str, str]) -> Answer | None:
        shown = [one for one in shop.orders if one["id"] > 3][:100]
        headers = {"X-WP-Total": "250", "X-WP-TotalPages": "1"}
        return Answer(200, json.dumps(shown).encode(), headers) if asked.get("status") == "any" else None

    shop.trouble = hides
    with pytest.raises(EdgeError) as caught:
        rows(shop, tmp_path)
    assert (caught.value.sentence.id, caught.value.retry) == ("feeds.shop_moving", True)


@pytest.mark.slow
def test_a_reading_that_breaks_off_leaves_what_was(shop: WooShop, tmp_path: Path) -> None:
    folder = project(tmp_path, shop)
    run(folder)
    before, earned = shops.store_files(folder), revenue(folder)
    shop.orders.append(order(251))
    shop.trouble = lambda shop, path, asked: Answer(401) if asked.get("status") == "trash" else None
    with pytest.raises(EdgeError):
        run(folder)
    shop.trouble = lambda shop, path, asked: None
    assert revenue(folder) == earned
    assert before.keys() <= shops.store_files(folder).keys()
    run(folder)
    assert revenue(folder) == worth(shop.orders)


# ---- declarations and faces --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("http://127.0.0.1", "http://shop.example", "not_https"),
        ("http://127.0.0.1", "ftp://127.0.0.1", "no_address"),
        ("http://127.0.0.1", "https://ali:s3cret@127.0.0.1", "secret_in_file"),
        ('"WOO_KEY"', f'"{KEY}"', "secret_in_file"),
        ('"woocommerce"', '"woocomerce"', "unknown_shop"),
        ('"WOO_KEY"', '"my key"', "no_variable_name"),
    ],
)
def test_a_declaration_that_cannot_be_meant_is_a_mistake(
    shop: WooShop, tmp_path: Path, before: str, after: str, said: str
) -> None:
    folder = shops.make(tmp_path / "shop", None, data__orders=declared(shop.url, "GBP").replace(before, after))
    with pytest.raises(ProjectErrors) as caught:
        bakhsh.open(folder).close()
    (error,) = caught.value.errors
    assert error.sentence.id == f"feeds.{said}"
    assert "s3cret" not in str(error)
    assert KEY not in str(error)


def test_a_key_that_is_not_set_is_named(shop: WooShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WOO_SECRET")
    with pytest.raises(EdgeError, match="WOO_SECRET"):
        run(project(tmp_path, shop))


@pytest.mark.parametrize(("language", "word"), [("en", "does not accept the key"), ("fa", "کلید را نمی‌پذیرد")])
def test_the_command_line_leaves_with_four_and_says_why(
    shop: WooShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    from bakhsh.cli.main import app

    monkeypatch.setenv("WOO_KEY", "ck_wrong")
    folder = project(tmp_path, shop)
    done = CliRunner().invoke(app, ["run", "-C", str(folder), "--language", language])
    assert done.exit_code == 4
    assert word in " ".join(done.output.split())
    assert SECRET not in done.output


def test_check_with_data_tries_the_key_and_knows_the_columns(shop: WooShop, tmp_path: Path) -> None:
    folder = project(tmp_path, shop)
    path = folder / "data" / "orders.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"coupons"', '"cupons"'), encoding="utf-8")
    with bakhsh.open(folder) as ws:
        (problem,) = ws.check(data=True)
        assert problem.sentence.id == "workspace.missing_column"
    shop.trouble = lambda shop, path, asked: Answer(401)
    with bakhsh.open(folder) as ws:
        (problem,) = ws.check(data=True)
        assert problem.sentence.id == "feeds.shop_key"


def test_the_preset_is_a_project_without_mistakes(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", None, data__orders=declared("https://shop.example", "IRT"))
    with bakhsh.open(folder) as ws:
        assert ws.check() == ()
        source: Source = ws.files.sources[0]
        assert {"cancelled", "trash"} <= set(source.policy.cancelled)
