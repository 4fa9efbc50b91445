"""Scores of customers under a learned model, each with an interval of 90 %."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.ahead import Ahead
    from bakhsh.loop.predictions.purchases.cells import Cells, Floats
    from bakhsh.loop.predictions.purchases.fitted import Fitted

__all__ = ["LEVEL", "deviation", "scored"]

LEVEL = 0.90
_HALF = 1.6448536269514722
_SMALLEST = 1e-12


def scored(fitted: Fitted, cells: Cells, horizon: float) -> Mapping[str, Floats]:
    """`p_alive`, `expected_orders` (purchases in (T, T + horizon], in the cells' unit of time) and `p_buy` (at least
    one), a value per cell, each with `_low` and `_high`.

    The bounds are those of the expectation or the probability, 90 %, from how sure the parameters are (delta method on
    the logarithm, or the log-odds): what the customer then does varies more. Never NaN, low ≤ value ≤ high.
    """
    import numpy as np

    if not len(cells):
        names = ("p_alive", "expected_orders", "p_buy")
        return {f"{name}{end}": np.empty(0) for name in names for end in ("", "_low", "_high")}
    ahead = fitted.of.ahead(fitted.theta(cells), cells, (horizon,))
    expected = np.maximum(ahead.expected[0], _SMALLEST)
    asked: tuple[tuple[str, Callable[[Floats], Floats], Floats, Floats], ...] = (
        ("p_alive", _probability, *_log_odds(fitted, cells, ahead.alive, ahead.alive_by, 1)),
        ("expected_orders", np.exp, np.log(expected), deviation(fitted, cells, ahead)),
        ("p_buy", _probability, *_log_odds(fitted, cells, ahead.silent, ahead.silent_by, -1)),
    )
    found: dict[str, Floats] = {}
    for name, back, value, error in asked:
        half = np.minimum(_HALF * error, 30.0)
        found[name], found[f"{name}_low"], found[f"{name}_high"] = back(value), back(value - half), back(value + half)
    return found


def deviation(fitted: Fitted, cells: Cells, ahead: Ahead) -> Floats:
    """The standard deviation of the logarithm of what is expected by the last horizon that was asked for."""
    import numpy as np

    # Where nothing is expected nothing can be said of it by its logarithm.
    there = ahead.expected[-1] > _SMALLEST
    return np.asarray(np.where(there, _deviation(fitted, cells, ahead.expected_by), 0.0), np.float64)


def _log_odds(fitted: Fitted, cells: Cells, logs: Floats, slopes: Sequence[Floats], sign: int) -> tuple[Floats, Floats]:
    """The log-odds (of the opposite where the sign is -1) of a probability by its logarithm, kept away from 0 and 1,
    with their standard deviation; it is 0 there."""
    import numpy as np

    inside = np.clip(np.exp(logs), _SMALLEST, 1 - _SMALLEST)
    other = -np.expm1(logs)
    there = (other > _SMALLEST) & (inside > _SMALLEST)
    safe = np.where(there, other, 1.0)
    odds = np.log(inside) - np.log(np.clip(other, _SMALLEST, 1 - _SMALLEST))
    error = np.where(there, _deviation(fitted, cells, slopes) / safe, 0.0)
    return sign * odds, error


def _deviation(fitted: Fitted, cells: Cells, slopes: Sequence[Floats]) -> Floats:
    """The standard deviation (delta method) of what has these slopes by the logarithms of the parameters; covariates
    act through the parameter that they multiply."""
    import numpy as np

    model, by = fitted.of, list(slopes)
    for names, acts in ((fitted.rate, model.rate), (fitted.dropout, model.dropout)):
        for name in names:
            assert acts is not None
            by.append(acts[1] * slopes[model.parameters.index(acts[0])] * cells.covariates[name])
    values, vectors = np.linalg.eigh(np.array(fitted.covariance))
    # Along the axes of the covariance, each one standard deviation long: their slopes are independent parts.
    axes = (vectors * np.sqrt(np.maximum(values, 0))).T
    return np.asarray(np.sqrt(((axes @ np.array(by)) ** 2).sum(axis=0)), np.float64)


def _probability(odds: Floats) -> Floats:
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-odds)), np.float64)
