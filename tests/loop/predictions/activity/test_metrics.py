"""Measures of probabilities against their definitions and scikit-learn's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as their_log_loss

from bakhsh.loop.predictions.activity.metrics import (
    auc,
    auc_difference,
    auc_interval,
    average_precision,
    bootstrapped,
    brier,
    log_loss,
    top_decile_lift,
)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=2, max_size=80))
def test_measures_are_those_of_scikit_learn(pairs: list[tuple[bool, int]]) -> None:
    truth = np.array([float(one) for one, _ in pairs])
    score = np.array([value / 10 + 0.05 for _, value in pairs])
    if truth.min() == truth.max():
        assert math.isnan(auc(truth, score))
        return
    assert auc(truth, score) == pytest.approx(roc_auc_score(truth, score))
    assert average_precision(truth, score) == pytest.approx(average_precision_score(truth, score))
    assert brier(truth, score) == pytest.approx(brier_score_loss(truth, score))
    assert log_loss(truth, score) == pytest.approx(their_log_loss(truth, score))


def test_the_top_tenth_shares_out_its_border() -> None:
    truth = np.array([1.0] * 5 + [0.0] * 45)
    assert top_decile_lift(truth, -np.arange(50.0)) == pytest.approx(10.0)
    assert top_decile_lift(truth, np.zeros(50)) == pytest.approx(1.0)
    assert top_decile_lift(truth[::-1], np.zeros(50)) == pytest.approx(1.0)
    half = np.array([1.0] * 12 + [0.0] * 13)
    assert top_decile_lift(half, half) == pytest.approx(25 / 12)


def test_measures_of_one_class_are_nan_and_intervals_say_nothing() -> None:
    truth, score = np.ones(5), np.linspace(0, 1, 5)
    assert math.isnan(auc(truth, score))
    assert (auc_interval(truth, score).low, auc_interval(truth, score).high) == (0.0, 1.0)
    assert auc_difference(truth, score, score).low == -1.0
    assert math.isnan(average_precision(np.zeros(5), score))
    assert math.isnan(top_decile_lift(np.zeros(5), score))


def _drawn(seed: int, count: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    hidden = random.normal(size=count)
    truth = (hidden + random.normal(size=count) > 0.5).astype(float)
    return truth, hidden + random.normal(0, 1, count), hidden + random.normal(0, 1.5, count)


def test_intervals_of_the_auc_cover_what_they_say() -> None:
    large = _drawn(12_345, 400_000)
    true, other = auc(large[0], large[1]), auc(large[0], large[2])
    held = [0, 0]
    for seed in range(400):
        truth, score, worse = _drawn(seed)
        found, apart = auc_interval(truth, score), auc_difference(truth, score, worse)
        held[0] += not found.excludes(true)
        held[1] += not apart.excludes(true - other)
    assert all(0.86 <= one / 400 <= 0.94 for one in held), held


def test_the_bootstrap_is_the_same_for_the_same_seed_and_near_delong() -> None:
    truth, score, _ = _drawn(7)
    one, again = bootstrapped(auc, truth, score, seed=3), bootstrapped(auc, truth, score, seed=3)
    delong = auc_interval(truth, score)
    assert one == again
    assert one.low == pytest.approx(delong.low, abs=0.02)
    assert one.high == pytest.approx(delong.high, abs=0.02)
