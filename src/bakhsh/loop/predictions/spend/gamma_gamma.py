"""Gamma-Gamma: the value of an order varies around a customer's own mean, and the means vary among customers.

Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", note 025; the conditional mean is its equation 5 in
the form (γ + x·m)·p / (p·x + q − 1). It assumes that how much a customer spends says nothing about how often he buys.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Sentence
from bakhsh.loop.predictions.spend.spent import Spent

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["FEWEST", "FittedSpend", "fit", "log_likelihood"]

FEWEST = 10
"""So many customers with orders above zero are needed."""

_PRIOR = 3.0
_MIDDLE = (1.0, 1.0, 1.0)
"""Priors on the logarithms of p, q and γ ÷ the mean spend: so wide that two deviations are a factor of 400."""

_STARTS = ((1.0, 1.0, 1.0), (2.0, 1.5, 0.0), (0.0, 0.5, 1.0), (3.0, 3.0, 2.0))
_BOUND = 12.0
_HARDLY = 1.05
"""With q at or below 1 the mean over all customers is infinite; so near to it, it is not settled by the data."""

_HALF = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class FittedSpend:
    """`p`, `q`, `v` (γ of the note, in the unit of the spend), the `covariance` of their logarithms (Laplace), the
    log-likelihood without priors, the customers' `mean`, the highest mean seen (`top`: no expectation is above it) and
    the `cap` of outsized customers (None: nobody was)."""

    p: float
    q: float
    v: float
    covariance: tuple[tuple[float, ...], ...]
    log_likelihood: float
    customers: float
    mean: float
    top: float
    priors: bool
    cap: float | None = None

    def expected(self, x: Floats, m: Floats) -> Floats:
        """The expected value of an order of customers with `x` orders of mean `m`; with none, or a mean that is not
        above zero, that of anybody. Never NaN, never above the highest mean seen."""
        return self._expected((self.p, self.q, self.v), x, m)

    def scored(self, x: Floats, m: Floats) -> Mapping[str, Floats]:
        """`expected_spend` with `_low` and `_high`: 90 %, of the expectation, by the delta method on its logarithm."""
        import numpy as np

        at = np.log([self.p, self.q, self.v])
        middle = np.log(np.maximum(self.expected(x, m), 1e-12))
        values, vectors = np.linalg.eigh(np.array(self.covariance))
        variance = np.zeros(len(middle))
        for axis in (vectors * np.sqrt(np.maximum(values, 0))).T:
            reach = 1e-3 / max(1.0, float(np.abs(axis).max()))
            up, down = (self._expected(np.exp(at + sign * reach * axis), x, m) for sign in (1, -1))
            variance += ((np.log(np.maximum(up, 1e-12)) - np.log(np.maximum(down, 1e-12))) / (2 * reach)) ** 2
        half = np.minimum(_HALF * np.sqrt(variance), 30.0)
        names = ("expected_spend", "expected_spend_low", "expected_spend_high")
        return dict(zip(names, (np.exp(middle), np.exp(middle - half), np.exp(middle + half)), strict=True))

    @property
    def remarks(self) -> tuple[Sentence, ...]:
        """What a reader must know."""
        if self.q <= _HARDLY:
            return (Sentence("spend.mean_not_settled"),)
        return (Sentence("spend.all_alike"),) if self.q > math.exp(8) else ()

    @property
    def body(self) -> dict[str, Any]:
        """As JSON."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return plain | {"covariance": [list(row) for row in self.covariance]}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(**dict(body) | {"covariance": tuple(tuple(row) for row in body["covariance"])})

    def _expected(self, theta: Any, x: Floats, m: Floats) -> Floats:
        import numpy as np

        p, q, v = theta
        fine = np.isfinite(m) & (m > 0) & (x > 0)
        orders, means = np.where(fine, x, 0.0), np.where(fine, np.minimum(m, self.cap or math.inf), 0.0)
        anybody = v * p / (q - 1) if self.q > _HARDLY and q > 1 else self.mean
        own = (v + orders * means) * p / np.maximum(p * orders + q - 1, 1e-9)
        found = np.where(orders > 0, own, min(anybody, self.top))
        return np.asarray(np.clip(found, 0.0, self.top), np.float64)


