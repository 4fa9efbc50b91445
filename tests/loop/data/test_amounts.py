"""Numbers are exact: against Python's own decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.units import unit
from bakhsh.loop.data.amounts import Numbers, minor_units, product, read_numbers
from bakhsh.loop.data.cells import distinct

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
    assert found.is_bad().to_pylist() == [True, False, False]
    assert found.floats().to_pylist() == [None, 1.0, None]
