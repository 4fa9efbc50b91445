"""Which form a column of dates is written in; what the form is good for is asked of the reader itself."""

from __future__ import annotations

import pyarrow as pa
import pytest

from bakhsh.edges.sources.date_forms import date_form
from bakhsh.loop.data.cells import distinct
from bakhsh.loop.data.moments import read_moments


@pytest.mark.parametrize(
    ("values", "form", "either"),
    [
        (["1403/02/15", "2024-05-04"], "either", ""),
        (["15/02/1403", "05/06/1403", "03/04/2024"], "either %d/%m/%Y", ""),
        (["99/01/05", "99/02/31", "00/03/15"], "jalali %y/%m/%d", ""),
        (["12/03/24", "30/11/23"], "%d/%m/%y", "%y/%m/%d"),
        (["05/02/15", "05/02/17"], "jalali %y/%m/%d", "%d/%m/%y"),
        (["۱۵ اردیبهشت ۱۴۰۳", "۳ دی ۱۴۰۲ ساعت ۱۲:۰۰"], "jalali", ""),
        (["14030215", "14030631"], "jalali", ""),
        (["May 4, 2024", "June 13, 2024 10:00"], "", ""),
        (["1/2/2019 1:05 ب.ظ", "13/2/2019 11:05 ق.ظ"], "%d/%m/%Y %I:%M %p", ""),
    ],
)
def test_a_form_is_found_and_reads_all_it_was_found_in(values: list[str], form: str, either: str) -> None:
    found = date_form(values)
    assert found is not None
    assert (found.form, found.either) == (form, either)
    read = read_moments(distinct(pa.chunked_array([pa.array(values)])), found.form, "UTC")
    assert read.local.null_count == 0


def test_two_calendars_in_one_column_are_counted() -> None:
    found = date_form(["1403/02/15", "1403/02/16", "2024-05-04"])
    assert found is not None
    assert (found.mixed, found.jalali, found.gregorian) == (True, 2, 1)


def test_the_year_is_the_number_that_changes_least() -> None:
    values = [f"03/{month:02}/{day:02}" for month in range(1, 13) for day in range(1, 30)]
    found = date_form(values)
    assert found is not None
    assert (found.form, found.either) == ("jalali %y/%m/%d", "")


def test_a_number_is_a_day_only_where_it_may_be_one() -> None:
    assert date_form(["45416", "45417.5"]) is None
    found = date_form(["45416", "45417.5"], serials=True)
    assert found is not None
    assert found.form == "excel"
