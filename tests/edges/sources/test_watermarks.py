"""How far a source has been read, as text and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.edges.sources import watermarks
from bakhsh.edges.sources.watermarks import Mark

MARKS = st.one_of(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.integers(0, 2**63),
    st.decimals(0, 10**9, places=3),
    st.sampled_from(["2024-05-04", "2024-05-04 10:00", "1403/02/15", "20240504"]),
)


@given(MARKS)
def test_a_mark_comes_back_as_it_was_written(mark: Mark) -> None:
    assert watermarks.from_text(watermarks.to_text(mark)) == mark
    assert type(watermarks.from_text(watermarks.to_text(mark))) is type(mark)


@given(MARKS, st.integers(0, 400))
def test_looking_back_never_goes_forward(mark: Mark, days: int) -> None:
    assert watermarks.later(watermarks.back(mark, days), mark) == mark


@pytest.mark.parametrize(
    ("mark", "days", "before"),
    [
        (datetime(2024, 3, 1, 12), 3, datetime(2024, 2, 27, 12)),
        (date(2024, 3, 1), 1, date(2024, 2, 29)),
        (4711, 3, 4711),
        ("2024-03-01 12:30:00", 1, "2024-02-29"),
        ("1403/01/02 09:00", 3, "1402/12/28"),
        ("20240301", 0, "20240301"),
        ("2024.01.01", 1, "2023.12.31"),
    ],
)
def test_so_many_days_before(mark: Mark, days: int, before: Mark) -> None:
    assert watermarks.back(mark, days) == before


@pytest.mark.parametrize("value", [True, "4/5/2024", "order-17", "2024-5-4", "", None, b"x", "2024-13-01"])
def test_what_does_not_grow_is_no_mark(value: object) -> None:
    assert watermarks.grows(value) is None


def test_a_fraction_is_a_mark_as_it_is_written() -> None:
    assert watermarks.grows(0.1) == Decimal("0.1")
