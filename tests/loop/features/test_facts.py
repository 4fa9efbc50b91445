"""FACTS and CATEGORY_FACTS: what a day adds up to, and which of it was undone later."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from tests.loop.features import oracle
from tests.loop.features.ledgers import UNBOUND, Ledger, ask, ledgers, noon

from bakhsh.loop.features.facts import category_facts, facts
from bakhsh.loop.features.orders import with_returns
from bakhsh.tables import CATEGORY_FACTS, FACTS

LINES, ORDERS, ITEMS = UNBOUND["LINES"], UNBOUND["ORDERS"], UNBOUND["ITEMS"]
FACTS_OF, CATEGORIES_OF = facts(LINES), category_facts(LINES, ITEMS)
FOLLOWED = str(ibis.to_sql(with_returns(ORDERS.drop("back_on", "undone_on"), LINES), dialect="duckdb"))
FACTS_TEXT = str(ibis.to_sql(FACTS_OF, dialect="duckdb"))
FIRST, LATER, LAST = date(2011, 3, 1), date(2011, 3, 5), date(2011, 3, 9)


def days(ledger: Ledger) -> dict[tuple[str, date], dict[str, Any]]:
    rows = FACTS.check(ask(FACTS_TEXT, **ledger.tables())).to_pylist()
    return {(row.pop("customer_id"), row.pop("day")): row for row in rows}


@given(ledgers())
def test_a_day_adds_up_its_own_rows(ledger: Ledger) -> None:
    found = days(ledger)
    assert set(found) == {(row["customer_id"], row["at"].date()) for row in ledger.lines}
    for (customer, day), fact in found.items():
        rows = [row for row in ledger.lines if (row["customer_id"], row["at"].date()) == (customer, day)]
        sales, returns = ([row for row in rows if (row["kind"] == "return") is back] for back in (False, True))
        placed = oracle.Customer(customer, rows, ledger.orders, day).placed
        costs = [row["cost"] for row in rows]
        assert fact["amount"] == sum(row["amount"] for row in sales)
        discounts = [row["discount"] for row in sales]
        assert fact["discount"] == (None if None in discounts else sum(discounts))
        assert fact["units"] == sum(row["quantity"] or 0 for row in sales)
        assert fact["lines"] == sum(row["kind"] == "product" for row in sales)
        assert fact["returned"] == -sum(row["amount"] for row in returns)
        assert fact["returned_units"] == -sum(row["quantity"] or 0 for row in returns)
        assert fact["orders"] == len(placed)
        hours = oracle.hours_known(placed.values())
        assert fact["timed_orders"] == len(hours)
        assert fact["morning_orders"] == sum(5 <= hour < 12 for hour in hours)
        assert fact["evening_orders"] == sum(hour >= 17 for hour in hours)
        assert fact["cost"] == (None if None in costs else sum(costs))


@given(ledgers())
def test_what_is_undone_adds_up_to_what_no_longer_stands_at_the_end(ledger: Ledger) -> None:
    found = days(ledger)
    for customer in ("ann", "bob"):
        who = oracle.Customer(customer, ledger.lines, ledger.orders, date.max)
        own = {day: fact for (one, day), fact in found.items() if one == customer}
        assert sum(fact["undone_orders"] for fact in own.values()) == len(who.placed) - len(who.standing)
        bought = {day for day, fact in own.items() if fact["orders"]}
        assert {day for day in bought if own[day]["undone_on"] is None} == set(who.days)


@settings(max_examples=8)
@given(ledgers())
def test_facts_of_a_day_are_those_that_the_end_of_that_day_knew(ledger: Ledger) -> None:
    """Only `undone_on` speaks of later days."""
    known_later = days(ledger)
    for cut in (date(2011, 1, 3), date(2011, 5, 2)):
        then = days(ledger.until(cut))
        now = {key: dict(fact) for key, fact in known_later.items() if key[1] <= cut}
        for fact in now.values():
            if fact["undone_on"] and fact["undone_on"] > cut:
                fact["undone_on"] = None
        assert now == then


def test_an_order_is_taken_back_on_the_day_its_amount_is_reached() -> None:
    ledger = Ledger()
    order = ledger.order("ann", noon(FIRST), {"amount": 600}, {"amount": 400})
    ledger.taken_back("ann", noon(LATER), order, 600)
    ledger.taken_back("ann", noon(LAST), order, 400)
    found = days(ledger)
    assert [found["ann", day]["undone_orders"] for day in (FIRST, LATER, LAST)] == [0, 0, 1]
    assert [found["ann", day]["undone_on"] for day in (FIRST, LATER, LAST)] == [LAST, None, None]
    assert [found["ann", day]["returned"] for day in (FIRST, LATER, LAST)] == [0, 600, 400]


def test_a_return_dated_before_its_sale_undoes_it_on_the_day_of_the_sale() -> None:
    ledger = Ledger()
    ledger.taken_back("ann", noon(FIRST), "o001", 1000)
    ledger.order("ann", noon(LATER))
    found = days(ledger)
    assert [found["ann", day]["undone_orders"] for day in (FIRST, LATER)] == [0, 1]
    assert found["ann", LATER]["undone_on"] == LATER


def test_a_day_stands_while_one_of_its_orders_does() -> None:
    ledger = Ledger()
    gone = ledger.order("ann", noon(FIRST, 9))
    ledger.order("ann", noon(FIRST, 18))
    ledger.taken_back("ann", noon(LATER), gone, 1000)
    found = days(ledger)
    assert found["ann", FIRST]["undone_on"] is None
    assert found["ann", LATER]["undone_orders"] == 1


def test_a_stranger_cannot_take_back_an_order() -> None:
    ledger = Ledger()
    order = ledger.order("ann", noon(FIRST))
    ledger.taken_back("bob", noon(LATER), order, 1000)
    found = days(ledger)
    assert found["ann", FIRST]["undone_on"] is None
    assert (found["bob", LATER]["undone_orders"], found["bob", LATER]["returned"]) == (0, 1000)


@given(ledgers())
@settings(max_examples=10)
def test_orders_say_when_something_of_them_came_back(ledger: Ledger) -> None:
    found = {row["order_id"]: row for row in ask(FOLLOWED, **ledger.tables()).to_pylist()}
    assert len(found) == len(ledger.orders)
    for customer in ("ann", "bob"):
        who = oracle.Customer(customer, ledger.lines, ledger.orders, date.max)
        for order, placed in who.placed.items():
            days = [row["at"].date() for row in who.returns if row["undoes"] == order]
            assert found[order]["back_on"] == (max(min(days), placed.date()) if days else None)
            assert (found[order]["undone_on"] is None) == (order in who.standing)


def test_a_free_order_is_never_taken_back() -> None:
    ledger = Ledger()
    order = ledger.order("ann", noon(FIRST), {"amount": 0})
    ledger.taken_back("ann", noon(LATER), order, 0)
    assert days(ledger)["ann", FIRST]["undone_on"] is None


def test_cost_of_what_came_back_is_taken_off_whichever_sign_it_has() -> None:
    for cost in (300, -300):
        ledger = Ledger()
        order = ledger.order("ann", noon(FIRST), {"cost": 700})
        ledger.taken_back("ann", noon(FIRST), order, 400, cost=cost)
        assert days(ledger)["ann", FIRST]["cost"] == 400


def test_lines_without_a_category_are_in_no_category() -> None:
    ledger = Ledger(items=[{"item_id": "a", "category": "sport"}, {"item_id": "d", "category": None}])
    lines = [{"item_id": one} for one in ("a", "a", "d", "unknown", None)]
    order = ledger.order("ann", noon(FIRST), *lines)
    ledger.taken_back("ann", noon(FIRST), order, 300, item_id="a")
    found = CATEGORY_FACTS.check(ask(CATEGORIES_OF, **ledger.tables())).to_pylist()
    assert found == [
        {"customer_id": "ann", "category": "sport", "day": FIRST, "amount": 1700, "units": 1.0, "lines": 2}
    ]


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
@pytest.mark.parametrize("made", [FACTS_OF, CATEGORIES_OF], ids=["facts", "category_facts"])
def test_facts_compile_everywhere(made: ibis.Table, dialect: str) -> None:
    assert "GROUP BY" in ibis.to_sql(made, dialect=dialect)
