"""Expressions become text for every dialect, once."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import pytest

from bakhsh.conditions.days import TODAY, Day, day
from bakhsh.edges.engines.compile import DIALECTS, compile_sql, compiled
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


def recent(today: Day, name: str = "tea") -> ibis.Table:
    lines = LINES.mutate(on=LINES["at"].date(), said=ibis.literal(name))
    found = lines.filter(lines.on <= day(today), lines.on > day(today, 90), lines.on < day(today, -1))
    return found.group_by("customer_id", "said").agg(days=day(today).delta(found.on.max(), unit="day"))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_asked_of_today_is_the_text_of_the_day_itself(dialect: str) -> None:
    for as_of in (date(2024, 2, 29), date(2025, 1, 1)):
        assert compile_sql(recent(TODAY), dialect, as_of) == compile_sql(recent(as_of), dialect)


def test_it_is_compiled_once_for_all_days() -> None:
    compile_sql(recent(TODAY, "coffee"), "duckdb", date(2024, 1, 1))
    before = compiled()
    texts = {compile_sql(recent(TODAY, "coffee"), "duckdb", date(2024, 1, 1) + timedelta(one)) for one in range(9)}
    assert compiled() == before
    assert len(texts) == 9


def test_a_day_a_user_writes_and_words_that_look_like_one_stay_as_they_are() -> None:
    as_of, early = date(2024, 6, 30), date(2, 1, 1)
    for name in ("MAKE_DATE(2, 1, 1)", "it's MAKE_DATE(3, 1, 1)", 'MAKE_DATE(2, 1, 1)"', "MAKE_DATE(2, 1, 1) tea"):
        text = compile_sql(recent(TODAY, name), "duckdb", as_of)
        assert text == compile_sql(recent(as_of, name), "duckdb")
    for written in (day(early), ibis.date(2, 1, 1)):
        kept, known = (LINES.mutate(today=day(one)).filter(LINES["at"].date() > written) for one in (TODAY, as_of))
        assert compile_sql(kept, "duckdb", as_of) == compile_sql(known, "duckdb")


def test_without_a_day_today_is_no_text() -> None:
    with pytest.raises(ValueError, match="as of a day"):
        compile_sql(recent(TODAY), "duckdb")
