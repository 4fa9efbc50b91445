"""What needs no model: predictions so simple that whoever does not beat them knows nothing.

Each is learned, where it learns at all, from the window before the one it is judged in, as a model is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["BASELINES", "Past", "guessed", "mean", "silences"]

BASELINES = ("zero", "alike", "rate", "gap")
"""`zero`: nobody orders. `alike`: everybody orders as often as all did on average in the window before. `rate`: each
goes on as he did, x · horizon ÷ T (nobody known for no time). `gap`: as often as those did, in the window before, who
had been silent for as long (ten groups of equal size). `alike` and `gap` need that window."""

_GROUPS = 10


@dataclass(frozen=True)
class Past:
    """Customers at a day, and in how many days of the horizon after it they ordered: arrays of one length, times in
    days. `weight`: so many customers are like this."""

    x: Floats
    t_x: Floats
    T: Floats
    later: Floats
    weight: Floats


def guessed(past: Past, horizon: float, before: Past | None = None) -> Mapping[str, Floats]:
    """Orders that each baseline expects of each row of `past` within `horizon` days; `before`: the same at the day of a
    horizon earlier. `past.later` is never looked at."""
    import numpy as np

    rate = past.x * horizon / np.where(past.T > 0, past.T, np.inf)
    found = {"zero": np.zeros(len(past.x)), "rate": np.asarray(rate, np.float64)}
    if before is not None and before.weight.sum() > 0:
        borders, orders = silences(before)
        found["alike"] = np.full(len(past.x), mean(before))
        found["gap"] = np.asarray(orders[np.searchsorted(borders, past.T - past.t_x)], np.float64)
    return {name: found[name] for name in BASELINES if name in found}


def mean(before: Past) -> float:
    """Orders of a customer on average."""
    import numpy as np

    return float(np.average(before.later, weights=before.weight))


def silences(before: Past) -> tuple[Floats, Floats]:
    """Borders of ten groups of equal size by how long customers had been silent, in days (a border belongs to the group
    below), and the orders of a customer of each on average."""
    import numpy as np

    silent = before.T - before.t_x
    order = np.argsort(silent, kind="stable")
    passed = np.cumsum(before.weight[order]) / before.weight.sum()
    at = np.searchsorted(passed, np.arange(1, _GROUPS) / _GROUPS)
    borders = np.unique(silent[order][at])
    group = np.searchsorted(borders, silent)
    size = np.bincount(group, before.weight, len(borders) + 1)
    bought = np.bincount(group, before.weight * before.later, len(borders) + 1)
    overall = bought.sum() / size.sum()
    return borders, np.where(size > 0, bought / np.where(size > 0, size, 1), overall)
