"""Numbers and money out of cells: exactly, halves of the smallest unit rounded away from zero."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.digits import parse_number
from bakhsh.language.money import to_minor
from bakhsh.language.units import MoneyUnit
from bakhsh.loop.data.cells import Cells

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Numbers", "minor_units", "product", "read_numbers"]

_EXACT = pa.decimal128(18, 6)
_PLAIN = r"^[+-]?(?:\d{1,11}(?:\.\d{0,6})?|\.\d{1,6})$"
_GROUPED_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d*)(?:,\d*)?")
_LARGEST = Decimal(2**63 - 1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers over its distinct values.

    `exact` is each value with at most eleven digits before and six after the point, `long` the others by place;
    `bad` says which distinct texts spell no number at all.
    """

    cells: Cells
    exact: pa.Array
    long: Mapping[int, Decimal]
    bad: pa.Array

    def is_bad(self) -> pa.Array:
        """Per row: there is a text, and it spells no number."""
        return pc.fill_null(self.cells.each(self.bad), False)

    def floats(self) -> pa.Array:
        """Per row the number as float64; empty where there is none."""
        values = self.exact.cast(pa.float64())
        if self.long:
            filled = values.to_pylist()
            for place, value in self.long.items():
                filled[place] = float(value)
            values = pa.array(filled, pa.float64())
        return self.cells.each(values)


def read_numbers(cells: Cells, decimal: str = ".") -> Numbers:
    """The numbers the cells spell; a decimal comma is read only where the file was declared to have one.

    Python reads what is not plain digits (see `language.digits.parse_number` for what is and is not a number).
    """
    texts = cells.texts
    if decimal == "," and pa.types.is_string(cells.native.type):
        texts = pa.array([None if text is None else _from_comma(text) for text in texts.to_pylist()], pa.string())
    plain = pc.fill_null(pc.match_substring_regex(texts, _PLAIN), False)
    exact = pc.if_else(plain, texts, None).cast(_EXACT)
    rest = pc.indices_nonzero(pc.and_(pc.invert(plain), pc.is_valid(texts))).to_pylist()
    if not rest:
        return Numbers(cells, exact, {}, pa.repeat(pa.scalar(False), len(texts)))
    values = exact.to_pylist()
    long: dict[int, Decimal] = {}
    bad = [False] * len(texts)
    for place in rest:
        value = parse_number(texts[place].as_py())
        if value is None:
            bad[place] = True
        elif _fits(value):
            values[place] = value
        else:
            long[place] = value
    return Numbers(cells, pa.array(values, _EXACT), long, pa.array(bad, pa.bool_()))


def _fits(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -6 and value.adjusted() < 11


def _from_comma(text: str) -> str:
    if not _GROUPED_COMMA.fullmatch(text):
        return text if "," not in text and "." not in text else f"?{text}"
    return text.replace(".", "").replace(",", ".")


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
