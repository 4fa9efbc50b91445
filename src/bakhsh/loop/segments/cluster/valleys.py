"""Valleys: whether between a segment and its nearest neighbour there are fewer customers than in either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.stats import dip, dip_p_value

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["LEVEL", "Valley", "neighbours", "valleys"]

LEVEL = 0.05
"""A valley is believed when one mode would make so deep a dip more rarely than this."""


@dataclass(frozen=True, slots=True)
class Valley:
    """Between a segment and `neighbour` (the one whose centre is nearest): the dip of their members along the line
    between the two centres, and the p-value of one mode. `held`: p below 5 %."""

    neighbour: int
    dip: float
    p_value: float

    @property
    def held(self) -> bool:
        return self.p_value < LEVEL


def neighbours(centres: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Of each centre the nearest other one; a tie goes to the first."""
    import numpy as np

    away = ((centres[:, None] - centres[None]) ** 2).sum(axis=2)
    np.fill_diagonal(away, np.inf)
    return np.asarray(away.argmin(axis=1), np.intp)


def valleys(
    matrix: npt.NDArray[np.float64], centres: npt.NDArray[np.float64], labels: npt.NDArray[np.integer]
) -> tuple[Valley, ...]:
    """The valley of every segment. A segment nobody is in, or whose nearest centre is its own, has none (p = 1)."""
    near = neighbours(centres)
    found: dict[tuple[int, int], Valley] = {}
    for at, other in enumerate(near.tolist()):
        pair = (min(at, other), max(at, other))
        if pair not in found:
            found[pair] = _between(matrix, centres, labels, pair)
    each = ((at, found[(min(at, int(other)), max(at, int(other)))]) for at, other in enumerate(near))
    return tuple(Valley(int(near[at]), one.dip, one.p_value) for at, one in each)


def _between(
    matrix: npt.NDArray[np.float64],
    centres: npt.NDArray[np.float64],
    labels: npt.NDArray[np.integer],
    pair: tuple[int, int],
) -> Valley:
    import numpy as np

    line = centres[pair[1]] - centres[pair[0]]
    members = matrix[np.isin(labels, pair)]
    if not len(members) or not line.any():
        return Valley(pair[1], 0.0, 1.0)
    along = members @ line
    value = dip(along)
    return Valley(pair[1], value, dip_p_value(value, len(along)))
