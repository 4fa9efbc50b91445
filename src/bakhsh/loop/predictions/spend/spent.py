"""Customers as models of spend see them: how many orders, of what mean value; alike ones in one cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.errors import DataError
from bakhsh.language.sentences import Sentence
from bakhsh.loop.predictions.spend.amounts import OUTSIZED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Spent"]

_FEWEST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Spent:
    """Distinct customers: `x` orders of mean value `m` (above zero, in minor units or any other), `weight` of them.

    `cap`: no mean counts above it (infinite where nobody is outsized). `notes`: who was left out or capped.
    """

    x: Floats
    m: Floats
    weight: Floats
    cap: float = float("inf")
    notes: tuple[Sentence, ...] = ()

    @classmethod
    def of(cls, x: npt.ArrayLike, m: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> Spent:
        """From anything numpy reads; without `weight` every row is one customer.

        Customers without an order, or whose mean is not above zero (returned, given away) or not a number, are left out
        and counted in a note. Among 20 customers or more, one who brings more than a fifth of all spend counts with the
        highest mean of the others. DataError where columns differ in length.
        """
        import numpy as np

        orders, means = np.asarray(x, np.float64), np.asarray(m, np.float64)
        heavy = np.ones_like(orders) if weight is None else np.asarray(weight, np.float64)
        if orders.shape != means.shape or orders.shape != heavy.shape or orders.ndim != 1:
            raise DataError(Sentence("spend.unequal_columns"))
        bought = (orders > 0) & (heavy > 0)
        fine = bought & np.isfinite(means) & (means > 0) & np.isfinite(orders)
        notes: list[Sentence] = []
        if out := int(heavy[bought & ~fine].sum()):
            notes.append(Sentence("spend.not_above_zero", {"count": out}))
        orders, means, heavy = orders[fine], means[fine], heavy[fine]
        cap, outsized = _cap(orders, means, heavy)
        if outsized:
            notes.append(Sentence("spend.outsized", {"count": outsized}))
        return cls(orders, np.minimum(means, cap), heavy, cap, tuple(notes))

    @property
    def customers(self) -> float:
        """How many there are in all."""
        return float(self.weight.sum())

    @property
    def mean(self) -> float:
        """The mean of the customers' means; 0 without any."""
        return float(self.weight @ self.m / self.customers) if len(self.m) else 0.0


def _cap(orders: Floats, means: Floats, heavy: Floats) -> tuple[float, int]:
    """The highest mean of customers who are not outsized, and how many are."""
    whole = float((orders * means * heavy).sum())
    outsized = orders * means > OUTSIZED * whole
    if heavy.sum() < _FEWEST or not outsized.any() or outsized.all():
        return float("inf"), 0
    cap = float(means[~outsized].max())
    above = outsized & (means > cap)
    return (cap, int(heavy[above].sum())) if above.any() else (float("inf"), 0)
