"""The columns of a feature of numbers: which way tames its tails, where it is capped, what an empty value becomes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bakhsh.loop.segments.cluster.columns import PreparedColumn, numbers_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Floats = npt.NDArray[np.float64]

__all__ = ["of_numbers"]

_SKEWED = 1.0
"""A column is heavy-tailed when its skewness (its outermost 1 % aside) is farther from zero. An exponential has 2."""

_OUTERMOST, _MARGIN = 0.01, 0.5
"""Values are capped half as far again from the median as the outermost 1 % begins: who is ten thousand times as rich
then stands beside the richest, and is no segment of his own. One value at either end always counts as outermost."""

_KNOTS = 41


def of_numbers(feature: str, base: str, column: pa.ChunkedArray) -> tuple[PreparedColumn, ...] | str:
    """The column of a number; or `missing`, `constant`, `nearly_constant`."""
    import numpy as np

    values = numbers_of(column)
    known = values[~np.isnan(values)]
    if not len(known):
        return "missing"
    if known.min() == known.max():
        return "constant"
    tamed = _tamed(PreparedColumn(feature, feature, base, "number", 0.0, 1.0), known)
    low, high = _caps(tamed.changed(known))
    if tamed.way == "log" and known.min() >= 0:
        # Sizes of which none is below nothing have no sign to ask for, which an engine would do for everybody.
        low = max(low, 0.0)
    capped = replace(tamed, low=low, high=high)
    found = capped.changed(known)
    scale = float(found.std())
    if scale <= 1e-9 * max(1.0, abs(low), abs(high)):
        return "nearly_constant"
    return (replace(capped, centre=float(found.mean()), scale=scale),)


def _tamed(plain: PreparedColumn, known: Floats) -> PreparedColumn:
    """Plain where the tails are light, logarithms where those tame them, else ranks."""
    import numpy as np

    # The unit of a logarithm is about the smallest size there is, so that zero stands next to it and not far below.
    log = replace(plain, way="log", unit=float(np.quantile(np.abs(known[known != 0]), 0.01)))
    for one in (plain, log):
        if abs(_skewness(one.changed(known))) <= _SKEWED:
            return one
    return replace(plain, way="rank", knots=_ranks(known))


def _skewness(values: Floats) -> float:
    """The third standardised moment of the values between the half-percentiles, themselves values; 0 for a constant."""
    import numpy as np

    low, high = np.quantile(values, [0.005, 0.995], method="closest_observation")
    inner = np.clip(values, low, high)
    spread = inner.std()
    return float(((inner - inner.mean()) ** 3).mean() / spread**3) if spread > 0 else 0.0


def _ranks(known: Floats) -> tuple[tuple[float, float], ...]:
    """Knots of the line from values to the share of customers below (ties count half)."""
    import numpy as np

    ordered = np.sort(known)
    at = np.unique(np.quantile(ordered, np.linspace(0, 1, _KNOTS), method="closest_observation"))
    below, through = np.searchsorted(ordered, at, "left"), np.searchsorted(ordered, at, "right")
    ranks = (below + through) / 2 / len(known)
    return tuple(zip(at.tolist(), ranks.tolist(), strict=True))


def _caps(values: Floats) -> tuple[float, float]:
    """The lowest and the highest value that is let through. They may lie beyond what was seen, so that customers who
    come later and are unlike all others can be told from them."""
    import numpy as np

    ordered = np.sort(values)
    aside = min(max(1, int(_OUTERMOST * len(ordered))), (len(ordered) - 1) // 2)
    low, middle, high = ordered[aside], np.median(ordered), ordered[-1 - aside]
    return float(low - _MARGIN * (middle - low)), float(high + _MARGIN * (high - middle))
