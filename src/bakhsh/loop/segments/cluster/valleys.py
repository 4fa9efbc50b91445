"""Valleys: whether between a segment and its nearest neighbour there are fewer customers than in either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.stats import dip, dip_p_value

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["LEVEL", "Parts", "Valley", "neighbours", "valleys"]

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


@dataclass(frozen=True, slots=True)
class Parts:
    """What a line through the dimensions is made of: `back` leads from dimensions to columns, and the columns of one
    feature have one number in `features`."""

    back: npt.NDArray[np.float64]
    features: npt.NDArray[np.intp]

    @classmethod
    def each(cls, dimensions: int) -> Parts:
        """Dimensions that are columns, a feature each."""
        import numpy as np

        return cls(np.eye(dimensions), np.arange(dimensions))

    def along(
        self, rows: npt.NDArray[np.float64], line: npt.NDArray[np.float64], random: np.random.Generator
    ) -> npt.NDArray[np.float64]:
        """Where the rows lie along the line, with what each feature adds to it spread where many share it.

        Between two words, or two answers of a scale, nobody can be: that gap is the feature's, not the customers'. So
        a value that several share is spread evenly over its cell, half the way to the values next to it. What then
        still looks like a valley is there in several features together, or in one that could have filled it.
        """
        import numpy as np

        columns = rows @ self.back
        weights = np.linalg.pinv(self.back) @ line
        added = np.zeros(len(rows))
        for feature in np.unique(self.features):
            mine = self.features == feature
            added += _spread(columns[:, mine] @ weights[mine], random)
        return added


def _spread(values: npt.NDArray[np.float64], random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Values that several share, spread over their cells; the outermost cells are as wide outwards as inwards."""
    import numpy as np

    size = float(np.abs(values).max())
    if size <= 1e-12:
        return values
    # Sums of the same products differ in their last digits: what is equal but for those is one value.
    points, place, counts = np.unique(np.round(values / size, 9), return_inverse=True, return_counts=True)
    if len(points) == 1 or len(points) == len(values):
        return values
    half = np.diff(points) / 2
    low, high = points - np.concatenate([half[:1], half]), points + np.concatenate([half, half[-1:]])
    anywhere = low[place] + (high - low)[place] * random.random(len(values))
    return np.asarray(np.where(counts[place] > 1, anywhere, points[place]) * size, np.float64)


def neighbours(centres: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Of each centre the nearest other one; a tie goes to the first."""
    import numpy as np

    away = ((centres[:, None] - centres[None]) ** 2).sum(axis=2)
    np.fill_diagonal(away, np.inf)
    return np.asarray(away.argmin(axis=1), np.intp)


def valleys(
    matrix: npt.NDArray[np.float64],
    centres: npt.NDArray[np.float64],
    labels: npt.NDArray[np.integer],
    parts: Parts,
    random: np.random.Generator,
) -> tuple[Valley, ...]:
    """The valley of every segment. A segment nobody is in, or whose nearest centre is its own, has none (p = 1)."""
    near = neighbours(centres)
    found: dict[tuple[int, int], Valley] = {}
    for at, other in enumerate(near.tolist()):
        pair = (min(at, other), max(at, other))
        if pair not in found:
            found[pair] = _between(matrix, centres, labels, pair, parts, random)
    each = ((at, found[(min(at, int(other)), max(at, int(other)))]) for at, other in enumerate(near))
    return tuple(Valley(int(near[at]), one.dip, one.p_value) for at, one in each)


def _between(
    matrix: npt.NDArray[np.float64],
    centres: npt.NDArray[np.float64],
    labels: npt.NDArray[np.integer],
    pair: tuple[int, int],
    parts: Parts,
    random: np.random.Generator,
) -> Valley:
    import numpy as np

    line = centres[pair[1]] - centres[pair[0]]
    members = matrix[np.isin(labels, pair)]
    if not len(members) or not line.any():
        return Valley(pair[1], 0.0, 1.0)
    along = parts.along(members, line, random)
    value = dip(along)
    return Valley(pair[1], value, dip_p_value(value, len(along)))
