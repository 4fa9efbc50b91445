"""CDNOW, 39 weeks learned from, 39 to come: purchases × value of an order finds who will spend."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.forecasts import cdnow_worth

from bakhsh.loop.predictions.spend.measures import bias, top_decile_share


def test_the_top_tenth_by_pareto_and_gamma_gamma_brings_half_of_the_spend() -> None:
    spend, worth = cdnow_worth()
    assert np.isfinite(worth).all()
    assert top_decile_share(spend, worth) >= 0.50
    assert bias(spend, worth) == pytest.approx(-0.148, abs=0.01)
