"""Parameters and log-likelihoods as the papers print them, on their own data (they come with lifetimes); priors off."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.bgbb import BGBB
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitted import Fitted
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.models import model_named
from bakhsh.loop.predictions.purchases.nbd import of_counts
from bakhsh.loop.predictions.purchases.sbg import SBG, cohort


@cache
def cdnow() -> Cells:
    """The one-in-ten sample, 39 weeks, times in weeks."""
    from lifetimes.datasets import load_cdnow_summary

    found = load_cdnow_summary(index_col=[0])
    return Cells.of(found["frequency"], found["recency"], found["T"]).merged()


@cache
def fitted(name: str) -> Fitted:
    return fit(model_named(name), cdnow(), priors=False)


@pytest.mark.parametrize(
    ("name", "parameters", "near", "likelihood"),
    [
        ("bg_nbd", (0.243, 4.414, 0.793, 2.426), 0.002, -9582.43),
        ("mbg_nbd", (0.525, 6.183, 0.891, 1.614), 0.002, -9582.13),
        ("nbd", (0.385, 12.07), 0.005, -9763.66),
        ("pareto_nbd", (0.553, 10.578, 0.606, 11.669), 0.01, -9594.97),
    ],
)
def test_the_published_parameters_of_cdnow_are_found(
    name: str, parameters: tuple[float, ...], near: float, likelihood: float
) -> None:
    found = fitted(name)
    assert list(found.parameters.values()) == pytest.approx(parameters, abs=near)
    assert found.log_likelihood == pytest.approx(likelihood, abs=0.01)
    assert found.customers == 2357
    assert found.remarks == ()


def test_the_likelihood_of_counts_is_the_published_one() -> None:
    assert fitted("nbd").log_likelihood + of_counts(cdnow()) == pytest.approx(-3193.06, abs=0.01)


def test_expected_purchases_are_those_of_the_published_sheet() -> None:
    theta = list(fitted("bg_nbd").parameters.values())
    one = Cells.of([2], [30.43], [38.86])
    assert BG.expected(theta, one, 39.0) == pytest.approx(1.226, abs=0.001)
    times = np.array([0.1429, 1, 3, 31.8571, 32, 78])
    expected = (0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.858)
    assert BG.unconditional(theta, times) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(
    ("name", "errors"),
    [("bg_nbd", (0.012557, 0.378221, 0.185719, 0.705345)), ("pareto_nbd", (0.0476, 0.843, 0.187, 6.21))],
)
def test_standard_errors_are_the_published_ones(name: str, errors: tuple[float, ...]) -> None:
    assert list(fitted(name).standard_errors.values()) == pytest.approx(errors, rel=0.002)


def test_donations_are_described_as_published() -> None:
    from lifetimes.datasets import load_donations

    found = load_donations()
    cells = Cells.of(found["frequency"], found["recency"], found["periods"], found["weights"])
    learned = fit(BGBB, cells, priors=False)
    assert list(learned.parameters.values()) == pytest.approx((1.204, 0.750, 0.657, 2.783), abs=0.001)
    assert learned.log_likelihood == pytest.approx(-33225.58, abs=0.01)
    assert cells.weight @ BGBB.expected(learned.theta(cells), cells, 5) == pytest.approx(12_884.2, abs=0.1)


HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491)
REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241)


@pytest.mark.parametrize(
    ("there", "parameters", "likelihood"),
    [(HIGH_END, (0.668, 3.806), -1611.2), (REGULAR, (0.704, 1.182), -1680.3)],
)
def test_subscribers_are_kept_as_published(
    there: tuple[int, ...], parameters: tuple[float, float], likelihood: float
) -> None:
    found = fit(SBG, cohort(there), priors=False)
    assert list(found.parameters.values()) == pytest.approx(parameters, abs=0.001)
    assert found.log_likelihood == pytest.approx(likelihood, abs=0.05)
