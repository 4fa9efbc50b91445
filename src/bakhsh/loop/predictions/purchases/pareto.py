"""Pareto/NBD: customers buy at a rate of their own, Gamma(r, alpha), and stop at any moment at another, Gamma(s, beta).

Schmittlein, Morrison & Colombo (1987), "Counting your customers: who are they and what will they do next?", Management
Science 33; the likelihood as Fader & Hardie (2005), "A note on deriving the Pareto/NBD model", derive it. There the
difference of two hypergeometric functions overflows and cancels. Here it is rewritten: with

    P(t) = (α + t)^-(r + x) (β + t)^-s,    H(t) = s / P(t) · ∫ from t to ∞ of (α + u)^-(r + x) (β + u)^-(s + 1) du

H lies between 0 and 1, and the likelihood is Γ(r + x) α^r β^s / Γ(r) · [P(T) (1 - H(T)) + P(t_x) H(t_x)]: two positive
terms, added as logarithms. H is a bounded 2F1(1, ·; ·; ·), and P(t) H(t) falls, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.ahead import Ahead
from bakhsh.loop.predictions.purchases.cells import paired
from bakhsh.loop.predictions.purchases.hypergeometric import gauss

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Cells, Column, Floats, Parameter
    from bakhsh.loop.predictions.purchases.protocol import Covaried

__all__ = ["PARETO"]


@dataclass(frozen=True, slots=True)
class _Pareto:
    name: str = "pareto_nbd"
    parameters: tuple[str, ...] = ("r", "alpha", "s", "beta")
    in_time: tuple[str, ...] = ("alpha", "beta")
    rate: Covaried | None = ("alpha", -1)
    dropout: Covaried | None = ("beta", -1)

    def log_likelihood(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """Equation 18 of Fader & Hardie's note, rewritten as the module says."""
        return self.slopes(theta, cells)[0]

    def slopes(self, theta: Sequence[Parameter], cells: Cells) -> tuple[Floats, tuple[Floats, ...]]:
        """The log-likelihood, and its derivative by the logarithm of each parameter."""
        import numpy as np
        from scipy.special import digamma, gammaln

        r, alpha, s, beta = theta
        often = cells.of_x.each(lambda x, r: gammaln(r + x) - gammaln(r), r)
        parts = _parts(theta, cells)
        likely = often + r * np.log(alpha) + s * np.log(beta) + parts.log_sum
        by_r, by_alpha, by_s, by_beta = _slopes(theta, cells, parts)
        by_r = by_r + cells.of_x.each(lambda x, r: digamma(r + x) - digamma(r), r) + np.log(alpha)
        by_s, by_alpha, by_beta = by_s + np.log(beta), by_alpha + r / alpha, by_beta + s / beta
        return likely, (r * by_r, alpha * by_alpha, s * by_s, beta * by_beta)

    def p_alive(self, theta: Sequence[Parameter], cells: Cells) -> Floats:
        """Equation 11 of Schmittlein, Morrison & Colombo: P(T) as part of the likelihood."""
        import numpy as np

        return np.asarray(np.exp(_parts(theta, cells).log_alive), np.float64)

    def p_buy(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """One less the ratio of the likelihoods of silence until T + horizon and until T."""
        import numpy as np

        now = _parts(theta, cells)
        silent = _parts(theta, cells.later(horizon), now.tail_last).log_sum - now.log_sum
        return np.asarray(np.clip(-np.expm1(silent), 0, 1), np.float64)

    def expected(self, theta: Sequence[Parameter], cells: Cells, horizon: float) -> Floats:
        """Equation 22 of Schmittlein, Morrison & Colombo; its limit where s is 1."""

        return _expected(theta, cells, horizon, self.p_alive(theta, cells))

    def ahead(self, theta: Sequence[Parameter], cells: Cells, horizons: Sequence[float]) -> Ahead:
        """All of these at once with their slopes: three sets of tails instead of four for each question."""
        import numpy as np

        r, alpha, s, _ = theta
        now = _parts(theta, cells)
        later = cells.later(horizons[-1])
        then = _parts(theta, later, now.tail_last)
        slopes = _slopes(theta, cells, now)
        until = (-now.logs[0], -(r + cells.x) / (alpha + cells.T), -now.logs[2], -s / (theta[3] + cells.T))
        alive = [one - other for one, other in zip(until, slopes, strict=True)]
        silent = [one - other for one, other in zip(_slopes(theta, later, then), slopes, strict=True)]
        by_s, by_beta = _lasting_by(theta, cells, horizons[-1])
        buying = (1 / (r + cells.x), -1 / (alpha + cells.T), by_s, by_beta)
        expected = [one + other for one, other in zip(buying, alive, strict=True)]
        chance = np.exp(now.log_alive)
        return Ahead(
            now.log_alive, _by_logs(theta, alive), np.minimum(then.log_sum - now.log_sum, 0), _by_logs(theta, silent),
            [_expected(theta, cells, one, chance) for one in horizons], _by_logs(theta, expected),
        )  # fmt: skip

    def unconditional(self, theta: Sequence[float], t: Floats) -> Floats:
        """Equation 17 of Schmittlein, Morrison & Colombo: what is expected of one who bought for the first time."""
        import numpy as np

        r, alpha, s, beta = theta
        found = r / alpha * beta * _grown(np.asarray(1 - s, np.float64), np.log1p(np.asarray(t) / beta))
        return np.asarray(found, np.float64)


PARETO = _Pareto()


def _expected(theta: Sequence[Parameter], cells: Cells, horizon: float, alive: Floats) -> Floats:
    import numpy as np

    r, alpha, s, beta = theta
    logs = np.log1p(horizon / (beta + cells.T))
    # Nobody lives longer than the horizon.
    lasting = np.clip((beta + cells.T) * _grown(1 - np.asarray(s, np.float64), logs), 0, horizon)
    return np.asarray((r + cells.x) / (alpha + cells.T) * lasting * alive, np.float64)


def _lasting_by(theta: Sequence[Parameter], cells: Cells, horizon: float) -> tuple[Floats, Floats]:
    """Slopes by s and by beta of the logarithm of how much of the horizon one who is alive lives."""
    import numpy as np

    start, power = theta[3] + cells.T, 1 - np.asarray(theta[2], np.float64)
    logs = np.log1p(horizon / start)
    grown, z = _grown(power, logs), power * logs
    small = np.abs(z) < 1e-2
    safe = np.where(small, 1.0, z)
    # (e^z - (e^z - 1) / z) / z, as its series where it cancels.
    curved = np.where(
        small,
        1 / 2 + z * (1 / 3 + z * (1 / 8 + z * (1 / 30 + z * (1 / 144 + z / 840)))),
        (np.exp(z) - np.expm1(safe) / safe) / safe,
    )
    by_beta = 1 / start - np.exp(z) * horizon / (start * (start + horizon) * grown)
    return np.asarray(-curved * logs**2 / grown, np.float64), np.asarray(by_beta, np.float64)


def _by_logs(theta: Sequence[Parameter], slopes: Sequence[Floats]) -> tuple[Floats, ...]:
    """Slopes by parameters turned into those by their logarithms."""
    return tuple(one * slope for one, slope in zip(theta, slopes, strict=True))


def _grown(power: Floats, logs: Floats) -> Floats:
    """(e^(power · logs) - 1) / power, and its limit, logs, where the power is 0."""
    import numpy as np

    small = np.abs(power) < 1e-12
    safe = np.where(small, 1.0, power)
    return np.asarray(np.where(small, logs, np.expm1(safe * logs) / safe), np.float64)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Logarithms of P at T and at t_x and of the sum of both terms; the part of the term of those who stopped before;
    H and its slopes by r, s, alpha and beta; ln(α + T), ln(α + t_x), ln(β + T), ln(β + t_x)."""

    log_p_T: Floats
    log_p_last: Floats
    log_sum: Floats
    gone: Floats
    tail_T: Sequence[Floats]
    tail_last: Sequence[Floats]
    logs: Sequence[Floats]

    @property
    def log_alive(self) -> Floats:
        """P(T) as part of the likelihood."""
        import numpy as np

        return np.asarray(np.minimum(self.log_p_T - self.log_sum, 0), np.float64)


def _slopes(theta: Sequence[Parameter], cells: Cells, parts: _Parts) -> tuple[Floats, Floats, Floats, Floats]:
    """Of the logarithm of the sum of both terms, by r, alpha, s and beta."""
    import numpy as np

    r, alpha, s, beta = theta
    shape, here, gone = r + cells.x, 1 - parts.gone, parts.gone
    late, last = np.exp(parts.log_p_T - parts.log_sum), np.exp(parts.log_p_last - parts.log_sum)
    by_r, by_s, by_alpha, by_beta = (
        last * one - late * other for one, other in zip(parts.tail_last[1:], parts.tail_T[1:], strict=True)
    )
    by_r = by_r - here * parts.logs[0] - gone * parts.logs[1]
    by_s = by_s - here * parts.logs[2] - gone * parts.logs[3]
    by_alpha = by_alpha - shape * (here / (alpha + cells.T) + gone / (alpha + cells.t_x))
    by_beta = by_beta - s * (here / (beta + cells.T) + gone / (beta + cells.t_x))
    return by_r, by_alpha, by_s, by_beta


def _parts(theta: Sequence[Parameter], cells: Cells, tail_last: Sequence[Floats] | None = None) -> _Parts:
    """`tail_last`: what is known already of the time of the last purchase, which no later look changes."""
    import numpy as np

    r, alpha, s, beta = theta
    columns = (cells.of_T, cells.of_t_x)
    logs = [one.each(_log_sum, start) for start in (alpha, beta) for one in columns]
    shape = r + cells.x
    p_T, p_last = (-shape * logs[at] - s * logs[2 + at] for at in (0, 1))
    tail_T = _tail(theta, cells, cells.of_T, cells.T)
    tail_last = tail_last or _tail(theta, cells, cells.of_t_x, cells.t_x)
    here, gone = p_T + np.log1p(-np.minimum(tail_T[0], 1 - 1e-16)), p_last + np.log(tail_last[0])
    total = np.logaddexp(here, gone)
    return _Parts(p_T, p_last, total, np.exp(gone - total), tail_T, tail_last, logs)


def _log_sum(times: Floats, start: Parameter) -> Floats:
    import numpy as np

    return np.asarray(np.log(start + times), np.float64)


def _tail(theta: Sequence[Parameter], cells: Cells, column: Column, times: Floats) -> Sequence[Floats]:
    """H and its slopes by r, s, alpha and beta; reckoned once of each distinct (x, time)."""
    import numpy as np

    r, alpha, s, beta = theta
    if any(np.ndim(one) for one in theta):
        return _tails(
            np.add(r, cells.x), np.add(alpha, times), np.multiply(s, np.ones(len(cells))), np.add(beta, times)
        )
    distinct, place = paired(cells.of_x, column)
    x, at = np.divmod(distinct, len(column.distinct))
    x_of, time_of = cells.of_x.distinct[x], column.distinct[at]
    found = _tails(np.add(r, x_of), np.add(alpha, time_of), np.full(len(x), s), np.add(beta, time_of))
    return [one[place] for one in found]


def _tails(shape: Floats, alpha_t: Floats, s: Floats, beta_t: Floats) -> Sequence[Floats]:
    """H and its slopes, from r + x, alpha + t, s and beta + t. The hypergeometric function is turned by Euler's
    transformation into the one with an argument from 0 to 1: which that is depends on whether alpha or beta is larger.
    """
    import numpy as np

    slow = alpha_t >= beta_t
    bigger, smaller = np.maximum(alpha_t, beta_t), np.minimum(alpha_t, beta_t)
    z, ratio = (bigger - smaller) / bigger, np.where(slow, 1.0, smaller / bigger)
    value, by_b, by_c, by_z = gauss(np.where(slow, shape, s + 1), shape + s + 1, z)
    factor = s * ratio / (shape + s)
    tail = factor * value
    by_r = -tail / (shape + s) + factor * (by_c + np.where(slow, by_b, 0))
    by_s = tail * (1 / s - 1 / (shape + s)) + factor * (by_c + np.where(slow, 0, by_b))
    by_bigger = factor * by_z * smaller / bigger**2 - np.where(slow, 0, tail / bigger)
    by_smaller = -factor * by_z / bigger + np.where(slow, 0, tail / smaller)
    by_alpha, by_beta = np.where(slow, by_bigger, by_smaller), np.where(slow, by_smaller, by_bigger)
    return tail, by_r, by_s, by_alpha, by_beta
