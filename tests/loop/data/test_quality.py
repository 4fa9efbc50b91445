"""Reconciliation adds up, to the penny, whatever the files hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.data.shop import PROJECT, Ledger, source, take

from bakhsh.loop.data.fates import REASONS
from bakhsh.loop.data.policy_notes import policy_notes
from bakhsh.records import Reconciliation
from bakhsh.specs import Policy

ROWS = st.lists(
    st.fixed_dictionaries({
        "order": st.sampled_from(["A1", "A2", "A3", ""]), "customer": st.sampled_from(["X", "Y", ""]),
        "when": st.sampled_from(["2011-01-05", "2011-03-20 10:00", "2011-02-30", "2011-04-01"]),
        "pieces": st.sampled_from(["1", "2", "-1", "many"]), "price": st.sampled_from(["1", "2.5", "0", "-3", ""]),
    }),
    min_size=1, max_size=12,
)  # fmt: skip


def reconciled(*loads: list[dict[str, str]], **project: str) -> Reconciliation:
    found = [take(rows, project=replace(PROJECT, **project)) for rows in loads]  # type: ignore[arg-type]
    ledger = Ledger([one.entries for one in found], [one.rejected for one in found])
    return ledger.reconciliation(project=replace(PROJECT, **project))  # type: ignore[arg-type]


@settings(max_examples=12)
@given(st.lists(ROWS, min_size=1, max_size=3))
def test_every_row_and_every_penny_of_the_files_is_accounted_for(loads: list[list[dict[str, str]]]) -> None:
    seen = reconciled(*loads)
    found = [take(rows) for rows in loads]
    tables = [table for one in found for table in (one.entries, one.rejected)]
    money = sum(amount or 0 for table in tables for amount in table.column("amount").to_pylist())
    undated = sum(one.amount for one in seen.undated)
    assert sum(month.rows for month in seen.months) + sum(one.rows for one in seen.undated) == sum(map(len, loads))
    assert sum(month.file_amount for month in seen.months) + undated == money
    for month in seen.months:
        assert month.file_amount == sum(one.amount for one in month.exclusions) + month.sold - month.returned
        assert month.net == month.sold - month.returned
        assert month.sold >= 0
        assert month.returned >= 0


def test_an_order_read_twice_is_left_out_once_as_a_duplicate() -> None:
    month = reconciled([{}], [{}]).months[0]
    assert (month.rows, month.file_amount, month.sold) == (2, 1020, 510)
    assert [(one.reason, one.rows, one.amount) for one in month.exclusions] == [("duplicate", 1, 510)]


def test_an_order_that_a_later_load_says_otherwise_is_left_out_as_replaced() -> None:
    (month,) = reconciled([{}], [{"pieces": "3"}], [{"pieces": "3"}]).months
    assert (month.rows, month.file_amount, month.sold) == (3, 510 + 2 * 765, 765)
    assert [(one.reason, one.rows, one.amount) for one in month.exclusions] == [
        ("duplicate", 1, 765), ("replaced", 1, 510),
    ]  # fmt: skip


@settings(max_examples=12)
@given(ROWS, ROWS, ROWS)
def test_files_are_spoken_of_as_they_stand(
    first: list[dict[str, str]], again: list[dict[str, str]], other: list[dict[str, str]]
) -> None:
    found = [take(rows) for rows in (first, other, again)]
    seen = Ledger([one.entries for one in found], [one.rejected for one in found]).reconciliation(present=[2, 3])
    past, *now = found
    taken = [row for one in now for row in one.entries.to_pylist()]
    held = {row["order_id"] for row in taken}
    taken += [row for row in past.entries.to_pylist() if row["order_id"] not in held]
    refused = [row for one in now for row in one.rejected.to_pylist()]
    both = [*seen.undated, *(one for month in seen.months for one in month.exclusions)]
    left_out = Counter({one.reason: 0 for one in both})
    for one in both:
        left_out[one.reason] += one.rows
    assert {name: left_out[name] for name in REASONS if left_out[name]} == Counter(row["reason"] for row in refused)
    in_files = sum(month.file_amount for month in seen.months) + sum(one.amount for one in seen.undated)
    assert in_files == sum(row["amount"] or 0 for row in (*taken, *refused))
    rows = sum(month.rows for month in seen.months) + sum(one.rows for one in seen.undated)
    assert rows == len(taken) + len(refused)


def test_months_are_those_of_the_projects_calendar_and_none_is_missing_between() -> None:
    rows = [{"when": "2011-03-20"}, {"order": "A2", "when": "2011-03-21"}, {"order": "A3", "when": "2011-06-01"}]
    gregorian, jalali = reconciled(rows), reconciled(rows, calendar="jalali")
    assert [(month.month, month.rows) for month in gregorian.months] == [
        (date(2011, 3, 1), 2), (date(2011, 4, 1), 0), (date(2011, 5, 1), 0), (date(2011, 6, 1), 1),
    ]  # fmt: skip
    assert [month.month for month in jalali.months][:2] == [date(2011, 2, 20), date(2011, 3, 21)]
    assert [month.rows for month in jalali.months] == [1, 1, 0, 1]


def test_returns_are_counted_with_the_sales_they_undo() -> None:
    rows = [
        {"order": "A1", "when": "2011-01-05"}, {"order": "B1", "when": "2011-01-20", "pieces": "-1"},
        {"order": "B2", "when": "2011-02-20", "pieces": "-2"}, {"order": "B3", "when": "2011-02-20", "pieces": "-9"},
    ]  # fmt: skip
    seen = reconciled(rows)
    assert (seen.return_lines, seen.matched_returns, seen.of_earlier_month) == (3, 2, 1)
    assert seen.months[1].returned == 11 * 255


def test_the_policy_and_what_has_no_day_are_said_in_words() -> None:
    strict = source(policy=Policy(returns="prefix", return_prefix="C", zero_price="reject", statuses=("paid",)))
    found = take([{"when": "?", "channel": "shop"}, {}])
    seen = Ledger([found.entries], [found.rejected]).reconciliation(strict)
    assert [note.id for note in seen.notes] == [
        "data.note_undated", "policy.note_statuses", "data.note_returns_prefix", "data.note_zero_price",
    ]  # fmt: skip
    assert all(not str(note).startswith("[") for note in seen.notes)


def test_a_policy_bears_the_name_of_its_source_where_there_are_several() -> None:
    one, other = source(policy=Policy(returns="negative")), source(policy=Policy(returns="none"))
    assert [note.id for note in policy_notes([one, source(table="customers")])] == ["data.note_returns_negative"]
    both = list(policy_notes([one, other]))
    assert {note.id for note in both} == {"policy.note_of_source"}
    assert str(both[0]).startswith(f"{one.name}: A row")


def test_nothing_loaded_is_no_months() -> None:
    found = take([{"when": ""}])
    seen = Ledger([found.entries], [found.rejected]).reconciliation()
    assert seen.months == ()
    assert sum(one.rows for one in seen.undated) == 1
