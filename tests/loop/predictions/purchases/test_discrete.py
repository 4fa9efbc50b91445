"""Opportunities and contracts: BG/BB and the shifted beta-geometric."""

from __future__ import annotations

import numpy as np
import pytest

from bakhsh.errors import NotReady
from bakhsh.loop.predictions.purchases.bgbb import BGBB
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.sbg import SBG, cohort, remaining_periods, retention, survival
from bakhsh.loop.predictions.purchases.scoring import scored

DONORS = Cells.of([0, 0, 1, 2, 6, 3], [0, 0, 1, 6, 6, 4], [0, 6, 6, 6, 6, 6])
THETA = (1.204, 0.75, 0.657, 2.783)


@pytest.mark.parametrize(
    ("model", "theta", "cells"), [(BGBB, THETA, DONORS), (SBG, (0.7, 2.0), cohort((1000, 869, 743)))]
)
def test_slopes_are_the_derivatives(model, theta: tuple[float, ...], cells: Cells) -> None:  # type: ignore[no-untyped-def]
    _, slopes = model.slopes(theta, cells)
    for at, slope in enumerate(slopes):
        moved = np.exp(np.eye(len(theta))[at] * 1e-5)
        up, down = (model.log_likelihood((np.array(theta) * one).tolist(), cells) for one in (moved, 1 / moved))
        assert slope == pytest.approx((up - down) / 2e-5, abs=1e-7)


def test_probabilities_of_all_histories_add_up_to_one() -> None:
    """Of four opportunities: every number of purchases with every last one, as often as it can come about."""
    from math import comb

    histories = [(0, 0, 1)] + [(x, t, comb(t - 1, x - 1)) for t in range(1, 5) for x in range(1, t + 1)]
    x, t_x, ways = (np.array(one, float) for one in zip(*histories, strict=True))
    likely = np.exp(BGBB.log_likelihood(THETA, Cells.of(x, t_x, np.full(len(x), 4.0))))
    assert likely @ ways == pytest.approx(1, rel=1e-12)


def test_expectations_are_those_of_lifetimes() -> None:
    from lifetimes import BetaGeoBetaBinomFitter

    peer = BetaGeoBetaBinomFitter()
    peer.params_ = dict(zip(("alpha", "beta", "gamma", "delta"), THETA, strict=True))
    seen = DONORS.taken(np.arange(1, 6))
    at = [one.astype(int) for one in (seen.x, seen.t_x, seen.T)]
    expected = peer.conditional_expected_number_of_purchases_up_to_time(5, *at)
    assert BGBB.expected(THETA, seen, 5) == pytest.approx(np.asarray(expected), rel=1e-9)
    alive = peer.conditional_probability_alive(1, *at)
    assert BGBB.p_alive(THETA, seen) == pytest.approx(np.asarray(alive), rel=1e-9)


def test_donors_are_scored_with_bounds() -> None:
    from lifetimes.datasets import load_donations

    found = load_donations()
    cells = Cells.of(found["frequency"], found["recency"], found["periods"], found["weights"])
    told = scored(fit(BGBB, cells), cells, 5)
    assert all(np.isfinite(one).all() for one in told.values())
    assert (told["expected_orders_low"] <= told["expected_orders"]).all()
    assert cells.weight @ told["expected_orders"] == pytest.approx(12_884, rel=0.002)


def test_retention_rises_as_those_likely_to_leave_have_left() -> None:
    theta, periods = (0.668, 3.806), np.arange(1.0, 9.0)
    assert (np.diff(retention(theta, periods)) > 0).all()
    assert np.cumprod(retention(theta, periods)) == pytest.approx(survival(theta, periods), rel=1e-12)
    assert SBG.expected(theta, Cells.of([0], [0], [0]), 8)[0] == pytest.approx(survival(theta, periods).sum())


def test_remaining_periods_are_the_sum_they_stand_for() -> None:
    theta, periods = (0.668, 3.806), np.arange(0.0, 5_000.0)
    after = np.array([3.0])
    by_hand = sum(survival(theta, after + one)[0] / survival(theta, after)[0] / 1.1**one for one in periods[1:400])
    assert remaining_periods(theta, after, 0.1)[0] == pytest.approx(by_hand, rel=1e-9)


def test_contracts_that_never_ended_teach_nothing() -> None:
    with pytest.raises(NotReady) as caught:
        fit(SBG, cohort((1000, 999, 997)))
    assert caught.value.sentence.id == "purchases.too_few_left"
