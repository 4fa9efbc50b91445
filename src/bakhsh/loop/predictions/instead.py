"""What is used where a model of purchases is no better than what needs none: a baseline, as numbers in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.backtest.baselines import Past

    Floats = npt.NDArray[np.float64]

__all__ = ["expected", "instead"]


def instead(name: str, horizon_days: int, before: Past) -> dict[str, Any]:
    """The baseline of that name for the next `horizon_days`; `before`: the customers at the day that long ago, and what
    they ordered since."""
    from bakhsh.loop.predictions.backtest.baselines import mean, silences

    body: dict[str, Any] = {"name": name, "horizon_days": horizon_days}
    if name == "alike":
        return body | {"orders": mean(before)}
    if name == "gap":
        borders, orders = silences(before)
        return body | {"borders": borders.tolist(), "orders": orders.tolist()}
    return body


def expected(body: Mapping[str, Any], x: Floats, t_x: Floats, T: Floats) -> Floats:
    """Orders it expects within its horizon of customers with `x` repeat purchases, the last `t_x` and the first `T`
    days ago as in `counts`."""
    import numpy as np

    if body["name"] == "rate":
        return np.asarray(x * body["horizon_days"] / np.where(T > 0, T, np.inf), np.float64)
    if body["name"] == "gap":
        group = np.searchsorted(np.asarray(body["borders"], np.float64), T - t_x)
        return np.asarray(np.asarray(body["orders"], np.float64)[group], np.float64)
    return np.full(len(x), float(body.get("orders", 0.0)))
