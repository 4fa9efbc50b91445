"""Cells: what is refused, and that alike customers may share one."""

from __future__ import annotations

import numpy as np
import pytest

from bakhsh.errors import DataError
from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitting import fit


@pytest.mark.parametrize(
    ("x", "t_x", "T"), [(-1, 0, 3), (1, 4, 3), (0, 2, 3), (2, 0, 3), (1, float("nan"), 3), (1, 2, float("inf"))]
)
def test_an_impossible_customer_is_refused_and_counted(x: float, t_x: float, T: float) -> None:
    with pytest.raises(DataError) as caught:
        Cells.of([1, x], [2, t_x], [3, T])
    assert caught.value.sentence.id == "purchases.impossible_customers"
    assert caught.value.sentence.args["count"] == 1


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(DataError) as caught:
        Cells.of([1, 2], [1], [3, 3])
    assert caught.value.sentence.id == "purchases.unequal_columns"


def test_cells_of_nobody_are_left_out() -> None:
    assert len(Cells.of([1, 0], [2, 0], [3, 3], [0, 5])) == 1


def test_alike_customers_share_a_cell_and_nothing_else_changes() -> None:
    random = np.random.default_rng(0)
    T = random.integers(20, 60, 3_000).astype(float)
    x = random.poisson(random.gamma(0.5, 1 / 10, 3_000) * T).astype(float)
    t_x = np.where(x > 0, np.ceil(T * random.random(3_000)), 0)
    rows = Cells.of(x, t_x, T)
    cells = rows.merged()
    assert len(cells) < len(rows)
    assert cells.customers == rows.customers
    theta = (0.5, 10.0, 0.3, 2.0)
    one, other = (each.weight @ BG.log_likelihood(theta, each) for each in (rows, cells))
    assert one == pytest.approx(other, rel=1e-12)
    assert fit(BG, rows).parameters == pytest.approx(fit(BG, cells).parameters, rel=1e-5)
