"""Fitting: k-means over many weightings of the same customers at once, and the one fit that is kept.

Lloyd's iterations from greedy k-means++ (Arthur & Vassilvitskii 2007), written so that hundreds of bootstraps of a
sample are a few matrix products: one array holds the distances of all customers to all centres of all fits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating]
    Labels = npt.NDArray[np.int32]

__all__ = ["Fit", "kmeans", "kmeans_many", "nearest"]

_AT_ONCE = 1_000_000
"""So many scores are held at once: what fits a processor's cache."""

_ITERATIONS = 50
_TOLERANCE = 1e-3
"""Bootstraps stop when no centre moved farther than this share of the typical distance from the middle."""

_SEEDINGS, _CARRIED, _SHORT = 8, 3, 4
_TRIED_ON, _TRIED_EACH = 600, 60
_STARTED_ON = 10_000
_POLISHED = 100


@dataclass(frozen=True, slots=True)
class Fit:
    """One fit: centres (k × columns), the nearest one of each row, and the sum of weighted squared distances to it.
    Centres are ordered by size, the largest first, ties by their first differing coordinate."""

    centres: npt.NDArray[np.float64]
    labels: Labels
    inertia: float


def kmeans(matrix: Floats, k: int, *, seed: int, starts: int = 10, weights: Floats | None = None) -> Fit:
    """k-means of the rows of `matrix`, each counting `weights` times: the best of `starts` starts.

    Of more than 10,000 rows the starts are tried on a sample of so many, and the best is carried on over all of them
    until nothing moves. Fewer than k distinct rows leave centres that nobody is nearest to: the caller strikes them
    out. The same rows in the same order with the same seed give the same fit.
    """
    import numpy as np

    rows = np.ascontiguousarray(matrix, dtype=np.float32)
    random = np.random.default_rng((seed, k))
    heavy = np.ones(len(rows), np.float32) if weights is None else np.asarray(weights, np.float32)
    tried, tried_weights = rows, heavy
    if len(rows) > _STARTED_ON:
        chosen = np.sort(random.choice(len(rows), _STARTED_ON, replace=False))
        tried, tried_weights = rows[chosen], heavy[chosen]
    all_weights = np.broadcast_to(tried_weights, (starts, len(tried)))
    centres = kmeans_many(tried, all_weights, k, random)
    inertia = _inertias(tried, tried_weights, centres)
    best = _polished(rows, heavy, centres[int(inertia.argmin())])
    return _ordered(np.asarray(matrix, np.float64), best, heavy)


