"""Measures of expected amounts against their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from bakhsh.loop.predictions.spend.measures import bias, r_squared, spearman, top_decile_share, winsorised


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=50))
def test_ranks_correlate_as_scipy_has_it(pairs: list[tuple[int, int]]) -> None:
    truth, said = np.array(pairs, float).T
    if truth.min() == truth.max() or said.min() == said.max():
        assert math.isnan(spearman(truth, said))
        return
    assert spearman(truth, said) == pytest.approx(spearmanr(truth, said).statistic)


def test_the_top_tenth_shares_out_its_border_and_nobody_spending_is_nan() -> None:
    truth = np.array([10.0] + [1.0] * 19)
    assert top_decile_share(truth, truth) == pytest.approx(11 / 29)
    assert top_decile_share(truth, np.zeros(20)) == pytest.approx(0.1)
    assert math.isnan(top_decile_share(np.zeros(5), np.zeros(5)))
    assert math.isnan(bias(np.zeros(5), np.ones(5)))


def test_the_mean_explains_nothing_and_one_customer_does_not_decide() -> None:
    truth = np.append(np.arange(200.0), 1e9)
    assert r_squared(truth, np.full(201, truth.mean())) == pytest.approx(0.0)
    assert r_squared(*winsorised(truth, np.append(np.arange(200.0), 150.0))) > 0.98
