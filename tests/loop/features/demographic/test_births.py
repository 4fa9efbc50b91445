"""Ages from years and from what is stated."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.loop.features.demographic.births import born_in, earliest_birth, first_day_of, stated
from bakhsh.specs import Demographic
from bakhsh.specs.demographic import band_names

STARTS = Demographic().age_bands


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("1983", date(1983, 7, 1)), ("1983.0", date(1983, 7, 1)), ("1362", date(1983, 9, 23)),
        ("۱۳۶۲", date(1983, 9, 23)), ("1893", date(1893, 7, 1)), ("62", None), ("1700", None), ("n/a", None),
    ],
)  # fmt: skip
def test_a_year_is_jalali_or_gregorian_by_its_range(text: str, born: date | None) -> None:
    assert born_in(text) == born


@given(st.dates(date(1930, 1, 1), date(2010, 12, 31)), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_an_age_from_the_year_alone_is_at_most_a_year_off(born: date, as_of: date) -> None:
    def years(then: date) -> int:
        return as_of.year - then.year - ((as_of.month, as_of.day) < (then.month, then.day))

    middle = born_in(str(born.year))
    assert middle is not None
    assert abs(years(middle) - years(born)) <= 1


@pytest.mark.parametrize(
    ("text", "years", "name"),
    [
        ("34", 34, None), ("۳۴", 34, None), ("34.0", 34, None), ("25-34", None, "25-34"), ("19-24", None, "18-24"),
        ("65+", None, "65+"), ("70+", None, "65+"), ("under 18", None, "under 18"), ("زیر ۱۵ سال", None, "under 18"),
        ("۳۰ تا ۳۹ سال", None, None), ("60+", None, None), ("YOLO", None, None),
    ],
)  # fmt: skip
def test_a_stated_band_is_ours_only_where_it_lies_inside_one(text: str, years: int | None, name: str | None) -> None:
    assert stated(text, STARTS) == (years, name)


@given(st.integers(0, 80), st.integers(0, 30))
def test_a_stated_band_is_never_put_where_one_of_its_ages_does_not_belong(low: int, more: int) -> None:
    _, name = stated(f"{low}-{low + more + 1}", STARTS)
    ends = dict(zip(band_names(STARTS), zip((0, *STARTS), (*STARTS, 999), strict=True), strict=True))
    if name is not None:
        assert ends[name][0] <= low
        assert low + more + 1 < ends[name][1]


def test_an_age_stated_on_a_day_grows_since() -> None:
    assert stated("34", STARTS, since=3) == (37, None)


@given(st.dates(date(1930, 1, 1), date(2010, 12, 31)), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_nobody_is_born_before_the_earliest_day_that_his_age_or_year_allows(born: date, on: date) -> None:
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    assert 0 <= (born - earliest_birth(years, on)).days <= 365
    first = first_day_of(str(born.year))
    assert first is not None
    assert 0 <= (born - first).days <= 365


def test_a_jalali_year_begins_at_nowruz() -> None:
    assert (first_day_of("1403"), first_day_of("۱۴۰۲"), first_day_of("62")) == (
        date(2024, 3, 20),
        date(2023, 3, 21),
        None,
    )
