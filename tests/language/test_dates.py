"""Two calendars over one line of days."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.dates import (
    add_months,
    jalali_to_gregorian,
    month_key,
    month_starts,
    parse_day,
    show_date,
    show_datetime,
    show_month,
)
from bakhsh.language.locale import ENGLISH, PERSIAN, Calendar, locale_for

DAYS = st.dates(date(1921, 3, 21), date(2070, 1, 1))
CALENDARS = st.sampled_from(["gregorian", "jalali"])


def test_every_day_of_1300_to_1450_is_the_civil_calendars() -> None:
    day, last = date(1921, 3, 21), date(2072, 3, 19)
    while day <= last:
        jalali = jdatetime.GregorianToJalali(day.year, day.month, day.day)
        assert jalali_to_gregorian(jalali.jyear, jalali.jmonth, jalali.jday) == day
        assert month_key(day, "jalali") == (jalali.jyear, jalali.jmonth)
        day += timedelta(days=1)


def test_no_day_is_found_that_the_civil_calendar_lacks() -> None:
    for year in range(1300, 1451):
        found = [jalali_to_gregorian(year, month, day) for month in range(1, 13) for day in range(1, 32)]
        days = [day for day in found if day is not None]
        assert len(days) == (366 if jdatetime.date(year, 1, 1).isleap() else 365)
        assert days == [days[0] + timedelta(days=offset) for offset in range(len(days))]


@pytest.mark.parametrize(
    ("year", "month", "day", "found"),
    [
        (1403, 2, 15, date(2024, 5, 4)),
        (1357, 11, 22, date(1979, 2, 11)),
        (1403, 12, 30, date(2025, 3, 20)),
        (1300, 1, 1, date(1921, 3, 21)),
        (1, 1, 1, date(622, 3, 21)),
        (1402, 12, 30, None),
        (1403, 7, 31, None),
        (1403, 13, 1, None),
        (1403, 0, 1, None),
        (1403, 1, 0, None),
        (1403, 1, 32, None),
        (0, 1, 1, None),
        (9377, 12, 29, date(9999, 3, 19)),
        (9378, 1, 1, None),
        (-5, 1, 1, None),
    ],
)
def test_only_days_of_the_calendar_are_found(year: int, month: int, day: int, found: date | None) -> None:
    assert jalali_to_gregorian(year, month, day) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1403/02/15", date(2024, 5, 4)),
        ("۱۴۰۳-۰۲-۱۵", date(2024, 5, 4)),
        ("۱۴۰۳/۲/۵", date(2024, 4, 24)),
        ("2024-05-04", date(2024, 5, 4)),
        (" 2024.5.4 ", date(2024, 5, 4)),
        ("1402/12/30", None),
        ("2023-02-29", None),
        ("15/02/1403", None),
        ("03/02/15", None),
        ("1403/02-15", None),
        ("1403/02", None),
        ("yesterday", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
def test_a_typed_day_is_read_whatever_the_project_counts_in(text: str, found: date | None, calendar: Calendar) -> None:
    assert parse_day(text, calendar) == found


def test_the_calendar_decides_where_the_year_does_not() -> None:
    assert parse_day("1700-01-01", "gregorian") == date(1700, 1, 1)
    assert parse_day("0900-01-01", "jalali") == jalali_to_gregorian(900, 1, 1)


def test_days_are_shown_in_the_readers_calendar() -> None:
    day = date(2024, 5, 4)
    assert show_date(day, ENGLISH) == "4 May 2024"
    assert show_date(day, PERSIAN) == "۱۵ اردیبهشت ۱۴۰۳"
    assert show_date(day, locale_for("en", calendar="jalali")) == "15 Ordibehesht 1403"
    assert show_date(day, locale_for("fa", calendar="gregorian")) == "۴ مه ۲۰۲۴"
    assert show_month(day, ENGLISH) == "May 2024"
    assert show_month(day, PERSIAN) == "اردیبهشت ۱۴۰۳"
    assert show_datetime(datetime(2024, 5, 4, 9, 5), ENGLISH) == "4 May 2024, 09:05"
    assert show_datetime(datetime(2024, 5, 4, 9, 5), PERSIAN) == "۱۵ اردیبهشت ۱۴۰۳، ۰۹:۰۵"


def test_days_before_the_jalali_calendar_are_shown_as_gregorian() -> None:
    assert show_date(date.min, PERSIAN) == "۱ ژانویه ۱"


@given(DAYS)
def test_a_shown_jalali_day_is_jdatetimes(day: date) -> None:
    jalali = jdatetime.date.fromgregorian(date=day)
    shown = show_date(day, locale_for("en", calendar="jalali"))
    assert (shown.split()[0], shown.split()[2]) == (str(jalali.day), str(jalali.year))
    assert show_month(day, locale_for("en", calendar="jalali")) == " ".join(shown.split()[1:])


@given(st.dates(date(622, 3, 21), date(9998, 12, 31)))
def test_any_day_is_read_back_from_its_jalali_date(day: date) -> None:
    year, month = month_key(day, "jalali")
    start = month_starts(day, day, "jalali")[0]
    assert jalali_to_gregorian(year, month, (day - start).days + 1) == day


def test_months_of_a_stretch_start_where_they_start() -> None:
    assert month_starts(date(2011, 1, 15), date(2011, 3, 1), "gregorian") == [
        date(2011, 1, 1),
        date(2011, 2, 1),
        date(2011, 3, 1),
    ]
    assert month_starts(date(2024, 3, 1), date(2024, 4, 20), "jalali") == [
        date(2024, 2, 20),
        date(2024, 3, 20),
        date(2024, 4, 20),
    ]
    assert month_starts(date(2011, 3, 1), date(2011, 2, 28), "gregorian") == []


@given(DAYS, DAYS, CALENDARS)
def test_every_day_lies_in_one_month_of_the_stretch(one: date, other: date, calendar: Calendar) -> None:
    first, last = sorted((one, other))
    starts = month_starts(first, last, calendar)
    assert starts == sorted(set(starts))
    assert starts[0] <= first
    assert month_key(starts[0], calendar) == month_key(first, calendar)
    assert month_key(starts[-1], calendar) == month_key(last, calendar)
    assert all(27 < (later - earlier).days < 32 for earlier, later in pairwise(starts))


@given(DAYS, st.integers(-240, 240), CALENDARS)
def test_months_are_added_and_taken_back(day: date, months: int, calendar: Calendar) -> None:
    there = add_months(day, months, calendar)
    year, month = month_key(day, calendar)
    later_year, later_month = month_key(there, calendar)
    assert (later_year * 12 + later_month) - (year * 12 + month) == months
    assert 0 <= (day - add_months(there, -months, calendar)).days <= 3


def test_a_month_without_that_day_gives_its_last() -> None:
    assert add_months(date(2024, 1, 31), 1, "gregorian") == date(2024, 2, 29)
    assert add_months(date(2024, 9, 21), 1, "jalali") == date(2024, 10, 21)  # 31 Shahrivar, 30 Mehr
