"""What lies ahead of customers, with its slopes: all that scores and their bounds are made of, reckoned at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Floats

__all__ = ["Ahead", "logarithm"]

_SMALLEST = 1e-300


@dataclass(frozen=True, slots=True)
class Ahead:
    """Of each cell: the logarithms of the probabilities of being alive (`alive`) and of no purchase until the last of
    the horizons asked (`silent`), and the purchases expected by the end of each of them. Slopes are derivatives by the
    logarithm of each parameter: of both logarithms, and of the logarithm of what is expected by the last horizon."""

    alive: Floats
    alive_by: Sequence[Floats]
    silent: Floats
    silent_by: Sequence[Floats]
    expected: Sequence[Floats]
    expected_by: Sequence[Floats]


def logarithm(values: Floats) -> Floats:
    """The natural one, finite where the value is 0."""
    import numpy as np

    return np.asarray(np.log(np.maximum(values, _SMALLEST)), np.float64)
