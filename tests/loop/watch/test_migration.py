"""Every customer's place before and after, and what moved him."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import hypothesis.strategies as st
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from tests.loop.watch.answering import answered, asked

from bakhsh.loop.watch.migration import Rulers, moved, moves
from bakhsh.records import CAUSES, Move

PLACED = {"customer_id": "string", "segment": "string", "value": "int64"}
RULED = {"customer_id": "string", "segment": "string"}
BEFORE, AFTER = ibis.table(PLACED, name="before"), ibis.table(PLACED, name="after")
OLD, STEADY = ibis.table(RULED, name="old"), ibis.table(RULED, name="steady")
RULERS = Rulers(OLD, STEADY)

Places = Mapping[str, tuple[str, int]]


def placed(places: Places) -> pa.Table:
    schema = pa.schema([("customer_id", pa.string()), ("segment", pa.string()), ("value", pa.int64())])
    rows = [{"customer_id": who, "segment": place, "value": value} for who, (place, value) in places.items()]
    return pa.Table.from_pylist(rows, schema)


def tables(before: Places, after: Places, old: Places, steady: Places) -> dict[str, pa.Table]:
    named = {"before": before, "after": after, "old": old, "steady": steady}
    return {name: placed(places) for name, places in named.items()}


def found(before: Places, after: Places, old: Places = {}, steady: Places = {}) -> dict[str, Any]:  # noqa: B006
    answer = asked(moved(BEFORE, AFTER, RULERS), tables(before, after, old, steady))
    return {row["customer_id"]: row for row in answer.to_pylist()}


def test_the_first_cause_that_is_so_counts() -> None:
    before = dict.fromkeys(("stays", "ruler", "both", "market", "himself", "gone"), ("a", 1))
    after = dict.fromkeys(("ruler", "both", "market", "himself", "new"), ("b", 2)) | {"stays": ("a", 5)}
    old = {"ruler": ("a", 0), "both": ("a", 0), "market": ("b", 0), "himself": ("c", 0), "stays": ("b", 0)}
    steady = {"ruler": ("b", 0), "both": ("a", 0), "market": ("a", 0), "himself": ("b", 0)}
    causes = {who: row["cause"] for who, row in found(before, after, old, steady).items()}
    assert causes == {
        "stays": "stayed", "ruler": "definition", "both": "definition", "market": "market", "himself": "behaviour",
        "gone": "left", "new": "arrived",
    }  # fmt: skip


def test_money_stands_in_the_cell_before_and_after() -> None:
    before: Places = {"ann": ("a", 100), "bob": ("a", 50), "cyd": ("b", 7)}
    after: Places = {"ann": ("b", 160), "bob": ("a", 50), "dan": ("b", 30)}
    cells = answered(moves(moved(BEFORE, AFTER, Rulers())), tables(before, after, {}, {}))
    money = {(one.from_segment, one.to_segment): (one.value_before, one.value_after) for one in cells}
    assert money == {("a", "b"): (100, 160), ("a", "a"): (50, 50), ("b", ""): (7, 0), ("", "b"): (0, 30)}


PLACES = st.dictionaries(
    st.sampled_from([f"c{number}" for number in range(30)]),
    st.tuples(st.sampled_from(["best", "fair", "gone"]), st.integers(-50, 500)),
)


@settings(max_examples=40, deadline=None)
@given(PLACES, PLACES, PLACES, PLACES)
def test_rows_add_up_to_the_earlier_snapshot_and_columns_to_the_later(
    before: Places, after: Places, old: Places, steady: Places
) -> None:
    cells = answered(moves(moved(BEFORE, AFTER, RULERS)), tables(before, after, old, steady))
    for places, side, money in ((before, "from_segment", "value_before"), (after, "to_segment", "value_after")):
        for segment in ("best", "fair", "gone"):
            inside = [value for place, value in places.values() if place == segment]
            there = [one for one in cells if getattr(one, side) == segment]
            assert sum(one.customers for one in there) == len(inside)
            assert sum(getattr(one, money) for one in there) == sum(inside)
    assert sum(one.customers for one in cells) == len({*before, *after})
    assert all(sum(one.causes.values()) == one.customers for one in cells)
    assert all(set(one.causes) <= {*CAUSES, "stayed"} for one in cells)


@settings(max_examples=15, deadline=None)
@given(PLACES)
def test_an_unchanged_shop_gives_a_diagonal(places: Places) -> None:
    cells = answered(moves(moved(BEFORE, AFTER, RULERS)), tables(places, places, {}, {}))
    assert all(one.from_segment == one.to_segment and one.causes == {"stayed": one.customers} for one in cells)


def test_shares_are_of_the_segment_they_came_from_with_their_interval() -> None:
    before: Places = {f"c{number}": ("best", 0) for number in range(20)}
    after: Places = {f"c{number}": ("fair" if number < 5 else "best", 0) for number in range(20)} | {"d": ("fair", 0)}
    cells = answered(moves(moved(BEFORE, AFTER, Rulers())), tables(before, after, {}, {}))
    shares = {(one.from_segment, one.to_segment): one.share for one in cells}
    gone = shares["best", "fair"]
    assert gone is not None
    assert (gone.estimate, gone.low < 0.25 < gone.high, gone.level) == (0.25, True, 0.90)
    assert shares["", "fair"] is None


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_every_engine_can_be_asked(dialect: str) -> None:
    question = next(moves(moved(BEFORE, AFTER, RULERS)))
    assert "FULL OUTER JOIN" in ibis.to_sql(question, dialect=dialect).upper()


def test_nobody_moves_between_two_empty_days() -> None:
    cells: tuple[Move, ...] = answered(moves(moved(BEFORE, AFTER, RULERS)), tables({}, {}, {}, {}))
    assert cells == ()
