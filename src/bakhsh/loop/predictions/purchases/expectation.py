"""Expected purchases of a customer who is alive, when each purchase may be the last.

Purchases would come by a negative binomial; after each the customer stops with a probability of his own. So the
expectation is the sum, over how many would come, of how many of those he stays for: only positive terms, and no
singular parameters (the closed forms with hypergeometric functions divide by a - 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.purchases.cells import Floats

__all__ = ["expected_while_alive"]

_SMALL = 1e-11
_MOST_TERMS = 3_000
_SMALLEST_LOG = -650.0
_NEAR_ONE = 1e-4


def expected_while_alive(shape: Floats, scale: Floats, a: Floats, b: Floats, horizon: float, k: int, at: int) -> Floats:
    """Expected purchases within `horizon` of one who is alive now. All arguments are arrays of one length.

    His rate of steps is Gamma(shape, scale); every k-th step is a purchase, and `at` steps are done already. His
    probability of stopping after a purchase is Beta(a, b). With k = 1: Fader, Hardie & Lee (2005), equation 10 without
    its denominator.
    """
    import numpy as np

    y = horizon / (scale + horizon)
    first = shape * np.log1p(-y)
    # Where so many terms would be needed that summing them is slow, or the first is too small for a number.
    mean = shape * horizon / scale
    many = mean + 12 * np.sqrt(mean * (1 + horizon / scale)) + 30 * horizon / scale
    summed = (first > _SMALLEST_LOG) & (many < _MOST_TERMS)
    found = np.empty_like(shape)
    found[summed] = _summed(shape[summed], y[summed], a[summed], b[summed], k, at)
    rest = ~summed
    if rest.any():
        found[rest] = _closed(shape[rest], horizon / (k * scale[rest] + horizon), a[rest], b[rest])
    return found


def _summed(shape: Floats, y: Floats, a: Floats, b: Floats, k: int, at: int) -> Floats:
    import numpy as np

    total = np.zeros_like(shape)
    chance = np.exp(shape * np.log1p(-y))
    left = 1 - chance
    stays, stayed = np.ones_like(shape), np.zeros_like(shape)
    places: npt.NDArray[np.intp] = np.arange(len(shape))
    for steps in range(1, 4 * _MOST_TERMS):
        chance = chance * y * (shape + (steps - 1)) / steps
        left = left - chance
        if (steps + at) % k == 0:
            stayed = stayed + stays
            done = (steps + at) // k - 1
            stays = stays * (b + done) / (a + b + done)
        total[places] += chance * stayed
        if steps % 16 == 0:
            going = (left > _SMALL) | (steps < shape * y / (1 - y))
            going &= chance > 0
            if not going.any():
                break
            if going.sum() < 0.7 * len(going):
                places = places[going]
                shape, y, a, b = shape[going], y[going], a[going], b[going]
                chance, left, stays, stayed = chance[going], left[going], stays[going], stayed[going]
    return total


def _closed(shape: Floats, y: Floats, a: Floats, b: Floats) -> Floats:
    """The hypergeometric form after Euler's transformation, in which the number of purchases has left the numerator:
    nothing overflows. Singular where a = 1, so that it is interpolated there."""
    import numpy as np
    from scipy.special import hyp2f1

    near = np.abs(a - 1) < _NEAR_ONE

    def sided(a: Floats) -> Floats:
        total = a + b
        spared = np.exp((a - 1) * np.log1p(-y)) * hyp2f1(a - 1, total - 1 - shape, total - 1, y)
        return np.asarray((total - 1) / (a - 1) * (1 - spared), np.float64)

    plain = shape * y / (1 - y)
    with np.errstate(all="ignore"):
        found = sided(np.where(near, 1 + _NEAR_ONE, a))
        if near.any():
            above = (a - 1 + _NEAR_ONE) / (2 * _NEAR_ONE)
            below = sided(np.where(near, 1 - _NEAR_ONE, a))
            found = np.where(near, above * found + (1 - above) * below, found)
        return np.asarray(np.where(np.isfinite(found), np.clip(found, 0, plain), plain), np.float64)
