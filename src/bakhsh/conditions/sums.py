"""Arithmetic that gives the same on every engine: whole sums, safe shares, days between days."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from bakhsh.conditions.days import Day, day

__all__ = ["Day", "count", "day", "day_of", "days_between", "number", "ratio", "stands", "total", "whole"]


def whole(value: Any) -> Any:
    """`value` as int64, said in the SQL as well.

    Engines widen sums (DuckDB to 128 bits, PostgreSQL to numeric) while Ibis takes them for int64 and would leave the
    cast out.
    """
    return ops.Cast(value, dt.int64).to_expr()


def total(value: Any, where: Any = None) -> Any:
    """Sum of a whole-number column over a group as int64; 0 where nothing is to be summed."""
    return whole(value.sum(where=where).coalesce(0))


def count(condition: Any) -> Any:
    """How many rows of a group it holds of, as int64."""
    return total(condition.cast("int32"))


def number(value: Any) -> Any:
    """`value` as float64, said in the SQL as well: what stands in a division must not be a decimal."""
    return ops.Cast(value, dt.float64).to_expr()


def ratio(part: Any, of: Any) -> Any:
    """part / of as float64; empty where `of` is zero or empty."""
    return number(part) / number(of).nullif(0)


def day_of(rows: ibis.Table) -> Any:
    """The local day of rows that have a time `at`."""
    return rows["at"].date()


def days_between(later: Any, earlier: Any) -> Any:
    """Whole days from `earlier` to `later`, both dates."""
    return whole(later.delta(earlier, unit="day"))


def stands(facts: ibis.Table, as_of: Day) -> Any:
    """Whether a row of FACTS is a purchase day at the end of `as_of`: something was bought, and not every order of the
    day had been taken back by then."""
    return (facts.orders > 0) & (facts.undone_on > day(as_of)).fill_null(True)
