"""Conditions evaluated in Python on one row: the twin of `compiling`, for explanations and users' own tests.

Same rules: two-valued, empty compares false, texts by matching key, money in the project's unit, whole numbers exact
and arithmetic in double precision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from bakhsh.conditions.checking import mistakes
from bakhsh.conditions.lifting import lifted
from bakhsh.conditions.sorts import MEASURED, Sort, common, money_sides, sort_of
from bakhsh.conditions.syntax import (
    Aggregate,
    And,
    Arithmetic,
    Compare,
    Condition,
    InSegment,
    IsEmpty,
    Name,
    Not,
    Number,
    OneOf,
    Or,
    Text,
    Top,
    Truth,
    Value,
    Within,
)
from bakhsh.language.dates import parse_day
from bakhsh.language.keys import matching_key
from bakhsh.tables import Type

__all__ = ["Evaluator", "column_of", "evaluate"]


def evaluate(condition: Condition, row: Mapping[str, object], types: Mapping[str, Type], unit: int) -> bool:
    """Whether `condition` holds of `row`, as `to_ibis` says; a column that is missing from `row` is empty.

    `types` and `unit` as for `to_ibis`. Raises the first of `mistakes`.
    """
    if found := mistakes(condition, types):
        raise found[0]
    return Evaluator(row, types, unit).holds(condition)


def column_of(value: Value) -> str | None:
    """The column of ROWS a value is read from; None for what is written or reckoned."""
    if isinstance(value, Name):
        return value.name
    return lifted(value).name if isinstance(value, Aggregate) else None


class Evaluator:
    """One row. `assumed` are tests whose outcome is taken as given instead of looked up."""

    def __init__(
        self,
        row: Mapping[str, object],
        types: Mapping[str, Type],
        unit: int,
        assumed: Mapping[Condition, bool] | None = None,
    ) -> None:
        self.row = row
        self.types = types
        self.unit = unit
        self.assumed = assumed or {}

    def holds(self, node: Condition) -> bool:
        match node:
            case And(parts=parts):
                return all(self.holds(part) for part in parts)
            case Or(parts=parts):
                return any(self.holds(part) for part in parts)
            case Not(part=part):
                return not self.holds(part)
        return self.assumed[node] if node in self.assumed else self.test(node)

    def test(self, node: Condition) -> bool:
        match node:
            case Compare(sign="!=", left=left, right=right):
                return self.filled((left, right)) and not self.compare("=", left, right, self.sort(left, right))
            case Compare(sign=sign, left=left, right=right):
                return self.compare(sign, left, right, self.sort(left, right))
            case Within(value=value, low=low, high=high, negated=negated):
                sort = self.sort(value, low, high)
                inside = self.compare(">=", value, low, sort) and self.compare("<=", value, high, sort)
                return self.filled((value, low, high)) and inside is not negated
            case OneOf(value=value, options=options, negated=negated):
                sort = self.sort(value, *options)
                found = any(self.compare("=", value, option, sort) for option in options)
                return self.filled((value, *options)) and not found if negated else found
            case InSegment(segments=segments):
                place = self.row.get(lifted(node).name)
                return place is not None and matching_key(str(place)) in {matching_key(one.value) for one in segments}
            case Top():
                return self.holds(node.compared)
            case IsEmpty(value=value, negated=negated):
                return (self.value(value, money=False) is None) is not negated
        raise TypeError(f"not a test: {node!r}")

    def filled(self, values: Sequence[Value]) -> bool:
        return all(self.value(value, money=False) is not None for value in values)

    # ---- comparing -------------------------------------------------------------------------------------------
    def sort(self, *values: Value) -> Sort | None:
        return common(one for value in values if (one := sort_of(value, self.types)) is not None)

    def compare(self, sign: str, left: Value, right: Value, sort: Sort | None) -> bool:
        first, second = self.comparable(left, sort), self.comparable(right, sort)
        if first is None or second is None:
            return False
        if isinstance(first, float) or isinstance(second, float):
            first, second = float(first), float(second)  # type: ignore[arg-type]
        return _ordered(sign, first, second)

    def comparable(self, value: Value, sort: Sort | None) -> object:
        """The value in the form in which its sort is compared."""
        if sort in MEASURED:
            return self.value(value, money=sort is Sort.MONEY)
        found = self.value(value, money=False)
        if sort is Sort.DATE:
            if isinstance(value, Text):
                return parse_day(value.value, "gregorian")
            return found.date() if isinstance(found, datetime) else found
        return matching_key(found) if isinstance(found, str) else found

    # ---- values ----------------------------------------------------------------------------------------------
    def value(self, node: Value, money: bool) -> object:
        """The value, None where it is empty; a written number in minor units where `money` is asked for."""
        match node:
            case Number(value=number):
                return number * self.unit if money else number
            case Text():
                return node.meant
            case Truth(value=truth):
                return truth
            case Arithmetic():
                return self.reckoned(node, money)
        name = column_of(node)
        assert name is not None
        return self.row.get(name)

    def reckoned(self, node: Arithmetic, money: bool) -> float | None:
        money_left, money_right = money_sides(node, money, self.types)
        left, right = self.value(node.left, money_left), self.value(node.right, money_right)
        if not isinstance(left, int | float | Decimal) or not isinstance(right, int | float | Decimal):
            return None
        first, second = float(left), float(right)
        match node.sign:
            case "+":
                return first + second
            case "-":
                return first - second
            case "*":
                return first * second
        return first / second if second else None


def _ordered(sign: str, left: object, right: object) -> bool:
    """Both are numbers, days, texts or truths."""
    if sign == "=":
        return left == right
    assert isinstance(left, int | float | Decimal | date)
    match sign:
        case "<":
            return left < right  # type: ignore[operator]
        case "<=":
            return left <= right  # type: ignore[operator]
        case ">":
            return left > right  # type: ignore[operator]
    return left >= right  # type: ignore[operator]
