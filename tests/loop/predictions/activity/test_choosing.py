"""A model is used where it beats doing without, beyond noise."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from benchmarks import telco
from tests.loop.predictions.activity.made import customers

from bakhsh.errors import NotReady
from bakhsh.loop.predictions.activity.calibration import reliability
from bakhsh.loop.predictions.activity.choosing import learn
from bakhsh.loop.predictions.activity.metrics import auc
from bakhsh.loop.predictions.activity.model import EVERYBODY, Activity


def test_a_model_that_beats_its_baselines_is_used_and_calibrated() -> None:
    table, event, _ = customers(2500, 1)
    made = learn(table, event, baselines={"orders": np.array(table["orders"], float)})
    assert made.used == "logistic"
    assert made.grade == "A"
    assert [one.id for one in made.said] == ["activity.model_used", "activity.grade_a"]
    asked, happened, _ = customers(20_000, 2)
    said = made.predict(asked)
    assert reliability(happened, said).ece < 0.02
    assert np.array_equal(Activity.read(json.loads(json.dumps(made.body))).predict(asked), said)


def test_where_two_columns_only_speak_together_trees_are_used() -> None:
    random = np.random.default_rng(5)
    first, second = random.normal(size=2500), random.normal(size=2500)
    event = (random.random(2500) < np.where(first * second > 0, 0.8, 0.2)).astype(float)
    table = pa.table({"first": first, "second": second})
    made = learn(table, event)
    assert made.used == "trees"
    assert (
        auc(
            event,
            Activity.read(json.loads(json.dumps(made.body))).predict(pa.table({"first": first, "second": second})),
        )
        > 0.75
    )


@pytest.mark.slow
def test_noise_is_answered_by_the_same_probability_for_everybody() -> None:
    table, _, _ = customers(600, 3)
    event = (np.random.default_rng(4).random(600) < 0.3).astype(float)
    made = learn(table, event)
    assert (made.used, made.grade) == (EVERYBODY, "C")
    assert made.predict(table) == pytest.approx(event.mean())
    assert made.said[0].id == "activity.baseline_used"


def test_a_baseline_that_says_it_all_is_kept() -> None:
    random = np.random.default_rng(6)
    gap = random.exponential(50, 800)
    event = (random.random(800) < np.exp(-gap / 60)).astype(float)
    event[:20], gap[:20] = 0.0, np.nan
    table = pa.table({"noise": random.normal(size=800), "other": random.normal(size=800)})
    made = learn(table, event, baselines={"gap": -gap})
    assert made.used == "gap"
    said = made.predict(table, {"gap": -gap})
    assert np.corrcoef(said[20:], np.exp(-gap[20:] / 60))[0, 1] > 0.9
    assert said[:20] == pytest.approx(said.min())
    with pytest.raises(KeyError):
        made.predict(table)


@pytest.mark.parametrize(
    ("event", "table", "said"),
    [
        (np.ones(300), pa.table({"age": list(range(300))}), "activity.one_outcome"),
        (np.zeros(0), pa.table({"age": pa.array([], pa.int64())}), "activity.one_outcome"),
        (np.arange(300) < 20, pa.table({"age": list(range(300))}), "activity.too_few"),
        (np.arange(300) < 150, pa.table({"age": [7] * 300}), "activity.nothing_to_learn_from"),
    ],
)
def test_too_little_is_said(event: np.ndarray, table: pa.Table, said: str) -> None:
    with pytest.raises(NotReady) as refused:
        learn(table, event.astype(float))
    assert refused.value.sentence.id == said


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_telco_leavers_are_told_as_well_as_published(real_data: Path) -> None:
    found = list(telco.folds(*telco.at(real_data)))
    area, distance = np.mean([(one.auc, one.brier) for one in found], axis=0)
    print(f"Telco, 5 folds: AUC {area:.4f}, Brier {distance:.4f}")
    assert 0.847 <= area <= 0.87
    assert distance <= 0.135
