"""Models that let a customer stop after any purchase, against lifetimes and against themselves."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.expectation import _closed, _summed
from bakhsh.loop.predictions.purchases.geometric import Geometric
from bakhsh.loop.predictions.purchases.mbg import MBG
from bakhsh.loop.predictions.purchases.nbd import NBD
from bakhsh.loop.predictions.purchases.protocol import PurchaseModel

CELLS = Cells.of(
    [0, 0, 0, 1, 1, 3, 7, 40, 200],
    [0, 0, 0, 0.2, 30, 12, 38, 103, 52],
    [0, 10, 104, 40, 30, 40, 38.5, 104, 104],
)
MODELS = (NBD, BG, MBG, Geometric("two", k=2), Geometric("three", k=3, from_first=True))


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.name)
def test_slopes_are_the_derivatives(model: PurchaseModel) -> None:
    theta = np.array([0.5, 5.0, 0.8, 1.7])[: len(model.parameters)]
    likely, slopes = model.slopes(theta.tolist(), CELLS)
    assert likely == pytest.approx(model.log_likelihood(theta.tolist(), CELLS), rel=1e-12)
    for at, slope in enumerate(slopes):
        moved = np.exp(np.eye(len(theta))[at] * 1e-5)
        up, down = (model.log_likelihood((theta * one).tolist(), CELLS) for one in (moved, 1 / moved))
        assert slope == pytest.approx((up - down) / 2e-5, rel=1e-6, abs=1e-5)


def test_expectations_are_those_of_lifetimes() -> None:
    from lifetimes import BetaGeoFitter, ModifiedBetaGeoFitter

    theta = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    inside = CELLS.taken(np.arange(7))
    for model, peer in ((BG, BetaGeoFitter()), (MBG, ModifiedBetaGeoFitter())):
        peer.params_ = theta
        at = tuple(theta.values())
        alive = peer.conditional_probability_alive(inside.x, inside.t_x, inside.T)
        assert model.p_alive(at, inside) == pytest.approx(alive, rel=1e-9)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            bought = peer.conditional_expected_number_of_purchases_up_to_time(39.0, inside.x, inside.t_x, inside.T)
        assert model.expected(at, inside, 39.0) == pytest.approx(bought, rel=1e-6)


@pytest.mark.parametrize("a", [0.05, 0.7, 1.0, 1.00001, 4.0])
def test_the_sum_and_the_closed_form_agree(a: float) -> None:
    shape, y = np.array([0.3, 2.0, 30.0]), np.array([0.9, 0.5, 0.3])
    ones = np.ones(3)
    assert _closed(shape, y, a * ones, 1.7 * ones) == pytest.approx(
        _summed(shape, y, a * ones, 1.7 * ones, 1, 0, sloped=False)[0], rel=1e-6
    )


def test_customers_who_buy_evenly_are_simulated_as_expected() -> None:
    """A customer three of whose steps make a purchase, drawn 40,000 times, against the exact expectation."""
    model, theta, horizon = Geometric("three", k=3, from_first=True), (2.0, 1.5, 0.4, 2.0), 6.0
    random = np.random.default_rng(3)
    draws = 40_000
    rates, stops = random.gamma(2.0, 1 / 1.5, draws), random.beta(0.4, 2.0, draws)
    stays = random.geometric(np.maximum(stops, 1e-12))
    came = np.zeros(draws)
    when = np.zeros(draws)
    for purchase in range(1, 60):
        when += random.gamma(3, 1 / rates)
        came += (when <= horizon) & (purchase < stays)
    assert model.unconditional(theta, np.array([horizon]))[0] == pytest.approx(
        came.mean(), abs=4 * came.std() / draws**0.5
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(1e-3, 1e3), min_size=4, max_size=4),
    st.integers(1, 4),
    st.booleans(),
    st.floats(0.01, 400),
)
def test_whatever_the_parameters_answers_are_possible(theta: list[float], k: int, first: bool, horizon: float) -> None:
    model = Geometric("any", k=k, from_first=first)
    alive, buys = model.p_alive(theta, CELLS), model.p_buy(theta, CELLS, horizon)
    expected = model.expected(theta, CELLS, horizon)
    assert np.isfinite([alive, buys, expected]).all()
    assert ((alive >= 0) & (alive <= 1)).all()
    assert ((buys >= 0) & (buys <= 1 + 1e-12)).all()
    assert (expected >= buys * (1 - 1e-6) - 1e-9).all(), "one who buys at least once is expected to buy that often"
