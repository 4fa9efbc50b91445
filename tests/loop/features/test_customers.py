"""FEATURES against their meaning said in plain Python, and the properties of point in time."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.features import oracle
from tests.loop.features.ledgers import AS_OF, ITEM_ROWS, UNBOUND, Ledger, ask, by_customer, ledgers, noon

from bakhsh.loop.features import features, with_leads
from bakhsh.loop.features.facts import category_facts, facts
from bakhsh.tables import CUSTOMERS, FEATURES

WEEKEND = (3, 4)
LINES, ORDERS, ITEMS = UNBOUND["LINES"], UNBOUND["ORDERS"], UNBOUND["ITEMS"]
DAYS = st.sampled_from([AS_OF - timedelta(days=back) for back in (0, 1, 2, 90, 181, 208, 210)])


def read(ledger: Ledger, as_of: date = AS_OF, weekend: tuple[int, ...] = WEEKEND) -> dict[str, dict[str, object]]:
    """FEATURES of a ledger, by customer, read through the contract."""
    return by_customer(FEATURES.check(ask(text(as_of, weekend), **ledger.tables())))


@cache
def text(as_of: date, weekend: tuple[int, ...]) -> str:
    """FEATURES from the ledger's tables: compiled once for all examples."""
    made = features(facts(LINES), category_facts(LINES, ITEMS), as_of, weekend)
    return str(ibis.to_sql(made, dialect="duckdb"))


@given(ledgers(), DAYS)
def test_every_column_is_what_its_meaning_says(ledger: Ledger, as_of: date) -> None:
    meant = oracle.features(ledger.lines, ledger.orders, ITEM_ROWS, as_of, WEEKEND)
    found = read(ledger, as_of)
    assert found.keys() == meant.keys()
    for customer, columns in meant.items():
        assert set(columns) == set(FEATURES.names) - {"customer_id"}
        for name, value in columns.items():
            close = pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
            assert found[customer][name] == close, (customer, name)


@settings(max_examples=15)
@given(ledgers(), DAYS)
def test_rows_after_as_of_change_nothing(ledger: Ledger, as_of: date) -> None:
    assert read(ledger, as_of) == read(ledger.until(as_of), as_of)


@settings(max_examples=8)
@given(ledgers(), st.data())
def test_shuffling_rows_changes_nothing(ledger: Ledger, data: st.DataObject) -> None:
    other = Ledger(*(data.draw(st.permutations(rows)) for rows in (ledger.lines, ledger.orders, ledger.items)))
    assert read(ledger) == read(other)


@settings(max_examples=8)
@given(ledgers())
def test_a_customer_depends_on_his_own_rows_alone(ledger: Ledger) -> None:
    together = read(ledger)
    apart: dict[str, dict[str, object]] = {}
    for one in ("ann", "bob"):
        own = [[row for row in rows if row["customer_id"] == one] for rows in (ledger.lines, ledger.orders)]
        apart |= read(Ledger(*own, ledger.items))
    assert together == apart


@settings(max_examples=5)
@given(ledgers())
def test_categories_are_the_same_from_single_lines_as_from_days(ledger: Ledger) -> None:
    things = LINES.filter(LINES.kind.isin(["product", "return"]))
    named = things.join(ITEMS.filter(ITEMS.category.notnull()).select("item_id", "category"), "item_id")
    rows = named.select("customer_id", "category", "amount", day=named["at"].date())
    made = features(facts(LINES), rows, AS_OF, WEEKEND)
    assert by_customer(ask(made, **ledger.tables())) == read(ledger)


def test_a_hand_computed_customer() -> None:
    ledger = Ledger(items=list(ITEM_ROWS))
    ledger.order("ann", noon(date(2011, 7, 1), 9), {"amount": 900, "discount": 100}, {"item_id": "b", "amount": 100})
    ledger.order("ann", noon(date(2011, 7, 1), 18), {"amount": 500})
    ledger.order("ann", noon(date(2011, 7, 8), 20), {"amount": 1000, "quantity": 3.0})
    late = ledger.order("ann", noon(date(2011, 7, 11)), {"amount": 500})
    ledger.taken_back("ann", noon(date(2011, 7, 12)), late, 250)
    found = read(ledger)["ann"]
    assert found == {
        "as_of": AS_OF, "recency": 20, "frequency": 3, "orders": 4, "monetary": 2750, "known_for": 30,
        "first_on": date(2011, 7, 1), "last_on": date(2011, 7, 11), "average_order": 687.5, "units": 6.0, "lines": 5,
        "rhythm": 5.0, "rhythm_spread": pytest.approx(8**0.5), "overdue": 4.0, "categories": 2,
        "top_category": "sport", "top_category_share": pytest.approx(2650 / 2750), "discount_share": 100 / 3100,
        "return_share": pytest.approx(250 / 3000), "weekend_share": pytest.approx(2 / 3), "morning_share": 0.25,
        "evening_share": 0.5, "spent_90": 2750, "spent_before_90": 0, "trend": 1.0,
    }  # fmt: skip


