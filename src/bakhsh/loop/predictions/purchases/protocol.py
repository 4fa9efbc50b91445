"""What every model of purchases can be asked. Models are plain objects that keep this protocol; none inherits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.ahead import Ahead
    from bakhsh.loop.predictions.purchases.cells import Cells, Floats, Parameter

__all__ = ["Covaried", "PurchaseModel"]

Covaried = tuple[str, int]
"""A parameter that covariates act on, and how: it is multiplied by exp(sign × coefficients · covariates)."""


class PurchaseModel(Protocol):
    """A model of how customers buy and stop buying.

    `theta` holds the parameters in the order of `parameters`, all above zero; an entry is one number for everybody or,
    where covariates act on it, an array with one per cell. Answers are arrays with a value per cell; times have the
    unit of the cells. Cells of no model give NaN or infinity.
    """

    @property
    def name(self) -> str:
        """How a saved model calls it."""
        ...

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, as the paper has them."""
        ...

    @property
    def in_time(self) -> tuple[str, ...]:
        """The parameters that are measured in the unit of time of the cells."""
        ...

    @property
    def rate(self) -> Covaried | None:
        """Where covariates of the purchase rate act; None: nowhere."""
        ...

    @property
    def dropout(self) -> Covaried | None:
        """Where covariates of stopping act; None: nowhere. A larger effect always means sooner."""
        ...

    def log_likelihood(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """The logarithm of the likelihood of one customer of each cell."""
        ...

    def slopes(self, theta: Sequence[Parameter], cells: Cells) -> tuple[Floats, tuple[Floats, ...]]:
        """The log-likelihood, and its derivative by the logarithm of each parameter."""
        ...

    def p_alive(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """The probability that a customer has not stopped by T."""
        ...

    def expected(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """Expected purchases in (T, T + horizon]."""
        ...

    def p_buy(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """The probability of at least one purchase in (T, T + horizon]."""
        ...

    def ahead(self, theta: Sequence[Parameter], cells: Cells, horizons: Sequence[float]) -> Ahead:
        """All of these at once with their slopes, what they share reckoned once. `horizons`: rising, at least one."""
        ...

    def unconditional(self, theta: Sequence[float], t: Floats) -> Floats:
        """Expected repeat purchases of somebody who buys for the first time at 0, by each of the times `t`."""
        ...
