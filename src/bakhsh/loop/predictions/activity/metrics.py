"""How good a probability is: one definition of each measure.

`truth` is 0 or 1 for each customer, `score` his score; the larger, the likelier. The order of rows never matters: ties
count half in the AUC, stand together in the average precision and are shared out at the border of the top tenth. Every
measure needs both classes unless it says otherwise; without them it is NaN, never an error.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from bakhsh.stats import Interval

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Measure = Callable[[Floats, Floats], float]

__all__ = [
    "auc", "auc_difference", "auc_interval", "average_precision", "bootstrapped", "brier", "log_loss",
    "top_decile_lift",
]  # fmt: skip

_LEAST = 1e-15


def auc(truth: Floats, score: Floats, weight: Floats | None = None) -> float:
    """The chance that a customer with the event scores higher than one without, ties half (Mann & Whitney 1947). A row
    stands for `weight` customers, one where nothing is said."""
    import numpy as np

    weight = np.ones(len(truth)) if weight is None else weight
    distinct, place = np.unique(score, return_inverse=True)
    ones = np.bincount(place, weight * (truth == 1), len(distinct))
    zeros = np.bincount(place, weight * (truth == 0), len(distinct))
    if not ones.sum() or not zeros.sum():
        return math.nan
    return float(ones @ (np.cumsum(zeros) - zeros / 2) / (ones.sum() * zeros.sum()))


def auc_interval(truth: Floats, score: Floats, level: float = 0.90) -> Interval:
    """The AUC with the interval of DeLong, DeLong & Clarke-Pearson (1988), cut at 0 and 1. A class below two customers
    leaves the bounds at 0 and 1."""
    ones, zeros = _classes(truth, score)
    if min(len(ones), len(zeros)) < 2:
        return Interval(auc(truth, score), 0.0, 1.0, level)
    of_ones, of_zeros = _placements(ones, zeros), 1 - _placements(zeros, ones)
    found = float(of_ones.mean())
    error = math.sqrt(of_ones.var(ddof=1) / len(ones) + of_zeros.var(ddof=1) / len(zeros))
    reach = _z(level) * error
    return Interval(found, max(found - reach, 0.0), min(found + reach, 1.0), level)


def auc_difference(truth: Floats, score: Floats, other: Floats, level: float = 0.90) -> Interval:
    """AUC of `score` less AUC of `other` over the same customers, paired: DeLong et al. (1988), equation 5. A class
    below two customers leaves the bounds at -1 and 1."""
    (ones, zeros), (other_ones, other_zeros) = _classes(truth, score), _classes(truth, other)
    if min(len(ones), len(zeros)) < 2:
        return Interval(auc(truth, score) - auc(truth, other), -1.0, 1.0, level)
    of_ones = _placements(ones, zeros) - _placements(other_ones, other_zeros)
    of_zeros = _placements(other_zeros, other_ones) - _placements(zeros, ones)
    found = float(of_ones.mean())
    reach = _z(level) * math.sqrt(of_ones.var(ddof=1) / len(ones) + of_zeros.var(ddof=1) / len(zeros))
    return Interval(found, found - reach, found + reach, level)


def average_precision(truth: Floats, score: Floats) -> float:
    """Precision averaged over recall, a step at each distinct score: the sum of (Rₙ − Rₙ₋₁)·Pₙ, not interpolated.
    NaN where nobody has the event."""
    import numpy as np

    order = np.argsort(-score, kind="stable")
    ranked, hits = score[order], np.cumsum(truth[order])
    if not len(hits) or hits[-1] == 0:
        return math.nan
    last = np.append(ranked[1:] != ranked[:-1], True)
    found, taken = hits[last], np.flatnonzero(last) + 1
    return float((np.diff(found, prepend=0.0) * found / taken).sum() / hits[-1])


def brier(truth: Floats, score: Floats) -> float:
    """Mean squared distance of probability and truth (Brier 1950). Needs one class only."""
    return float(((score - truth) ** 2).mean()) if len(truth) else math.nan


def log_loss(truth: Floats, score: Floats) -> float:
    """Mean of −log of the probability given to what happened, cut at 1e-15. Needs one class only."""
    import numpy as np

    sure = np.clip(score, _LEAST, 1 - _LEAST)
    return float(-(truth * np.log(sure) + (1 - truth) * np.log1p(-sure)).mean()) if len(truth) else math.nan


def top_decile_lift(truth: Floats, score: Floats) -> float:
    """The rate of the event among the tenth with the highest scores (n/10 customers, a fraction allowed) ÷ the rate of
    all. Those tied at the border share the places left."""
    import numpy as np

    if not len(truth) or truth.sum() == 0:
        return math.nan
    places = len(truth) / 10
    border = np.sort(score)[::-1][max(math.ceil(places) - 1, 0)]
    above, at = score > border, score == border
    hits = truth[above].sum() + truth[at].mean() * (places - above.sum())
    return float(hits / places / truth.mean())


def bootstrapped(
    measure: Measure, truth: Floats, score: Floats, *, seed: int, level: float = 0.90, draws: int = 500
) -> Interval:
    """Any measure with the percentile interval of the bootstrap over customers (Efron 1979); draws without both classes
    are drawn over by the others. The same seed gives the same interval."""
    import numpy as np

    found = measure(truth, score)
    random = np.random.default_rng(seed)
    drawn = [random.integers(0, len(truth), len(truth)) for _ in range(draws if len(truth) else 0)]
    values = np.array([measure(truth[one], score[one]) for one in drawn])
    values = values[np.isfinite(values)]
    if not len(values):
        return Interval(found, -math.inf, math.inf, level)
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(found, float(low), float(high), level)


def _classes(truth: Floats, score: Floats) -> tuple[Floats, Floats]:
    return score[truth == 1], score[truth == 0]


def _placements(ones: Floats, zeros: Floats) -> Floats:
    """For each of `ones` the share of `zeros` below it, ties half."""
    import numpy as np

    ranked = np.sort(zeros)
    below = np.searchsorted(ranked, ones, side="left") + np.searchsorted(ranked, ones, side="right")
    return np.asarray(below / (2 * max(len(zeros), 1)), np.float64)


def _z(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))