def test_a_customer_who_took_everything_back_has_no_purchase_day() -> None:
    ledger = Ledger()
    order = ledger.order("ann", noon(date(2011, 7, 1)))
    ledger.taken_back("ann", noon(date(2011, 7, 5)), order, 1000)
    then, now = read(ledger, date(2011, 7, 4))["ann"], read(ledger, date(2011, 7, 5))["ann"]
    assert (then["frequency"], then["recency"], then["orders"]) == (1, 3, 1)
    assert (now["frequency"], now["orders"], now["monetary"], now["lines"]) == (0, 0, 0, 1)
    assert [now[name] for name in ("recency", "known_for", "first_on", "average_order", "weekend_share")] == [None] * 5


def test_a_day_taken_back_joins_the_gaps_beside_it() -> None:
    ledger = Ledger()
    orders = [ledger.order("ann", noon(date(2011, 7, day))) for day in (1, 3, 11, 15)]
    ledger.taken_back("ann", noon(date(2011, 7, 20)), orders[1], 1000)
    found = read(ledger)["ann"]
    assert (found["rhythm"], found["rhythm_spread"]) == (7.0, pytest.approx(18**0.5))


def test_windows_of_ninety_days_end_on_as_of_and_touch() -> None:
    ledger = Ledger()
    for back in (0, 89, 90, 179, 180):
        ledger.order("ann", noon(AS_OF - timedelta(days=back)), {"amount": 10**back if back < 2 else back})
    found = read(ledger)["ann"]
    assert (found["spent_90"], found["spent_before_90"]) == (1 + 89, 90 + 179)


def test_of_equal_categories_the_first_name_leads() -> None:
    ledger = Ledger(items=list(ITEM_ROWS))
    ledger.order("ann", noon(AS_OF), {"item_id": "a"}, {"item_id": "b"}, {"item_id": "c"})
    found = read(ledger)["ann"]
    assert (found["categories"], found["top_category"], found["top_category_share"]) == (3, "books", 1 / 3)


def test_a_weekend_may_be_empty() -> None:
    ledger = Ledger()
    ledger.order("ann", noon(AS_OF))
    assert read(ledger, weekend=())["ann"]["weekend_share"] == 0.0


def test_known_customers_without_facts_come_as_leads() -> None:
    ledger = Ledger()
    ledger.order("ann", noon(AS_OF))
    ledger.order("tomorrow", noon(AS_OF + timedelta(days=1)))
    base = features(facts(LINES), category_facts(LINES, ITEMS), AS_OF, WEEKEND)
    joined = {"ann": None, "early": AS_OF, "unknown": None, "late": AS_OF + timedelta(days=1), "tomorrow": None}
    rows = [{"customer_id": one, "joined_on": day, "load": 1} for one, day in joined.items()]
    customers = pa.Table.from_pylist(rows, CUSTOMERS.schema())
    table = ask(with_leads(base, UNBOUND["CUSTOMERS"], facts(LINES), AS_OF), customers=customers, **ledger.tables())
    found = by_customer(FEATURES.check(table))
    assert set(found) == {"ann", "early", "unknown"}
    assert found["ann"]["frequency"] == 1
    filled = {name: value for name, value in found["early"].items() if value is not None}
    assert filled == {
        "as_of": AS_OF, "frequency": 0, "orders": 0, "monetary": 0, "units": 0.0, "lines": 0, "categories": 0,
        "spent_90": 0, "spent_before_90": 0,
    }  # fmt: skip


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_features_compile_everywhere(dialect: str) -> None:
    base = features(UNBOUND["FACTS"], UNBOUND["CATEGORY_FACTS"], AS_OF, WEEKEND)
    text = ibis.to_sql(with_leads(base, UNBOUND["CUSTOMERS"], UNBOUND["FACTS"], AS_OF), dialect=dialect)
    assert "SELECT" in text