def kmeans_many(
    rows: npt.NDArray[np.float32], weights: npt.NDArray[np.float32], k: int, random: np.random.Generator
) -> npt.NDArray[np.float32]:
    """One fit with k centres for each row of `weights` (fits × rows): fits × k × columns.

    One start each: the best of a few seedings after a few iterations, carried on until it rests. Without those, one
    start in three ends in a poor local optimum where groups are uneven, and the agreement of two bootstraps then
    measures the luck of their starts.
    """
    import numpy as np

    each = max(1, _AT_ONCE // max(1, len(rows) * k))
    parts = [_together(rows, weights[at : at + each], k, random) for at in range(0, len(weights), each)]
    return np.concatenate(parts)


def _together(
    rows: npt.NDArray[np.float32], weights: npt.NDArray[np.float32], k: int, random: np.random.Generator
) -> npt.NDArray[np.float32]:

    limit = _TOLERANCE**2 * float(rows.var(axis=0).sum())
    return _moved(rows, weights, _seeded(rows, weights, k, random, limit), _ITERATIONS, limit)


def _seeded(
    rows: npt.NDArray[np.float32], weights: npt.NDArray[np.float32], k: int, random: np.random.Generator, limit: float
) -> npt.NDArray[np.float32]:
    """Several seedings are carried on for a few iterations over a part of the rows, the best of those over all rows."""
    import numpy as np

    part, heavy = rows, weights
    if len(rows) > max(_TRIED_ON, _TRIED_EACH * k):
        chosen = np.sort(random.choice(len(rows), max(_TRIED_ON, _TRIED_EACH * k), replace=False))
        part, heavy = rows[chosen], np.ascontiguousarray(weights[:, chosen])
    tried = _each(
        part, heavy, k, _SEEDINGS, lambda at, many: _moved(part, many, _started(part, many, k, random), _SHORT, limit)
    )
    if part is not rows:
        best = np.take_along_axis(tried, _costs(part, heavy, tried).argsort(axis=0)[:_CARRIED, :, None, None], axis=0)

        def carried(at: slice, many: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
            return _moved(rows, many, best[at].reshape(-1, *best.shape[2:]), _SHORT - 1, limit)

        tried = _each(rows, weights, k, _CARRIED, carried)
    return np.asarray(tried[_costs(rows, weights, tried).argmin(axis=0), np.arange(len(weights))], np.float32)


def _each(
    rows: npt.NDArray[np.float32],
    weights: npt.NDArray[np.float32],
    k: int,
    tries: int,
    do: Callable[[slice, npt.NDArray[np.float32]], npt.NDArray[np.float32]],
) -> npt.NDArray[np.float32]:
    """Several tries of each fit (tries × fits × k × columns), as many together as are held at once: of few customers
    what a call costs is more than what it does. `do` is told which tries, and is handed the weights of all of them."""
    import numpy as np

    together = min(tries, max(1, _AT_ONCE // (len(weights) * len(rows) * k)))
    found = []
    for at in range(0, tries, together):
        those = slice(at, min(at + together, tries))
        many = weights if together == 1 else np.tile(weights, (those.stop - at, 1))
        made = do(those, many)
        found.append(made.reshape(those.stop - at, len(weights), *made.shape[1:]))
    return np.concatenate(found)


def _costs(
    rows: npt.NDArray[np.float32], weights: npt.NDArray[np.float32], tried: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Tries × fits: what each try costs each fit, less what all tries share."""
    import numpy as np

    return np.array([-np.einsum("ij,ij->i", _scored(rows, one)[1], weights) for one in tried])


def _moved(
    rows: npt.NDArray[np.float32],
    weights: npt.NDArray[np.float32],
    centres: npt.NDArray[np.float32],
    iterations: int,
    limit: float,
) -> npt.NDArray[np.float32]:
    """Lloyd's iterations of each fit until none of its centres moves farther than the root of `limit`."""
    import numpy as np

    moving = np.arange(len(weights))
    for _ in range(iterations):
        old = centres[moving]
        new = _means(rows, weights[moving], nearest(rows, old), old)
        centres[moving] = new
        moving = moving[((new - old) ** 2).sum(axis=2).max(axis=1) > limit]
        if not len(moving):
            break
    return centres


def nearest(rows: npt.NDArray[np.float32], centres: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """The nearest centre of every row in every fit: fits × rows. A tie goes to the centre that stands first."""
    return _scored(rows, centres)[0]


def _scored(
    rows: npt.NDArray[np.float32], centres: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """The nearest centre, and half the row's own square less half its squared distance to it: the larger the nearer."""
    import numpy as np

    fits, k, columns = centres.shape
    # k first: each centre's scores then lie together, and a running maximum is a few passes over plain memory.
    turned = np.empty((k, fits, columns + 1), np.float32)
    turned[:, :, :-1] = centres.transpose(1, 0, 2)
    turned[:, :, -1] = (turned[:, :, :-1] ** 2).sum(axis=2) / -2
    score = (turned.reshape(k * fits, columns + 1) @ _with_ones(rows).T).reshape(k, fits, len(rows))
    best = score[0]
    labels = np.zeros(best.shape, np.int8)
    for at in range(1, k):
        # A later centre has a higher number, so the highest number that was an improvement is the nearest centre.
        np.maximum(labels, (score[at] > best).view(np.int8) * np.int8(at), out=labels)
        np.maximum(best, score[at], out=best)
    return labels, best


def _with_ones(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import numpy as np

    return np.column_stack([rows, np.ones(len(rows), np.float32)])


def _means(
    rows: npt.NDArray[np.float32],
    weights: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int8],
    old: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """The weighted mean of the rows of each centre; a centre that lost everybody stays where it was."""
    import numpy as np

    fits, k, columns = old.shape
    held = np.empty((k, fits, len(rows)), np.float32)
    for at in range(k):
        np.multiply(weights, labels == at, out=held[at])
    sums = (held.reshape(k * fits, len(rows)) @ _with_ones(rows)).reshape(k, fits, columns + 1).transpose(1, 0, 2)
    total = sums[:, :, -1:]
    return np.where(total > 0, sums[:, :, :-1] / np.where(total > 0, total, 1), old)


def _started(
    rows: npt.NDArray[np.float32], weights: npt.NDArray[np.float32], k: int, random: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Greedy k-means++: each next centre is the best of a few rows drawn by weight × squared distance."""
    import numpy as np

    fits, tries = len(weights), 2 + int(math.log(k))
    squares = (rows**2).sum(axis=1)
    centres = np.empty((fits, k, rows.shape[1]), np.float32)
    drawn = _drawn(weights, 1, random)[:, 0]
    centres[:, 0] = rows[drawn]
    away = _away(rows, squares, drawn[:, None])[:, 0]
    each = np.arange(fits)
    for at in range(1, k):
        picked = _drawn(weights * away, tries, random)
        nearer = np.minimum(_away(rows, squares, picked), away[:, None])
        cost = np.matmul(nearer, weights[:, :, None])[:, :, 0]
        best = cost.argmin(axis=1)
        centres[:, at] = rows[picked[each, best]]
        away = nearer[each, best]
    return centres


def _away(
    rows: npt.NDArray[np.float32], squares: npt.NDArray[np.float32], picked: npt.NDArray[np.intp]
) -> npt.NDArray[np.float32]:
    """Squared distances of every row from the picked rows: fits × picked × rows."""
    import numpy as np

    to = rows[picked.ravel()]
    found = (to * -2) @ rows.T
    found += squares
    found += squares[picked.ravel()][:, None]
    np.maximum(found, 0, out=found)
    return np.asarray(found.reshape(*picked.shape, len(rows)), np.float32)


def _drawn(chance: npt.NDArray[np.float32], tries: int, random: np.random.Generator) -> npt.NDArray[np.intp]:
    """`tries` rows of each fit, drawn in proportion to `chance` (the last row where nobody has any)."""
    import numpy as np

    reached = np.cumsum(chance, axis=1, dtype=np.float64)
    fits, count = reached.shape
    # All fits in one ascending row, each a step above the one before: one search, not one a fit.
    step, total = np.arange(fits)[:, None], reached[:, -1:]
    line = (reached / np.where(total > 0, total, 1) + step).ravel()
    wanted = (random.random((fits, tries)) + step).ravel()
    found = np.searchsorted(line, wanted, "right").reshape(fits, tries) - step * count
    return np.asarray(np.minimum(found, count - 1), np.intp)


def _inertias(
    rows: npt.NDArray[np.float32], weights: npt.NDArray[np.float32], centres: npt.NDArray[np.float32]
) -> npt.NDArray[np.float64]:
    import numpy as np

    best = np.concatenate([_scored(rows, one[None])[1] for one in centres])
    own = float(weights @ (rows**2).sum(axis=1))
    return np.asarray(own - 2 * (best @ weights), np.float64)


def _polished(
    rows: npt.NDArray[np.float32], weights: npt.NDArray[np.float32], centres: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Lloyd's iterations over all rows until the centres hardly move."""
    limit = 1e-8 * float(rows.var(axis=0).sum())
    for _ in range(_POLISHED):
        new = _means(rows, weights[None], nearest(rows, centres[None]), centres[None])[0]
        moved = float(((new - centres) ** 2).sum(axis=1).max())
        centres = new
        if moved <= limit:
            break
    return centres


def _ordered(
    matrix: npt.NDArray[np.float64], centres: npt.NDArray[np.float32], weights: npt.NDArray[np.float32]
) -> Fit:
    """The fit in double precision, its centres by size."""
    import numpy as np

    labels = nearest(np.ascontiguousarray(matrix, np.float32), centres[None])[0]
    k = len(centres)
    sizes = np.bincount(labels, weights, minlength=k)
    order = sorted(range(k), key=lambda at: (-sizes[at], tuple(centres[at].tolist())))
    place = np.empty(k, np.int32)
    place[order] = np.arange(k)
    labels = place[labels]
    exact = np.asarray(centres, np.float64)[order]
    for at in range(k):
        mine = labels == at
        if sizes[order[at]] > 0:
            exact[at] = np.average(matrix[mine], axis=0, weights=weights[mine])
    inertia = float(weights @ ((matrix - exact[labels]) ** 2).sum(axis=1))
    return Fit(exact, labels, inertia)
