"""Numbers as money: exactly, halves of the smallest unit rounded away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.money import to_minor
from bakhsh.language.units import MoneyUnit
from bakhsh.loop.data.numbers import Numbers

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["minor_units", "product"]

_LARGEST = Decimal(2**63 - 1)


def minor_units(numbers: Numbers, unit: MoneyUnit) -> tuple[pa.Array, pa.Array]:
    """Per row the amount in whole minor units, and whether it is too large to be kept (more than 63 bits)."""
    values = _rounded(numbers.exact, unit)
    large = pa.repeat(pa.scalar(False), len(values))
    if numbers.long:
        filled, too_large = values.to_pylist(), [False] * len(values)
        for place, value in numbers.long.items():
            filled[place] = to_minor(value, unit)
            too_large[place] = filled[place] is None
        values, large = pa.array(filled, pa.int64()), pa.array(too_large, pa.bool_())
    return numbers.cells.each(values), pc.fill_null(numbers.cells.each(large), False)


def product(quantity: Numbers, price: Numbers, unit: MoneyUnit) -> tuple[pa.Array, pa.Array]:
    """Per row quantity × price, rounded once, in whole minor units; and whether it is too large to be kept."""
    import numpy as np

    left, right = quantity.cells.each(quantity.exact), price.cells.each(price.exact)
    exact = pc.multiply(left, right)
    # What fits 63 bits once it is counted in minor units; beyond that Python's integers decide.
    limit = pa.scalar(_LARGEST.scaleb(-_power(unit) - 1).to_integral_value(), pa.decimal128(37, 12))
    small = pc.fill_null(pc.less_equal(pc.abs(exact), limit), False)
    values = _rounded(pc.if_else(small, exact, None), unit)
    long_left, long_right = _long(quantity), _long(price)
    slow = np.flatnonzero(long_left | long_right | ~_bools(pc.or_kleene(small, pc.is_null(exact))))
    large = np.zeros(len(values), dtype=bool)
    if len(slow):
        filled = values.to_pylist()
        for row in slow.tolist():
            factors = _value(quantity, row), _value(price, row)
            filled[row] = _exact_product(*factors, unit)
            large[row] = filled[row] is None and None not in factors
        values = pa.array(filled, pa.int64())
    return values, pa.array(large)


def _exact_product(left: Decimal | None, right: Decimal | None, unit: MoneyUnit) -> int | None:
    if left is None or right is None:
        return None
    with localcontext(prec=200):
        minor = int((left * right * unit.minor_per_unit).to_integral_value(ROUND_HALF_UP))
    return minor if abs(minor) <= _LARGEST else None


def _value(numbers: Numbers, row: int) -> Decimal | None:
    place = numbers.cells.rows[row].as_py()
    if place is None:
        return None
    found: Decimal | None = numbers.long.get(place, numbers.exact[place].as_py())
    return found


def _long(numbers: Numbers) -> npt.NDArray[np.bool_]:
    import numpy as np

    if not numbers.long:
        return np.zeros(len(numbers.cells.rows), dtype=bool)
    places = pa.array(sorted(numbers.long), numbers.cells.rows.type)
    return _bools(pc.fill_null(pc.is_in(numbers.cells.rows, value_set=places), False))


def _bools(mask: pa.Array) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = mask.to_numpy(zero_copy_only=False).astype(bool)
    return found


def _power(unit: MoneyUnit) -> int:
    """The unit's size as a power of ten: every currency and every way of counting it is one."""
    return len(str(unit.minor_per_unit)) - 1


def _rounded(values: pa.Array, unit: MoneyUnit) -> pa.Array:
    """Decimals as whole minor units: rounded half away from zero, then the digits themselves."""
    import numpy as np

    power = _power(unit)
    digits = pc.round(values, ndigits=power, round_mode="half_towards_infinity").cast(pa.decimal128(38, power))
    if not len(digits):
        return pa.nulls(0, pa.int64())
    # The low eight of each decimal's sixteen bytes: every value here is within 63 bits.
    raw = np.frombuffer(digits.buffers()[1], dtype="<i8")[2 * digits.offset :: 2][: len(digits)]
    return pa.array(raw, pa.int64(), mask=_bools(pc.is_null(values)))
