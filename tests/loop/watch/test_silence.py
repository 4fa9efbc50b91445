"""How long customers keep buying, and who comes back."""

from __future__ import annotations

from datetime import date, timedelta

import hypothesis.strategies as st
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from tests.loop.watch.answering import answered
from tests.loop.watch.test_retention import fact

from bakhsh.loop.watch.silence import survival
from bakhsh.records import Returned, Survival
from bakhsh.tables import FACTS

UNBOUND = FACTS.unbound()
START = date(2011, 1, 1)
MONTHS = [date(2011, month, 1) for month in range(1, 7)]


def read(days: dict[str, list[int]], as_of: int, silent: int) -> Survival:
    """Of customers who bought so many days after the first of January."""
    rows = [fact(who, START + timedelta(days=day)) for who, each in days.items() for day in each]
    questions = survival(UNBOUND, START + timedelta(days=as_of), silent, MONTHS)
    return answered(questions, {"facts": pa.Table.from_pylist(rows, FACTS.schema())})


def test_a_table_worked_by_hand() -> None:
    # ann: silent for 40 days after day 10, lost on day 41, back on day 50. bob: lost 31 days after his
    # only purchase. cyd buys to the end; dan came 20 days ago: both still buy.
    found = read({"ann": [0, 10, 50, 75, 90], "bob": [5], "cyd": [0, 30, 60, 90], "dan": [80]}, as_of=100, silent=30)
    assert (found.customers, found.lost, found.median) == (4, 2, 41)
    assert [(one.time, one.at_risk, one.lost) for one in found.steps] == [(31, 3, 1), (41, 2, 1)]
    assert [one.share.estimate for one in found.steps] == pytest.approx([2 / 3, 1 / 3])
    assert found.returned == (
        Returned(MONTHS[0], 0, 0, 0, None),
        Returned(MONTHS[1], 2, 2, 1, 0.5),
        Returned(MONTHS[2], 1, 0, 0, 0.0),
        Returned(MONTHS[3], 1, 0, 0, 0.0),
    )


def test_silence_for_exactly_so_many_days_is_not_lost() -> None:
    assert read({"ann": [0, 30]}, as_of=60, silent=30).lost == 0
    assert read({"ann": [0, 31]}, as_of=60, silent=30).lost == 1
    assert read({"ann": [0, 30]}, as_of=61, silent=30).lost == 1


def test_a_purchase_that_was_taken_back_is_none() -> None:
    undone = [fact("ann", START), fact("ann", START + timedelta(days=20), undone_on=START + timedelta(days=25))]
    questions = survival(UNBOUND, START + timedelta(days=40), 30, MONTHS)
    found = answered(questions, {"facts": pa.Table.from_pylist(undone, FACTS.schema())})
    assert (found.customers, found.lost) == (1, 1)


def test_a_shop_without_a_purchase_has_no_curve() -> None:
    found = read({}, as_of=30, silent=30)
    assert (found.customers, found.steps, found.median) == (0, (), None)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.lists(st.integers(0, 90), min_size=1, max_size=6)),
    st.integers(5, 40),
    st.integers(60, 95),
)
def test_later_days_never_move_whom_the_past_had_lost(days: dict[str, list[int]], silent: int, as_of: int) -> None:
    days = {who: sorted(set(each)) for who, each in days.items()}
    known = {who: [day for day in each if day <= as_of] for who, each in days.items()}
    assert read(days, as_of, silent) == read({who: each for who, each in known.items() if each}, as_of, silent)
    found = read(days, as_of, silent)
    lost = sum(
        any(later - day > silent for day, later in zip(each, [*each[1:], as_of], strict=True))
        for each in known.values() if each
    )  # fmt: skip
    assert found.lost == lost
    assert all(one.back <= one.lost and one.newly <= one.lost for one in found.returned)


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_every_engine_can_be_asked(dialect: str) -> None:
    questions = survival(UNBOUND, START, 30, MONTHS)
    assert ibis.to_sql(next(questions), dialect=dialect)
    assert ibis.to_sql(questions.send(pa.table({"time": [], "lost": [], "customers": []})), dialect=dialect)
