"""What sort of thing a value is, and which sorts go together.

A number written in a condition is plain: it is money beside money and a count beside a count. A text in quotes is a
word: a date beside a date. Everything else has the sort of its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum

from bakhsh.conditions.syntax import Aggregate, Arithmetic, Name, Number, Text, Truth, Value
from bakhsh.tables import Type
from bakhsh.tables.features import KNOWN

__all__ = [
    "FIXED", "MEASURED", "Sort", "combined", "common", "money_sides", "sort_of", "sort_of_column", "value_type",
    "written",
]  # fmt: skip


class Sort(Enum):
    """The sorts of values. PLAIN and WORD are written in the condition and take the sort of what they stand beside."""

    PLAIN = "plain"
    WORD = "word"
    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"
    DATE = "date"
    TRUTH = "truth"


FIXED = (Number, Text, Truth)
"""Nodes whose value does not depend on the customer."""

MEASURED = frozenset({Sort.PLAIN, Sort.NUMBER, Sort.MONEY})
"""Sorts one can reckon with."""

_SORT = {
    Type.TEXT: Sort.TEXT, Type.INTEGER: Sort.NUMBER, Type.NUMBER: Sort.NUMBER, Type.SHARE: Sort.NUMBER,
    Type.MONEY: Sort.MONEY, Type.DATE: Sort.DATE, Type.TIMESTAMP: Sort.DATE, Type.BOOLEAN: Sort.TRUTH,
}  # fmt: skip
_FRACTIONAL_MONEY = frozenset(name for name, one in KNOWN.items() if one.money)
"""Features of type NUMBER that hold money, in fractions of the minor unit. Users write it in their unit too."""


def sort_of_column(name: str, kind: Type) -> Sort:
    """The sort of a column of ROWS."""
    return Sort.MONEY if name in _FRACTIONAL_MONEY else _SORT[kind]


def sort_of(value: Value, types: Mapping[str, Type]) -> Sort | None:
    """The sort of `value`; None where a name is unknown or arithmetic does not go together."""
    match value:
        case Number():
            return Sort.PLAIN
        case Text():
            return Sort.WORD
        case Truth():
            return Sort.TRUTH
        case Name(name=name):
            return sort_of_column(name, types[name]) if name in types else None
        case Aggregate(function=function):
            return Sort.MONEY if function == "spent" else Sort.NUMBER
        case Arithmetic(sign=sign, left=left, right=right):
            return combined(sign, sort_of(left, types), sort_of(right, types))
    return None


def combined(sign: str, left: Sort | None, right: Sort | None) -> Sort | None:
    """The sort of `left sign right`; None where they do not go together, as money times money."""
    if left not in MEASURED or right not in MEASURED:
        return None
    if sign in "+-":
        return common((left, right))
    if Sort.MONEY not in (left, right):
        return Sort.PLAIN if left is right is Sort.PLAIN else Sort.NUMBER
    if sign == "*":
        return Sort.MONEY if left is not right else None
    if right is not Sort.MONEY:
        return Sort.MONEY
    return Sort.NUMBER if left in (Sort.MONEY, Sort.PLAIN) else None


def common(sorts: Iterable[Sort]) -> Sort | None:
    """The one sort in which all can be compared; None where there is none."""
    wanted = set(sorts)
    settled = wanted - {Sort.PLAIN, Sort.WORD}
    if not settled:
        settled = wanted
    if len(settled) != 1:
        return None
    sort = next(iter(settled))
    plain_fits = Sort.PLAIN not in wanted or sort in MEASURED
    word_fits = Sort.WORD not in wanted or sort in (Sort.WORD, Sort.TEXT, Sort.DATE)
    return sort if plain_fits and word_fits else None


def value_type(value: Value, types: Mapping[str, Type]) -> Type:
    """The type of the column that `value` gives: MONEY is rounded to whole minor units."""
    sort = sort_of(value, types)
    if sort is Sort.NUMBER and isinstance(value, Name):
        return types[value.name]
    if sort is Sort.NUMBER and isinstance(value, Aggregate):
        return Type.INTEGER
    if sort is Sort.DATE and isinstance(value, Name):
        return types[value.name]
    return _TYPE[sort] if sort else Type.NUMBER


_TYPE = {
    Sort.PLAIN: Type.NUMBER, Sort.NUMBER: Type.NUMBER, Sort.MONEY: Type.MONEY, Sort.WORD: Type.TEXT,
    Sort.TEXT: Type.TEXT, Sort.DATE: Type.DATE, Sort.TRUTH: Type.BOOLEAN,
}  # fmt: skip


def written(value: Value) -> Decimal | None:
    """What a value without any feature comes to, as written: 1 - 1 is 0; None where a feature decides, or nothing."""
    if isinstance(value, Number):
        return value.value
    if not isinstance(value, Arithmetic):
        return None
    left, right = written(value.left), written(value.right)
    if left is None or right is None:
        return None
    match value.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right else None


def money_sides(node: Arithmetic, money: bool, types: Mapping[str, Type]) -> tuple[bool, bool]:
    """Of which sides a written number is money: in 2 * 50 as money only one, in monetary - 50 the second."""
    left, right = sort_of(node.left, types), sort_of(node.right, types)
    if node.sign in "+-":
        both = money or Sort.MONEY in (left, right)
        return both, both
    if node.sign == "/" and right is Sort.MONEY:
        return True, True
    if left is right is Sort.PLAIN:
        return money, False
    return left is Sort.MONEY, right is Sort.MONEY
