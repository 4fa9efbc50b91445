"""What is used where a model is not: the very baseline that the backtest named, learned of the last window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.loop.predictions.backtest import BASELINES, Past, guessed
from bakhsh.loop.predictions.instead import expected, instead

HORIZON = 90


def past(seed: int, size: int = 200) -> Past:
    random = np.random.default_rng(seed)
    x, known = random.poisson(2, size).astype(float), random.integers(0, 400, size).astype(float)
    last = np.where(x > 0, np.floor(known * random.random(size)), 0.0)
    return Past(x, last, known, random.poisson(1, size).astype(float), random.integers(1, 5, size).astype(float))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(BASELINES))
def test_it_expects_what_the_baseline_of_that_name_expects(seed: int, name: str) -> None:
    before, now = past(seed), past(seed + 1, 50)
    meant = guessed(now, HORIZON, before)[name]
    assert expected(instead(name, HORIZON, before), now.x, now.t_x, now.T) == pytest.approx(meant)


def test_nobody_known_for_no_time_makes_it_endless() -> None:
    nobody = np.zeros(1)
    for name in BASELINES:
        found = expected(instead(name, HORIZON, past(3)), nobody, nobody, nobody)
        assert np.isfinite(found).all()
