"""What lies ahead under any model, by asking it one question after the other; slopes from differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.ahead import Ahead, logarithm

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Cells, Floats, Parameter
    from bakhsh.loop.predictions.purchases.protocol import PurchaseModel

__all__ = ["differenced"]

_STEP = 1e-3


def differenced(model: PurchaseModel, theta: Sequence[Parameter], cells: Cells, horizons: Sequence[float]) -> Ahead:
    """Of any model, with slopes from differences to either side."""
    import numpy as np

    last = horizons[-1]

    def asked(theta: Sequence[Parameter]) -> list[Floats]:
        silent = np.log1p(-np.minimum(model.p_buy(theta, cells, last), 1 - 1e-16))
        return [logarithm(model.p_alive(theta, cells)), silent, logarithm(model.expected(theta, cells, last))]

    slopes: list[list[Floats]] = [[], [], []]
    for at in range(len(theta)):
        ends = []
        for sign in (1, -1):
            moved = list(theta)
            moved[at] = moved[at] * float(np.exp(sign * _STEP))
            ends.append(asked(moved))
        for kept, up, down in zip(slopes, *ends, strict=True):
            kept.append((up - down) / (2 * _STEP))
    alive, silent, _ = asked(theta)
    expected = [model.expected(theta, cells, one) for one in horizons]
    return Ahead(alive, slopes[0], silent, slopes[1], expected, slopes[2])
