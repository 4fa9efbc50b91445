"""Pareto/NBD: its hypergeometric function and its likelihood, where the usual form overflows too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import hyp2f1

from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.hypergeometric import gauss
from bakhsh.loop.predictions.purchases.pareto import PARETO

CELLS = Cells.of([0, 0, 1, 3, 7, 40, 3_000], [0, 0, 0.2, 12, 38, 103, 90], [0, 10, 40, 40, 38.5, 104, 104])


def test_the_hypergeometric_function_comes_to_its_limit_at_one() -> None:
    b, more = np.array([0.5, 30.0, 5_000.0]), np.array([3.0, 2.0, 1.5])
    limit = (b + more - 1) / (more - 1)
    assert gauss(b, b + more, np.full(3, 1 - 1e-14))[0] == pytest.approx(limit, rel=1e-3)


@given(st.floats(0.01, 50), st.floats(0.01, 20), st.floats(0, 0.98))
def test_the_hypergeometric_function_is_gauss(b: float, more: float, z: float) -> None:
    found = gauss(*(np.array([one]) for one in (b, b + more, z)))[0][0]
    assert found == pytest.approx(float(hyp2f1(1, b, b + more, z)), rel=1e-9)


@pytest.mark.parametrize(
    "theta", [(0.55, 10.0, 0.6, 11.0), (0.55, 11.0, 0.6, 10.0), (0.5, 0.05, 2.0, 300.0), (3, 200, 0.1, 1)]
)
def test_slopes_are_the_derivatives(theta: tuple[float, ...]) -> None:
    likely, slopes = PARETO.slopes(theta, CELLS)
    assert np.isfinite(likely).all()
    for at, slope in enumerate(slopes):
        moved = np.exp(np.eye(4)[at] * 1e-5)
        up, down = (PARETO.log_likelihood((np.array(theta) * one).tolist(), CELLS) for one in (moved, 1 / moved))
        assert slope == pytest.approx((up - down) / 2e-5, rel=1e-5, abs=1e-4)


def test_the_likelihood_is_the_integral_it_stands_for() -> None:
    """Stopping at any moment since the last purchase, or not before T, with the rates integrated out by hand."""
    r, alpha, s, beta = 0.55, 10.6, 0.6, 3.0
    cells = Cells.of([3], [12], [40])
    inner = quad(lambda u: (alpha + u) ** -(r + 3) * (beta + u) ** -(s + 1), 12, 40)[0]
    whole = (alpha + 40) ** -(r + 3) * (beta + 40) ** -s + s * inner
    by_hand = np.log(r * (r + 1) * (r + 2)) + r * np.log(alpha) + s * np.log(beta) + np.log(whole)
    assert PARETO.log_likelihood((r, alpha, s, beta), cells)[0] == pytest.approx(by_hand, rel=1e-10)


def test_expectations_are_those_of_lifetimes() -> None:
    from lifetimes import ParetoNBDFitter

    peer = ParetoNBDFitter()
    peer.params_ = {"r": 0.5533, "alpha": 10.5776, "s": 0.6062, "beta": 11.668}
    theta, inside = tuple(peer.params_.values()), CELLS.taken(np.arange(5))
    alive = peer.conditional_probability_alive(inside.x, inside.t_x, inside.T)
    bought = peer.conditional_expected_number_of_purchases_up_to_time(39.0, inside.x, inside.t_x, inside.T)
    assert PARETO.p_alive(theta, inside) == pytest.approx(alive, rel=1e-9)
    assert PARETO.expected(theta, inside, 39.0) == pytest.approx(bought, rel=1e-9)
    assert PARETO.unconditional(theta, np.array([39.0]))[0] == pytest.approx(
        float(peer.expected_number_of_purchases_up_to_time(39.0)), rel=1e-9
    )


@given(st.lists(st.floats(1e-3, 1e3), min_size=4, max_size=4), st.floats(0.01, 400))
def test_whatever_the_parameters_answers_are_possible(theta: list[float], horizon: float) -> None:
    alive, buys = PARETO.p_alive(theta, CELLS), PARETO.p_buy(theta, CELLS, horizon)
    expected = PARETO.expected(theta, CELLS, horizon)
    assert np.isfinite([alive, buys, expected]).all()
    assert ((alive >= 0) & (alive <= 1) & (buys >= 0) & (buys <= 1)).all()
    assert (expected >= buys * (1 - 1e-6) - 1e-9).all()


def test_covariates_may_act_on_every_cell_alone() -> None:
    theta = [0.55, np.full(len(CELLS), 10.0), 0.6, np.full(len(CELLS), 11.0)]
    alone, together = PARETO.slopes(theta, CELLS), PARETO.slopes((0.55, 10.0, 0.6, 11.0), CELLS)
    assert alone[0] == pytest.approx(together[0], rel=1e-12)
    assert alone[1][1] == pytest.approx(together[1][1], rel=1e-9)
