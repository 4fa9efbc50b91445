"""How long ago is read, counted back, and gives a column its name."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import hypothesis.strategies as st
import ibis
import pytest
from hypothesis import given

from bakhsh.conditions import (
    Last,
    Lifted,
    Membership,
    Names,
    check,
    day_ago,
    evaluate,
    fingerprint,
    lift,
    parse,
    show,
    to_ibis,
)
from bakhsh.conditions.ago import read_ago, shown_ago
from bakhsh.errors import BadCondition
from bakhsh.language.dates import add_months


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 month ago", Last(months=1)),
        ("90 days ago", Last(days=90)),
        ("  2 Weeks AGO ", Last(days=14)),
        ("۳ ماه پیش", Last(months=3)),
        ("۱ سال قبل", Last(months=12)),
        ("2011-05-31", date(2011, 5, 31)),
        ("۱۳۹۰/۰۳/۱۰", date(2011, 5, 31)),
        ("1 month", None),
        ("0 days ago", None),
        ("long ago", None),
        ("", None),
    ],
)
def test_times_past_are_read_in_both_languages(text: str, found: Last | date | None) -> None:
    assert read_ago(text) == found


@pytest.mark.parametrize(
    ("as_of", "months", "day"),
    [
        (date(2011, 4, 30), 1, date(2011, 3, 31)),
        (date(2011, 3, 31), 1, date(2011, 2, 28)),
        (date(2012, 2, 29), 12, date(2011, 2, 28)),
        (date(2011, 2, 28), 12, date(2010, 2, 28)),
        (date(2011, 12, 9), 1, date(2011, 11, 9)),
        (date(2011, 3, 30), 1, date(2011, 2, 28)),
    ],
)
def test_ends_of_months_meet(as_of: date, months: int, day: date) -> None:
    assert day_ago(Last(months=months), as_of, "gregorian") == day


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.integers(1, 40), st.sampled_from(["jalali", "gregorian"]))
def test_months_ago_lie_that_far_back_and_the_last_day_stays_the_last(as_of: date, months: int, calendar: str) -> None:
    kind = "jalali" if calendar == "jalali" else "gregorian"
    day = day_ago(Last(months=months), as_of, kind)
    assert abs((day - add_months(as_of, -months, kind)).days) <= 3
    first = add_months(as_of + timedelta(days=1), -months, kind)
    assert day < first or add_months(as_of, 0, kind) == as_of


def test_a_day_and_days_are_counted_as_they_are() -> None:
    assert day_ago(Last(days=90), date(2011, 5, 31), "jalali") == date(2011, 3, 2)
    assert day_ago(date(2010, 1, 1), date(2011, 5, 31), "jalali") == date(2010, 1, 1)


def test_the_column_says_which_place_and_when() -> None:
    (column,), rest = lift(parse("was_in_segment('value', 'champions', 'loyal', '1 month ago')"))
    assert column == Lifted("segment_1_months_before_of_value", Membership("value", Last(months=1)))
    assert show(rest) == "segment_1_months_before_of_value in ('champions', 'loyal')"
    names = {
        lift(parse(f"was_in_segment('v', 'x', '{ago}')"))[0][0].name
        for ago in ("1 month ago", "1 day ago", "2011-05-31", "1 year ago")
    }
    assert len(names | {"segment_of_v"}) == 5


def test_one_meaning_has_one_fingerprint() -> None:
    one = fingerprint(parse("was_in_segment('value', 'x', '1 year ago')"))
    assert one == fingerprint(parse("was_in_segment( 'value','x' , '۱۲ ماه پیش')"))
    assert one != fingerprint(parse("was_in_segment('value', 'x', '1 month ago')"))
    assert one != fingerprint(parse("in_segment('value', 'x')"))
    assert shown_ago(date(2011, 5, 31)) == "2011-05-31"


def test_a_time_that_nobody_can_read_is_refused_with_an_example() -> None:
    with pytest.raises(BadCondition, match="At column 30") as refused:
        lift(parse("was_in_segment('value', 'x', 'soon')"))
    assert "1 month ago" in str(refused.value.hint)


def test_engine_and_python_agree_on_where_a_customer_was() -> None:
    text = "was_in_segment('value', 'Champions', '1 month ago') and not in_segment('value', 'champions')"
    condition = parse(text)
    table = ibis.table({"segment_of_value": "string", "segment_1_months_before_of_value": "string"}, name="places")
    question = ibis.to_sql(table.select(found=to_ibis(condition, table, {}, 1)), dialect="duckdb")
    with duckdb.connect() as connection:
        connection.sql("create table places(segment_of_value text, segment_1_months_before_of_value text)")
        connection.sql(
            "insert into places values ('lost','champions'),('champions','champions'),(null,null),('a',null)"
        )
        found = [row[0] for row in connection.sql(question).fetchall()]
        rows = connection.sql("from places").to_arrow_table().to_pylist()
    assert found == [True, False, False, False]
    assert found == [evaluate(condition, row, {}, 1) for row in rows]


def test_check_finds_a_time_that_cannot_be_read_beside_every_other_mistake() -> None:
    names = Names(segmentations={"value": frozenset({"champions"})})
    found = check(parse("was_in_segment('value', 'champion', 'long ago')"), names)
    assert [one.sentence.id for one in found] == ["migration.ago_not_understood", "conditions.unknown_segment"]
    assert check(parse("was_in_segment('value', 'champions', '1 year ago')"), names) == ()
