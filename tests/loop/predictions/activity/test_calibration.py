"""Probabilities come true as often as they say."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bakhsh.loop.predictions.activity.calibration import Calibration, learn, reliability


def _true(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(-random.normal(-0.5, 1.2, count)))
    return chance, (random.random(count) < chance).astype(float)


def test_overconfident_scores_are_brought_back() -> None:
    chance, event = _true(4000, 1)
    bold = 1 / (1 + np.exp(-2.5 * np.log(chance / (1 - chance))))
    made = Calibration.read(json.loads(json.dumps(learn(bold, event).body)))
    assert made.way != "none"
    unseen, happened = _true(20_000, 2)
    asked = 1 / (1 + np.exp(-2.5 * np.log(unseen / (1 - unseen))))
    assert reliability(happened, asked).ece > 0.08
    assert reliability(happened, made.of(asked)).ece < 0.02


def test_scores_that_are_right_stay_as_they_are() -> None:
    chance, event = _true(3000, 3)
    assert learn(chance, event).way == "none"


def test_days_become_probabilities_that_rise_and_are_never_sure() -> None:
    random = np.random.default_rng(4)
    days = random.exponential(50, 2000)
    event = (random.random(2000) < np.exp(-days / 40)).astype(float)
    found = learn(-days, event, probabilities=False).of(-np.linspace(0, 1000, 100))
    assert (np.diff(found) <= 1e-12).all()
    assert found.min() > 0
    assert found.max() < 1


def test_one_class_is_left_alone() -> None:
    assert learn(np.linspace(0.1, 0.9, 30), np.ones(30)) == Calibration()


def test_ece_is_the_mean_distance_of_ten_equal_bins_and_never_depends_on_order() -> None:
    score = np.repeat([0.1, 0.6], 50)
    event = np.concatenate([np.repeat([1.0, 0.0], [10, 40]), np.repeat([1.0, 0.0], [20, 30])])
    found = reliability(event, score)
    assert len(found.bins) == 10
    assert found.ece == pytest.approx(0.5 * 0.1 + 0.5 * 0.2)
    mixed = np.random.default_rng(1).permutation(100)
    assert reliability(event[mixed], score[mixed]).ece == pytest.approx(found.ece)


def test_the_ceiling_is_what_sampling_alone_gives() -> None:
    above = 0
    for seed in range(300):
        chance, event = _true(1000, seed)
        found = reliability(event, chance)
        above += found.ece > found.ceiling
    assert 0.01 <= above / 300 <= 0.09
