"""Expressions to SQL text: Ibis is the compiler, the adapters run the text."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import ibis
from ibis.common.exceptions import IbisError

from bakhsh.errors import EngineError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["DIALECTS", "compile_sql"]

DIALECTS = ("duckdb", "postgres", "databricks")
"""Every expression of the loop compiles for these; databricks is the dialect of Spark."""


def compile_sql(expr: ibis.Expr, dialect: str) -> str:
    """SQL text of an expression on unbound tables; the same text for an equal expression, remembered.

    The text asks for no time zone and no clock. EngineError when the dialect has no word for it, naming those that do.
    """
    return _compile(expr.as_table().op(), dialect)


@lru_cache(maxsize=1024)
def _compile(operation: Any, dialect: str) -> str:
    expr = operation.to_expr()
    try:
        return _text(expr, dialect)
    except (IbisError, NotImplementedError, ValueError, AttributeError) as error:
        able = tuple(Code(other) for other in DIALECTS if other != dialect and _compiles(expr, other))
        problem = {"engine": Code(dialect), "reason": Code(" ".join(str(error).split())[:200])}
        hint = Sentence("store.engines_that_can", {"engines": able}) if able else None
        raise EngineError(Sentence("store.cannot_compile", problem), hint=hint) from error


def _text(expr: ibis.Expr, dialect: str) -> str:
    return str(ibis.to_sql(expr, dialect=dialect, pretty=False))


def _compiles(expr: ibis.Expr, dialect: str) -> bool:
    try:
        return bool(_text(expr, dialect))
    except Exception:
        return False
