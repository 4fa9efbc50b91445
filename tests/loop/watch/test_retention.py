"""Cohorts by month of first purchase, as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.language.dates import month_key, month_starts
from bakhsh.language.locale import Calendar
from bakhsh.loop.watch.retention import retention
from bakhsh.records import Cohort, CohortTable
from bakhsh.tables import FACTS

UNBOUND = FACTS.unbound()


def fact(customer: str, day: date, orders: int = 1, undone_on: date | None = None, **sums: int) -> dict[str, Any]:
    numbers = {column.name: 0 for column in FACTS.columns if column.required}
    return numbers | {"customer_id": customer, "day": day, "orders": orders, "undone_on": undone_on} | sums


def read(
    facts: Sequence[dict[str, Any]], as_of: date, months: Sequence[date], calendar: Calendar = "gregorian"
) -> CohortTable:
    questions = retention(UNBOUND, as_of, months, calendar)
    question = next(questions)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("facts", pa.Table.from_pylist(facts, FACTS.schema()))
        answer = connection.sql(ibis.to_sql(question, dialect="duckdb")).to_arrow_table()
    with pytest.raises(StopIteration) as stop:
        questions.send(answer)
    found: CohortTable = stop.value.value
    return found


MONTHS = [date(2011, month, 1) for month in (1, 2, 3, 4)]


def test_a_hand_computed_table() -> None:
    facts = [
        fact("ann", date(2011, 1, 31), amount=50), fact("ann", date(2011, 2, 1)), fact("ann", date(2011, 2, 28)),
        fact("bob", date(2011, 1, 1)), fact("bob", date(2011, 3, 31), amount=70),
        fact("bob", date(2011, 2, 9), orders=0, returned=20),
        fact("eve", date(2011, 3, 1)), fact("eve", date(2011, 3, 2)),
    ]  # fmt: skip
    assert read(facts, date(2011, 3, 31), MONTHS) == CohortTable(
        date(2011, 3, 31),
        "gregorian",
        (
            Cohort(MONTHS[0], 2, (2, 1, 1), (50, -20, 70)),
            Cohort(MONTHS[1], 0, (0, 0), (0, 0)),
            Cohort(MONTHS[2], 1, (1,), (0,)),
        ),
        partial=False,
    )


def test_the_month_is_unfinished_until_its_last_day() -> None:
    assert read([], date(2011, 3, 30), MONTHS).partial
    assert not read([], date(2011, 3, 31), MONTHS).partial


def test_days_without_a_purchase_or_taken_back_by_then_do_not_count() -> None:
    facts = [
        fact("ann", date(2011, 1, 5), undone_on=date(2011, 3, 10)), fact("ann", date(2011, 2, 5)),
        fact("bob", date(2011, 1, 5), orders=0),
    ]  # fmt: skip
    assert [one.active for one in read(facts, date(2011, 3, 9), MONTHS).cohorts] == [(1, 1, 0), (0, 0), (0,)]
    assert [one.active for one in read(facts, date(2011, 3, 10), MONTHS).cohorts] == [(0, 0, 0), (1, 0), (0,)]


def test_who_first_bought_before_the_first_month_is_in_no_cohort() -> None:
    facts = [fact("ann", date(2010, 12, 31)), fact("ann", date(2011, 1, 5)), fact("bob", date(2011, 1, 5))]
    assert read(facts, date(2011, 1, 31), MONTHS).cohorts == (Cohort(MONTHS[0], 1, (1,), (0,)),)


def test_without_months_there_is_no_cohort() -> None:
    assert read([fact("ann", date(2011, 1, 5))], date(2011, 1, 31), []).cohorts == ()


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 200)), max_size=12, unique=True),
    st.integers(0, 200),
    st.sampled_from(["gregorian", "jalali"]),
)
def test_cohorts_are_what_counting_by_hand_gives(bought: list[tuple[str, int]], until: int, calendar: Calendar) -> None:
    first = date(2011, 1, 1)
    days = [(one, date.fromordinal(first.toordinal() + offset)) for one, offset in bought]
    as_of = date.fromordinal(first.toordinal() + until)
    months = month_starts(first, date(2011, 7, 20), calendar)
    found = read([fact(one, day) for one, day in days], as_of, months, calendar)
    seen = {
        one: sorted({month_key(day, calendar) for who, day in days if who == one and day <= as_of}) for one in "abcd"
    }
    keys = [month_key(month, calendar) for month in months if month <= as_of]
    assert [one.month for one in found.cohorts] == [month for month in months if month <= as_of]
    for place, cohort in enumerate(found.cohorts):
        members = [own for own in seen.values() if own and own[0] == keys[place]]
        assert cohort.active == tuple(sum(key in own for own in members) for key in keys[place:])
        assert cohort.size == len(members)


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_the_question_compiles_everywhere(dialect: str) -> None:
    question = next(retention(UNBOUND, date(2011, 3, 9), MONTHS, "gregorian"))
    assert "GROUP BY" in ibis.to_sql(question, dialect=dialect)
