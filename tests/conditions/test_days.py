"""Days in expressions: known ones are literals, TODAY and days before it stay open."""

from __future__ import annotations

from datetime import date

import ibis
import pytest

from bakhsh.conditions.days import TODAY, day, days_back


def test_a_known_day_is_a_literal_so_many_days_before() -> None:
    assert day(date(2024, 3, 1), 1).op() == ibis.literal(date(2024, 2, 29), "date").op()
    assert day(date(2024, 3, 1)).op() == ibis.literal(date(2024, 3, 1), "date").op()


def test_days_before_today_and_after_it_stay_open() -> None:
    assert day(TODAY) is TODAY
    assert days_back(day(TODAY, 90).op()) == 90
    assert days_back(day(day(TODAY, 90), -91).op()) == -1


def test_equal_days_are_equal_expressions() -> None:
    assert day(TODAY, 7).op() == day(TODAY, 7).op() != day(TODAY, 8).op()


def test_another_expression_is_no_day_to_count_from() -> None:
    with pytest.raises(ValueError, match="a date or TODAY"):
        day(ibis.date(2024, 1, 1), 1)
