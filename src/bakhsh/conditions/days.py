"""Days in expressions: literals, or days that are named only when the expression is run.

Everything a run of a day computes is the same as for any other day but for the day itself. Expressions therefore say
`TODAY` and days before it, so that they are built once and their text is compiled once; an engine puts the day in when
it runs the text (`edges.engines.compile`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeAlias

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

__all__ = ["TODAY", "Day", "day", "days_back"]

Day: TypeAlias = "date | ibis.Value"
"""A day that is known now, or TODAY."""


def _before(days: int) -> Any:
    return ops.ScalarParameter(dt.date, days).to_expr()


TODAY = _before(0)
"""The day as of which an expression is run."""


def day(value: Day, back: int = 0) -> Any:
    """The day so many days before `value` (a negative number: after it), as an expression. ValueError for an expression
    other than TODAY."""
    if isinstance(value, date):
        return ibis.literal(value - timedelta(days=back), "date")
    operation = value.op()
    if not isinstance(operation, ops.ScalarParameter):
        raise ValueError("a day is a date or TODAY")
    return _before(days_back(operation) + back) if back else value


def days_back(operation: ops.ScalarParameter) -> int:
    """How many days before TODAY a day lies that an expression leaves open."""
    return int(operation.counter)
