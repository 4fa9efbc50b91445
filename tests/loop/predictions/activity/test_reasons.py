"""Why one customer scores as he does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from tests.loop.predictions.activity.made import customers

from bakhsh.loop.predictions.activity import design, logistic, trees
from bakhsh.loop.predictions.activity.calibration import Calibration
from bakhsh.loop.predictions.activity.choosing import _typical, levels
from bakhsh.loop.predictions.activity.model import EVERYBODY, Activity
from bakhsh.loop.predictions.activity.reasons import pushes, reasons
from bakhsh.loop.predictions.activity.scoring import compiled
from bakhsh.loop.predictions.activity.trees import Growth


def learned(used: str) -> tuple[Activity, pa.Table]:
    table, event, _ = customers(1500, 1)
    designed = design.learn(table)
    matrix = design.matrix(designed, table)
    bare = Activity(
        used, float(event.mean()), 1500, designed, Calibration(), (), "A", typical=_typical(designed, matrix)
    )
    if used == "logistic":
        return replace(bare, logistic=logistic.learn(matrix, event, levels(designed))), table
    if used == "trees":
        grown = trees.learn(matrix, event, words=designed.words, growth=Growth(trees=60, leaves=8))
        return replace(bare, trees=grown), table
    return bare, table


def raw(model: Activity, matrix: np.ndarray) -> np.ndarray:
    if model.logistic is not None:
        return model.logistic.raw(matrix)
    assert model.trees is not None
    return compiled(model.trees).raw(matrix)


@pytest.mark.parametrize("used", ["logistic", "trees"])
def test_pushes_add_up_to_the_distance_from_the_typical_customer(used: str) -> None:
    model, table = learned(used)
    asked = table.slice(0, 200)
    typical = raw(model, np.array(model.typical)[None, :])
    apart = raw(model, design.matrix(model.design, asked)) - typical
    assert pushes(model, asked).sum(axis=1) == pytest.approx(apart, abs=1e-9)


@pytest.mark.parametrize("used", ["logistic", "trees"])
def test_what_made_the_truth_is_what_is_told(used: str) -> None:
    model, _ = learned(used)
    asked = pa.table(
        {"recency": [400.0, 1.0], "orders": [0, 9], "city": ["Tabriz", "Yazd"], "age": [None, 40.0], "club": [True] * 2}
    )
    silent, eager = reasons(model, asked)
    assert silent[0].push < 0
    assert silent[0].feature in {"recency", "orders"}
    assert eager[0].push > 0
    assert str(silent[0].said()) == f"{silent[0].feature} ({silent[0].value:.0f}) makes it less likely"
    assert len(silent) <= 3


def test_a_baseline_gives_no_reasons() -> None:
    model, table = learned(EVERYBODY)
    assert reasons(model, table.slice(0, 2)) == [(), ()]
    with pytest.raises(ValueError, match="baseline"):
        pushes(model, table)


def test_nothing_known_is_a_reason_too() -> None:
    model, _ = learned("logistic")
    asked = pa.table(
        {"recency": [30.0], "orders": [3], "city": ["Tehran"], "age": pa.array([None], pa.float64()), "club": [True]}
    )
    told = {one.feature: one for one in reasons(model, asked, most=5)[0]}
    assert told["age"].value is None
    assert told["age"].said().id in {"activity.unknown_up", "activity.unknown_down"}
