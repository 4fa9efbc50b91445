"""The dip: how far a distribution is from having one mode only, and how often chance alone goes so far.

Hartigan & Hartigan (1985), The Dip Test of Unimodality, Annals of Statistics 13(1), 70–84. Written from the paper.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bakhsh.stats.dip_table import QUANTILES, SHARES

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["dip", "dip_p_value"]


def dip(values: Sequence[float] | Floats) -> float:
    """The dip of a sample: the largest distance between its distribution function and the nearest unimodal one.

    At least 1/(2n), at most 0.25. A value that many share is a jump, and a unimodal distribution jumps at its mode
    only: rounded values look lumpy, and are spread first where that is not meant. NaN for an empty sample.

    Section 5 of the paper: between the greatest convex minorant and the least concave majorant of the distribution
    function lies the mode; the interval it can lie in shrinks until the two are no farther apart within it than the
    function is from them outside.
    """
    import numpy as np

    points, counts = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    if not len(points):
        return math.nan
    n = int(counts.sum())
    reached = np.cumsum(counts) / n
    below = reached - counts / n
    start, end, twice = 0, len(points) - 1, 1 / n
    while end > start:
        part = slice(start, end + 1)
        convex, convex_at = _minorant(points[part], below[part])
        concave, concave_at = _majorant(points[part], reached[part])
        low, high, apart = _widest(convex, convex_at, concave, concave_at)
        if apart <= twice:
            break
        # Where the mode begins and ends a unimodal distribution may jump; it may not outside.
        left = (reached[part] - convex)[:low].max(initial=0.0)
        right = (concave - below[part])[high + 1 :].max(initial=0.0)
        twice = max(twice, float(left), float(right))
        if low == 0 and high == end - start:
            break
        start, end = start + low, start + high
    return twice / 2


def _widest(
    convex: Floats, convex_at: npt.NDArray[np.intp], concave: Floats, concave_at: npt.NDArray[np.intp]
) -> tuple[int, int, float]:
    """Where the two hulls are farthest apart, looked for at the knots of both: the interval the mode is then in, from
    a knot of the minorant to a knot of the majorant, and the distance."""
    import numpy as np

    gap = concave - convex
    at_convex, at_concave = int(convex_at[gap[convex_at].argmax()]), int(concave_at[gap[concave_at].argmax()])
    if gap[at_convex] > gap[at_concave]:
        return at_convex, int(concave_at[np.searchsorted(concave_at, at_convex)]), float(gap[at_convex])
    return int(convex_at[np.searchsorted(convex_at, at_concave, "right") - 1]), at_concave, float(gap[at_concave])


def _minorant(points: Floats, heights: Floats) -> tuple[Floats, npt.NDArray[np.intp]]:
    """The greatest convex function below the points, at each of them, and the indices of its knots. Its slopes are the
    isotonic regression of the slopes between neighbours, each weighing its width (Barlow et al. 1972)."""
    import numpy as np
    from scipy.optimize import isotonic_regression

    widths = np.diff(points)
    found = isotonic_regression(np.diff(heights) / widths, weights=widths)
    hull = np.concatenate([[heights[0]], heights[0] + np.cumsum(found.x * widths)])
    return np.minimum(hull, heights), np.asarray(found.blocks, dtype=np.intp)


def _majorant(points: Floats, heights: Floats) -> tuple[Floats, npt.NDArray[np.intp]]:
    hull, knots = _minorant(points, -heights)
    return -hull, knots


def dip_p_value(value: float, n: int) -> float:
    """How often the dip of `n` draws from a uniform distribution is at least `value`: the p-value of unimodality (the
    uniform is the least favourable unimodal distribution, section 6 of the paper).

    √n·dip is read off a table of simulated quantiles, linearly between shares and between the logarithms of sample
    sizes; beyond the largest size the largest is used, below the smallest everything is possible (1). The smallest
    answer is the table's finest share.
    """
    import numpy as np

    sizes = sorted(QUANTILES)
    if n < sizes[0] or math.isnan(value):
        return 1.0
    at = min(float(n), float(sizes[-1]))
    rows = np.array([QUANTILES[size] for size in sizes])
    logs = np.log(sizes)
    quantiles = np.array([np.interp(math.log(at), logs, column) for column in rows.T])
    return float(1 - np.interp(math.sqrt(n) * value, quantiles, SHARES, left=0.0))
