"""The value of an order: the published numbers, generated truth, and what cannot be."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy.optimize import check_grad

from bakhsh.errors import DataError, NotReady
from bakhsh.loop.predictions.spend import gamma_gamma
from bakhsh.loop.predictions.spend.gamma_gamma import FittedSpend, fit, log_likelihood
from bakhsh.loop.predictions.spend.spent import Spent


def cdnow() -> tuple[Any, Any]:
    from lifetimes.datasets import load_cdnow_summary_data_with_monetary_value

    found = load_cdnow_summary_data_with_monetary_value()
    return found.frequency.to_numpy(float), found.monetary_value.to_numpy(float)


def generated(count: int, seed: int, p: float = 6.0, q: float = 4.0, v: float = 15.0) -> tuple[Any, Any, Any]:
    random = np.random.default_rng(seed)
    x = random.integers(1, 8, count).astype(float)
    rate = random.gamma(q, 1 / v, count)
    return x, random.gamma(p * x, 1 / (rate * x)), p / rate


def test_cdnow_gives_the_published_numbers() -> None:
    x, m = cdnow()
    found = fit(Spent.of(x, m), priors=False)
    assert (found.p, found.q, found.v) == pytest.approx((6.25, 3.74, 15.44), abs=0.02)
    assert found.log_likelihood == pytest.approx(-4055.92, abs=0.01)
    assert found.customers == 946
    published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert found.expected(x[:10], m[:10]) == pytest.approx(published, abs=0.1)


def test_slopes_are_those_of_the_likelihood() -> None:
    x, m, _ = generated(50, 1)
    spent = Spent.of(x, m)

    def whole(vector: Any) -> float:
        return float(log_likelihood(tuple(np.exp(vector)), spent).sum())

    def slope(vector: Any) -> Any:
        return [one.sum() for one in gamma_gamma._slopes(np.exp(vector), spent)[1]]

    for start in ([1.0, 1.0, 2.0], [-1.0, 0.5, 4.0]):
        assert check_grad(whole, slope, np.array(start)) < 1e-3


def test_alike_customers_may_be_one_cell_and_the_unit_changes_nothing() -> None:
    x, m, _ = generated(300, 2)
    once = fit(Spent.of(np.tile(x, 2), np.tile(m, 2)), priors=False)
    cells = fit(Spent.of(x, m * 100, np.full(300, 2.0)), priors=False)
    assert (cells.p, cells.q, cells.v / 100) == pytest.approx((once.p, once.q, once.v), rel=1e-4)
    read = FittedSpend.read(json.loads(json.dumps(cells.body)))
    assert np.array_equal(read.expected(x, m * 100), cells.expected(x, m * 100))


def test_expectations_come_true_for_customers_of_known_means() -> None:
    x, m, own = generated(5000, 3)
    said = fit(Spent.of(x, m)).scored(x, m)
    assert np.corrcoef(np.log(said["expected_spend"]), np.log(own))[0, 1] > 0.9
    assert said["expected_spend"].mean() == pytest.approx(own.mean(), rel=0.03)
    assert (said["expected_spend_low"] < said["expected_spend"]).all()
    assert (said["expected_spend"] < said["expected_spend_high"]).all()


@pytest.mark.slow
def test_intervals_of_parameters_cover_what_they_say() -> None:
    runs, held = 300, np.zeros(3)
    for seed in range(runs):
        x, m, _ = generated(5000, seed)
        found = fit(Spent.of(x, m))
        away = np.log([found.p, found.q, found.v]) - np.log([6.0, 4.0, 15.0])
        held += np.abs(away) <= 1.645 * np.sqrt(np.diag(found.covariance))
    shares = held / runs
    print("Gamma-Gamma: 90 % intervals cover", *(f"{100 * one:.1f} %" for one in shares))
    assert ((shares >= 0.86) & (shares <= 0.94)).all()


def test_what_is_not_above_zero_is_left_out_and_said() -> None:
    x, m, _ = generated(100, 4)
    m[:3] = [0.0, -5.0, np.nan]
    spent = Spent.of(x, m)
    assert spent.customers == 97
    assert [one.id for one in spent.notes] == ["spend.not_above_zero"]
    asked = fit(spent).expected(np.array([0.0, 3.0, 3.0, 3.0]), np.array([0.0, -5.0, np.nan, np.inf]))
    assert asked == pytest.approx(np.full(4, asked[0]))


def test_one_who_is_worth_half_of_everybody_is_capped_and_said() -> None:
    x, m, _ = generated(200, 5)
    without = fit(Spent.of(x, m))
    x, m = np.append(x, 4.0), np.append(m, (x * m).sum() / 4)
    spent = Spent.of(x, m)
    found = fit(spent)
    assert [one.id for one in spent.notes] == ["spend.outsized"]
    assert found.q == pytest.approx(without.q, rel=0.15)
    assert found.expected(x, m).max() <= m[:-1].max()


def test_so_uneven_that_there_is_no_mean_is_said() -> None:
    random = np.random.default_rng(6)
    found = fit(Spent.of(np.ones(400), np.exp(random.normal(0, 4, 400))))
    assert [one.id for one in found.remarks] == ["spend.mean_not_settled"]
    assert np.isfinite(found.expected(np.array([0.0, 1.0, 5.0]), np.array([0.0, 3.0, 1e9]))).all()


def test_everybody_spending_the_same_is_learned_too() -> None:
    found = fit(Spent.of(np.full(50, 3.0), np.full(50, 20.0)))
    assert found.expected(np.array([0.0, 3.0]), np.array([0.0, 20.0])) == pytest.approx([20.0, 20.0], rel=0.05)


def test_too_few_and_unequal_columns_are_refused() -> None:
    with pytest.raises(NotReady) as refused:
        fit(Spent.of([1.0, 2.0], [3.0, 4.0]))
    assert refused.value.sentence.id == "spend.too_few"
    with pytest.raises(NotReady):
        fit(Spent.of([], []))
    with pytest.raises(DataError):
        Spent.of([1.0, 2.0], [3.0])
