"""How good an expected amount is: one definition of each measure.

`truth` is what was spent, `said` what was expected, of the same customers. The mean absolute error alone decides
nothing: where most spend nothing, zero for everybody nearly wins it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["bias", "mean_absolute_error", "r_squared", "spearman", "top_decile_share", "winsorised"]


def mean_absolute_error(truth: Floats, said: Floats) -> float:
    """The mean of |said − truth|; NaN of nobody."""
    import numpy as np

    return float(np.abs(said - truth).mean()) if len(truth) else math.nan


def bias(truth: Floats, said: Floats) -> float:
    """The sum of what was said ÷ the sum of what was spent, less 1; NaN where nothing was spent."""
    return float(said.sum() / truth.sum() - 1) if truth.sum() > 0 else math.nan


def winsorised(truth: Floats, said: Floats, at: float = 0.99) -> tuple[Floats, Floats]:
    """Both capped at the quantile `at` of the truth, so that a handful of customers do not decide."""
    import numpy as np

    cap = np.quantile(truth, at) if len(truth) else math.inf
    return np.minimum(truth, cap), np.minimum(said, cap)


def r_squared(truth: Floats, said: Floats) -> float:
    """1 − squared error ÷ squared distance from the mean truth; below zero for worse than the mean, NaN where all spent
    the same."""
    around = float(((truth - truth.mean()) ** 2).sum()) if len(truth) else 0.0
    return 1 - float(((truth - said) ** 2).sum()) / around if around > 0 else math.nan


def spearman(truth: Floats, said: Floats) -> float:
    """Correlation of the ranks, those tied sharing the mean of theirs; NaN where either is constant."""
    import numpy as np

    one, other = _ranks(truth), _ranks(said)
    if not len(one) or one.min() == one.max() or other.min() == other.max():
        return math.nan
    return float(np.corrcoef(one, other)[0, 1])


def top_decile_share(truth: Floats, said: Floats) -> float:
    """The part of all that was spent which the tenth of customers with the highest expectation spent (n/10 customers, a
    fraction allowed; those tied at the border share the places left). NaN where nothing was spent."""
    import numpy as np

    if not truth.sum() > 0:
        return math.nan
    places = len(truth) / 10
    border = np.sort(said)[::-1][max(math.ceil(places) - 1, 0)]
    above, at = said > border, said == border
    return float((truth[above].sum() + truth[at].mean() * (places - above.sum())) / truth.sum())


def _ranks(values: Floats) -> Floats:
    import numpy as np

    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[group], np.float64)
