"""Shifted beta-geometric: customers under contract, who may leave at the end of every period.

Fader & Hardie (2007), "How to project customer retention", Journal of Interactive Marketing 21. Cells are in periods:
`T` renewals were due, and `x` is 1 for one who left at the last of them (with `t_x` equal to `T`), 0 for one who is
still there. His probability of leaving is Beta(alpha, beta) over customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.ahead import Ahead
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.differences import differenced

if TYPE_CHECKING:
    import numpy.typing as npt

    from bakhsh.loop.predictions.purchases.cells import Floats, Parameter
    from bakhsh.loop.predictions.purchases.protocol import Covaried

__all__ = ["SBG", "cohort", "remaining_periods", "retention", "survival"]


@dataclass(frozen=True, slots=True)
class _Sbg:
    name: str = "sbg"
    parameters: tuple[str, ...] = ("alpha", "beta")
    in_time: tuple[str, ...] = ()
    rate: Covaried | None = None
    dropout: Covaried | None = ("alpha", 1)

    def log_likelihood(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """Equations 5 and 6: left at the T-th renewal, B(α + 1, β + T - 1) / B(α, β), or there after it, B(α, β + T) /
        B(α, β)."""
        return self.slopes(theta, cells)[0]

    def slopes(self, theta: Sequence[Parameter], cells: Cells) -> tuple[Floats, tuple[Floats, ...]]:
        """The log-likelihood, and its derivative by the logarithm of each parameter, in closed form."""
        from scipy.special import betaln, digamma

        alpha, beta = theta
        left, stayed = cells.x, cells.T - cells.x
        likely = betaln(alpha + left, beta + stayed) - betaln(alpha, beta)
        shared = digamma(alpha + beta) - digamma(alpha + beta + cells.T)
        by_alpha = digamma(alpha + left) - digamma(alpha) + shared
        by_beta = digamma(beta + stayed) - digamma(beta) + shared
        return likely, (alpha * by_alpha, beta * by_beta)

    def p_alive(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """1 for who is there, 0 for who left: with contracts it is known."""
        return 1 - cells.x

    def p_buy(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """The probability of renewing at least once."""
        return self.expected(theta, cells, min(1, round(horizon)))

    def expected(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """Expected renewals within so many periods."""
        alpha, beta = theta
        found, there = self.p_alive(theta, cells) * 0.0, self.p_alive(theta, cells)
        for at in range(round(horizon)):
            there = there * (beta + cells.T + at) / (alpha + beta + cells.T + at)
            found = found + there
        return found

    def ahead(self, theta: Sequence[Parameter], cells: Cells, horizons: Sequence[float]) -> Ahead:
        """All of these at once with their slopes."""
        return differenced(self, theta, cells, horizons)

    def unconditional(self, theta: Sequence[float], t: Floats) -> Floats:
        """Expected renewals of a new customer by the `t`-th, rounded down."""
        import numpy as np

        new = Cells.of([0], [0], [0])
        return np.array([float(self.expected(theta, new, int(one))[0]) for one in np.asarray(t)])


SBG = _Sbg()


def cohort(there: npt.ArrayLike) -> Cells:
    """A cohort as cells, from how many were there at the start and after each renewal: [1000, 869, 743, …]."""
    import numpy as np

    counts = np.asarray(there, np.float64)
    periods = np.arange(1, len(counts), dtype=np.float64)
    ones = np.ones(len(periods))
    last = len(counts) - 1.0
    return Cells.of(
        np.append(ones, 0), np.append(periods, 0), np.append(periods, last), np.append(-np.diff(counts), counts[-1])
    )


def survival(theta: Sequence[float], periods: Floats) -> Floats:
    """The share of a cohort that is there after so many renewals: equation 6."""
    import numpy as np
    from scipy.special import betaln

    alpha, beta = theta
    return np.asarray(np.exp(betaln(alpha, beta + periods) - betaln(alpha, beta)), np.float64)


def retention(theta: Sequence[float], periods: Floats) -> Floats:
    """The share of those there before the t-th renewal who stay: (β + t - 1) / (α + β + t - 1), equation 8. It rises
    though nobody changes: those likely to leave leave first."""
    return (theta[1] + periods - 1) / (theta[0] + theta[1] + periods - 1)


def remaining_periods(theta: Sequence[float], periods: Floats, discount: float) -> Floats:
    """Discounted expected renewals of one who is there after so many, at a rate of discount a period above zero.

    Fader & Hardie (2010), "Customer-base valuation in a contractual setting: the perils of ignoring heterogeneity",
    Marketing Science 29, equation 6, without the payment that is due just now: the first to come is discounted once.
    """
    import numpy as np
    from scipy.special import hyp2f1

    alpha, beta = theta
    stays = (beta + periods) / (alpha + beta + periods)
    kept = 1 / (1 + discount)
    return np.asarray(kept * stays * hyp2f1(1, beta + periods + 1, alpha + beta + periods + 1, kept), np.float64)
