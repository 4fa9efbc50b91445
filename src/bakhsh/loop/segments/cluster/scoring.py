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

__all__ = ["Scores", "scores"]


@dataclass(frozen=True, slots=True)
class Scores:
    """A segment's score is its offset plus the sum of its weights (segments × columns) times the raw values of the
    columns. The largest wins, a tie goes to the segment that stands first. Half the difference of the squared distances
    from two centres is the difference of their scores."""

    offsets: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]

    def of(self, raw: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Rows of raw values (rows × columns) to scores (rows × segments)."""
        import numpy as np

        return np.asarray(raw @ np.array(self.weights).T + np.array(self.offsets), np.float64)


def scores(preparation: Preparation, centres: Sequence[Sequence[float]]) -> Scores:
    """The scores of `centres` (segments × dimensions of the preparation)."""
    import numpy as np

    points = np.array(centres, np.float64)
    turned = points if preparation.mix is None else points @ np.array(preparation.mix).T
    weights = turned / np.array([one.scale for one in preparation.columns])
    offsets = -(points**2).sum(axis=1) / 2 - weights @ np.array([one.centre for one in preparation.columns])
    return Scores(tuple(offsets.tolist()), tuple(tuple(row) for row in weights.tolist()))
