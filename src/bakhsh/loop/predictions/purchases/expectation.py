"""Expected purchases of a customer who is alive, when each purchase may be the last.

Purchases would come by a negative binomial; after each the customer stops with a probability of his own. So the
expectation is the sum, over how many would come, of how many of those he stays for: only positive terms, and no
singular parameters (the closed forms with hypergeometric functions divide by a - 1).
"""

from __future__ import annotations

from collections.abc import Sequence
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
_AT_ONCE = 8_192
"""So many are summed together: what is touched at every term then stays in the processor's cache."""

_STEP = 1e-4


def expected_while_alive(
    shape: Floats, scale: Floats, a: Floats, b: Floats, horizon: float, k: int, at: int, sloped: bool = False
) -> Floats:
    """Expected purchases within `horizon` of one who is alive now. All arguments are arrays of one length.

    His rate of steps is Gamma(shape, scale); every k-th step is a purchase, and `at` steps are done already. His
    probability of stopping after a purchase is Beta(a, b). With k = 1: Fader, Hardie & Lee (2005), equation 10 without
    its denominator. One row; where `sloped`, four more: its derivatives by shape, scale, a and b.
    """
    import numpy as np

    y = horizon / (scale + horizon)
    first = shape * np.log1p(-y)
    # Where so many terms would be needed that summing them is slow, or the first is too small for a number.
    mean = shape * horizon / scale
    many = mean + 12 * np.sqrt(mean * (1 + horizon / scale)) + 30 * horizon / scale
    summed = (first > _SMALLEST_LOG) & (many < _MOST_TERMS)
    found = np.empty((5 if sloped else 1, len(shape)))
    places = np.flatnonzero(summed)
    for start in range(0, len(places), _AT_ONCE):
        some = places[start : start + _AT_ONCE]
        found[:, some] = _summed(shape[some], y[some], a[some], b[some], k, at, sloped)
    if sloped:
        found[2, summed] *= -(y[summed] ** 2) / horizon
    rest = ~summed
    if rest.any():
        given = [one[rest] for one in (shape, scale, a, b)]
        found[0, rest] = _whole(given, horizon, k)
        for row in range(1, len(found)):
            found[row, rest] = _whole_by(given, row - 1, horizon, k)
    return found


def _summed(shape: Floats, y: Floats, a: Floats, b: Floats, k: int, at: int, sloped: bool) -> Floats:
    """The sum and, where asked, its derivatives by shape, y, a and b, which are sums of the same terms."""
    import numpy as np

    total = np.empty((5 if sloped else 1, len(shape)))
    places: npt.NDArray[np.intp] = np.arange(len(shape))
    fixed = np.array([shape, y, a, b, np.log1p(-y), shape / (1 - y)])
    shape, y, a, b, log_first, less = fixed
    ones, zeros = np.ones_like(shape), np.zeros_like(shape)
    first = np.exp(shape * log_first)
    # What changes with every term: its chance and the chance of more, how many purchases he stays for, sums.
    moving = np.array([first, 1 - first, ones, *[zeros] * 6, *[zeros] * len(total)])
    for steps in range(1, 4 * _MOST_TERMS):
        chance, left, stays, stayed, by_shape, stays_a, stays_b, stayed_a, stayed_b = moving[:9]
        sums = moving[9:]
        chance *= y * (shape + (steps - 1)) / steps
        left -= chance
        if sloped:
            by_shape += 1 / (shape + (steps - 1))
        if (steps + at) % k == 0:
            stayed += stays
            done = (steps + at) // k - 1
            if sloped:
                stayed_a += stays * stays_a
                stayed_b += stays * stays_b
                stays_a -= 1 / (a + b + done)
                stays_b += a / ((b + done) * (a + b + done))
            stays *= (b + done) / (a + b + done)
        term = chance * stayed
        sums[0] += term
        if sloped:
            sums[1] += term * (by_shape + log_first)
            sums[2] += term * (steps / y - less)
            sums[3] += chance * stayed_a
            sums[4] += chance * stayed_b
        if steps % 16 == 0:
            going = (left > _SMALL) | (steps < shape * y / (1 - y))
            going &= chance > 0
            if not going.any():
                break
            if going.sum() < 0.7 * len(going):
                total[:, places[~going]] = sums[:, ~going]
                places, fixed, moving = places[going], fixed[:, going], moving[:, going]
                shape, y, a, b, log_first, less = fixed
    total[:, places] = moving[9:]
    return total


def _whole(given: Sequence[Floats], horizon: float, k: int) -> Floats:
    """By the closed form, as if each step were the k-th part of a purchase."""
    shape, scale, a, b = given
    return _closed(shape, horizon / (k * scale + horizon), a, b)


def _whole_by(given: Sequence[Floats], at: int, horizon: float, k: int) -> Floats:
    """Its derivative by one of the arguments, from differences to either side."""
    ends = []
    for sign in (1, -1):
        moved = list(given)
        moved[at] = moved[at] * (1 + sign * _STEP)
        ends.append(_whole(moved, horizon, k))
    return (ends[0] - ends[1]) / (2 * _STEP * given[at])


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
