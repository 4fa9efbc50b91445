"""Expressions to SQL text: Ibis is the compiler, the adapters run the text.

Compiling costs more than running where data are few, so a text is compiled once. What is asked as of a day is the same
text for every day (see `conditions.days`): it is compiled with days that stand in for it, and cut where they stand; the
real days are put there, in the dialect's own words, when it is run. So the engine sees constants, and plans with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

import ibis
import ibis.expr.operations as ops
from ibis.common.exceptions import IbisError

from bakhsh.conditions.days import days_back
from bakhsh.errors import EngineError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["DIALECTS", "compile_sql", "compiled"]

DIALECTS = ("duckdb", "postgres", "databricks")
"""Every expression of the loop compiles for these; databricks is the dialect of Spark."""

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`""")


@dataclass(frozen=True, slots=True)
class _Dated:
    """A text that was cut at its days: there is one part more than days. Each day is told as days before the day of
    the run."""

    parts: tuple[str, ...]
    days: tuple[int, ...]


def compile_sql(expr: ibis.Expr, dialect: str, as_of: date | None = None) -> str:
    """SQL text of an expression on unbound tables; the same text for an equal expression, remembered. `as_of` is the
    day that an expression of TODAY is run for; others need none.

    The text asks for no time zone and no clock. EngineError when the dialect has no word for it, naming those that do.
    ValueError for an expression of TODAY without a day.
    """
    text = _compile(expr.as_table().op(), dialect)
    if isinstance(text, str):
        return text
    if as_of is None:
        raise ValueError("an expression of TODAY is run as of a day")
    days = (_literal(as_of - timedelta(days=back), dialect) for back in text.days)
    return text.parts[0] + "".join(day + part for day, part in zip(days, text.parts[1:], strict=True))


def compiled() -> int:
    """How many texts this process has compiled so far."""
    return _compile.cache_info().misses


@lru_cache(maxsize=2048)
def _compile(operation: Any, dialect: str) -> str | _Dated:
    expr = operation.to_expr()
    try:
        return _text(expr, dialect)
    except (IbisError, NotImplementedError, ValueError, AttributeError) as error:
        able = tuple(Code(other) for other in DIALECTS if other != dialect and _compiles(expr, other))
        problem = {"engine": Code(dialect), "reason": Code(" ".join(str(error).split())[:200])}
        hint = Sentence("store.engines_that_can", {"engines": able}) if able else None
        raise EngineError(Sentence("store.cannot_compile", problem), hint=hint) from error


def _text(expr: ibis.Expr, dialect: str) -> str | _Dated:
    operation = expr.op()
    asked = sorted(set(operation.find(ops.ScalarParameter)), key=days_back)
    if not asked:
        return str(ibis.to_sql(expr, dialect=dialect, pretty=False))
    said = _years(operation)
    for year in count(2):
        stand_ins = [date(year, 1, 1) + timedelta(days=place) for place in range(len(asked))]
        if said.isdisjoint(one.year for one in stand_ins):
            params = {one.to_expr(): day for one, day in zip(asked, stand_ins, strict=True)}
            text = str(ibis.to_sql(expr, dialect=dialect, pretty=False, params=params))
            words = {_literal(day, dialect): days_back(one) for one, day in zip(asked, stand_ins, strict=True)}
            if not _quotes(text, words):
                return _cut(text, words)
    raise AssertionError("there is always a year that nobody writes of")


def _years(operation: Any) -> set[int]:
    """The years of the days that an expression names itself."""
    literals = {one.value.year for one in operation.find(ops.Literal) if isinstance(one.value, date)}
    made = (one.year for one in operation.find(ops.DateFromYMD))
    return literals | {one.value for one in made if isinstance(one, ops.Literal)}


def _quotes(text: str, words: Sequence[str] | dict[str, int]) -> bool:
    """Whether what stands in for a day is also in a name or a value, where it is none."""
    return any(word in quoted for quoted in _QUOTED.findall(text) if "(" in quoted for word in words)


def _cut(text: str, words: dict[str, int]) -> _Dated:
    pieces = re.split("(" + "|".join(map(re.escape, words)) + ")", text)
    return _Dated(tuple(pieces[::2]), tuple(words[word] for word in pieces[1::2]))


@lru_cache(maxsize=1024)
def _literal(day: date, dialect: str) -> str:
    """A day as the dialect writes it."""
    text = str(ibis.to_sql(ibis.literal(day, "date").name("day").as_table(), dialect=dialect, pretty=False))
    return text.removeprefix("SELECT ").rsplit(" AS ", 1)[0]


def _compiles(expr: ibis.Expr, dialect: str) -> bool:
    try:
        return bool(_text(expr, dialect))
    except Exception:
        return False
