"""Customers who buy evenly are told from those who buy at random, and then forecast better."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.bought import Split, generated

from bakhsh.loop.predictions.purchases.choosing import choose
from bakhsh.loop.predictions.purchases.fitted import Fitted
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.geometric import Geometric
from bakhsh.loop.predictions.purchases.models import model_named
from bakhsh.loop.predictions.purchases.pareto import PARETO


def bought(k: int, seed: int = 1, customers: int = 2_000) -> Split:
    return generated(customers, rate=(1.5, 4.0), stop=(0.8, 4.0), k=k, weeks=78, horizon=26, seed=seed)


def missed(found: Fitted, split: Split) -> float:
    """The mean absolute error of expected purchases."""
    expected = found.of.expected(found.theta(split.cells), split.cells, split.horizon)
    return float(np.abs(expected - split.later).mean())


@pytest.mark.slow
@pytest.mark.parametrize("gaps", [True, False])
def test_even_buyers_are_seen_and_forecast_better_than_by_pareto(gaps: bool) -> None:
    split = bought(3)
    found = choose(split.cells, log_gaps=split.log_gaps if gaps else None)
    assert found.k == 3 if gaps else found.k >= 2
    assert found.fitted.model == f"mbg_cnbd_{found.k}"
    assert missed(found.fitted, split) < 0.95 * missed(fit(PARETO, split.cells), split)


@pytest.mark.parametrize("gaps", [True, False])
def test_buyers_at_random_are_not_called_even(gaps: bool) -> None:
    split = bought(1, customers=800)
    assert choose(split.cells, log_gaps=split.log_gaps if gaps else None).k == 1


def test_who_buys_every_few_days_is_not_called_even_by_days_that_count_once() -> None:
    for k in (1, 2):
        split = generated(1_000, rate=(2.0, 0.8), stop=(0.8, 4.0), k=k, weeks=40, seed=4, whole_days=True)
        assert choose(split.cells.merged(), log_gaps=split.log_gaps).k == k


def test_the_parameters_of_even_buyers_are_found_again() -> None:
    found = fit(model_named("mbg_cnbd_3"), bought(3).cells)
    truth = {"r": 1.5, "alpha": 4.0, "a": 0.8, "b": 4.0}
    for name, error in found.standard_errors.items():
        assert found.parameters[name] == pytest.approx(truth[name], abs=3 * error), name


def test_even_buyers_are_seen_by_how_their_gaps_spread() -> None:
    split = bought(2, customers=600)
    found = choose(split.cells, log_gaps=split.log_gaps)
    assert (found.k, found.fitted.model) == (2, "mbg_cnbd_2")
    assert len(found.by_k) == 3


def test_models_are_known_by_their_names() -> None:
    assert model_named("bg_cnbd_4") == Geometric("bg_cnbd_4", 4, False)
    for wrong in ("mbg_cnbd_1", "mbg_cnbd_x", "pareto_cnbd_2", "anything"):
        with pytest.raises(KeyError):
            model_named(wrong)
