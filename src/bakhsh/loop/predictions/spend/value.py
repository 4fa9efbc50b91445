"""CLV: what a customer is expected to bring within a horizon, discounted to the day we look; and whose value is high.

Expected purchases of each stretch of the horizon × value of an order × margin, discounted from the middle of the
stretch (Fader, Hardie & Lee 2005, "RFM and CLV", equation 5, summed instead of integrated).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.language.sentences import Money, Sentence, Share

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["HighValue", "discounted", "high_value", "value"]

_HALF = 1.6448536269514722
_YEAR = 365.0


def discounted(curve: Floats, ends: Floats, discount: float) -> Floats:
    """Expected purchases of each customer, discounted: `curve` is customers × stretches, the purchases expected by the
    end of each stretch (cumulative); `ends` are those ends in days from the day we look, rising; `discount` is a yearly
    rate (0.1: a purchase in a year counts 1/1.1). ValueError where they do not fit."""
    import numpy as np

    days = np.asarray(ends, np.float64)
    if curve.ndim != 2 or curve.shape[1] != len(days) or not (np.diff(days, prepend=0.0) > 0).all() or discount <= -1:
        raise ValueError("a column of the curve for each end, ends above zero and rising, a discount above -1")
    each = np.diff(curve, axis=1, prepend=0.0)
    middle = days - np.diff(days, prepend=0.0) / 2
    return np.asarray(each @ (1 + discount) ** (-middle / _YEAR), np.float64)


def value(
    orders: Floats,
    order_value: Floats,
    margin: float | Floats = 1.0,
    *,
    orders_between: tuple[Floats, Floats] | None = None,
    order_value_between: tuple[Floats, Floats] | None = None,
) -> Mapping[str, Floats]:
    """`clv` with `_low` and `_high`: orders × value of an order × margin (a share).

    The bounds combine those of either (90 %, each around its estimate) as independent errors of the logarithm; without
    bounds there is no width. Nothing expected is worth 0; a margin below zero gives a value below zero, low ≤ high.
    """
    import numpy as np

    expected = np.maximum(np.nan_to_num(orders), 0.0) * np.maximum(np.nan_to_num(order_value), 0.0)
    variance = _variance(orders_between) + _variance(order_value_between)
    half = _HALF * np.sqrt(variance)
    found = expected * margin
    low, high = found * np.exp(-half), found * np.exp(half)
    return {"clv": found, "clv_low": np.minimum(low, high), "clv_high": np.maximum(low, high)}


def _variance(between: tuple[Floats, Floats] | None) -> Floats | float:
    import numpy as np

    if between is None:
        return 0.0
    low, high = (np.maximum(np.nan_to_num(one), 1e-12) for one in between)
    return np.asarray((np.log(high / low) / (2 * _HALF)) ** 2, np.float64)


@dataclass(frozen=True, slots=True)
class HighValue:
    """Customers at or above `cut` are of high value: so many `customers`, who make this `share` of all value above
    zero. Infinite where nobody is."""

    cut: float
    customers: int
    share: float

    @property
    def said(self) -> Sentence:
        """What is said of them."""
        if not self.customers:
            return Sentence("spend.nobody_of_high_value")
        return Sentence(
            "spend.high_value", {"customers": self.customers, "share": Share(self.share), "cut": Money(self.cut)}
        )


def high_value(
    values: Floats, *, share: float | None = None, top: float | None = None, amount: float | None = None
) -> HighValue:
    """Who is of high value: the fewest customers who make `share` of all value (0.8: four fifths), or the `top` part of
    customers (0.1: a tenth, rounded up), or those worth `amount` or more. Exactly one is given, else ValueError.

    Those tied at the cut are in. Only values above zero count: nobody is of high value who is worth nothing.
    """
    import numpy as np

    if (share is not None) + (top is not None) + (amount is not None) != 1:
        raise ValueError("one of share, top and amount")
    ranked = np.sort(np.nan_to_num(values, nan=0.0))[::-1]
    made = np.cumsum(np.maximum(ranked, 0.0))
    if not len(ranked) or made[-1] <= 0:
        return HighValue(float("inf"), 0, 0.0)
    if amount is not None:
        cut = amount
    elif share is not None:
        cut = float(ranked[int(np.searchsorted(made, min(share, 1.0) * made[-1] * (1 - 1e-12)))])
    else:
        cut = float(ranked[max(int(np.ceil(len(ranked) * float(top or 0.0) - 1e-9)), 1) - 1])
    within = (ranked >= cut) & (ranked > 0)
    if not within.any():
        return HighValue(float("inf"), 0, 0.0)
    return HighValue(cut, int(within.sum()), float(ranked[within].sum() / made[-1]))
