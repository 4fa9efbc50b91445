"""Scores of customers under a learned model, each with an interval of 90 %."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.purchases.cells import Cells, Floats
    from bakhsh.loop.predictions.purchases.fitted import Fitted

__all__ = ["LEVEL", "scored"]

LEVEL = 0.90
_HALF = 1.6448536269514722
_STEP = 1e-3
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
    model, at = fitted.of, fitted.vector

    def asked(vector: npt.NDArray[np.float64]) -> tuple[Floats, Floats, Floats]:
        theta = fitted.theta(cells, vector)
        return (
            _log_odds(model.p_alive(theta, cells)),
            np.log(np.maximum(model.expected(theta, cells, horizon), _SMALLEST)),
            _log_odds(model.p_buy(theta, cells, horizon)),
        )

    # Along the axes of the covariance, each one standard deviation long: their slopes are independent parts.
    values, vectors = np.linalg.eigh(np.array(fitted.covariance))
    axes = (vectors * np.sqrt(np.maximum(values, 0))).T
    middle, variances = asked(at), [np.zeros(len(cells)) for _ in range(3)]
    for axis in axes:
        reach = _STEP / max(1.0, float(np.abs(axis).max()))
        up, down = asked(at + reach * axis), asked(at - reach * axis)
        for variance, one, other in zip(variances, up, down, strict=True):
            variance += ((one - other) / (2 * reach)) ** 2
    found: dict[str, Floats] = {}
    backs: tuple[tuple[str, Callable[[Floats], Floats]], ...] = (
        ("p_alive", _probability), ("expected_orders", np.exp), ("p_buy", _probability),
    )  # fmt: skip
    for (name, back), value, variance in zip(backs, middle, variances, strict=True):
        half = np.minimum(_HALF * np.sqrt(variance), 30.0)
        found[name], found[f"{name}_low"], found[f"{name}_high"] = back(value), back(value - half), back(value + half)
    return found


def _log_odds(chance: Floats) -> Floats:
    import numpy as np

    inside = np.clip(chance, _SMALLEST, 1 - _SMALLEST)
    return np.asarray(np.log(inside) - np.log1p(-inside), np.float64)


def _probability(odds: Floats) -> Floats:
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-odds)), np.float64)
