"""Bands and single numbers as files write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.bands import parse_band
from bakhsh.language.digits import to_persian


@pytest.mark.parametrize(
    ("text", "low", "end"),
    [
        ("25-34", 25, 35), ("19-24", 19, 25), ("65+", 65, None), ("۳۰ تا ۳۹ سال", 30, 40), ("25 – 34 years", 25, 35),
        ("بالای ۶۵ سال", 65, None), ("زیر 18", None, 18), ("under 18", None, 18), ("65 and over", 65, None),
        ("Under 15K", None, 15_000), ("35-49K", 35_000, 50_000), ("250K+", 250_000, None),
        ("Less than $40K", None, 40_000),
        ("$60K - $80K", 60_000, 81_000), ("۱۰ تا ۲۰ میلیون تومان", 10_000_000, 21_000_000), ("up to 20", None, 21),
        ("از ۱۵ میلیون به بالا", 15_000_000, None), ("کمتر از ۱۰ میلیون", None, 10_000_000), ("... < 100", None, 100),
        ("34", 34, 35), ("۳ نفر", 3, 4), ("58,138", 58_138, 58_139), ("5+", 5, None),
    ],
)  # fmt: skip
def test_a_band_is_read_in_both_languages(text: str, low: int | None, end: int | None) -> None:
    found = parse_band(text)
    assert found is not None
    assert (found.low, found.end) == (low, end)


@pytest.mark.parametrize(
    "text",
    ["", "YOLO", "None/Unknown", "34-25", "1,5", "12/5", "30s", "-5", "1 2 3", "2020-01-05", "25-34-45", "x" * 80],
)
def test_what_says_no_band_is_none(text: str) -> None:
    assert parse_band(text) is None


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_digits_and_dashes_make_no_difference(low: int, more: int) -> None:
    high = low + more
    plain = parse_band(f"{low}-{high}")
    assert plain is not None
    assert (plain.low, plain.high) == (Decimal(low), Decimal(high))
    assert parse_band(f"{to_persian(str(low))} تا {to_persian(str(high))} سال") == plain
    assert parse_band(f"{low:,} – {high:,}") == plain


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("12 میلیون ریال", {"ریال"}), ("۱۰ تا ۲۰ ميليون تومان", {"تومان"}), ("$60K - $80K", {"$"}), ("€500", {"€"}),
        ("10 rial - 20 toman", {"rial", "toman"}), ("25-34 years", set()),
    ],
)  # fmt: skip
def test_a_band_names_its_money(text: str, money: set[str]) -> None:
    found = parse_band(text)
    assert found is not None
    assert found.money == money


def test_a_band_counted_in_another_unit_keeps_its_shape() -> None:
    found = parse_band("10-20 میلیون ریال")
    assert found is not None
    tenth = found.times(Decimal("0.1"))
    assert (tenth.low, tenth.end, tenth.closed) == (1_000_000, 2_100_000, True)
