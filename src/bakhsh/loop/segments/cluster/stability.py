"""Stability: would other customers of the same shop have given the same segments?

Pairs of bootstraps are clustered apart, everybody is assigned by both, and the two divisions are compared (Dolnicar &
Leisch 2010, Marketing Letters 21(1)): the adjusted Rand index of each pair is an agreement. What structure has to beat
is the same procedure on copies whose columns are shuffled independently: a uniform square agrees with itself too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.loop.segments.cluster.fitting import kmeans_many, nearest
from bakhsh.stats import adjusted_rand_of_pairs

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Agreement", "agreement", "ceilings", "separation"]

_RESAMPLED = 200
_STARTS = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the pairs: the median adjusted Rand index, its standard error (bootstrap over pairs) and the 5th percentile;
    and the division of everybody by each bootstrap (bootstraps × customers)."""

    median: float
    error: float
    low: float
    labels: npt.NDArray[np.int8]


def agreement(rows: npt.NDArray[np.float32], k: int, pairs: int, random: np.random.Generator) -> Agreement:
    """The agreement of `pairs` pairs of bootstraps of `rows`, one start each."""
    import numpy as np

    count = len(rows)
    drawn = random.integers(0, count, (2 * pairs, count))
    drawn += np.arange(2 * pairs)[:, None] * count
    weights = np.bincount(drawn.ravel(), minlength=2 * pairs * count).reshape(2 * pairs, count).astype(np.float32)
    labels = _labels(rows, kmeans_many(rows, weights, k, random))
    indices = adjusted_rand_of_pairs(labels[:pairs], labels[pairs:])
    again = np.median(indices[random.integers(0, pairs, (_RESAMPLED, pairs))], axis=1)
    return Agreement(float(np.median(indices)), float(again.std()), float(np.quantile(indices, 0.05)), labels)


def _labels(rows: npt.NDArray[np.float32], centres: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    import numpy as np

    each = max(1, 12_000_000 // (len(rows) * centres.shape[1]))
    return np.concatenate([nearest(rows, centres[at : at + each]) for at in range(0, len(centres), each)])


def separation(
    matrix: npt.NDArray[np.floating], centres: npt.NDArray[np.floating], labels: npt.NDArray[np.integer]
) -> float:
    """The mean simplified silhouette: of each row (b - a) / max(a, b) with the distances a from its own centre and b
    from the nearest other one (Hruschka et al. 2004); 0 for a row at both."""
    import numpy as np

    squares = (matrix**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * matrix @ centres.T
    away = np.sqrt(np.maximum(squares, 0))
    each = np.arange(len(matrix))
    own = away[each, labels].copy()
    away[each, labels] = np.inf
    other = away.min(axis=1)
    largest = np.maximum(own, other)
    return float(np.where(largest > 0, (other - own) / np.where(largest > 0, largest, 1), 0).mean())


def ceilings(
    rows: npt.NDArray[np.float32], searched: Sequence[int], pairs: int, copies: int, random: np.random.Generator
) -> tuple[float | None, float]:
    """What agreement and separation reach without structure: the 95th percentiles, over `copies` copies of `rows` with
    every column shuffled apart, of the best over all `searched` numbers of segments. No `pairs`: separation only."""
    import numpy as np

    shuffled = [random.permuted(rows, axis=0) for _ in range(copies)]
    apart = [max(_separation(copy, k, random) for k in searched) for copy in shuffled]
    agreed = [max(agreement(copy, k, pairs, random).median for k in searched) for copy in shuffled if pairs]
    return float(np.quantile(agreed, 0.95)) if agreed else None, float(np.quantile(apart, 0.95))


def _separation(copy: npt.NDArray[np.float32], k: int, random: np.random.Generator) -> float:
    import numpy as np

    centres = kmeans_many(copy, np.ones((_STARTS, len(copy)), np.float32), k, random)
    return max(separation(copy, one, nearest(copy, one[None])[0]) for one in centres)
