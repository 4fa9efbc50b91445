"""Models in which a customer may stop after any purchase: BG/NBD, MBG/NBD and their regular relatives.

While alive a customer makes steps at a rate of his own, Gamma(r, alpha) over customers; every k-th step is a purchase,
so that k > 1 buys more evenly than by chance. After a purchase he stops with a probability of his own, Beta(a, b) over
customers: after each repeat purchase (BG), or after the first one too (MBG).

Fader, Hardie & Lee (2005), "Counting your customers the easy way", Marketing Science 24 (k = 1, equations 6 and 10);
Batislam, Denizel & Filiztekin (2007), IJRM 24 (k = 1 with stopping after the first); Platzer & Reutterer (2016),
"Ticking away the moments", Marketing Science 35 (k > 1). Expectations and probabilities of k > 1 are exact here: which
step the customer is at is summed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.ahead import Ahead, logarithm
from bakhsh.loop.predictions.purchases.cells import Cells, paired
from bakhsh.loop.predictions.purchases.expectation import expected_while_alive

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.purchases.cells import Floats, Parameter
    from bakhsh.loop.predictions.purchases.protocol import Covaried

__all__ = ["Geometric"]


@dataclass(frozen=True, slots=True)
class Geometric:
    """One model of the family. `k`: steps a purchase; `from_first`: he may stop after the first purchase already."""

    name: str
    k: int = 1
    from_first: bool = False
    parameters: tuple[str, ...] = ("r", "alpha", "a", "b")
    in_time: tuple[str, ...] = ("alpha",)
    rate: Covaried | None = ("alpha", -1)
    dropout: Covaried | None = ("a", 1)

    def log_likelihood(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """Of the moments of the purchases: equation 6 of Fader, Hardie & Lee where k is 1. Where k is more it lacks
        what no parameter has a part in, as `regular.moments` says."""
        return self._parts(theta, cells).log_likelihood

    def slopes(self, theta: Sequence[Parameter], cells: Cells) -> tuple[Floats, tuple[Floats, ...]]:
        """The log-likelihood, and its derivative by the logarithm of each parameter, in closed form."""
        import numpy as np
        from scipy.special import digamma

        r, alpha, a, b = theta
        parts = self._parts(theta, cells)
        gone, alive, purchases = parts.gone, 1 - parts.gone, self._chances(cells)
        shape = r + self.k * cells.x
        later, last = cells.of_T.each(np.add, alpha), cells.of_t_x.each(np.add, alpha)
        by_r = cells.of_x.each(lambda x, r: digamma(r + self.k * x) - digamma(r), r)
        by_r = by_r + np.log(alpha) - alive * (parts.log_later - parts.waiting_r) - gone * parts.log_last
        by_alpha = r / alpha - alive * (shape + parts.waiting_alpha) / later - gone * shape / last
        both = cells.of_x.each(lambda x, a, b: digamma(a + b) - digamma(a + b + x + self.from_first), a, b)
        by_b = both + cells.of_x.each(lambda x, b: digamma(b + x + self.from_first) - digamma(b), b)
        by_b = by_b - gone / np.maximum(b + purchases - 1, _TINY)
        return parts.log_likelihood, (r * by_r, alpha * by_alpha, a * both + gone, b * by_b)

    def p_alive(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """Equation 9 of Fader, Hardie & Lee's note on P(alive) where k is 1: one less the part of the likelihood in
        which he stopped at his last purchase. Sure where x is 0 and only repeat purchases can be the last."""
        return 1 - self._parts(theta, cells).gone

    def p_buy(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """One less the ratio of the likelihoods of silence until T + horizon and until T."""
        import numpy as np

        silent = self.log_likelihood(theta, cells.later(horizon)) - self.log_likelihood(theta, cells)
        return np.asarray(np.clip(-np.expm1(silent), 0, 1), np.float64)

    def expected(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """Equation 10 of Fader, Hardie & Lee where k is 1; summed over the steps done since the last purchase."""
        import numpy as np

        found = self._staying(theta, cells, _Pairs.of(cells, theta), horizon, sloped=False)
        return np.asarray(found[0] * self.p_alive(theta, cells), np.float64)

    def ahead(self, theta: Sequence[Parameter], cells: Cells, horizons: Sequence[float]) -> Ahead:
        """All of these at once with their slopes."""
        import numpy as np

        _, alpha, a, b = theta
        parts, (likely, slopes) = self._parts(theta, cells), self.slopes(theta, cells)
        later, last = alpha + cells.T, alpha + cells.t_x
        shape = theta[0] + self.k * cells.x
        # Of the odds of having stopped.
        by_alpha = shape * (1 / later - 1 / last) + parts.waiting_alpha / later
        by_b = -1 / np.maximum(b + self._chances(cells) - 1, _TINY)
        odds = (parts.log_later - parts.log_last - parts.waiting_r, by_alpha, 1 / a, by_b)
        alive_by = [-parts.gone * one * value for one, value in zip(odds, theta, strict=True)]
        then, then_by = self.slopes(theta, cells.later(horizons[-1]))
        silent_by = [one - other for one, other in zip(then_by, slopes, strict=True)]
        pairs, chance = _Pairs.of(cells, theta), 1 - parts.gone
        *before, found = (self._staying(theta, cells, pairs, one, sloped=one == horizons[-1]) for one in horizons)
        safe = np.maximum(found[0], _TINY)
        expected_by = [one * value / safe + more for one, value, more in zip(found[1:], theta, alive_by, strict=True)]
        expected = [one[0] * chance for one in (*before, found)]
        return Ahead(logarithm(chance), alive_by, np.minimum(then - likely, 0), silent_by, expected, expected_by)

    def unconditional(self, theta: Sequence[float], t: Floats) -> Floats:
        """What is expected of one who bought for the first time just now."""
        import numpy as np

        now = Cells.of([0], [0], [0])
        distinct, place = np.unique(np.maximum(t, 0), return_inverse=True)
        found = [float(self.expected(theta, now, float(one))[0]) if one else 0.0 for one in distinct]
        return np.asarray(np.array(found)[place], np.float64)

    def _chances(self, cells: Cells) -> Floats:
        """How often he could have stopped."""
        return cells.x + self.from_first

    def _staying(
        self, theta: Sequence[Parameter], cells: Cells, pairs: _Pairs, horizon: float, sloped: bool
    ) -> Sequence[Floats]:
        """Purchases expected of one who is alive and, where asked, their derivatives by r, alpha, a and b."""
        import numpy as np

        r, alpha, a, b = (np.broadcast_to(np.asarray(one, np.float64), pairs.x.shape) for one in theta)
        b = b + pairs.x + self.from_first
        found, (weights, by_r, by_alpha) = np.zeros((5 if sloped else 1, len(cells))), self._steps(theta, cells)
        for at in range(self.k):
            shape = r + self.k * pairs.x + at
            each = expected_while_alive(shape, alpha + pairs.T, a, b, horizon, self.k, at, sloped)[:, pairs.place]
            found += weights[at] * each
            if sloped and self.k > 1:
                found[1] += by_r[at] * each[0]
                found[2] += by_alpha[at] * each[0]
        return list(found)

    def _steps(self, theta: Sequence[Parameter], cells: Cells) -> tuple[Floats, Floats, Floats]:
        """The probabilities of 0 … k - 1 steps since the last purchase, of one who is alive, and their derivatives by
        r and by alpha: each k × cells."""
        import numpy as np

        r, alpha = theta[0], theta[1]
        shape = r + self.k * cells.x
        since = (cells.T - cells.t_x) / (alpha + cells.T)
        terms, logs = [np.ones(len(cells))], [np.zeros(len(cells))]
        for at in range(1, self.k):
            terms.append(terms[-1] * (shape + at - 1) / at * since)
            logs.append(logs[-1] + 1 / (shape + at - 1))
        weights, by_r = np.array(terms) / np.sum(terms, axis=0), np.array(logs)
        by_alpha = -np.arange(self.k)[:, None] / (alpha + cells.T)
        by_r, by_alpha = (weights * (one - (weights * one).sum(axis=0)) for one in (by_r, by_alpha))
        return weights, by_r, by_alpha

    def _parts(self, theta: Sequence[Parameter], cells: Cells) -> _Parts:
        import numpy as np
        from scipy.special import gammaln

        r, alpha, a, b = theta
        x, T, t_x = cells.of_x, cells.of_T, cells.of_t_x
        log_later = T.each(lambda T, alpha: np.log(alpha + T), alpha)
        log_last = t_x.each(lambda t, alpha: np.log(alpha + t), alpha)
        shape = r + self.k * cells.x
        waiting, by_r, by_alpha = self._waiting(theta, cells, shape)
        often = x.each(lambda x, r: gammaln(r + self.k * x) - gammaln(r), r)
        stayed = x.each(
            lambda x, a, b: gammaln(a + b) - gammaln(a + b + x + self.from_first)
            + gammaln(b + x + self.from_first) - gammaln(b),
            a, b,
        )  # fmt: skip
        chances = self._chances(cells)
        odds = np.log(a) - np.log(np.maximum(b + chances - 1, _TINY)) + shape * (log_later - log_last) - waiting
        odds = np.where(chances > 0, odds, -np.inf)
        alive = r * np.log(alpha) + often + stayed - shape * log_later + waiting
        # ln(1 + e^odds) and its slope from one exponential.
        small = np.exp(-np.abs(odds))
        gone = np.where(odds > 0, 1.0, small) / (1 + small)
        likely = alive + np.maximum(odds, 0) + np.log1p(small)
        return _Parts(likely, gone, log_later, log_last, by_r, by_alpha)

    def _waiting(
        self, theta: Sequence[Parameter], cells: Cells, shape: Floats
    ) -> tuple[Parameter, Parameter, Parameter]:
        """The logarithm of the sum over the steps since the last purchase, its derivative by r, and the mean number of
        those steps (by which its derivative by alpha is -1 / (alpha + T)). All are 0 where k is 1."""
        import numpy as np

        if self.k == 1:
            return 0.0, 0.0, 0.0
        since = (cells.T - cells.t_x) / (theta[1] + cells.T)
        term, grown = np.ones_like(shape), np.zeros_like(shape)
        total, by_r, steps = term.copy(), np.zeros_like(shape), np.zeros_like(shape)
        for at in range(1, self.k):
            term = term * (shape + at - 1) / at * since
            grown = grown + 1 / (shape + at - 1)
            total += term
            by_r += term * grown
            steps += term * at
        return np.log(total), by_r / total, steps / total


_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class _Parts:
    """The log-likelihood, the probability of having stopped, and what derivatives need besides."""

    log_likelihood: Floats
    gone: Floats
    log_later: Floats
    log_last: Floats
    waiting_r: Parameter
    waiting_alpha: Parameter


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The distinct x and T, and the place of every cell's pair among them; every cell its own where a parameter is one
    of each cell."""

    x: Floats
    T: Floats
    place: npt.NDArray[np.intp]

    @classmethod
    def of(cls, cells: Cells, theta: Sequence[Parameter]) -> _Pairs:
        """Of these cells."""
        import numpy as np

        if any(np.ndim(one) for one in theta):
            return cls(cells.x, cells.T, np.arange(len(cells)))
        distinct, place = paired(cells.of_x, cells.of_T)
        x, T = np.divmod(distinct, len(cells.of_T.distinct))
        return cls(cells.of_x.distinct[x], cells.of_T.distinct[T], place)
