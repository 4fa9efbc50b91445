"""Whole amounts shared out exactly: by largest remainder, as seats are in many parliaments.

Balinski and Young, "Fair Representation" (1982), where it is Hamilton's method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Whole = npt.NDArray[np.int64]

__all__ = ["shares"]

_SAFE = 2.0**62


def shares(totals: Whole, weights: Whole, starts: Whole) -> Whole:
    """Per row its share of its group's total, in proportion to its weight.

    Group g holds the rows from starts[g] to the next start, none of them empty, and totals[g] is shared out among them.
    Weights are 0 or more; where all of a group are 0 they count as equal. The shares of a group add up to its total
    exactly, and each differs from the proportional one by less than 1. Of equal remainders the earlier row is served
    first. Exact for all totals and sums of weights that fit 63 bits.
    """
    import numpy as np

    rows = len(weights)
    if not rows:
        return np.zeros(0, np.int64)
    sizes = np.diff(np.append(starts, rows))
    group = np.repeat(np.arange(len(starts)), sizes)
    nothing = np.add.reduceat(weights != 0, starts) == 0
    weights = np.where(nothing[group], 1, weights)
    whole = np.add.reduceat(weights, starts)
    quotient, remainder = _divided(np.abs(totals)[group], weights, whole[group])
    left = np.abs(totals) - np.add.reduceat(quotient, starts)
    ranked = np.lexsort((np.arange(rows), -remainder, group))
    place = np.empty(rows, np.int64)
    place[ranked] = np.arange(rows) - np.repeat(starts, sizes)
    found: Whole = np.sign(totals)[group] * (quotient + (place < left[group]))
    return found


def _divided(total: Whole, weight: Whole, whole: Whole) -> tuple[Whole, Whole]:
    """total × weight ÷ whole and what remains; Python's integers where the product needs more than 63 bits."""
    import numpy as np

    long = np.flatnonzero(total.astype(np.float64) * weight >= _SAFE)
    product = total * np.where(total.astype(np.float64) * weight >= _SAFE, 0, weight)
    quotient, remainder = np.divmod(product, whole)
    for row in long.tolist():
        quotient[row], remainder[row] = divmod(int(total[row]) * int(weight[row]), int(whole[row]))
    return quotient, remainder
