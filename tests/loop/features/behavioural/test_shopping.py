"""Features of orders and choices against their meaning said in plain Python, and as of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.features.behavioural import readings
from tests.loop.features.behavioural.shopping_oracle import shopping
from tests.loop.features.ledgers import AS_OF, Ledger, noon

from bakhsh.loop.features.behavioural import choosing, ordering
from bakhsh.tables.features.shopping import SHOPPING

DAYS = st.sampled_from([AS_OF - timedelta(days=back) for back in (0, 90)])
NAMES = {one.name for one in SHOPPING}


def read(ledger: Ledger, as_of: date = AS_OF) -> dict[str, dict[str, Any]]:
    """All of them by customer; a customer a reading does not have has None of it."""
    found: dict[str, dict[str, Any]] = {}
    for part in readings.read((ordering, choosing), NAMES, ledger, as_of):
        for customer, row in part.items():
            found.setdefault(customer, dict.fromkeys(NAMES)).update(row)
    return found


@settings(max_examples=3, deadline=None, phases=readings.UNSHRUNK)
@given(readings.shops(), DAYS)
def test_every_feature_is_what_its_meaning_says(ledger: Ledger, as_of: date) -> None:
    meant, found = shopping(ledger, as_of), read(ledger, as_of)
    assert found.keys() <= meant.keys()
    for customer, features in meant.items():
        assert set(features) == NAMES
        for name, value in features.items():
            close = pytest.approx(value, abs=1e-5) if isinstance(value, float) else value
            assert found.get(customer, {}).get(name) == close, (customer, name)


@settings(max_examples=1, deadline=None, phases=readings.UNSHRUNK)
@given(readings.shops(), DAYS)
def test_rows_after_as_of_change_nothing(ledger: Ledger, as_of: date) -> None:
    assert read(ledger, as_of) == read(ledger.until(as_of), as_of)


@settings(max_examples=1, deadline=None, phases=readings.UNSHRUNK)
@given(readings.shops(), st.data())
def test_shuffling_rows_changes_nothing(ledger: Ledger, data: st.DataObject) -> None:
    other = Ledger(*(data.draw(st.permutations(rows)) for rows in (ledger.lines, ledger.orders, ledger.items)))
    assert read(ledger) == read(other)


def test_a_hand_computed_customer() -> None:
    brands = {"a": "Acme", "b": "Blue"}
    ledger = Ledger(items=[{"item_id": one, "category": one, "brand": name} for one, name in brands.items()])
    friday = date(2011, 7, 1)
    first = ledger.order("ann", noon(friday, 9), {"amount": 700}, {"item_id": "b", "amount": 300}, channel="سایت")
    ledger.order("ann", noon(friday + timedelta(days=7), 18), {"amount": 500}, channel="shop", coupon="TEN")
    ledger.taken_back("ann", noon(friday + timedelta(days=4)), first, 300, item_id="b")
    found = read(ledger)["ann"]
    assert {name: value for name, value in found.items() if value is not None} == {
        "basket_lines": 1.5, "basket_units": 1.5, "largest_order": 1000, "favourite_weekday": "friday",
        "favourite_weekday_share": 1.0, "favourite_daypart": "morning", "channels": 2, "top_channel": "shop",
        "top_channel_share": 0.5, "online_share": 0.5, "coupon_share": 0.5, "returned_orders": 1,
        "returned_order_share": 0.5, "days_to_return": 4.0, "different_items": 1, "repeat_share": 1.0, "brands": 1,
        "top_brand": "Acme", "top_brand_share": 1.0, "brand_concentration": 1.0, "category_concentration": 1.0,
        "mixed_share": 0.5, "entry_item": "a", "entry_category": "a", "entry_channel": "سایت",
    }  # fmt: skip


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
@pytest.mark.parametrize("part", [ordering, choosing], ids=["ordering", "choosing"])
def test_readings_compile_everywhere(part: Any, dialect: str) -> None:
    for one in part.readings(readings.given(SHOPPING), {}):
        assert "SELECT" in ibis.to_sql(one, dialect=dialect)
