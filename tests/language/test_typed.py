"""Values with a type as text."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.typed import text_of, typed


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


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([17850.0, 0.1, None, float("nan"), float("inf")]), ["17850", "0.1", None, "nan", "inf"]),
        (pa.array([1e16, -2.0]), ["1e+16", "-2"]),
        (pa.array([2.0, 0.5], pa.float16()), ["2", "0.5"]),
        (pa.array(["a", None, " b "], pa.large_string()), ["a", None, " b "]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([Decimal("1250.50")]), ["1250.50"]),
        (pa.array([[1, 2], None]), ["[1, 2]", None]),
        (pa.array([{"a": "چای"}]), ['{"a": "چای"}']),
        (pa.array([b"tea", None]), ["tea", None]),
        (pa.array([b"tea", b"\xff\x00"]), ["tea", "ff00"]),
        (pa.array([None, None]), [None, None]),
        (pa.array([date(2024, 5, 4)]), ["2024-05-04"]),
    ],
)
def test_a_column_of_any_type_as_texts(values: pa.Array, texts: list[str | None]) -> None:
    assert typed(values).to_pylist() == texts
    assert typed(pa.chunked_array([values, values])).to_pylist() == texts * 2
    assert typed(pa.chunked_array([], values.type)).to_pylist() == []
