"""Learning: bad input gets a sentence, boundaries are told, saved models come back whole."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bakhsh.errors import NotReady
from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitted import Fitted
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.mbg import MBG
from bakhsh.loop.predictions.purchases.pareto import PARETO
from bakhsh.loop.predictions.purchases.protocol import PurchaseModel
from bakhsh.loop.predictions.purchases.scoring import scored


def bought(customers: int, r: float, alpha: float, *, seed: int = 0, stop: float = 0.0, weeks: float = 60.0) -> Cells:
    """Customers who buy at random and stop after a purchase with one probability; times are whole days in weeks."""
    random = np.random.default_rng(seed)
    T = random.integers(int(7 * weeks / 2), int(7 * weeks), customers) / 7
    rate = random.gamma(r, 1 / alpha, customers)
    x, t_x, when = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    alive = np.ones(customers, bool)
    for _ in range(400):
        when = when + random.exponential(1 / np.maximum(rate, 1e-12))
        alive &= when <= T
        x += alive
        t_x = np.where(alive, when, t_x)
        alive &= random.random(customers) >= stop
    return Cells.of(x, t_x, T)


def test_one_customer_is_too_few() -> None:
    with pytest.raises(NotReady) as caught:
        fit(BG, Cells.of([3], [10], [20]))
    assert caught.value.sentence.id == "purchases.too_few_again"
    assert "1 has bought again" in str(caught.value)
    assert "at least 10 customers" in str(caught.value.hint).lower()


def test_one_time_buyers_teach_nothing() -> None:
    with pytest.raises(NotReady) as caught:
        fit(BG, Cells.of(np.zeros(500), np.zeros(500), np.full(500, 30.0)))
    assert caught.value.sentence.id == "purchases.too_few_again"


def test_everybody_who_bought_today_teaches_nothing() -> None:
    with pytest.raises(NotReady) as caught:
        fit(BG, Cells.of(np.zeros(500), np.zeros(500), np.zeros(500)))
    assert caught.value.sentence.id == "purchases.no_time"
    with pytest.raises(NotReady) as caught:
        fit(BG, Cells.of([], [], []))
    assert caught.value.sentence.id == "purchases.no_time"


@pytest.mark.parametrize("priors", [True, False])
def test_customers_who_never_stop_are_told_and_not_raised(priors: bool) -> None:
    found = fit(BG, bought(1_500, 1.0, 8.0), priors=priors)
    assert [one.id for one in found.remarks] == ["purchases.no_dropout"]
    told = scored(found, Cells.of([0, 5, 5], [0, 10, 50], [50, 50, 50]), 13.0)
    assert all(np.isfinite(one).all() for one in told.values())


def test_customers_who_stop_are_not_said_to_stay() -> None:
    assert fit(BG, bought(1_500, 1.0, 8.0, stop=0.2)).remarks == ()


def test_customers_who_all_buy_at_one_pace_are_told() -> None:
    found = fit(BG, bought(1_500, 4_000.0, 20_000.0, stop=0.2))
    assert "purchases.rates_alike" in [one.id for one in found.remarks]


def test_a_saved_model_comes_back_whole() -> None:
    found = fit(MBG, bought(800, 1.0, 8.0))
    assert Fitted.read(json.loads(json.dumps(found.body))) == found


def test_one_customer_with_countless_purchases_breaks_nothing() -> None:
    cells = bought(1_500, 1.0, 8.0, stop=0.2)
    huge = Cells.of(
        np.append(cells.x, 20_000), np.append(cells.t_x, 59.9), np.append(cells.T, 60), np.append(cells.weight, 1)
    )
    found = fit(BG, huge)
    assert all(np.isfinite(one).all() for one in scored(found, huge, 52.0).values())


def test_a_covariate_of_the_rate_is_found_again() -> None:
    slow, fast = bought(3_000, 1.0, 16.0, stop=0.2), bought(3_000, 1.0, 8.0, stop=0.2, seed=1)
    known = np.append(np.zeros(3_000), np.ones(3_000))
    columns = [np.append(getattr(slow, name), getattr(fast, name)) for name in ("x", "t_x", "T")]
    both = Cells.of(*columns, covariates={"card": known})
    found = fit(BG, both, rate=("card",), dropout=("card",))
    assert found.parameters["rate.card"] == pytest.approx(np.log(2), abs=3 * found.standard_errors["rate.card"])
    assert found.parameters["dropout.card"] == pytest.approx(0, abs=3 * found.standard_errors["dropout.card"])
    assert found.log_likelihood > fit(BG, both).log_likelihood + 50
    told = scored(found, both.taken(np.array([0, 3_000])), 10.0)
    assert np.isfinite(told["expected_orders_high"]).all()
    assert Fitted.read(found.body).rate == ("card",)


AWKWARD = {
    "all the same": Cells.of([1], [5.0], [10.0], [20]),
    "bought on the last day": Cells.of([3], [10.0], [10.0], [50]),
    "bought twice, then silent": Cells.of([1], [1 / 7], [100.0], [50]),
    "most came today": Cells.of([0, 1], [0, 1.0], [0, 2.0], [1_000, 20]),
    "a billion customers": Cells.of([0, 1, 2, 3], [0, 5, 6, 7], [10, 10, 10, 10], [1e9, 1e8, 1e7, 1e6]),
    "times in millionths": Cells.of([0, 1, 2, 3], [0, 5e-6, 6e-6, 7e-6], [1e-5] * 4, [20] * 4),
    "five thousand purchases": Cells.of([0, 1, 5_000], [0, 3.0, 99.0], [100.0] * 3, [1_000, 15, 1]),
}


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("model", [BG, MBG], ids=lambda one: one.name)
def test_awkward_customers_get_numbers(model: PurchaseModel, name: str) -> None:
    for priors in (True, False):
        found = fit(model, AWKWARD[name], priors=priors)
        assert np.isfinite(np.array(found.covariance)).all()
        for horizon in (0.01, 1.0, 100.0):
            told = scored(found, AWKWARD[name], horizon * float(AWKWARD[name].T.max()))
            assert all(np.isfinite(one).all() for one in told.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_customers_get_numbers_from_pareto_too(name: str) -> None:
    test_awkward_customers_get_numbers(PARETO, name)
