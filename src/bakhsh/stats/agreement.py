"""How far two ways of dividing the same customers agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Labels = npt.NDArray[np.integer]

__all__ = ["adjusted_rand", "adjusted_rand_of_pairs", "best_jaccard", "crossed"]


def adjusted_rand(left: Labels, right: Labels) -> float:
    """The adjusted Rand index of two labellings: 1 where they are the same division, 0 on average by chance.

    Hubert & Arabie (1985). Labels are whole numbers from 0. 1.0 where both put everybody into one group, or everybody
    into his own.
    """
    import numpy as np

    left, right = np.asarray(left)[None, :], np.asarray(right)[None, :]
    return float(adjusted_rand_of_pairs(left, right)[0])


def adjusted_rand_of_pairs(left: Labels, right: Labels) -> npt.NDArray[np.float64]:
    """The adjusted Rand index of each row of `left` with the same row of `right` (pairs × customers)."""
    import numpy as np

    tables = crossed(left, right).astype(np.float64)
    n = left.shape[1]
    both = _pairs(tables).sum(axis=(1, 2))
    ours, theirs = _pairs(tables.sum(axis=2)).sum(axis=1), _pairs(tables.sum(axis=1)).sum(axis=1)
    by_chance = ours * theirs / max(n * (n - 1) / 2, 1.0)
    most = (ours + theirs) / 2
    same = np.isclose(most, by_chance)
    index: npt.NDArray[np.float64] = np.where(same, 1.0, (both - by_chance) / np.where(same, 1.0, most - by_chance))
    return index


def _pairs(count: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = count * (count - 1) / 2
    return found


def crossed(left: Labels, right: Labels) -> npt.NDArray[np.int64]:
    """For each row how many customers have each pair of labels: rows × labels of left × labels of right."""
    import numpy as np

    rows, ours, theirs = len(left), int(left.max(initial=0)) + 1, int(right.max(initial=0)) + 1
    place = (np.arange(rows)[:, None] * ours + left) * theirs + right
    return np.bincount(place.ravel(), minlength=rows * ours * theirs).reshape(rows, ours, theirs)


def best_jaccard(reference: Labels, others: Labels) -> npt.NDArray[np.float64]:
    """Of each group of `reference` (customers) its largest Jaccard similarity with a group of each row of `others`
    (divisions × customers): divisions × groups. Hennig (2007), Cluster-wise assessment of cluster stability.

    NaN for a number between 0 and the largest label that nobody has.
    """
    import numpy as np

    tables = crossed(np.broadcast_to(reference, others.shape), others).astype(np.float64)
    ours, theirs = tables.sum(axis=2, keepdims=True), tables.sum(axis=1, keepdims=True)
    union = ours + theirs - tables
    similar: npt.NDArray[np.float64] = (tables / np.where(union > 0, union, 1.0)).max(axis=2)
    return np.where(ours[:, :, 0] > 0, similar, np.nan)
