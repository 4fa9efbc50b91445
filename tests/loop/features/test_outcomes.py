"""OUTCOMES against their meaning, and the margin that is known, declared, or neither."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from tests.loop.features import oracle
from tests.loop.features.ledgers import UNBOUND, Ledger, ask, by_customer, ledgers, noon

from bakhsh.errors import NotReady
from bakhsh.loop.features.facts import facts
from bakhsh.loop.features.outcomes import outcomes, require_margin
from bakhsh.tables import OUTCOMES

FACTS_OF = facts(UNBOUND["LINES"])
START, END = date(2011, 1, 3), date(2011, 5, 2)
DECLARED = 0.15


@cache
def text(start: date, end: date) -> str:
    return str(ibis.to_sql(outcomes(FACTS_OF, start, end, DECLARED), dialect="duckdb"))


def read(ledger: Ledger) -> dict[str, dict[str, Any]]:
    return by_customer(OUTCOMES.check(ask(text(START, END), **ledger.tables())))


@given(ledgers())
def test_every_column_is_what_its_meaning_says(ledger: Ledger) -> None:
    assert read(ledger) == oracle.outcomes(ledger.lines, ledger.orders, START, END, DECLARED)


@settings(max_examples=12)
@given(ledgers())
def test_rows_from_the_end_on_change_nothing(ledger: Ledger) -> None:
    assert read(ledger.until(END - timedelta(days=1))) == read(ledger)


@pytest.mark.parametrize(
    ("margin", "revenue", "expected"),
    [(0.15, 10, 2), (0.15, 30, 5), (0.285, 100, 29), (0.1, 4, 0), (0.1, 5, 1), (0.0, 99, 0), (1.0, 7, 7)],
)
def test_a_declared_margin_rounds_halves_away_from_zero(margin: float, revenue: int, expected: int) -> None:
    for sign in (1, -1):
        ledger = Ledger()
        if sign == 1:
            ledger.order("ann", noon(START), {"amount": revenue})
        else:
            ledger.taken_back("ann", noon(START), None, revenue)
        found = by_customer(ask(outcomes(FACTS_OF, START, END, margin), **ledger.tables()))
        assert (found["ann"]["revenue"], found["ann"]["margin"]) == (sign * revenue, sign * expected)


def drive(ledger: Ledger, margin: float | None) -> int:
    questions = require_margin(FACTS_OF, START, END, margin)
    try:
        answer = ask(next(questions), **ledger.tables())
        questions.send(answer)
    except StopIteration as done:
        return int(done.value)
    raise AssertionError("one question was promised")


def test_a_margin_nobody_can_tell_is_refused_in_words() -> None:
    ledger = Ledger()
    ledger.order("ann", noon(START), {"cost": 3})
    ledger.order("ann", noon(END), {"cost": None})
    assert drive(ledger, None) == 0
    ledger.order("ann", noon(START), {"cost": None})
    assert drive(ledger, DECLARED) == 1
    with pytest.raises(NotReady, match="on 1 customer's day") as raised:
        drive(ledger, None)
    assert "margin = 0.3" in str(raised.value.hint)


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
@pytest.mark.parametrize("margin", [None, DECLARED])
def test_outcomes_compile_everywhere(margin: float | None, dialect: str) -> None:
    assert "margin" in ibis.to_sql(outcomes(UNBOUND["FACTS"], START, END, margin), dialect=dialect)
