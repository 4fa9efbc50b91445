"""Expressions become text for every dialect, once."""

from __future__ import annotations

import ibis
import pytest

from bakhsh.edges.engines.compile import DIALECTS, compile_sql
from bakhsh.errors import EngineError

LINES = ibis.table({"customer_id": "string", "amount": "int64", "at": "timestamp(6)"}, name="lines")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_equal_expression_is_the_same_text_compiled_once(dialect: str) -> None:
    def spent() -> ibis.Table:
        return LINES.filter(LINES.amount > 5).group_by("customer_id").agg(spent=LINES.amount.sum())

    assert compile_sql(spent(), dialect) is compile_sql(spent(), dialect)


def test_expressions_that_differ_in_the_type_of_a_literal_alone_are_told_apart() -> None:
    assert compile_sql(LINES.mutate(x=1), "duckdb") != compile_sql(LINES.mutate(x=True), "duckdb")


def test_columns_and_single_values_compile_too() -> None:
    assert "SUM" in compile_sql(LINES.amount.sum(), "duckdb")
    assert "amount" in compile_sql(LINES.amount, "postgres")


def test_what_a_dialect_cannot_say_is_refused_naming_those_that_can() -> None:
    with pytest.raises(EngineError) as refused:
        compile_sql(LINES.agg(q=LINES.amount.quantile(0.5)), "sqlite")
    assert refused.value.sentence.id == "store.cannot_compile"
    assert "duckdb" in str(refused.value)


def test_an_unknown_dialect_is_refused_in_words() -> None:
    with pytest.raises(EngineError, match="klingon cannot do this"):
        compile_sql(LINES, "klingon")
