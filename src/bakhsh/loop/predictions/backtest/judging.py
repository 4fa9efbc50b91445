"""Predicted orders held against those that came."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.activity.metrics import auc
from bakhsh.records import Calibrated, Judged
from bakhsh.stats import Interval, Sample, mean_interval

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.backtest.baselines import Past

    Floats = npt.NDArray[np.float64]

__all__ = ["LEVEL", "calibrated", "judged"]

LEVEL = 0.90
_TENTHS = 10


def judged(past: Past, predicted: Mapping[str, Floats]) -> tuple[Judged, ...]:
    """Each prediction of orders by its name, in the order given, against `past.later`; the first is the model, and the
    others say how much better it did, with an interval of 90 % from the customers' differences (paired: both met the
    same customers). A row stands for `past.weight` customers."""
    first = next(iter(predicted.values()), None)
    return tuple(_judged(name, past, one, None if one is first else first) for name, one in predicted.items())


def _judged(name: str, past: Past, guess: Floats, model: Floats | None) -> Judged:
    import numpy as np

    error = guess - past.later
    ranked = auc((past.later > 0).astype(np.float64), guess, past.weight)
    return Judged(
        name=name,
        mae=float(np.average(np.abs(error), weights=past.weight)),
        rmse=math.sqrt(float(np.average(error**2, weights=past.weight))),
        correlation=_correlation(guess, past.later, past.weight),
        total=float(guess @ past.weight),
        actual=float(past.later @ past.weight),
        auc=0.5 if math.isnan(ranked) else ranked,
        better=None if model is None else _mean(error**2 - (model - past.later) ** 2, past.weight),
    )


def _mean(values: Floats, weight: Floats) -> Interval:
    """A mean over customers with its interval."""
    import numpy as np

    customers, mean = int(weight.sum()), float(np.average(values, weights=weight))
    variance = float(weight @ (values - mean) ** 2) / (customers - 1) if customers > 1 else math.nan
    return mean_interval(Sample(customers, mean, variance), LEVEL)


def _correlation(one: Floats, other: Floats, weight: Floats) -> float:
    import numpy as np

    one, other = one - np.average(one, weights=weight), other - np.average(other, weights=weight)
    size = math.sqrt(float(weight @ one**2) * float(weight @ other**2))
    return float(weight @ (one * other)) / size if size > 1e-12 else 0.0


def calibrated(past: Past, orders: Floats, p_buy: Floats) -> tuple[Calibrated, ...]:
    """Customers by predicted orders, a tenth in each row as nearly as alike customers allow, fewest first; rows of
    nobody are left out."""
    import numpy as np

    order = np.argsort(orders, kind="stable")
    middle = np.cumsum(past.weight[order]) - past.weight[order] / 2
    tenth = np.empty(len(order), np.intp)
    tenth[order] = np.minimum((middle / past.weight.sum() * _TENTHS).astype(np.intp), _TENTHS - 1)
    found = []
    for each in np.unique(tenth).tolist():
        here = tenth == each
        weight = past.weight[here]

        def mean(values: Floats, here: npt.NDArray[np.bool_] = here, weight: Floats = weight) -> float:
            return float(np.average(values[here], weights=weight))

        bought = (past.later > 0).astype(np.float64)
        found.append(Calibrated(int(weight.sum()), mean(orders), mean(past.later), mean(p_buy), mean(bought)))
    return tuple(found)
