from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bakhsh.loop.predictions.backtest.grading import graded
from bakhsh.records import Judged, Origin
from bakhsh.stats import Interval

MODEL = Judged("bg_nbd", 0.8, 1.6, 0.6, 95, 100, 0.78)
RATE = Judged("rate", 1.0, 2.2, 0.5, 130, 100, 0.70, Interval(2.2, 1.0, 3.4, 0.9))
ZERO = Judged("zero", 0.7, 2.3, 0.0, 0, 100, 0.5, Interval(2.7, 1.1, 4.3, 0.9))


def origin(model: Judged = MODEL, rate: Judged = RATE, zero: Judged = ZERO, month: int = 6) -> Origin:
    return Origin(date(2026, month, 1), 500, (model, zero, rate), (), ())


def test_closer_beyond_noise_with_a_right_total_is_an_a() -> None:
    grade, used, said = graded([origin()])
    assert (grade, used, said.id) == ("A", "", "backtest.earned_a")


def test_a_small_absolute_error_of_nobody_orders_decides_nothing() -> None:
    assert ZERO.mae < MODEL.mae
    assert graded([origin()])[0] == "A"


@pytest.mark.parametrize(
    ("model", "grade"),
    [
        (replace(MODEL, total=110), "A"),
        (replace(MODEL, total=110.1), "B"),
        (replace(MODEL, total=75), "B"),
        (replace(MODEL, total=65), "C"),
        (replace(MODEL, auc=0.68), "B"),
        (replace(MODEL, auc=0.695), "A"),
    ],
)
def test_what_the_total_and_the_ranking_do_to_the_grade(model: Judged, grade: str) -> None:
    """The baseline's own total is off by thirty in a hundred."""
    assert graded([origin(model)])[0] == grade


def test_within_noise_the_baseline_is_used_and_named() -> None:
    close = replace(RATE, rmse=1.61, better=Interval(0.05, -0.01, 0.11, 0.9))
    grade, used, said = graded([origin(rate=close)])
    assert (grade, used, said.id) == ("C", "rate", "backtest.no_better")
    assert str(said.args["baseline"]) == "each goes on as so far"


def test_the_same_customers_on_three_days_are_no_more_evidence_than_on_one() -> None:
    """Bounds are averaged, not narrowed."""
    close = replace(RATE, rmse=1.61, better=Interval(0.05, -0.01, 0.11, 0.9))
    assert graded([origin(rate=close, month=month) for month in (6, 5, 4)])[0] == "C"


def test_a_total_that_is_far_off_is_kept_where_the_baseline_is_further_off() -> None:
    far = replace(MODEL, total=140)
    assert graded([origin(far, replace(RATE, total=150))])[0] == "B"
    assert graded([origin(far, replace(RATE, total=130))])[0] == "C"


def test_where_nothing_came_a_prediction_of_nothing_is_right() -> None:
    model = replace(MODEL, total=0.4, actual=0)
    assert graded([origin(model, replace(RATE, actual=0), replace(ZERO, actual=0))])[0] == "A"
