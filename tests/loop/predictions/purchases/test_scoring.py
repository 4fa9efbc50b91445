"""Scores: bounds around values, the same every time, nothing that is not a number."""

from __future__ import annotations

import numpy as np
import pytest

from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitted import Fitted
from bakhsh.loop.predictions.purchases.scoring import scored

FOUND = Fitted(
    "bg_nbd",
    {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258},
    tuple(map(tuple, (np.eye(4) * 0.01).tolist())),  # type: ignore[arg-type]
    -9582.4, 2357.0, "week", False,
)  # fmt: skip
NAMES = ("p_alive", "expected_orders", "p_buy")


def test_values_lie_between_their_bounds() -> None:
    cells = Cells.of([0, 0, 2, 10, 100], [0, 0, 30.43, 5, 39], [0, 39, 38.86, 39, 39])
    told = scored(FOUND, cells, 39.0)
    assert set(told) == {f"{name}{end}" for name in NAMES for end in ("", "_low", "_high")}
    for name in NAMES:
        assert (told[f"{name}_low"] <= told[name]).all()
        assert (told[name] <= told[f"{name}_high"]).all()
    assert told["expected_orders"][2] == pytest.approx(1.226, abs=0.001)
    assert told["expected_orders_low"][2] < told["expected_orders"][2] * 0.95


def test_scores_do_not_depend_on_who_else_is_scored() -> None:
    cells = Cells.of([0, 2, 10], [0, 30, 5], [39, 39, 39])
    all_told, one_told = scored(FOUND, cells, 13.0), scored(FOUND, cells.taken(np.array([1])), 13.0)
    assert {name: one[1] for name, one in all_told.items()} == pytest.approx(
        {k: v[0] for k, v in one_told.items()}, rel=1e-9
    )


def test_nobody_gets_no_scores() -> None:
    assert all(len(one) == 0 for one in scored(FOUND, Cells.of([], [], []), 13.0).values())


def test_a_wider_covariance_gives_wider_bounds() -> None:
    wide = Fitted(
        FOUND.model, FOUND.parameters, tuple(map(tuple, (np.eye(4) * 0.04).tolist())), 0.0, 1.0, "week", False
    )  # type: ignore[arg-type]
    cells = Cells.of([2], [30], [39])
    one, other = (scored(each, cells, 13.0) for each in (FOUND, wide))
    assert other["expected_orders_high"][0] > one["expected_orders_high"][0]
