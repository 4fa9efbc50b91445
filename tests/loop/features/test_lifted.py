"""`count` and `spent` of conditions, over a customer's own lines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.features import oracle
from tests.loop.features.ledgers import AS_OF, ITEM_ROWS, UNBOUND, Ledger, ask, by_customer, ledgers, noon

from bakhsh.conditions import Between, Call, Filter, Last, Lifted, Membership
from bakhsh.loop.features.lifted import lifted

LINES, ORDERS, ITEMS = UNBOUND["LINES"], UNBOUND["ORDERS"], UNBOUND["ITEMS"]
SPORT = Filter("category", "=", ("Sport",))


def read(call: Call, ledger: Ledger, as_of: date = AS_OF) -> dict[str, Any]:
    made = lifted(Lifted("x", call), LINES, ORDERS, ITEMS, as_of)
    assert made.schema() == ibis.schema({"customer_id": "string", "x": "int64"})
    return {one: row["x"] for one, row in by_customer(ask(made, **ledger.tables())).items()}


@pytest.fixture
def shop() -> Ledger:
    """ann: sport and books online in July, books in a shop in May, one order of July taken back; bob: a book."""
    ledger = Ledger(items=list(ITEM_ROWS))
    ledger.order("ann", noon(date(2011, 7, 1)), {"item_id": "a"}, {"item_id": "b", "amount": 300}, channel="Online")
    ledger.order("ann", noon(date(2011, 5, 1)), {"item_id": "c", "amount": 70}, channel="shop")
    gone = ledger.order("ann", noon(date(2011, 7, 20)), {"item_id": "a", "amount": 50}, channel="online")
    ledger.taken_back("ann", noon(date(2011, 7, 25)), gone, 50)
    ledger.order("bob", noon(date(2011, 7, 31), 23), {"item_id": "b", "amount": 20})
    return ledger


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (Call("spent"), {"ann": 1370, "bob": 20}),
        (Call("count"), {"ann": 2, "bob": 1}),
        (Call("spent", (SPORT,)), {"ann": 1000}),
        (Call("count", (SPORT,)), {"ann": 1}),
        (Call("count", (Filter("category", "=", ("books",)),)), {"ann": 2, "bob": 1}),
        (Call("count", (Filter("category", "!=", ("books",)),)), {"ann": 1}),
        (Call("spent", (Filter("item", "in", ("B", "c")),)), {"ann": 370, "bob": 20}),
        (Call("spent", (Filter("channel", "=", ("online",)),)), {"ann": 1300}),
        (Call("spent", (Filter("channel", "!=", ("shop",)),)), {"ann": 1300}),
        (Call("count", (Filter("channel", "=", ("ONLINE",)), Filter("category", "=", ("books",)))), {"ann": 1}),
        (Call("spent", (), Last(days=1)), {"bob": 20}),
        (Call("spent", (), Last(days=7)), {"ann": -50, "bob": 20}),
        (Call("count", (), Between(date(2011, 5, 1), date(2011, 7, 1))), {"ann": 1}),
        (Call("count", (), None, "category"), {"ann": 3, "bob": 1}),
        (Call("count", (), None, "channel"), {"ann": 2, "bob": 0}),
        (Call("count", (SPORT,), None, "item"), {"ann": 1}),
    ],
)
def test_a_hand_computed_shop(shop: Ledger, call: Call, expected: dict[str, int]) -> None:
    assert read(call, shop) == expected


def test_before_the_return_the_order_still_counted(shop: Ledger) -> None:
    assert read(Call("count", (SPORT,)), shop, date(2011, 7, 24)) == {"ann": 2}


@settings(max_examples=12)
@given(ledgers(), st.sampled_from([0, 90, 210]), st.sampled_from(["spent", "count"]))
def test_without_filters_it_is_the_feature_and_later_rows_change_nothing(ledger: Ledger, back: int, name: str) -> None:
    as_of = AS_OF - timedelta(days=back)
    found = read(Call(name), ledger, as_of)
    assert found == read(Call(name), ledger.until(as_of), as_of)
    for one in ("ann", "bob"):
        who = oracle.Customer(one, ledger.lines, ledger.orders, as_of)
        assert found.get(one, 0) == (who.net() if name == "spent" else len(who.standing))


def test_a_place_in_a_segmentation_is_not_read_from_lines() -> None:
    with pytest.raises(TypeError, match="Membership"):
        lifted(Lifted("x", Membership("value")), LINES, ORDERS, ITEMS, AS_OF)


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
@pytest.mark.parametrize("function", ["spent", "count"])
def test_lifted_columns_compile_everywhere(function: str, dialect: str) -> None:
    filters = (SPORT, Filter("channel", "!=", ("shop",)), Filter("item", "in", ("a", "b")))
    distinct = "brand" if function == "count" else None
    made = lifted(Lifted("x", Call(function, filters, Last(months=3), distinct)), LINES, ORDERS, ITEMS, AS_OF)
    assert "GROUP BY" in ibis.to_sql(made, dialect=dialect)


def test_months_are_those_of_the_calendar_asked_for() -> None:
    ledger = Ledger(items=list(ITEM_ROWS))
    ledger.order("ann", noon(date(2024, 3, 2)), {"item_id": "a"})  # 12 Esfand 1402
    call = Lifted("x", Call("count", window=Last(months=1)))
    month_before = date(2024, 3, 31)  # 12 Farvardin 1403: its month back begins on 13 Esfand, the Gregorian on 1 March
    gregorian = ask(lifted(call, LINES, ORDERS, ITEMS, month_before), **ledger.tables())
    jalali = ask(lifted(call, LINES, ORDERS, ITEMS, month_before, "jalali"), **ledger.tables())
    assert (gregorian.num_rows, jalali.num_rows) == (1, 0)
