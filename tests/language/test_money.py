"""Money typed and shown, against whole minor units."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.digits import parse_number
from bakhsh.language.locale import PERSIAN, locale_for
from bakhsh.language.money import show_money, to_minor, unit

POUNDS = locale_for("en", money="GBP")
TOMANS = locale_for("fa", money="IRT")


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("1,234.50", "GBP", 123450),
        ("£0.005", "GBP", 1),
        ("-0.005", "GBP", -1),
        ("0.0049", "GBP", 0),
        ("۱٬۲۰۰ تومان", "IRT", 12000),
        ("1.5", "IRHT", 15000),
        ("7.5", "IRR", 8),
        ("0.1234", "KWD", 123),
        ("(3.10)", "USD", -310),
        ("1,5", "EUR", None),
        ("free", "EUR", None),
        ("92233720368547758.07", "GBP", 2**63 - 1),
        ("92233720368547758.08", "GBP", None),
        ("1e90", "GBP", None),
    ],
)
def test_typed_money_becomes_whole_minor_units(text: str, code: str, minor: int | None) -> None:
    assert to_minor(text, unit(code)) == minor


def test_money_that_is_no_number_is_not_taken() -> None:
    assert to_minor(Decimal("NaN"), unit("GBP")) is None
    assert to_minor(Decimal("Infinity"), unit("GBP")) is None
    assert to_minor(12, unit("GBP")) == 1200


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(["GBP", "IRR", "KWD"]))
def test_shown_money_is_read_back_exactly(minor: int, code: str) -> None:
    counted = unit(code)
    for language in ("en", "fa"):
        locale = locale_for(language, money=counted)  # type: ignore[arg-type]
        assert to_minor(show_money(minor, locale).replace("KWD", "").replace(counted.persian, ""), counted) == minor


@pytest.mark.parametrize(
    ("minor", "english", "persian"),
    [
        (123450, "£1,234.50", "۱۲٬۳۴۵ تومان"),
        (12_040_000, "£120,400.00", "۱٬۲۰۴٬۰۰۰ تومان"),
        (-5, "-£0.05", "\u2066−۱\u2069 تومان"),
        (-4, "-£0.04", "۰ تومان"),
        (0, "£0.00", "۰ تومان"),
        (0.5, "£0.01", "۰ تومان"),
        (float("nan"), "–", "–"),
        (float("inf"), "–", "–"),
    ],
)
def test_money_is_shown_in_the_readers_unit(minor: float, english: str, persian: str) -> None:
    assert show_money(minor, POUNDS) == english
    assert show_money(minor, TOMANS) == persian


@pytest.mark.parametrize(
    ("minor", "english", "persian"),
    [
        (12_345, "£123.45", "۱٫۲ هزار تومان"),
        (99_999, "£999.99", "۱۰ هزار تومان"),
        (100_000, "£1K", "۱۰ هزار تومان"),
        (99_994_999, "£999.9K", "۱۰ میلیون تومان"),
        (99_995_000, "£1M", "۱۰ میلیون تومان"),
        (1_234_567_890, "£12.3M", "۱۲۳٫۵ میلیون تومان"),
        (12_345_678_901, "£123.5M", "۱٫۲ میلیارد تومان"),
        (-12_345_678_901_234, "-£123.5B", "\u2066−۱٫۲\u2069 هزار میلیارد تومان"),
    ],
)
def test_short_money_keeps_one_decimal(minor: int, english: str, persian: str) -> None:
    assert show_money(minor, POUNDS, compact=True) == english
    assert show_money(minor, TOMANS, compact=True) == persian


def test_short_money_never_counts_thousands_of_thousands() -> None:
    thousands = locale_for("fa", money="IRHT")
    assert show_money(12_340_000_000, thousands) == "۱٬۲۳۴٬۰۰۰ هزار تومان"
    assert show_money(12_340_000_000, thousands, compact=True) == "۱٫۲ میلیارد تومان"


def test_labels_stand_where_readers_expect_them() -> None:
    assert show_money(123450, locale_for("en")) == "1,234.50"
    assert show_money(123450, locale_for("en", money="AED")) == "AED 1,234.50"
    assert show_money(123450, locale_for("en", money="IRT")) == "12,345 toman"
    assert show_money(123450, locale_for("fa", money="GBP")) == "۱٬۲۳۴٫۵۰ پوند"
    assert show_money(5, POUNDS, signed=True) == "+£0.05"
    assert show_money(50, PERSIAN, signed=True) == "\u2066+۵\u2069 تومان"


@given(st.integers(-(2**62), 2**62))
def test_short_money_is_near_the_exact_one(minor: int) -> None:
    text = show_money(minor, POUNDS, compact=True).replace("£", "")
    scale = {"K": 3, "M": 6, "B": 9, "T": 12}.get(text[-1], 0)
    shown = parse_number(text.rstrip("KMBT"))
    assert shown is not None
    assert abs(shown.scaleb(scale) - Decimal(minor) / 100) <= max(Decimal("0.05").scaleb(scale), Decimal(0))
