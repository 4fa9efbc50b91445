"""BG/BB: at each of a row of opportunities a living customer buys or not, and then may stop.

Fader, Hardie & Shang (2010), "Customer-base analysis in a discrete-time noncontractual setting", Marketing Science 29.
Cells are in opportunities: `x` with a purchase, `t_x` the last one with a purchase, `T` how many there were. His
probability of buying is Beta(alpha, beta), of stopping before an opportunity Beta(gamma, delta).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.ahead import Ahead
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.differences import differenced

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Floats, Parameter
    from bakhsh.loop.predictions.purchases.protocol import Covaried

__all__ = ["BGBB"]


@dataclass(frozen=True, slots=True)
class _BgBb:
    name: str = "bg_bb"
    parameters: tuple[str, ...] = ("alpha", "beta", "gamma", "delta")
    in_time: tuple[str, ...] = ()
    rate: Covaried | None = ("alpha", 1)
    dropout: Covaried | None = ("gamma", 1)

    def log_likelihood(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """Equation 5: alive after all opportunities, or stopped after one of those since the last purchase."""
        return self.slopes(theta, cells)[0]

    def slopes(self, theta: Sequence[Parameter], cells: Cells) -> tuple[Floats, tuple[Floats, ...]]:
        """The log-likelihood, and its derivative by the logarithm of each parameter."""
        import numpy as np
        from scipy.special import digamma

        alpha, beta, gamma, delta = theta
        x, missed = cells.x, cells.T - cells.x
        found = self._alive(theta, cells)
        silent = cells.T - cells.t_x
        own = [digamma(alpha + beta), digamma(gamma + delta)]
        total = digamma(alpha + beta + cells.T), digamma(gamma + delta + cells.T)
        slopes = [
            digamma(alpha + x) - total[0],
            digamma(beta + missed) - total[0],
            digamma(gamma) - total[1],
            digamma(delta + cells.T) - total[1],
        ]
        # A running mean of slopes, each term weighing as much as it adds to the likelihood.
        for at in range(int(silent.max(initial=0))):
            going = silent > at
            n = cells.t_x + at
            term = np.where(going, _log_beta(alpha + x, beta + n - x) + _log_beta(gamma + 1, delta + n), -np.inf)
            both = np.logaddexp(found, term)
            part = np.exp(term - both)
            after, left = digamma(alpha + beta + n), digamma(gamma + delta + n + 1)
            mine = (digamma(alpha + x) - after, digamma(np.maximum(beta + n - x, 1e-9)) - after,
                    digamma(gamma + 1) - left, digamma(delta + n) - left)  # fmt: skip
            slopes = [one + part * (other - one) for one, other in zip(slopes, mine, strict=True)]
            found = both
        likely = found - _log_beta(alpha, beta) - _log_beta(gamma, delta)
        less = (digamma(alpha) - own[0], digamma(beta) - own[0], digamma(gamma) - own[1], digamma(delta) - own[1])
        by_log = [one * (slope - other) for one, slope, other in zip(theta, slopes, less, strict=True)]
        return likely, tuple(by_log)

    def p_alive(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """Equation 11: alive at the next opportunity, T + 1."""
        import numpy as np

        _, _, gamma, delta = theta
        alive = self._alive(theta, cells) - _log_beta(*theta[:2]) - _log_beta(gamma, delta)
        stays = (delta + cells.T) / (gamma + delta + cells.T)
        return np.asarray(np.minimum(np.exp(alive - self.log_likelihood(theta, cells)), 1) * stays, np.float64)

    def p_buy(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """One less the ratio of the likelihoods of none until T + horizon and until T; whole opportunities."""
        import numpy as np

        silent = self.log_likelihood(theta, cells.later(round(horizon))) - self.log_likelihood(theta, cells)
        return np.asarray(np.clip(-np.expm1(silent), 0, 1), np.float64)

    def expected(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """Equation 13, summed over the opportunities to come instead of divided by gamma - 1."""
        alpha, beta, gamma, delta = theta
        found, there = self.p_alive(theta, cells) * 0, self.p_alive(theta, cells)
        for at in range(1, round(horizon) + 1):
            found = found + there
            there = there * (delta + cells.T + at) / (gamma + delta + cells.T + at)
        return found * (alpha + cells.x) / (alpha + beta + cells.T)

    def ahead(self, theta: Sequence[Parameter], cells: Cells, horizons: Sequence[float]) -> Ahead:
        """All of these at once with their slopes."""
        return differenced(self, theta, cells, horizons)

    def unconditional(self, theta: Sequence[float], t: Floats) -> Floats:
        """Equation 8: what is expected of somebody at the first `t` of his opportunities, rounded down."""
        import numpy as np

        new = Cells.of([0], [0], [0])
        found = [float(self.expected(theta, new, int(one))[0]) for one in np.asarray(t)]
        return np.array(found)

    def _alive(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """The logarithm of the first term, before its denominators."""
        alpha, beta, gamma, delta = theta
        n = cells.T
        return _log_beta(alpha + cells.x, beta + n - cells.x) + _log_beta(gamma, delta + n)


BGBB = _BgBb()


def _log_beta(one: Parameter, other: Parameter) -> Floats:
    import numpy as np
    from scipy.special import betaln

    return np.asarray(betaln(one, other), np.float64)
