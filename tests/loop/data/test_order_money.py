"""What takes back, what is given up with it, and which rows bear the money of their order."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.data.shop import COLUMNS, ROW, source, take

from bakhsh.loop.data.whole_orders import needs_whole_orders, whole_orders
from bakhsh.specs import LeaveOut, Policy, Source

MAPPED = {**COLUMNS, "amount": "total", "kind": "kind", "shipping": "post"}


def shop(*of_order: str, **policy: Any) -> Source:
    return source(MAPPED, policy=Policy(per_order=of_order, **policy))


def told(rows: list[dict[str, str]], of: Source) -> list[dict[str, Any]]:
    empty = {name: "" for name in (*MAPPED.values(), *(one.column for one in of.policy.leave_out)) if name not in ROW}
    entries: pa.Table = take([empty | row for row in rows], of).entries
    return whole_orders(entries, of).to_pylist() if needs_whole_orders(entries, of) else entries.to_pylist()


def money(rows: list[dict[str, Any]]) -> int:
    return sum(row["amount"] for row in rows if row["left_out"] is None)


# ---- documents that take back ------------------------------------------------------------------------------------
LINE = st.fixed_dictionaries({
    "item": st.sampled_from(["P1", "P2"]), "pieces": st.integers(1, 4), "pence": st.integers(1, 900),
})  # fmt: skip


def document(order: str, lines: list[dict[str, Any]], sign: int, off: int, written: int) -> list[dict[str, str]]:
    """A sale (or its storno, where `sign` is -1) with a discount line that is `written` above or below zero."""
    found = [
        {"order": order, "item": one["item"], "pieces": str(sign * one["pieces"]), "price": f"{one['pence'] / 100:.2f}"}
        for one in lines
    ]
    return [*found, {"order": order, "item": "OFF", "kind": "discount", "pieces": str(sign * written),
                     "price": f"{off / 100:.2f}"}]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=4), st.integers(1, 500), st.sampled_from([1, -1]))
def test_a_document_returned_whole_nets_to_zero(lines: list[dict[str, Any]], off: int, written: int) -> None:
    goods = sum(one["pieces"] * one["pence"] for one in lines)
    sale = document("A1", lines, 1, off, written)
    assert money(told(sale, shop())) == goods - off
    back = told([*sale, *document("A2", lines, -1, off, written)], shop())
    assert money(back) == 0, "where returns are below zero"
    assert {row["doubt"] for row in back if row["order_id"] == "A2"} == {"given_up"}
    by_prefix = shop(returns="prefix", return_prefix="C", negative_price="keep")
    assert money(told([*sale, *document("C1", lines, 1, off, written)], by_prefix)) == 0, "written like a sale"
    assert money(told([*sale, *document("C1", lines, -1, off, written)], by_prefix)) == 0, "written below zero"


def test_a_discount_that_is_all_a_document_gives_back_is_money_given_back() -> None:
    later = {"order": "C1", "item": "OFF", "kind": "discount", "pieces": "-1", "price": "5"}
    for policy in ({}, {"returns": "prefix", "return_prefix": "C"}):
        assert money(told([{}, later], shop(**policy))) == 510 - 500
    exchange = [{"order": "A1", "pieces": "-1"}, {"order": "A1", "item": "P2", "price": "9", "pieces": "1"}]
    off = {"order": "A1", "item": "OFF", "kind": "discount", "pieces": "1", "price": "1"}
    assert money(told([*exchange, off], shop())) == -255 + 900 - 100, "something is sold: it is that sale's"


@pytest.mark.parametrize("everywhere", [True, False])
def test_an_order_below_zero_takes_back_what_it_holds(everywhere: bool) -> None:
    rows = [{"total": "-30", "price": "1", "pieces": "1"}, {"item": "P2", "price": "2", "pieces": "1"}]
    rows[1]["total"] = "-30" if everywhere else ""
    found = told(rows, shop("amount"))
    assert sorted((row["kind"], row["amount"], row["quantity"]) for row in found) == [
        ("return", -2000, -1.0), ("return", -1000, -1.0),
    ]  # fmt: skip
    found = told(rows, shop("amount", returns="marked", return_when={"channel": ("back",)}))
    assert {row["left_out"] for row in found} == {"return_not_expected"}, "as a row below zero would be"
    assert sum(row["amount"] for row in found) == -3000
    sold = told([{"total": "-30"}, {"item": "P2", "pieces": "-9"}], shop("amount"))
    assert {row["kind"] for row in sold} == {"product", "return"}, "rows that are marked say it themselves"
    assert money(sold) == -3000


def test_what_is_charged_on_an_order_below_zero_goes_back_too() -> None:
    rows = [{"total": "-30", "price": "10"}, {"item": "POST", "kind": "shipping", "price": "5", "pieces": "1"}]
    found = told(rows, shop("amount"))
    assert [(row["kind"], row["amount"]) for row in found] == [("return", -2500), ("shipping", -500)]


# ---- who bears the order's money ---------------------------------------------------------------------------------
def leaving_out(because: str) -> Source:
    return shop("discount", leave_out=(LeaveOut("note", ("out",), because),))


def test_a_line_that_is_left_out_takes_its_share_of_the_orders_discount_along() -> None:
    rows = [{"price": "10", "pieces": "1", "off": "4"}, {"item": "P2", "price": "30", "pieces": "1", "note": "out"}]
    for because in ("cancelled", "internal", "test_order", "other"):
        found = told(rows, leaving_out(because))
        assert money(found) == 1000 - 100, "what the customer paid for what counts"
        assert sum(row["amount"] for row in found) == 4000 - 400


def test_a_row_that_is_no_sale_bears_nothing_of_its_order() -> None:
    rows = [{"price": "10", "pieces": "1", "off": "4"}, {"item": "paid", "price": "6", "pieces": "1", "note": "out"}]
    found = told(rows, leaving_out("not_a_sale"))
    assert money(found) == 1000 - 400
    total = shop("amount", leave_out=(LeaveOut("note", ("out",), "not_a_sale"),))
    assert money(told([{"total": "6.00", **rows[0], "off": ""}, {**rows[1], "total": ""}], total)) == 600
    only = told([{"note": "out", "total": "8"}], total)
    assert [(row["amount"], row["left_out"]) for row in only] == [(800, "left_out_not_a_sale")]


# ---- rows said twice ---------------------------------------------------------------------------------------------
def test_rows_said_twice_count_once_where_the_policy_says_so() -> None:
    rows = [{"post": "3"}, {"post": "3"}, {"post": "3", "pieces": "1"}, {"order": "A2", "post": "3"}]
    kept, dropped = told(rows, shop("shipping")), told(rows, shop("shipping", same_lines="drop"))
    assert money(kept) == 3 * 510 + 255 + 2 * 300
    assert money(dropped) == 2 * 510 + 255 + 2 * 300, "the order's money stays whole"
    assert [(row["amount"], row["doubt"]) for row in dropped if row["left_out"] == "said_twice"] == [(510, None)]
    totals = [{"total": "9"}, {"total": "9"}]
    assert [row["amount"] for row in told(totals, shop("amount", same_lines="drop"))] == [0, 900]


def test_rows_without_an_order_number_are_never_said_twice() -> None:
    unnumbered = source({name: of for name, of in COLUMNS.items() if name != "order_id"},
                        policy=Policy(same_lines="drop"))  # fmt: skip
    entries = take([{}, {}], unnumbered).entries
    assert not needs_whole_orders(entries, unnumbered)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries({"order": st.sampled_from(["A1", "A2"]), "item": st.sampled_from("ab"),
                                       "pieces": st.sampled_from(["1", "2"]), "post": st.sampled_from(["", "1"])}),
                min_size=1, max_size=6), st.integers(2, 3))  # fmt: skip
def test_a_file_pasted_twice_says_what_it_says_once(rows: list[dict[str, str]], times: int) -> None:
    of = shop("shipping", same_lines="drop")
    once = [row for row in told(rows, of) if row["left_out"] is None]
    again = told(rows * times, of)
    assert sorted(str({**row, "file_line": 0}) for row in again if row["left_out"] is None) == sorted(
        str({**row, "file_line": 0}) for row in once
    )
    assert len(again) == len(rows) * times, "no row is lost"
