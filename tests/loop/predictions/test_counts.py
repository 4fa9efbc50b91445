"""What purchase models know of a customer, against its meaning said in plain Python; later rows change nothing."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from functools import cache

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.features.ledgers import AS_OF, UNBOUND, Ledger, ask, by_customer, ledgers, noon
from tests.loop.features.oracle import Customer

from bakhsh.conditions.days import TODAY
from bakhsh.edges.engines.compile import DIALECTS, compile_sql
from bakhsh.loop.features.facts import facts
from bakhsh.loop.predictions.counts import CELLS, cells, counted, grained, market, summary
from bakhsh.tables import FACTS

LINES = UNBOUND["LINES"]
DAYS = st.sampled_from([AS_OF - timedelta(days=back) for back in (0, 1, 2, 90, 181, 208, 210)])


@cache
def text(as_of: date) -> str:
    return str(ibis.to_sql(counted(facts(LINES), as_of), dialect="duckdb"))


def read(ledger: Ledger, as_of: date = AS_OF) -> dict[str, dict[str, object]]:
    return by_customer(ask(text(as_of), **ledger.tables()))


def meant(who: Customer) -> dict[str, object]:
    x = len(who.days) - 1
    first = sum(row["amount"] for row in who.sales if row["at"].date() == who.days[0])
    mean = math.floor((who.net() - first) / x + 0.5) if x else 0
    return {
        "x": x,
        "t_x": (who.days[-1] - who.days[0]).days,
        "known_for": (who.as_of - who.days[0]).days,
        "m_x": mean if mean > 0 else None,
    }


@given(ledgers(), DAYS)
def test_every_column_is_what_its_meaning_says(ledger: Ledger, as_of: date) -> None:
    everybody = {row["customer_id"] for row in ledger.lines}
    known = {one: Customer(one, ledger.lines, ledger.orders, as_of) for one in everybody}
    assert read(ledger, as_of) == {one: meant(who) for one, who in known.items() if who.days}


@settings(max_examples=15)
@given(ledgers(), DAYS)
def test_rows_after_as_of_change_nothing(ledger: Ledger, as_of: date) -> None:
    assert read(ledger, as_of) == read(ledger.until(as_of), as_of)


def test_a_day_that_was_taken_back_is_no_purchase() -> None:
    ledger = Ledger()
    ledger.order("ann", noon(date(2011, 1, 10)))
    gone = ledger.order("ann", noon(date(2011, 2, 9)))
    ledger.order("ann", noon(date(2011, 3, 11)), {"amount": 3000})
    ledger.taken_back("ann", noon(date(2011, 4, 1)), gone, 1000)
    assert read(ledger)["ann"] == {"x": 1, "t_x": 60, "known_for": 202, "m_x": 3000}
    assert read(ledger, date(2011, 3, 31))["ann"]["x"] == 2


COUNTED = ibis.table({"customer_id": "string", **dict.fromkeys((*CELLS, "m_x"), "int64")}, name="counted")
TIMES = st.tuples(st.integers(0, 4), st.integers(1, 800), st.integers(0, 800))


def customers(*rows: tuple[int, int, int]) -> pa.Table:
    """Customers of so many repeat purchases, so many days to the last of them, so many days since."""
    made = [(x, first if x else 0, (first if x else 0) + since) for x, first, since in rows]
    told = {name: [one[at] for one in made] for at, name in enumerate(CELLS)}
    return pa.table({"customer_id": [f"c{at}" for at in range(len(made))], **told, "m_x": [100] * len(made)})


@settings(max_examples=10)
@given(st.lists(TIMES, min_size=1, max_size=20))
def test_cells_hold_everybody_once(rows: list[tuple[int, int, int]]) -> None:
    table = customers(*rows)
    found = ask(cells(COUNTED), counted=table).to_pylist()
    assert {tuple(one[name] for name in CELLS): one["customers"] for one in found} == Counter(
        zip(*(table.column(name).to_pylist() for name in CELLS), strict=True)
    )


@settings(max_examples=10)
@given(st.lists(TIMES, min_size=1, max_size=20))
def test_weeks_round_times_and_keep_what_a_model_needs(rows: list[tuple[int, int, int]]) -> None:
    table = customers(*rows)
    exact, weekly = by_customer(table), by_customer(ask(grained(COUNTED, weekly=True), counted=table))
    for customer, one in weekly.items():
        assert one["t_x"] % 7 == one["known_for"] % 7 == 0
        assert one["t_x"] <= one["known_for"]
        assert (one["t_x"] > 0) == (one["x"] > 0)
        assert abs(one["t_x"] - exact[customer]["t_x"]) <= 6
        assert abs(one["known_for"] - exact[customer]["known_for"]) <= 6


def test_the_summary_is_of_everybody() -> None:
    table = customers((0, 1, 50), (2, 100, 20), (1, 30, 400))
    assert ask(summary(COUNTED), counted=table).to_pylist() == [
        {"customers": 3, "repeaters": 2, "repeats": 3, "history": 430, "quiet": 20, "priced": 3,
         "spent": 300.0, "largest": 200.0},
    ]  # fmt: skip


def test_nobody_is_no_mistake() -> None:
    found = ask(summary(COUNTED), counted=customers()).to_pylist()[0]
    assert found == dict.fromkeys(found, 0)


def test_the_longest_time_without_any_purchase_is_told() -> None:
    ledger = Ledger()
    for day in (date(2011, 1, 1), date(2011, 1, 3), date(2011, 2, 12)):
        ledger.order("ann", noon(day))
        ledger.order("bob", noon(day))
    asked = market(facts(LINES), AS_OF)
    assert ask(asked, **ledger.tables()).to_pylist() == [{"days": 3, "gap": 40}]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_question_compiles_for_every_engine(dialect: str) -> None:
    found = counted(FACTS.unbound(), TODAY)
    for question in (found, cells(grained(found, weekly=True)), summary(found), market(FACTS.unbound(), TODAY)):
        assert "SELECT" in compile_sql(question, dialect, AS_OF)
