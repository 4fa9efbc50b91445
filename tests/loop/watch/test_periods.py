"""When periods begin."""

from __future__ import annotations

from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bakhsh.language.locale import Calendar
from bakhsh.loop.watch.periods import PERIODS, next_start, starts


@pytest.mark.parametrize(
    ("period", "calendar", "found"),
    [
        ("month", "gregorian", [date(2011, 2, 1), date(2011, 3, 1), date(2011, 4, 1)]),
        ("quarter", "gregorian", [date(2011, 1, 1), date(2011, 4, 1)]),
        ("quarter", "jalali", [date(2010, 12, 22), date(2011, 3, 21)]),
        ("month", "jalali", [date(2011, 1, 21), date(2011, 2, 20), date(2011, 3, 21)]),
    ],
)
def test_periods_begin_as_the_calendar_has_them(period: str, calendar: Calendar, found: list[date]) -> None:
    assert starts(date(2011, 2, 15), date(2011, 4, 2), period, calendar) == found


def test_weeks_begin_on_monday_or_on_saturday() -> None:
    assert starts(date(2011, 2, 15), date(2011, 2, 21), "week", "gregorian") == [date(2011, 2, 14), date(2011, 2, 21)]
    assert starts(date(2011, 2, 15), date(2011, 2, 21), "week", "jalali") == [date(2011, 2, 12), date(2011, 2, 19)]


@given(
    st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 900), st.sampled_from(PERIODS),
    st.sampled_from(["gregorian", "jalali"]),
)  # fmt: skip
def test_every_day_lies_in_exactly_one_period(first: date, days: int, period: str, calendar: Calendar) -> None:
    last = first + timedelta(days=days)
    found = starts(first, last, period, calendar)
    assert found[0] <= first
    assert found[-1] <= last < next_start(found[-1], period, calendar)
    assert [next_start(one, period, calendar) for one in found[:-1]] == found[1:]
