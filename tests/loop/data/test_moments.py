"""Dates in every form, and the clocks of a place; each against the standard library's or another library's reading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import jdatetime
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.digits import to_persian
from bakhsh.loop.data.cells import distinct
from bakhsh.loop.data.moments import Moments, read_moments
from bakhsh.loop.data.zones import to_instant, to_local

# A file has no word for the second of two hours when clocks go back: Hypothesis has (`fold`).
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30)).map(lambda time: time.replace(fold=0))
ZONES = ("UTC", "Europe/London", "Asia/Tehran", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca")


def read(texts: list[str], form: str = "", zone: str = "UTC") -> Moments:
    return read_moments(distinct(pa.chunked_array([pa.array(texts, pa.string())])), form, zone)


@pytest.mark.parametrize(
    "form",
    ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%Y%m%d", "%d-%b-%Y", "%d %B %Y %I:%M %p", "%Y-%m-%dT%H:%M:%S.%f",
     "%d.%m.%y"],
)  # fmt: skip
@given(st.lists(TIMES, min_size=1, max_size=8))
def test_a_form_reads_what_strftime_writes(form: str, times: list[datetime]) -> None:
    if "%y" in form:
        times = [time.replace(year=1970 + time.year % 98, day=min(time.day, 28)) for time in times]
    texts = [time.strftime(form) for time in times]
    assert read(texts, form).local.to_pylist() == [datetime.strptime(text, form) for text in texts]


@given(st.lists(TIMES, min_size=1, max_size=8), st.sampled_from(["-", "/", "."]))
def test_iso_dates_are_read_with_and_without_time_and_zeros(times: list[datetime], mark: str) -> None:
    texts = [f"{time.year}{mark}{time.month}{mark}{time.day} {time.hour}:{time.minute:02}" for time in times]
    texts += [f"{time:%Y-%m-%d}" for time in times]
    wanted = [time.replace(second=0, microsecond=0) for time in times]
    wanted += [time.replace(hour=0, minute=0, second=0, microsecond=0) for time in times]
    assert read(texts).local.to_pylist() == wanted


@given(st.dates(datetime(1970, 1, 2).date(), datetime(2060, 1, 1).date()), st.integers(0, 1439), st.booleans())
def test_jalali_dates_are_read_by_number_and_by_name(day: object, minute: int, persian: bool) -> None:
    jalali = jdatetime.date.fromgregorian(date=day)
    clock = f"{minute // 60:02}:{minute % 60:02}"
    numbers = f"{jalali.year}/{jalali.month:02}/{jalali.day:02} {clock}"
    name = jdatetime.date.j_months_en[jalali.month - 1]
    wanted = datetime.fromisoformat(f"{day} {clock}")
    shown = to_persian(numbers) if persian else numbers
    assert read([shown], "jalali").local.to_pylist() == [wanted]
    assert read([f"{jalali.year}-{name}-{jalali.day}"], "jalali").local[0].as_py().date() == day
    reversed_form = f"{jalali.day}/{jalali.month}/{jalali.year}"
    assert read([reversed_form], "jalali %d/%m/%Y").local[0].as_py().date() == day


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31/11/2011", "%d/%m/%Y"), ("29/02/2011", "%d/%m/%Y"), ("2011-12-01 24:00", ""), ("2011-12-01 23:60", ""),
        ("1403/12/31", "jalali"), ("1403/13/01", "jalali"), ("1403-Nowruz-1", "jalali"), ("40878", ""),
        ("1/2/2011 10:00", "%d/%m/%Y"), ("1/2/2011", "%d/%m/%Y %H:%M"), ("13:00 PM", "%I:%M %p"), ("2011-12-01x", ""),
    ],
)  # fmt: skip
def test_what_no_calendar_and_no_clock_shows_is_not_read(text: str, form: str) -> None:
    found = read([text, ""], form)
    assert found.bad.to_pylist() == [True, False]
    assert found.local.to_pylist() == [None, None]


def test_one_bad_date_spoils_no_other() -> None:
    texts = ["2011-12-01 08:26", "never", "1901-01-01", "2500-01-01", "2011-12-02"]
    found = read(texts)
    assert found.local.to_pylist() == [datetime(2011, 12, 1, 8, 26), None, None, None, datetime(2011, 12, 2)]
    assert found.impossible.to_pylist() == [False, False, True, True, False]


@given(st.lists(TIMES, min_size=1, max_size=8), st.sampled_from(ZONES))
def test_instants_follow_the_clocks_of_the_place(times: list[datetime], zone: str) -> None:
    local = np.array(times, dtype="datetime64[us]").astype(np.int64)
    wanted = [time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) for time in times]
    assert to_instant(local, zone).astype("datetime64[us]").tolist() == wanted
    shown = [time.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for time in times]
    assert to_local(local, zone).astype("datetime64[us]").tolist() == shown


@pytest.mark.parametrize("zone", ZONES)
def test_the_hours_around_a_change_of_clocks_are_read_as_the_first_of_two(zone: str) -> None:
    start = datetime(2019, 1, 1)
    times = [start + timedelta(minutes=15 * quarter) for quarter in range(4 * 24 * 365)]
    wanted = [time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) for time in times]
    local = np.array(times, dtype="datetime64[us]").astype(np.int64)
    assert to_instant(local, zone).astype("datetime64[us]").tolist() == wanted
