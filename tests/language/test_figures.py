"""Numbers and shares as a reader writes them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.digits import parse_number
from bakhsh.language.figures import show_number, show_share
from bakhsh.language.locale import ENGLISH, PERSIAN


@pytest.mark.parametrize(
    ("value", "english", "persian"),
    [
        (0, "0", "۰"),
        (1234567, "1,234,567", "۱٬۲۳۴٬۵۶۷"),
        (-12, "-12", "\u2066−۱۲\u2069"),
        (1.005, "1.01", "۱٫۰۱"),
        (2.50, "2.5", "۲٫۵"),
        (3.0, "3", "۳"),
        (-0.0, "0", "۰"),
        (0.00123, "0.0012", "۰٫۰۰۱۲"),
        (Decimal("1234.5"), "1,234.5", "۱٬۲۳۴٫۵"),
        (float("nan"), "–", "–"),
        (float("inf"), "∞", "∞"),
        (float("-inf"), "-∞", "\u2066−∞\u2069"),
        (1e300, "1.00e+300", "۱٫۰۰e+۳۰۰"),
    ],
)
def test_numbers_have_separators_and_the_readers_digits(value: float, english: str, persian: str) -> None:
    assert show_number(value, ENGLISH) == english
    assert show_number(value, PERSIAN) == persian


def test_decimals_and_signs_come_when_asked_for() -> None:
    assert show_number(2, ENGLISH, decimals=2) == "2.00"
    assert show_number(2.345, ENGLISH, decimals=2, signed=True) == "+2.35"
    assert show_number(0.001, ENGLISH, decimals=2, signed=True) == "0.00"
    assert show_number(2.3, PERSIAN, signed=True) == "\u2066+۲٫۳\u2069"


@pytest.mark.parametrize(
    ("value", "english", "persian"),
    [
        (0.042, "4.2%", "۴٫۲٪"),
        (1.0, "100.0%", "۱۰۰٫۰٪"),
        (-0.0005, "-0.1%", "\u2066−۰٫۱٪\u2069"),
        (-0.0004, "0.0%", "۰٫۰٪"),
        (12.5, "1,250.0%", "۱٬۲۵۰٫۰٪"),
        (float("nan"), "–", "–"),
    ],
)
def test_shares_are_percentages(value: float, english: str, persian: str) -> None:
    assert show_share(value, ENGLISH) == english
    assert show_share(value, PERSIAN) == persian


def test_a_signed_share_keeps_its_sign_at_its_left() -> None:
    assert show_share(0.042, ENGLISH, signed=True) == "+4.2%"
    assert show_share(0.042, PERSIAN, signed=True) == "\u2066+۴٫۲٪\u2069"


@given(st.floats(-1e20, 1e20), st.integers(0, 6))
def test_a_shown_number_is_within_half_of_its_last_digit(value: float, decimals: int) -> None:
    for locale in (ENGLISH, PERSIAN):
        shown = parse_number(show_number(value, locale, decimals=decimals))
        assert shown is not None
        assert abs(shown - Decimal(repr(value))) <= Decimal("0.5").scaleb(-decimals)
