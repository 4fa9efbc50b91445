from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from bakhsh.loop.predictions.backtest.baselines import Past
from bakhsh.loop.predictions.backtest.judging import calibrated, judged


def came(later: list[float], weight: list[float] | None = None) -> Past:
    size = len(later)
    ones = [1.0] * size if weight is None else weight
    return Past(*(np.zeros(size) for _ in range(3)), np.array(later), np.array(ones))


def test_hand_worked_errors() -> None:
    model, none = judged(came([0, 0, 2, 4]), {"model": np.array([1.0, 0, 1, 2]), "zero": np.zeros(4)})
    assert (model.mae, model.rmse) == (1.0, math.sqrt(6 / 4))
    assert (model.total, model.actual) == (4.0, 6.0)
    assert model.correlation == pytest.approx(np.corrcoef([1, 0, 1, 2], [0, 0, 2, 4])[0, 1])
    assert model.auc == pytest.approx(roc_auc_score([0, 0, 1, 1], [1, 0, 1, 2]))
    assert model.better is None
    assert none.better is not None
    assert none.better.estimate == pytest.approx((0 + 0 + 4 + 16 - 6) / 4)
    assert (none.correlation, none.auc) == (0.0, 0.5)


def test_a_row_of_many_is_as_many_rows() -> None:
    random = np.random.default_rng(3)
    later, guess, weight = random.poisson(1, 30).astype(float), random.random(30), random.integers(1, 5, 30)
    once = judged(came(later.tolist(), weight.astype(float).tolist()), {"a": guess, "b": guess * 2})
    many = judged(came(np.repeat(later, weight).tolist()), {name: np.repeat(g, weight) for name, g in
                                                           (("a", guess), ("b", guess * 2))})  # fmt: skip
    for one, other in zip(once, many, strict=True):
        numbers = [(one.mae, one.rmse, one.correlation, one.total, one.auc)]
        numbers.append((other.mae, other.rmse, other.correlation, other.total, other.auc))
        assert numbers[0] == pytest.approx(numbers[1])
    assert once[1].better is not None
    assert many[1].better is not None
    assert (once[1].better.low, once[1].better.high) == pytest.approx((many[1].better.low, many[1].better.high))


def test_where_all_ordered_or_nobody_did_nothing_is_ranked() -> None:
    for later in ([0.0, 0, 0], [1.0, 2, 1]):
        assert judged(came(later), {"a": np.array([1.0, 2, 3])})[0].auc == 0.5


def test_the_interval_of_doing_better_holds_the_truth_as_often_as_it_says() -> None:
    """Orders of known means: one told them, the other a tenth more."""
    random = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        mean = random.gamma(1, 1, 300)
        later = random.poisson(mean).astype(float)
        other = judged(came(later.tolist()), {"right": mean, "more": mean * 1.1})[1].better
        assert other is not None
        held += not other.excludes(float((0.1 * mean) @ (0.1 * mean)) / 300)
    assert 0.86 <= held / 400 <= 0.94


def test_tenths_go_from_few_to_many_and_hold_everybody() -> None:
    random = np.random.default_rng(7)
    orders = random.gamma(1, 1, 1_000)
    later = random.poisson(orders).astype(float)
    found = calibrated(came(later.tolist()), orders, 1 - np.exp(-orders))
    assert [one.customers for one in found] == [100] * 10
    assert [one.predicted for one in found] == sorted(one.predicted for one in found)
    assert sum(one.actual * one.customers for one in found) == pytest.approx(later.sum())
    assert max(abs(one.p_buy - one.bought) for one in found) < 0.12


def test_alike_customers_stand_in_one_tenth() -> None:
    found = calibrated(came([0, 1, 2], [90, 5, 5]), np.array([0.1, 0.5, 2.0]), np.array([0.1, 0.4, 0.9]))
    assert [one.customers for one in found] == [90, 5, 5] or sum(one.customers for one in found) == 100
