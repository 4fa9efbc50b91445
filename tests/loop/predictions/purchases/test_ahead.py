"""What lies ahead, reckoned at once: the same as asked one by one, and its slopes those of the values."""

from __future__ import annotations

import numpy as np
import pytest

from bakhsh.loop.predictions.purchases import differences
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.differences import differenced
from bakhsh.loop.predictions.purchases.models import model_named
from bakhsh.loop.predictions.purchases.protocol import PurchaseModel

CELLS = Cells.of([0, 1, 3, 8, 40, 2, 5_000], [0, 40, 20, 99, 100, 1, 103], [50, 50, 60, 100, 104, 3, 104])
HORIZONS = (6.0, 25.0, 52.0)
STOPPING = (0.6, 8.0, 1.2, 4.0)
ASKED = [
    (model_named("nbd"), (0.6, 8.0)),
    (model_named("bg_nbd"), STOPPING),
    (model_named("mbg_nbd"), STOPPING),
    (model_named("mbg_nbd"), (0.6, 8.0, np.array([0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 1.7]), 4.0)),
    (model_named("mbg_cnbd_3"), STOPPING),
    (model_named("pareto_nbd"), (0.6, 12.0, 1.1, 60.0)),
    (model_named("pareto_nbd"), (0.6, 12.0, 1.0, 60.0)),
    (model_named("pareto_nbd"), (0.6, np.array([5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0]), 0.4, 20.0)),
]


@pytest.mark.parametrize(("model", "theta"), ASKED)
def test_everything_at_once_is_what_is_answered_one_by_one(model: PurchaseModel, theta: tuple[float, ...]) -> None:
    found = model.ahead(theta, CELLS, HORIZONS)
    assert np.exp(found.alive) == pytest.approx(model.p_alive(theta, CELLS), rel=1e-12)
    assert -np.expm1(found.silent) == pytest.approx(model.p_buy(theta, CELLS, HORIZONS[-1]), rel=1e-12)
    for horizon, expected in zip(HORIZONS, found.expected, strict=True):
        assert expected == pytest.approx(model.expected(theta, CELLS, horizon), rel=1e-12)


@pytest.mark.parametrize(("model", "theta"), ASKED)
def test_slopes_are_those_of_the_values(
    model: PurchaseModel, theta: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "_STEP", 1e-4)
    # The one who buys every few minutes is silent for a week with no probability that a number could hold.
    known = CELLS.taken(np.arange(7) < 6)
    mine = [one if np.ndim(one) == 0 else np.asarray(one)[:6] for one in theta]
    found, wanted = model.ahead(mine, known, HORIZONS), differenced(model, mine, known, HORIZONS)
    for name in ("alive_by", "silent_by", "expected_by"):
        for one, other in zip(getattr(found, name), getattr(wanted, name), strict=True):
            assert one == pytest.approx(other, rel=1e-6, abs=2e-8), name


def test_slopes_of_the_closed_form_are_those_of_its_values() -> None:
    """Of one who buys so often that no sum is made."""
    model, often = model_named("mbg_nbd"), Cells.of([20_000], [104], [104])
    found, wanted = (one(STOPPING, often, HORIZONS) for one in (model.ahead, lambda *given: differenced(model, *given)))
    for one, other in zip(found.expected_by, wanted.expected_by, strict=True):
        assert one == pytest.approx(other, rel=1e-4, abs=1e-6)
