"""Logistic regression on smooth curves."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.loop.predictions.activity.made import customers

from bakhsh.loop.predictions.activity import design
from bakhsh.loop.predictions.activity.choosing import levels
from bakhsh.loop.predictions.activity.logistic import Logistic, learn
from bakhsh.loop.predictions.activity.metrics import auc
from bakhsh.loop.predictions.activity.splines import natural, term


def test_a_natural_spline_is_a_line_beyond_its_outer_knots() -> None:
    at = np.linspace(-5, 15, 401)
    shapes = natural(at, (0.0, 2.0, 5.0, 8.0, 10.0))
    assert len(shapes) == 4
    for one in shapes:
        bent = np.abs(np.diff(one, 2))
        assert bent[(at[1:-1] < -0.1) | (at[1:-1] > 10.1)].max() < 1e-9
    assert max(np.abs(np.diff(one, 2)).max() for one in shapes) > 1e-4


@pytest.mark.parametrize("values", [[1.0, 1.0, 0.0], [3.0], [np.nan, np.nan], [1.0, 2.0, 3.0, np.nan, 1e12]])
def test_shapes_of_few_values_are_finite(values: list[float]) -> None:
    column = np.array(values)
    assert np.isfinite(term(0, column, 0).basis(np.array([np.nan, -1e9, 0.0, 1e9]))).all()


def test_it_comes_near_the_truth_and_is_the_same_after_json() -> None:
    table, event, _ = customers(3000, 1)
    asked, happened, chance = customers(4000, 2)
    designed = design.learn(table)
    model = learn(design.matrix(designed, table), event, levels(designed))
    again = Logistic.read(json.loads(json.dumps(model.body)))
    unseen = design.matrix(design.Design.read(json.loads(json.dumps(designed.body))), asked)
    assert np.array_equal(model.predict(unseen), again.predict(unseen))
    assert auc(happened, model.predict(unseen)) > auc(happened, chance) - 0.012
    assert np.abs(model.predict(unseen) - chance).mean() < 0.04


def test_a_design_of_other_rows_knows_nothing_of_words_it_never_saw() -> None:
    table, event, _ = customers(500, 3)
    designed = design.learn(table.set_column(2, "city", [["Tehran", "Shiraz"] * 250]))
    assert designed.columns[0].levels == ("Shiraz", "Tehran")
    assert np.isnan(design.matrix(designed, table)[:, 0]).any()
    model = learn(design.matrix(designed, table), event, levels(designed))
    assert np.isfinite(model.raw(design.matrix(designed, table))).all()
