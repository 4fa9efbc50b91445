"""The nearest centre as a few sums: what an engine needs to assign everybody with one expression.

A centre c is the nearest when y·c - |c|²/2 is largest, y being a customer's dimensions; y is a linear map of the
prepared columns, and those of their raw values (`PreparedColumn.raw`: after way and caps, before centre and scale). So
each segment's score is an offset and one weight a column, and the map costs nothing at scoring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.loop.segments.cluster.preparing import Preparation

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Scores", "leads", "scores"]


@dataclass(frozen=True, slots=True)
class Scores:
    """A segment's score is its offset plus the sum of its weights (segments × columns) times the raw values of the
    columns. The largest wins, a tie goes to the segment that stands first. Scores are told beside the first segment's,
    whose own is always 0. The difference of two is half that of the squared distances from the two centres."""

    offsets: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]


def scores(preparation: Preparation, centres: Sequence[Sequence[float]]) -> Scores:
    """The scores of `centres` (segments × dimensions of the preparation)."""
    import numpy as np

    points = np.array(centres, np.float64)
    turned = points if preparation.mix is None else points @ np.array(preparation.mix).T
    weights = turned / np.array([one.scale for one in preparation.columns])
    offsets = -(points**2).sum(axis=1) / 2 - weights @ np.array([one.centre for one in preparation.columns])
    weights, offsets = weights - weights[0], offsets - offsets[0]
    return Scores(tuple(offsets.tolist()), tuple(tuple(row) for row in weights.tolist()))


def leads(centres: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
    """By how much the squared distance to the next centre is larger than that to the own one (0) at each centre itself:
    the squared distance to the nearest other centre. A customer's strength is his lead beside this one, 1 at most.
    Infinite where there is no other."""
    import numpy as np

    points = np.array(centres, np.float64)
    away = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    np.fill_diagonal(away, np.inf)
    return np.asarray(away.min(axis=1), np.float64)
