"""Conditions and values as Ibis expressions over ROWS.

Everything the user wrote becomes an Ibis literal or a column that was known before; no text of his is ever SQL. Every
comparison gives true or false, never empty: with an empty value it is false. `evaluating` is the same in Python, and a
property test holds the two together.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import ibis
import ibis.expr.types as ir

from bakhsh.conditions.calls import Filter
from bakhsh.conditions.checking import mistakes
from bakhsh.conditions.lifting import lifted
from bakhsh.conditions.sorts import MEASURED, Sort, common, money_sides, sort_of, value_type
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
)  # fmt: skip
from bakhsh.language.dates import parse_day
from bakhsh.language.keys import KEY_FROM, KEY_TO, matching_key
from bakhsh.tables import Type

__all__ = ["key_of", "matches", "ranked_to_ibis", "to_ibis", "value_to_ibis"]


def to_ibis(condition: Condition, rows: ir.Table, types: Mapping[str, Type], unit: int) -> ir.BooleanValue:
    """`condition` over `rows`, true or false of every row.

    `types` are the columns' types, `unit` the minor units in one unit of money as users write it. Calls are read from
    the columns they are lifted to, whether `condition` went through `lift` or not. Raises the first of `mistakes`.
    """
    _refuse_mistakes(condition, types)
    return _Compiler(rows, types, unit).condition(condition)


def value_to_ibis(value: Value, rows: ir.Table, types: Mapping[str, Type], unit: int) -> ir.Value:
    """`value` over `rows`, of the type `value_type` says: money as whole minor units (a half is rounded up), numbers as
    float64 unless a column is meant. Dividing by zero gives an empty value. Raises the first of `mistakes`."""
    _refuse_mistakes(value, types)
    compiler = _Compiler(rows, types, unit)
    kind = value_type(value, types)
    if isinstance(value, Name | Aggregate) and kind is not Type.MONEY:
        return compiler.column(value)
    if kind is Type.MONEY:
        return _whole(compiler.number(value, money=True))
    if kind is Type.NUMBER:
        return compiler.number(value, money=False).cast("float64")
    return compiler.text_literal(value) if isinstance(value, Text) else compiler.truth(value)


def ranked_to_ibis(value: Value, rows: ir.Table, types: Mapping[str, Type], unit: int) -> ir.NumericValue:
    """`value` over `rows` just as a comparison with a number sees it, money in minor units: whole numbers as they are,
    all else float64. Raises the first of `mistakes`."""
    _refuse_mistakes(value, types)
    found = _Compiler(rows, types, unit).number(value, sort_of(value, types) is Sort.MONEY)
    return found if found.type().is_integer() else found.cast("float64")


def matches(line_filter: Filter, column: ir.StringValue) -> ir.BooleanValue:
    """Whether a line's `column` passes a filter of `count` or `spent`; false where it is empty.

    A category matches itself and, being a path joined by " > ", every category below it.
    """
    key = key_of(column)
    keys = [matching_key(value) for value in line_filter.values]
    found: ir.BooleanValue = key.isin(keys)
    if line_filter.field == "category":
        found = _balanced(operator.or_, [found, *(key.startswith(f"{one}>") for one in keys if one)])
    if line_filter.op == "!=":
        return column.notnull() & ~_two_valued(found)
    return _two_valued(found)


def key_of(column: ir.StringValue) -> ir.StringValue:
    """The matching key of a text column, as `language.keys.matching_key` makes it."""
    return column.lower().translate(KEY_FROM, KEY_TO)


def _refuse_mistakes(node: Condition | Value, types: Mapping[str, Type]) -> None:
    if found := mistakes(node, types):
        raise found[0]


_COMPARE: Mapping[str, Callable[[ir.Value, ir.Value], ir.BooleanValue]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_RECKON: Mapping[str, Callable[[ir.NumericValue, ir.NumericValue], ir.NumericValue]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
    "/": lambda left, right: left / right.nullif(ibis.literal(0.0, "float64")),
}  # fmt: skip


class _Compiler:
    """Builds expressions over one table."""

    def __init__(self, rows: ir.Table, types: Mapping[str, Type], unit: int) -> None:
        self.rows = rows
        self.types = types
        self.unit = unit

    # ---- conditions ------------------------------------------------------------------------------------------
    def condition(self, node: Condition) -> ir.BooleanValue:
        match node:
            case And(parts=parts) | Or(parts=parts):
                join = operator.and_ if isinstance(node, And) else operator.or_
                return _balanced(join, [self.condition(part) for part in parts])
            case Not(part=part):
                return ~self.condition(part)
            case Compare(sign="!=", left=left, right=right):
                return self.none_of(left, (right,))
            case Compare(sign=sign, left=left, right=right):
                return self.comparison(sign, left, right, self.sort((left, right)))
            case OneOf(value=value, options=options, negated=negated):
                return self.none_of(value, options) if negated else self.one_of(value, options)
            case Within(value=value, low=low, high=high, negated=negated):
                return self.within((value, low, high), negated)
            case InSegment(segments=segments):
                place = key_of(self.rows[lifted(node).name])
                return _two_valued(place.isin([matching_key(one.value) for one in segments]))
            case Top():
                return self.condition(node.compared)
            case IsEmpty(value=value, negated=negated):
                found = self.any_value(value)
                return found.notnull() if negated else found.isnull()
        raise TypeError(f"not a condition: {node!r}")

    def comparison(self, sign: str, left: Value, right: Value, sort: Sort) -> ir.BooleanValue:
        if sort in MEASURED:
            if (exact := self.against_number(sign, left, right, sort)) is not None:
                return exact
            first, second = self.number(left, sort is Sort.MONEY), self.number(right, sort is Sort.MONEY)
            if not (first.type().is_integer() and second.type().is_integer()):
                first, second = first.cast("float64"), second.cast("float64")
            return _two_valued(_COMPARE[sign](first, second))
        return _two_valued(_COMPARE[sign](self.operand(left, sort), self.operand(right, sort)))

    def against_number(self, sign: str, left: Value, right: Value, sort: Sort) -> ir.BooleanValue | None:
        """A whole-number column against a number, without leaving whole numbers: `> 5000.5` is `>= 5001`."""
        if not isinstance(left, Name | Aggregate) or not isinstance(right, Number):
            return None
        column = self.column(left)
        if not column.type().is_integer():
            return None
        bound = right.value * (self.unit if sort is Sort.MONEY else 1)
        if abs(bound) > _LARGEST:
            return None
        if bound != bound.to_integral_value():
            if sign == "=":
                return ibis.literal(False)
            up = sign in (">", ">=")
            sign, bound = (">=" if up else "<="), bound.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR)
        return _two_valued(_COMPARE[sign](column, ibis.literal(int(bound), "int64")))

    def within(self, values: tuple[Value, Value, Value], negated: bool) -> ir.BooleanValue:
        value, low, high = values
        sort = self.sort(values)
        inside = self.comparison(">=", value, low, sort) & self.comparison("<=", value, high, sort)
        return self.all_filled(values) & ~inside if negated else inside

    def one_of(self, value: Value, options: Sequence[Value]) -> ir.BooleanValue:
        sort = self.sort((value, *options))
        words = [one for one in options if isinstance(one, Text)]
        if sort in (Sort.TEXT, Sort.WORD) and len(words) == len(options):
            return _two_valued(self.operand(value, sort).isin([word.key for word in words]))
        return _balanced(operator.or_, [self.comparison("=", value, option, sort) for option in options])

    def none_of(self, value: Value, options: Sequence[Value]) -> ir.BooleanValue:
        return self.all_filled((value, *options)) & ~self.one_of(value, options)

    def all_filled(self, values: Sequence[Value]) -> ir.BooleanValue:
        changing = [value for value in values if not isinstance(value, Number | Text | Truth)]
        filled = [self.any_value(value).notnull() for value in changing]
        return _balanced(operator.and_, filled or [ibis.literal(True)])

    def sort(self, values: Sequence[Value]) -> Sort:
        sort = common(one for value in values if (one := sort_of(value, self.types)) is not None)
        assert sort is not None, "mistakes() lets only comparable values through"
        return sort

    # ---- values ----------------------------------------------------------------------------------------------
    def any_value(self, value: Value) -> ir.Value:
        if isinstance(value, Name | Aggregate):
            return self.column(value)
        return self.number(value, money=False)

    def column(self, node: Name | Aggregate) -> ir.Value:
        return self.rows[node.name if isinstance(node, Name) else lifted(node).name]

    def operand(self, value: Value, sort: Sort) -> ir.Value:
        """A value that is no number, in the form in which its sort is compared."""
        if sort is Sort.DATE:
            return self.day(value)
        if sort is Sort.TRUTH:
            return self.truth(value)
        return ibis.literal(value.key) if isinstance(value, Text) else key_of(self.any_value(value))

    def day(self, value: Value) -> ir.DateValue:
        if isinstance(value, Text):
            return ibis.literal(parse_day(value.value, "gregorian"), "date")
        column = self.any_value(value)
        return column.date() if column.type().is_timestamp() else column

    def truth(self, value: Value) -> ir.BooleanValue:
        return ibis.literal(value.value) if isinstance(value, Truth) else self.any_value(value)

    def text_literal(self, value: Text) -> ir.StringValue:
        return ibis.literal(value.value)

    def number(self, value: Value, money: bool) -> ir.NumericValue:
        """A number; where `money` is asked for, a written one is in the project's unit. Columns stay as they are,
        arithmetic is done in float64."""
        match value:
            case Number(value=number):
                return _literal(number * self.unit if money else number)
            case Arithmetic(sign=sign, left=left, right=right):
                money_left, money_right = money_sides(value, money, self.types)
                first = self.number(left, money_left).cast("float64")
                return _RECKON[sign](first, self.number(right, money_right).cast("float64"))
            case Name() | Aggregate():
                return self.column(value)
        raise TypeError(f"not a number: {value!r}")


_LARGEST = 2**63 - 1


_EXACT_DIGITS = 15
"""An engine may read a longer number as a decimal first, and then miss the double it stands for by its last bit."""


def _literal(number: Decimal) -> ir.NumericValue:
    """A whole number as int64 where it fits, everything else as float64."""
    if number == number.to_integral_value() and abs(number) <= _LARGEST:
        return ibis.literal(int(number), "int64")
    if len(number.as_tuple().digits) > _EXACT_DIGITS:
        return ibis.literal(repr(float(number))).cast("float64")
    return ibis.literal(float(number), "float64")


def _whole(number: ir.NumericValue) -> ir.IntegerValue:
    """Rounded to a whole number, a half upwards: `round` treats halves differently from engine to engine."""
    if number.type().is_integer():
        return number
    return (number.cast("float64") + ibis.literal(0.5, "float64")).floor().cast("int64")


def _two_valued(test: ir.BooleanValue) -> ir.BooleanValue:
    return test.fill_null(False)


def _balanced(
    join: Callable[[ir.BooleanValue, ir.BooleanValue], ir.BooleanValue], tests: Sequence[ir.BooleanValue]
) -> ir.BooleanValue:
    """All tests joined by halves, so that a thousand parts nest ten deep and not a thousand."""
    if len(tests) == 1:
        return tests[0]
    half = len(tests) // 2
    return join(_balanced(join, tests[:half]), _balanced(join, tests[half:]))
