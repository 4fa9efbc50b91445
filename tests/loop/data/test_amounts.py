"""Numbers are exact: against Python's own decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.digits import parse_number, to_persian
from bakhsh.language.units import unit
from bakhsh.loop.data.amounts import minor_units, product
from bakhsh.loop.data.cells import distinct
from bakhsh.loop.data.numbers import Numbers, read_money, read_numbers

NUMBERS = st.one_of(
    st.decimals(-(10**9), 10**9, places=2), st.decimals(-(10**12), 10**12, places=6), st.integers(-(10**15), 10**15),
    st.decimals(-1000, 1000, places=14), st.just(Decimal("0.005")),
)  # fmt: skip
UNITS = st.sampled_from(["GBP", "IRR", "IRT", "IRMT", "KWD"])


def numbers(values: list[object]) -> Numbers:
    texts = pa.array([None if value is None else f"{value:f}" for value in values], pa.string())  # type: ignore[str-format]
    return read_numbers(distinct(pa.chunked_array([texts])))


def rounded(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6), UNITS)
def test_a_product_is_exact_and_rounded_once(pairs: list[tuple[Decimal, Decimal]], code: str) -> None:
    left, right = ([Decimal(pair[side]) for pair in pairs] for side in (0, 1))
    found, large = product(numbers([*left, None]), numbers([*right, Decimal(1)]), unit(code))
    wanted = [rounded(a * b * unit(code).minor_per_unit) for a, b in zip(left, right, strict=True)]
    fits = [abs(value) < 2**63 for value in wanted]
    assert found.to_pylist() == [value if fit else None for value, fit in zip(wanted, fits, strict=True)] + [None]
    assert large.to_pylist() == [not fit for fit in fits] + [False]


@given(st.lists(NUMBERS, min_size=1, max_size=6), UNITS)
def test_an_amount_is_exact_in_minor_units(values: list[Decimal], code: str) -> None:
    found, large = minor_units(numbers([*values, None]), unit(code))
    wanted = [rounded(Decimal(value) * unit(code).minor_per_unit) for value in values]
    assert found.to_pylist() == [value if abs(value) < 2**63 else None for value in wanted] + [None]
    assert large.to_pylist() == [abs(value) >= 2**63 for value in wanted] + [False]


@pytest.mark.parametrize("text", ["1,5", "12 apples", "--1", "1.2.3", "NaNs", "5%"])
def test_what_is_no_number_is_bad(text: str) -> None:
    found = read_numbers(distinct(pa.chunked_array([[text, "1", None]])))
    assert [(reason, rows.to_pylist()) for reason, rows in found.reasons()] == [("bad_number", [True, False, False])]
    assert found.floats().to_pylist() == [None, 1.0, None]


def money(text: str, code: str, **declared: Any) -> int | str:
    """The amount of one cell in minor units, or the reason for which there is none."""
    found = read_money(distinct(pa.chunked_array([pa.array([text, "1"])])), unit(code), **declared)
    why = [reason for reason, rows in found.reasons() if rows[0].as_py()]
    amount = minor_units(found, unit(code))[0][0].as_py()
    assert (amount is None) == bool(why)
    return why[0] if why else amount


@pytest.mark.parametrize(
    ("text", "code", "amount"),
    [
        ("1200000", "IRR", 1_200_000), ("۱٬۲۰۰٬۰۰۰", "IRR", 1_200_000), ("١٬٢٠٠", "IRR", 1_200),
        ("1,200,000", "IRR", 1_200_000),
        ("۱،۲۰۰،۰۰۰", "IRT", 12_000_000), ("1200 ريال", "IRR", 1_200), ("۱۲۰۰ تومان", "IRR", 12_000),
        ("۱۲۰۰تومان", "IRT", 12_000), ("۱۲۰۰ ریال", "IRT", 1_200), ("12000 ت", "IRR", 120_000),
        ("۱۲ هزار تومان", "IRR", 120_000),
        ("۱٫۲ میلیون ریال", "IRT", 1_200_000), ("1,200", "IRHT", 12_000_000), ("1.5", "IRMR", 1_500_000),
        ("(1,200)", "IRR", -1_200), ("1200-", "IRR", -1_200), ("1,200.50-", "GBP", -120_050),
        ("-۱۲۰۰ تومان", "IRR", -12_000),
        ("1.254321E+06", "IRR", 1_254_321), ("1.25E+06", "IRR", "digits_lost"), ("9.1E+9 تومان", "IRR", "digits_lost"),
        ("3.00E+05", "IRR", 300_000), ("1.25e+06", "IRR", 1_250_000), ("1.25E6", "IRR", 1_250_000),
        ("$5", "USD", 500), ("$5", "IRR", "other_currency"), ("۱۲۰۰ تومان", "GBP", "other_currency"),
        ("£1.20", "GBP", 120),
        ("۱۲/۵", "IRT", "bad_number"), ("12 هزار", "IRT", "bad_number"), ("رایگان", "IRT", "bad_number"),
        ("12 تومان 13", "IRT", "bad_number"), ("\u200f۱۲۰۰\u200f", "IRR", 1_200), ("1 200 000", "IRR", 1_200_000),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_the_unit_it_names_or_not_at_all(text: str, code: str, amount: int | str) -> None:
    assert money(text, code) == amount


def test_a_slash_is_a_decimal_mark_only_where_that_is_declared() -> None:
    assert [money(text, "IRT", decimal="/") for text in ("۱۲/۵", "1,200/50", "12/5 تومان")] == [125, 12_005, 125]
    assert money("1/2/3", "IRT", decimal="/") == "bad_number"


def test_a_decimal_comma_is_read_only_where_that_is_declared() -> None:
    assert [money(text, "EUR", decimal=",") for text in ("1,5", "1.200,50", "12")] == [150, 120_050, 1_200]
    assert [money(text, "EUR", decimal=",") for text in ("1.5", "1,2,3")] == ["bad_number", "bad_number"]


def test_where_every_cell_names_its_unit_one_that_does_not_is_refused() -> None:
    assert money("1200", "IRR", written=True) == "unit_unclear"
    assert [money(text, "IRR", written=True) for text in ("1200 تومان", "1,200 ریال")] == [12_000, 1_200]


@given(
    st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=6),
    st.sampled_from(["ریال", "تومان", ""]),
    st.booleans(),
)
def test_an_amount_is_the_same_however_it_is_written(values: list[int], word: str, persian: bool) -> None:
    written = [f"{value:,} {word}".strip() for value in values]
    if persian:
        written = [to_persian(text) for text in written]
    found = read_money(distinct(pa.chunked_array([pa.array(written)])), unit("IRR"))
    times = 10 if word == "تومان" else 1
    assert minor_units(found, unit("IRR"))[0].to_pylist() == [value * times for value in values]
    assert found.rows_of(found.converted).to_pylist() == [times == 10] * len(values)


def test_zeros_behind_the_last_decimal_say_nothing() -> None:
    found = read_numbers(distinct(pa.chunked_array([["2.55000000", "1.00000000000"]])))
    assert found.floats().to_pylist() == [2.55, 1.0]


@pytest.mark.parametrize(
    "text", ["1.0000000", "(0.00000000)", "12.5000000000-", "1.2345678 ریال", "0e99", "0.0e-99 ریال"]
)
def test_any_number_of_decimals_is_read_exactly(text: str) -> None:
    found = read_money(distinct(pa.chunked_array([pa.array([text])])), unit("IRMT"))
    number = parse_number(text)
    assert number is not None
    factor = 1 if "ریال" in text else unit("IRMT").minor_per_unit
    assert minor_units(found, unit("IRMT"))[0].to_pylist() == [rounded(number * factor)]
