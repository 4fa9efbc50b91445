"""Intervals hold the truth about as often as they say. Fifty runs here; the benchmark has a thousand."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.coverage import covered

from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.nbd import NBD
from bakhsh.loop.predictions.purchases.protocol import PurchaseModel


@pytest.mark.slow
@pytest.mark.parametrize("model", [NBD, BG], ids=lambda one: one.name)
def test_intervals_of_ninety_percent_hold_the_truth_nine_times_in_ten(model: PurchaseModel) -> None:
    held = np.array([covered(model, seed) for seed in range(50)]).mean(axis=0)
    assert (held >= 0.78).all(), held
    assert 0.82 <= held.mean() <= 0.97
