"""CDNOW, 39 weeks learned and 39 weeks ahead: what was forecast against what they bought."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from benchmarks.bought import Split, cdnow
from benchmarks.forecasts import judged

from bakhsh.loop.predictions.purchases.choosing import Chosen, choose
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.pareto import PARETO
from bakhsh.loop.predictions.purchases.tracking import tracking


@cache
def sample() -> Split:
    return cdnow(sample=True)


@cache
def chosen() -> Chosen:
    return choose(sample().cells.merged(), log_gaps=sample().log_gaps)


def test_the_split_is_the_published_one() -> None:
    assert len(sample().cells) == 2357
    assert sample().later.sum() == 1882
    assert sample().horizon == 39


def test_no_regularity_is_seen_where_there_is_none() -> None:
    assert chosen().k == 1
    assert chosen().by_k == pytest.approx((-9582.13, -9853.25), abs=0.02)
    assert choose(sample().cells.merged()).k == 1


def test_the_chosen_model_forecasts_as_well_as_the_best_published() -> None:
    found, split = chosen().fitted, sample()
    assert found.model == "pareto_nbd"
    told = judged(found.of.expected(found.theta(split.cells), split.cells, split.horizon), split.later)
    assert told.mae <= 0.76
    assert told.rmse <= 1.605
    assert told.corr >= 0.63
    assert told.auc >= 0.775


@pytest.mark.slow
def test_all_customers_are_learned_from_within_seconds() -> None:
    from time import process_time

    split = cdnow(sample=False)
    assert len(split.cells) == 23_570
    assert split.later.sum() == 19_684
    started = process_time()
    found = fit(PARETO, split.cells.merged(), priors=False)
    assert process_time() - started < 5
    assert list(found.parameters.values()) == pytest.approx((0.5974, 11.586, 0.5222, 8.828), rel=0.002)
    assert found.log_likelihood == pytest.approx(-95_415.1, abs=0.05)
    expected = found.of.expected(found.theta(split.cells), split.cells, split.horizon)
    assert judged(expected, split.later).auc >= 0.765


def test_expected_repeat_purchases_keep_pace_with_those_made() -> None:
    """All of them over the time that was learned from: Σ T is what the weights add up to."""
    cells = sample().cells
    starts = cells.T.max() - cells.T
    end = float(cells.T.max())
    made = np.repeat(end, int(cells.x.sum()))
    found = tracking(chosen().fitted, starts, made, [0.0, end / 2, end])
    assert found.actual == (0, 0, cells.x.sum())
    assert found.expected[0] == 0
    assert found.expected[2] == pytest.approx(found.actual[2], rel=0.03)
    assert found.by_step.expected[2] == pytest.approx(found.expected[2] - found.expected[1])
