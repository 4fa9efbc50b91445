"""Values with a type as text."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.edges.sources.typed import text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("  as it is ", "  as it is "),
        (True, "true"),
        (12, "12"),
        (Decimal("1250.50"), "1250.5"),
        (Decimal("1E+6"), "1000000"),
        (Decimal("0.00"), "0"),
        (0.1, "0.1"),
        (1e22, "10000000000000000000000"),
        (5.0, "5"),
        (float("nan"), "NaN"),
        (date(2024, 5, 4), "2024-05-04T00:00:00"),
        (datetime(2024, 5, 4, 10, 30), "2024-05-04T10:30:00"),
        (datetime(2024, 5, 4, 10, 30, tzinfo=UTC), "2024-05-04T10:30:00+00:00"),
        (time(9, 5), "09:05:00"),
        (b"tea", "tea"),
        (b"\xff\x00", "ff00"),
        ({"a": "چای"}, '{"a": "چای"}'),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_the_text_of_a_value(value: Any, text: str | None) -> None:
    assert text_of(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_decimal_keeps_every_digit(value: Decimal) -> None:
    text = text_of(value)
    assert text is not None
    assert Decimal(text) == value
    assert "E" not in text.upper()
