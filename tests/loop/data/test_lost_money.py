"""What rejected rows say of their whole order counts as if it stood on the order's other rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.data.shop import COLUMNS, ROW, batch, source

from bakhsh.loop.data.conform import conform
from bakhsh.loop.data.lost_money import Heard, heard, with_totals
from bakhsh.loop.data.whole_orders import whole_orders
from bakhsh.specs import Policy, Project, Source

PROJECT = Project("shop", unit="GBP", timezone="Europe/London")
MAPPED = {**COLUMNS, "amount": "total", "shipping": "post"}
BAD = {"when": "never"}


def shop(*of_order: str, **policy: Any) -> Source:
    return source(MAPPED, policy=Policy(per_order=of_order, **policy))


def told(of: Source, *batches: list[dict[str, str]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], Heard | None]:
    """ENTRIES told to the end, REJECTED, and what was heard; each list is a batch of the file."""
    empty = {name: "" for name in MAPPED.values() if name not in ROW}
    found = [conform(batch([empty | row for row in rows]), of, PROJECT, str) for rows in batches]
    entries = pa.concat_tables([one.entries for one in found])
    unread = [one.unread for one in found if one.unread is not None]
    rejected = [one.rejected for one in found]
    said = heard(unread, [entries], of)
    if said is not None:
        rejected = with_totals(rejected, unread, said)
    whole = whole_orders(entries, of, said.given if said else None)
    return whole.to_pylist(), pa.concat_tables(rejected).to_pylist(), said


def added(rows: list[dict[str, Any]], name: str = "amount") -> int:
    return sum(row[name] or 0 for row in rows)


def test_the_total_on_a_rejected_first_row_is_shared_over_the_other_rows() -> None:
    of = shop("amount")
    rows = [{"total": "100.00", "price": "20", **BAD}, {"item": "P2", "price": "5", "total": ""},
            {"item": "P3", "price": "15", "total": ""}]  # fmt: skip
    entries, rejected, said = told(of, rows)
    assert sorted(row["amount"] for row in entries) == [2500, 7500], "the rejected row keeps no share"
    assert [row["amount"] for row in rejected] == [0], "what the file says adds up"
    assert {row["doubt"] for row in entries} == {None}
    assert said is not None
    assert (said.shared, said.lost) == ({"order_amount": 1}, {})


def test_it_makes_no_difference_whether_the_other_rows_say_it_too() -> None:
    of = shop("amount", "discount", "shipping")
    first = {"total": "100.00", "off": "4", "post": "3", "price": "20", **BAD}
    for price in ("5", "7"):
        silent = told(of, [first, {"item": "P2", "price": price}, {"item": "P3", "price": "15"}])
        same = {"total": "100.00", "off": "4", "post": "3"}
        spoken = told(of, [first, {**same, "item": "P2", "price": price}, {**same, "item": "P3", "price": "15"}])
        assert silent[:2] == spoken[:2]


def test_rejected_rows_that_disagree_are_a_doubt_and_the_largest_counts() -> None:
    rows = [{"post": "5", **BAD}, {"post": "7", "item": "P2", **BAD}, {"item": "P3"}]
    entries, _, _ = told(shop("shipping"), rows)
    assert [(row["amount"], row["doubt"]) for row in entries] == [(510 + 700, "shipping")]
    agreed, _, said = told(shop("shipping"), [*rows, {"item": "P4", "post": "6"}])
    assert added(agreed) == 2 * 510 + 600, "rows that were taken have the word"
    assert {row["doubt"] for row in agreed} == {None}
    assert said is not None
    assert said.shared == {}


def test_what_is_no_number_is_lost_and_told() -> None:
    entries, _, said = told(shop("amount"), [{"total": "1oo"}, {"item": "P2", "price": "5", "pieces": "1"}])
    assert added(entries) == 500
    assert said is not None
    assert (said.shared, said.lost) == ({}, {"order_amount": 1})
    _, _, said = told(shop("amount"), [{"total": "1oo"}, {"item": "P2", "total": "9"}])
    assert said is not None
    assert said.lost == {}, "another row says it"


def test_an_order_of_which_no_row_was_taken_has_its_total_among_the_rejected_once() -> None:
    rows = [{"total": "100", "price": "60", **BAD}, {"total": "100", "price": "40", "item": "P2", **BAD}]
    entries, rejected, _ = told(shop("amount"), rows, [{"order": "A2", "total": "9"}])
    assert added(entries) == 900
    assert sorted(row["amount"] for row in rejected) == [0, 10000]


CELL = st.sampled_from(["", "0", "1", "2.50", "10", "x"])
ROWS = st.lists(
    st.fixed_dictionaries({
        "order": st.sampled_from(["A1", "A2"]), "item": st.sampled_from(["P1", "P2"]), "total": CELL, "post": CELL,
        "price": st.sampled_from(["1", "2.55"]), "when": st.sampled_from([ROW["when"], "never"]),
    }),
    min_size=1, max_size=7,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(ROWS, st.randoms(use_true_random=False), st.booleans())
def test_how_the_file_was_cut_and_shuffled_changes_nothing(
    rows: list[dict[str, str]], random: Any, totals: bool
) -> None:
    of = shop("amount", "shipping") if totals else shop("shipping")
    shuffled = random.sample(rows, len(rows))
    cut = random.randint(0, len(rows))
    parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]
    one, other = told(of, rows), told(of, *parts)

    def content(found: list[dict[str, Any]]) -> list[str]:
        return sorted(str({name: row[name] for name in row if name not in ("file_line", "line")}) for row in found)

    assert content(one[0]) == content(other[0])
    assert added(one[1]) == added(other[1])
    assert (one[2] is None) == (other[2] is None)
    if one[2] is not None and other[2] is not None:
        assert (one[2].shared, one[2].lost) == (other[2].shared, other[2].lost)


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_every_order_with_a_row_has_its_total_and_no_other_money(rows: list[dict[str, str]]) -> None:
    entries, rejected, _ = told(shop("amount"), rows)
    orders = {row["order_id"] for row in entries}
    for order in {row["order"] for row in rows}:
        mine = [(place, row) for place, row in enumerate(rows, 2) if row["order"] == order]
        taken = [row for _, row in mine if row["when"] != "never" and "x" not in row.values()]
        largest = _largest(taken) or _largest(row for _, row in mine)
        if order in orders:
            if largest:
                assert added([row for row in entries if row["order_id"] == order]) == largest
        elif largest:
            lines = [place for place, _ in mine]
            assert added([row for row in rejected if row["line"] in lines]) == largest


def _largest(rows: Iterable[dict[str, str]]) -> int:
    return max((round(float(row["total"]) * 100) for row in rows if row["total"] not in ("", "x")), default=0)


@pytest.mark.parametrize("policy", [{}, {"counts": ()}])
def test_charges_of_the_order_are_heard_alike(policy: dict[str, Any]) -> None:
    entries, _, _ = told(shop("shipping", **policy), [{"post": "3", **BAD}, {"item": "P2"}, {"item": "P3"}])
    assert added(entries) + added(entries, "shipping") == 2 * 510 + 300
