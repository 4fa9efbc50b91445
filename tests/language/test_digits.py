"""Digits both ways, and the strict reading of numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.digits import parse_number, to_latin, to_persian


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("۱٬۲۰۰٬۰۰۰", "1200000"),
        ("٣٫٥", "3.5"),
        ("1,200.5", "1200.5"),
        ("۱۲،۵۰۰", "12500"),
        ("1 200 000", "1200000"),
        ("1\u00a0200", "1200"),
        ("1.200", "1.2"),
        ("007", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("(12)", "-12"),
        ("( £12.50 )", "-12.5"),
        ("$(12)", "-12"),
        ("-3", "-3"),
        ("12-", "-12"),
        ("1,200.50-", "-1200.5"),
        ("۱۲۰۰- ریال", "-1200"),
        ("−3", "-3"),
        ("\u200e-3", "-3"),
        ("+3", "3"),
        ("-$3", "-3"),
        ("$-3", "-3"),
        ("1.2e3", "1200"),
        ("9.12E+09", "9120000000"),
        ("۱۲٬۰۰۰ تومان", "12000"),
        ("۱۲۰۰۰ريال", "12000"),
        ("USD 10", "10"),
        ("10 eur", "10"),
        ("  7  ", "7"),
    ],
)
def test_a_number_is_read_however_people_write_it(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "()", ".", ",", "e5", "$", "تومان", "abc", "NaN", "inf", "Infinity", "1,5", "1.200,50",
        "12,34,567", "1,2000", "۱۲/۵", "12%", "۱۲٪", "1.2.3", "-12-", "(12-)", "-(12)", "(12", "12)", "--3", "+-3",
        "12 هزار تومان", "1e999", "1e", "0x10", "1_000", "²", "$12$", "12 34", "2024-05-04", "1,200 000", "9" * 49,
        "1\n2", "USD 1 EUR",
    ],
)  # fmt: skip
def test_what_is_no_number_or_could_be_two_is_not_read(text: str) -> None:
    assert parse_number(text) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4))
def test_a_number_written_with_separators_is_read_back_exactly(value: Decimal) -> None:
    written = f"{value:,f}"
    assert parse_number(written) == value
    assert parse_number(to_persian(written)) == value


@given(st.text())
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    value = parse_number(text)
    assert value is None or value.is_finite()


@given(st.text(alphabet="0123456789,.", max_size=30))
def test_digits_survive_the_way_there_and_back(text: str) -> None:
    assert to_latin(to_persian(text)) == text.replace(",", "٬").replace(".", "٫")


def test_arabic_indic_digits_are_read_like_persian_ones() -> None:
    assert to_latin("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ abc") == "0123456789 0123456789 abc"
