"""When the next order comes: the distribution of its date, told anew every silent day.

A model of purchases says how probable at least one purchase is within any number of days; over the days that is the
distribution of the next one. A customer who may have stopped never orders with the rest of the probability, so the date
is told given that an order comes, and beside it how probable that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.purchases.cells import Cells, Floats
    from bakhsh.loop.predictions.purchases.fitted import Fitted

__all__ = ["EXPECTED", "QUANTILES", "WITHIN", "next_orders"]

WITHIN = 730
"""Days that "at all" looks ahead. Somebody who buys once in twenty years has a next order; nobody plans for it, and
what a model says of it is its assumption about rare buyers, not the data."""

EXPECTED = 0.5
"""An order is expected where it is at least so probable; below, it is "no longer expected"."""

QUANTILES: Mapping[str, float] = {"low": 0.1, "median": 0.5, "high": 0.9}
"""Low and high bound 80 % of the dates on which an order comes that does come."""

_CHUNK = 50_000


def next_orders(fitted: Fitted, cells: Cells, days_per_unit: float = 7.0) -> Mapping[str, Floats]:
    """`low`, `median` and `high`: days from the day we look to the next order, given that one comes within `WITHIN`
    days; `p_ever`: how probable that is. One value per cell; `days_per_unit`: days in the cells' unit of time.

    Dates are those of a customer (predictive: he varies, the parameters are taken as learned), so of those who do order
    80 % do so from `low` to `high`. A day counts once it is over: the values lie above 0 and at most at `WITHIN`. Where
    an order is as good as impossible (`p_ever` below one in a million) the dates are NaN.
    """
    import numpy as np

    found = {name: np.full(len(cells), np.nan) for name in (*QUANTILES, "p_ever")}
    days = np.array([0.0, *_days()])
    for chunk in _chunks(len(cells)):
        part = cells.taken(chunk)
        theta = fitted.theta(part)
        within = [fitted.of.p_buy(theta, part, day / days_per_unit) for day in days[1:].tolist()]
        chance = np.maximum.accumulate(np.column_stack([np.zeros(len(part)), *within]), axis=1)
        ever = chance[:, -1]
        found["p_ever"][chunk] = ever
        likely = ever > 1e-6
        for name, quantile in QUANTILES.items():
            reached = _reached(chance[likely], quantile * ever[likely], days)
            found[name][chunk[likely]] = reached
    return found


def _days() -> Iterator[float]:
    """Days at which the probability is asked: each for three weeks, then a twelfth further each time, `WITHIN` last."""
    day = 1.0
    while day < WITHIN:
        yield day
        day = day + 1 if day < 21 else float(round(day * 13 / 12))
    yield float(WITHIN)


def _chunks(size: int) -> Iterator[npt.NDArray[np.intp]]:
    import numpy as np

    for start in range(0, size, _CHUNK):
        yield np.arange(start, min(start + _CHUNK, size))


def _reached(chance: Floats, wanted: Floats, days: Floats) -> Floats:
    """The day on which each row's probability reaches what is wanted of it, in a straight line between those asked."""
    import numpy as np

    after = np.minimum((chance < wanted[:, None]).sum(axis=1), len(days) - 1)
    row = np.arange(len(chance))
    low, high = chance[row, after - 1], chance[row, after]
    way = np.where(high > low, (wanted - low) / np.where(high > low, high - low, 1), 1)
    return np.asarray(days[after - 1] + np.clip(way, 0, 1) * (days[after] - days[after - 1]), np.float64)
