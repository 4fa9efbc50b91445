"""Money units: what a person counts in."""

import pytest
from babel.numbers import list_currencies

from bakhsh.language.units import UnknownUnit, times_of_header, unit, unit_of_header


@pytest.mark.parametrize(
    ("name", "currency", "minor"),
    [
        ("IRR", "IRR", 1), ("rial", "IRR", 1), ("ريال", "IRR", 1), ("irt", "IRR", 10), ("تومان", "IRR", 10),
        ("thousand toman", "IRR", 10_000), ("هزار تومان", "IRR", 10_000), ("IRMT", "IRR", 10_000_000),
        ("GBP", "GBP", 100), (" gbp ", "GBP", 100), ("TRY", "TRY", 100), ("JPY", "JPY", 1), ("KWD", "KWD", 1000),
        ("IQD", "IQD", 1000), ("CAD", "CAD", 100),
    ],
)  # fmt: skip
def test_a_unit_counts_whole_minor_units(name: str, currency: str, minor: int) -> None:
    found = unit(name)
    assert (found.currency, found.minor_per_unit) == (currency, minor)


def test_every_iso_currency_is_known_and_can_be_shown() -> None:
    for code in list_currencies():
        found = unit(code)
        assert found.persian
        assert found.symbol or found.label
        assert 10**found.decimals <= found.minor_per_unit * 10


@pytest.mark.parametrize(("typed", "near"), [("GBB", "GBP"), ("tooman", "IRT"), ("EURO", "EUR"), ("هزارتومن", "IRHT")])
def test_an_unknown_unit_names_the_near_ones(typed: str, near: str) -> None:
    with pytest.raises(UnknownUnit) as caught:
        unit(typed)
    assert near in caught.value.near
    assert typed in str(caught.value)
    assert near in str(caught.value)


def test_a_unit_like_no_other_is_answered_with_the_usual_ones() -> None:
    with pytest.raises(UnknownUnit) as caught:
        unit("🐟")
    assert "IRT" in caught.value.near


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("مبلغ (ریال)", "IRR"), ("مبلغ به ريال", "IRR"), ("مبلغ(تومان)", "IRT"), ("جمع کل - تومان", "IRT"),
        ("فروش (هزار ریال)", "IRHR"), ("فروش (هزار تومان)", "IRHT"), ("درآمد، میلیون تومان", "IRMT"),
        ("درآمد (ميليون ريال)", "IRMR"), ("م.ریال", "IRMR"), ("مبلغ ۱۰۰۰ ریال", "IRHR"), ("Total_Toman", "IRT"),
        ("Amount (Thousand Rials)", "IRHR"), ("price_usd", "USD"), ("Price ($)", "USD"), ("total IRR", "IRR"),
        ("قیمت تومانی", "IRT"), ("مبلغ", None), ("ریال/تومان", None), ("فروش (میلیارد ریال)", None),
        ("industry", None), ("هزار دلار", None), ("مبلغ\u200cریال", "IRR"), ("", None),
    ],
)  # fmt: skip
def test_a_heading_names_the_unit_of_its_column(header: str, code: str | None) -> None:
    assert unit_of_header(header) == code


def test_thousands_and_millions_of_rials_are_whole_rials() -> None:
    assert [unit(name).minor_per_unit for name in ("IRHR", "هزار ريال", "IRMR", "million rial")] == [
        1_000, 1_000, 1_000_000, 1_000_000,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "times"),
    [
        ("Annual Income (k$)", 1_000),
        ("درآمد (هزار تومان)", 1_000),
        ("درآمد به میلیون", 1_000_000),
        ("Income", 1),
        ("", 1),
    ],
)
def test_a_heading_says_what_its_numbers_are_to_be_multiplied_with(heading: str, times: int) -> None:
    assert times_of_header(heading) == times
