"""Calls become columns named by their meaning."""

from __future__ import annotations

from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bakhsh.conditions import (
    Between,
    Call,
    Filter,
    Last,
    Lifted,
    Membership,
    Window,
    bounds,
    fingerprint,
    lift,
    parse,
    parse_value,
    show,
)
from bakhsh.errors import BadCondition, UnknownName
from bakhsh.tables import Type

AS_OF = date(2011, 5, 31)


def only(text: str) -> Lifted:
    (found,), _ = lift(parse(text))
    return found


def test_a_call_is_understood_and_leaves_its_column_behind() -> None:
    columns, rest = lift(parse("overdue >= 2 and spent(category = 'sport', last = '365 days') > 100"))
    (column,) = columns
    assert column.call == Call("spent", (Filter("category", "=", ("sport",)),), Last(days=365))
    assert column.call.type is Type.MONEY
    assert column.name.startswith("spent_category_sport_last_365_days_")
    assert show(rest) == f"overdue >= 2 and {column.name} > 100"


def test_a_membership_becomes_a_test_of_its_column() -> None:
    columns, rest = lift(parse("in_segment('rfm', 'champions', 'loyal')"))
    assert columns == (Lifted("segment_of_rfm", Membership("rfm")),)
    assert show(rest) == "segment_of_rfm in ('champions', 'loyal')"


def test_each_column_is_asked_for_once() -> None:
    columns, _ = lift(parse("count() > 1 and count() < 9 and in_segment('a', 'x') or in_segment('a', 'y')"))
    assert [one.name.rpartition("_")[0] for one in columns] == ["count", "segment_of"]


@pytest.mark.parametrize(
    "same",
    [
        "SPENT( Category='Sport',last='12 Months') > 1",
        "spent(last = '۱ سال', category = «sport») > 1",
    ],
)
def test_the_name_follows_the_meaning_not_the_spelling(same: str) -> None:
    assert only(same).name == only("spent(category = 'sport', last = '12 months') > 1").name


def test_names_differ_where_the_meaning_does_and_are_ascii() -> None:
    texts = [
        "count(brand = 'X') > 1", "count(brand != 'X') > 1", "count(brand = 'Y') > 1", "spent(brand = 'X') > 1",
        "count(brand = 'کفش') > 1", "count(brand = 'کیف') > 1", "count(brand = 'X', last = '1 day') > 1",
        "count(item = 'X') > 1", "count(distinct = 'item', brand = 'X') > 1", "count(brand = '" + "x" * 300 + "') > 1",
    ]  # fmt: skip
    names = [only(text).name for text in texts]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and name.isidentifier() and len(name) <= 55 for name in names)


def test_windows_and_fields_are_read() -> None:
    call = only("count(distinct = 'category', after = '2011-01-01', before = '1390/03/11') > 1").call
    assert call == Call("count", (), Between(date(2011, 1, 1), date(2011, 6, 1)), "category")
    assert call.type is Type.INTEGER
    assert only("count(branch != 'x', coupon in ('a', 'b')) > 1").call == Call(
        "count", (Filter("branch", "!=", ("x",)), Filter("coupon", "in", ("a", "b")))
    )


def test_a_call_that_cannot_be_understood_is_not_lifted() -> None:
    with pytest.raises(BadCondition):
        lift(parse("count(last = 'soon') > 1"))
    with pytest.raises(UnknownName):
        lift(parse_value("spent(colour = 'red')"))


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        (None, None, date(2011, 6, 1)),
        (Last(days=1), AS_OF, date(2011, 6, 1)),
        (Last(days=90), date(2011, 3, 3), date(2011, 6, 1)),
        (Last(months=3), date(2011, 3, 1), date(2011, 6, 1)),
        (Last(months=12), date(2010, 6, 1), date(2011, 6, 1)),
        (Between(date(2011, 1, 1), None), date(2011, 1, 1), date(2011, 6, 1)),
        (Between(None, date(2011, 5, 1)), None, date(2011, 5, 1)),
        (Between(date(2011, 1, 1), date(2012, 1, 1)), date(2011, 1, 1), date(2011, 6, 1)),
    ],
)
def test_windows_end_with_as_of(window: Window | None, start: date | None, end: date) -> None:
    assert bounds(window, AS_OF) == (start, end)


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_months_back_never_skip_or_repeat_a_day(as_of: date, months: int) -> None:
    start, end = bounds(Last(months=months), as_of)
    assert start is not None
    assert 28 * months <= (end - start).days <= 31 * months


def test_months_follow_the_calendar() -> None:
    second_of_ordibehesht = date(2024, 4, 21)
    assert bounds(Last(months=1), second_of_ordibehesht, "jalali")[0] == date(2024, 3, 22)
    assert bounds(Last(months=1), date(2024, 5, 20), "jalali")[0] == date(2024, 4, 20)
    assert bounds(Last(months=1), date(2024, 5, 20))[0] == date(2024, 4, 21)


@pytest.mark.parametrize("same", ["recency<=۳۰ AND city=«تهران»", '((recency ≤ 30.0)) and city = "تهران "'])
def test_a_fingerprint_is_of_the_meaning(same: str) -> None:
    assert fingerprint(parse(same)) == fingerprint(parse("recency <= 30 and city = 'تهران'"))


def test_fingerprints_tell_meanings_apart() -> None:
    texts = [
        "a = 1",
        "a = 2",
        "b = 1",
        "a != 1",
        "not a = 1",
        "a = 'x'",
        "a = 'y'",
        "a = 1 and b = 1",
        "a = 1 or b = 1",
    ]
    assert len({fingerprint(parse(text)) for text in texts}) == len(texts)
