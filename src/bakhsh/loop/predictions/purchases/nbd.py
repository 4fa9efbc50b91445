"""NBD: customers buy at a rate of their own, Gamma(r, alpha) over customers, and never stop. Ehrenberg (1959).

The likelihood is that of the moments of the purchases, as in the models beside it, so that they can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.ahead import Ahead
from bakhsh.loop.predictions.purchases.differences import differenced

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Cells, Floats, Parameter
    from bakhsh.loop.predictions.purchases.protocol import Covaried

__all__ = ["NBD", "of_counts"]


@dataclass(frozen=True, slots=True)
class _Nbd:
    name: str = "nbd"
    parameters: tuple[str, ...] = ("r", "alpha")
    in_time: tuple[str, ...] = ("alpha",)
    rate: Covaried | None = ("alpha", -1)
    dropout: Covaried | None = None

    def log_likelihood(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """Γ(r + x) / Γ(r) · α^r / (α + T)^(r + x)."""
        return self.slopes(theta, cells)[0]

    def slopes(self, theta: Sequence[Parameter], cells: Cells) -> tuple[Floats, tuple[Floats, ...]]:
        """The log-likelihood, and its derivative by the logarithm of each parameter, in closed form."""
        import numpy as np
        from scipy.special import digamma, gammaln

        r, alpha = theta
        later = cells.of_T.each(lambda T, alpha: np.log(alpha + T), alpha)
        often = cells.of_x.each(lambda x, r: gammaln(r + x) - gammaln(r), r)
        likely = often + r * np.log(alpha) - (r + cells.x) * later
        by_r = cells.of_x.each(lambda x, r: digamma(r + x) - digamma(r), r) + np.log(alpha) - later
        by_alpha = r / alpha - (r + cells.x) / (alpha + cells.T)
        return likely, (r * by_r, alpha * by_alpha)

    def p_alive(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """1: nobody stops."""
        import numpy as np

        return np.ones(len(cells))

    def expected(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """(r + x) / (α + T) · horizon."""
        return (theta[0] + cells.x) / (theta[1] + cells.T) * horizon

    def p_buy(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """1 - ((α + T) / (α + T + horizon))^(r + x)."""
        import numpy as np

        silent = -(theta[0] + cells.x) * np.log1p(horizon / (theta[1] + cells.T))
        return np.asarray(-np.expm1(silent), np.float64)

    def ahead(self, theta: Sequence[Parameter], cells: Cells, horizons: Sequence[float]) -> Ahead:
        """All of these at once with their slopes."""
        return differenced(self, theta, cells, horizons)

    def unconditional(self, theta: Sequence[float], t: Floats) -> Floats:
        """r / α · t."""
        return theta[0] / theta[1] * t


NBD = _Nbd()


def of_counts(cells: Cells) -> float:
    """What the log-likelihood of the *numbers* of purchases, in which their moments have no part, is above that of the
    moments: Σ weight · (x ln T - ln x!). No parameter is in it."""
    from scipy.special import gammaln, xlogy

    return float(cells.weight @ (xlogy(cells.x, cells.T) - gammaln(cells.x + 1)))