_PLAIN = ("p", "q", "v", "log_likelihood", "customers", "mean", "top", "priors", "cap")


def fit(spent: Spent, *, priors: bool = True) -> FittedSpend:
    """The model learned from distinct customers; `priors=False` is plain maximum likelihood, as the note has it.

    NotReady below ten customers with an order of value.
    """
    import numpy as np
    from scipy.optimize import minimize

    if spent.customers < FEWEST:
        said = Sentence("spend.too_few", {"count": int(spent.customers)})
        raise NotReady(said, hint=Sentence("spend.how_many_are_needed", {"count": FEWEST}))
    # In units of the mean, so that one set of starts and priors fits every currency.
    scale = spent.mean
    scaled = Spent(spent.x, spent.m / scale, spent.weight)

    def cost(vector: Floats) -> tuple[float, Floats]:
        likely, slopes = _slopes(np.exp(vector), scaled)
        total, gradient = float(scaled.weight @ likely), np.array([float(scaled.weight @ one) for one in slopes])
        if priors:
            away = (vector - np.array(_MIDDLE)) / _PRIOR
            total, gradient = total - float(away @ away) / 2, gradient - away / _PRIOR
        return -total / scaled.customers, -gradient / scaled.customers

    ends = [
        minimize(
            cost,
            np.array(start),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_BOUND, _BOUND)] * 3,
            options={"maxiter": 500, "gtol": 1e-9, "ftol": 1e-15},
        )
        for start in _STARTS
    ]
    best = min(ends, key=lambda one: float(one.fun)).x
    p, q, v = np.exp(best).tolist()
    likely = float(scaled.weight @ log_likelihood((p, q, v), scaled)) - spent.customers * math.log(scale)
    return FittedSpend(
        p=p,
        q=q,
        v=v * scale,
        covariance=_covariance(cost, best, scaled.customers),
        log_likelihood=likely,
        customers=spent.customers,
        mean=scale,
        top=float(spent.m.max()),
        priors=priors,
        cap=spent.cap if math.isfinite(spent.cap) else None,
    )


def log_likelihood(theta: tuple[float, float, float], spent: Spent) -> Floats:
    """The logarithm of the density of one customer's mean in each cell (note 025, equation 1a)."""
    import numpy as np
    from scipy.special import gammaln

    p, q, v = theta
    shape = p * spent.x
    return np.asarray(
        gammaln(shape + q)
        - gammaln(shape)
        - gammaln(q)
        + q * math.log(v)
        + (shape - 1) * np.log(spent.m)
        + shape * np.log(spent.x)
        - (shape + q) * np.log(v + spent.x * spent.m),
        np.float64,
    )


def _slopes(theta: Floats, spent: Spent) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """The log-likelihood, and its derivative by the logarithm of each parameter."""
    import numpy as np
    from scipy.special import digamma

    p, q, v = theta.tolist()
    shape, whole = p * spent.x, v + spent.x * spent.m
    together = digamma(shape + q)
    by_p = spent.x * (together - digamma(shape) + np.log(spent.m * spent.x / whole))
    by_q = together - digamma(q) + np.log(v / whole)
    by_v = q / v - (shape + q) / whole
    return log_likelihood((p, q, v), spent), (p * by_p, q * by_q, v * by_v)


def _covariance(cost: Any, at: Floats, customers: float) -> tuple[tuple[float, ...], ...]:
    """The inverse of the Hessian of the whole cost, from central differences of its slopes; where it hardly bends the
    variance is large, and a number."""
    import numpy as np

    step = 1e-4
    rows = [(cost(at + step * axis)[1] - cost(at - step * axis)[1]) / (2 * step) for axis in np.eye(3)]
    hessian = np.array(rows) * customers
    values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
    inverse = (vectors / np.maximum(values, max(1e-6, 1e-9 * float(values.max())))) @ vectors.T
    return tuple(tuple(row) for row in inverse.tolist())
