"""Learning a model of purchases from cells: maximum likelihood, or the mode under weak priors.

L-BFGS over the logarithms of the parameters, with the models' own slopes, from several fixed starts: these are tried on
a part of the cells where there are many, and the best is carried on over all of them. A Newton step from the Hessian
that the covariance needs anyway ends it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.predictions.purchases.fitted import Fitted, spread

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Cells, Floats
    from bakhsh.loop.predictions.purchases.protocol import PurchaseModel

__all__ = ["FEWEST", "fit"]

FEWEST = 10
"""So many customers must have bought again before anything is learned from them."""

_PRIOR = 3.0
"""Standard deviation of the priors on logarithms: parameters between a four-hundredth and four hundred times the middle
are within two of it. The middle is 1, of times the mean time customers are known for."""

_BOUND = 14.0
_TRIED_ON = 1_000
_STARTS = ((0.0, 0.0), (-1.5, 0.5), (1.0, 1.5), (-4.0, 0.0))
"""Logarithms of the parameters of stopping that are started from; those of buying start where NBD ends."""

_NOTHING_GAINED = 3.0
"""Two parameters more gain so much log-likelihood by chance once in twenty."""

_NOTHING = -25.0
"""The logarithm of a parameter of stopping with which nobody does."""

_ALIKE, _EDGE = 4.0, 9.0
"""So far above the middle a parameter leaves no differences between customers; so far from it, it is not settled."""


def fit(
    model: PurchaseModel,
    cells: Cells,
    *,
    priors: bool = True,
    rate: Sequence[str] = (),
    dropout: Sequence[str] = (),
    unit: str = "week",
) -> Fitted:
    """The model learned from the cells. `rate` and `dropout` name covariates of the cells that act on the purchase
    rate and on stopping; `priors=False` is plain maximum likelihood, as papers have it; `unit` is what the times of
    the cells are in, kept for the reader.

    The same cells give the same numbers in any order of rows up to rounding, and cells split in two change nothing. A
    solution on the boundary is remarked, not raised. NotReady where nothing can be learned: nobody is known for any
    time, or fewer than ten customers bought again.
    """
    import numpy as np

    _refuse_too_little(model, cells)
    problem = _Problem(model, cells, tuple(rate), tuple(dropout) if model.dropout else (), priors)
    started = _starts(problem)
    part = problem.thinned()
    ends = sorted((part.descended(start, rough=True) for start in started), key=lambda one: one[0])
    best = problem.descended(ends[0][1])[1]
    best, covariance = _polished(problem, best)
    likely = float(cells.weight @ problem.likelihoods(best))
    values = np.exp(best[: len(model.parameters)]).tolist() + best[len(model.parameters) :].tolist()
    names = [
        *model.parameters,
        *(f"rate.{one}" for one in problem.rate),
        *(f"dropout.{one}" for one in problem.dropout),
    ]
    parameters = dict(zip(names, values, strict=True))
    plain = tuple(tuple(row) for row in covariance.tolist())
    return Fitted(model.name, parameters, plain, likely, cells.customers, unit, priors, _remarks(problem, best, likely))


def _refuse_too_little(model: PurchaseModel, cells: Cells) -> None:
    again = float(cells.weight[cells.x > 0].sum()) if len(cells) else 0.0
    told = {"count": int(again), "customers": int(cells.customers)}
    wait = Sentence("purchases.wait_for_repeats", {"count": FEWEST})
    if not len(cells) or not float(cells.T.max()) > 0:
        raise NotReady(Sentence("purchases.no_time", {"customers": int(cells.customers)}), hint=wait)
    if again < FEWEST and model.rate is None:
        wait = Sentence("purchases.wait_for_leavers", {"count": FEWEST})
        raise NotReady(Sentence("purchases.too_few_left", told), hint=wait)
    if again < FEWEST:
        raise NotReady(Sentence("purchases.too_few_again", told), hint=wait)


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is made small: minus the mean log-likelihood of a customer, and of the priors."""

    model: PurchaseModel
    cells: Cells
    rate: tuple[str, ...]
    dropout: tuple[str, ...]
    priors: bool

    def cost(self, vector: Floats) -> tuple[float, Floats]:
        """The cost and its slopes by the entries of the vector."""
        import numpy as np

        theta = spread(self.model, vector, self.cells, self.rate, self.dropout)
        likely, slopes = self.model.slopes(theta, self.cells)
        weight = self.cells.weight
        found = [float(weight @ one) for one in slopes]
        for names, acts in ((self.rate, self.model.rate), (self.dropout, self.model.dropout)):
            for name in names:
                assert acts is not None
                slope = slopes[self.model.parameters.index(acts[0])]
                found.append(acts[1] * float(weight @ (slope * self.cells.covariates[name])))
        total, gradient = float(weight @ likely), np.array(found)
        if self.priors:
            away = (vector - self.middle()) / self.widths()
            total, gradient = total - float(away @ away) / 2, gradient - away / self.widths()
        if not (math.isfinite(total) and np.isfinite(gradient).all()):
            return 1e10, np.zeros(len(vector))
        return -total / self.cells.customers, -gradient / self.cells.customers

    def likelihoods(self, vector: Floats) -> Floats:
        """Of one customer of each cell."""
        theta = spread(self.model, vector, self.cells, self.rate, self.dropout)
        return self.model.log_likelihood(theta, self.cells)

    def descended(self, start: Floats, rough: bool = False) -> tuple[float, Floats]:
        """The lowest cost L-BFGS finds from here, and where."""
        import numpy as np
        from scipy.optimize import minimize

        middle, widths = self.middle(), np.where(np.arange(len(start)) < len(self.model.parameters), 1, self.widths())
        limits = list(zip(middle - _BOUND * widths, middle + _BOUND * widths, strict=True))
        ends = {"gtol": 1e-5, "ftol": 1e-8, "maxiter": 40} if rough else {"gtol": 1e-7, "ftol": 1e-12, "maxiter": 300}
        found = minimize(self.cost, start, jac=True, method="L-BFGS-B", bounds=limits, options=ends)
        return float(found.fun), np.asarray(found.x, np.float64)

    def middle(self) -> Floats:
        """Where the priors are centred."""
        import numpy as np

        scale = math.log(float(self.cells.weight @ self.cells.T) / self.cells.customers)
        own = [scale if name in self.model.in_time else 0.0 for name in self.model.parameters]
        return np.array(own + [0.0] * (len(self.rate) + len(self.dropout)))

    def widths(self) -> Floats:
        """How wide they are: of a coefficient, of its effect on two customers one standard deviation apart."""
        import numpy as np

        known = [self.cells.covariates[name] for name in (*self.rate, *self.dropout)]
        mean = [float(np.average(one, weights=self.cells.weight)) for one in known]
        var = [
            float(np.average((one - at) ** 2, weights=self.cells.weight)) for one, at in zip(known, mean, strict=True)
        ]
        return np.array([_PRIOR] * len(self.model.parameters) + [_PRIOR / max(one, 1e-12) ** 0.5 for one in var])

    def thinned(self) -> _Problem:
        """The same of every so many cells, ordered by x, T and t_x, where there are many."""
        import numpy as np

        step = len(self.cells) // _TRIED_ON
        if step < 2:
            return self
        order = np.lexsort((self.cells.t_x, self.cells.T, self.cells.x))
        return _Problem(
            self.model, self.cells.taken(order[step // 2 :: step], step), self.rate, self.dropout, self.priors
        )


def _starts(problem: _Problem) -> list[Floats]:
    """Fixed starts for the parameters of stopping; those of buying start at the mean rate, spread as in most shops."""
    import numpy as np

    model, cells, middle = problem.model, problem.cells, problem.middle()
    count, found = len(model.parameters), []
    for stopping in _STARTS:
        away = np.zeros(len(middle))
        away[count - 2 : count] = stopping
        if "alpha" in model.in_time:
            mean = float(cells.weight @ cells.x) / cells.customers
            away[:2] = math.log(0.7), math.log(0.7 / mean)
        found.append(middle + away)
    return found if count > 2 else found[:2]


def _polished(problem: _Problem, vector: Floats) -> tuple[Floats, Floats]:
    """The vector after the Newton steps that lower the cost, and the inverse of the Hessian there."""
    import numpy as np

    cost, slope = problem.cost(vector)
    inverse = _inverse(_hessian(problem, vector))
    for _ in range(3):
        step = inverse @ slope
        if np.abs(step).max() > 0.5:
            break
        lower, next_slope = problem.cost(vector - step)
        if lower > cost or np.abs(next_slope).max() >= np.abs(slope).max():
            break
        vector, cost, slope = vector - step, lower, next_slope
    return vector, inverse / problem.cells.customers


def _hessian(problem: _Problem, vector: Floats) -> Floats:
    import numpy as np

    rows = []
    for at in range(len(vector)):
        step = np.zeros(len(vector))
        step[at] = 1e-4
        rows.append((problem.cost(vector + step)[1] - problem.cost(vector - step)[1]) / 2e-4)
    found = np.array(rows)
    return np.asarray((found + found.T) / 2, np.float64)


def _inverse(hessian: Floats) -> Floats:
    """The inverse, where the cost hardly bends as if it bent a little: the variance is then large, and a number."""
    import numpy as np

    values, vectors = np.linalg.eigh(hessian)
    bent = np.maximum(values, max(1e-9, 1e-9 * float(values.max())))
    return np.asarray((vectors / bent) @ vectors.T, np.float64)


def _remarks(problem: _Problem, vector: Floats, likely: float) -> tuple[Sentence, ...]:
    model, away = problem.model, vector - problem.middle()
    said = []
    if len(away) >= 4 and model.dropout is not None and likely - _unstopped(problem, vector) < _NOTHING_GAINED:
        said.append(Sentence("purchases.no_dropout"))
    elif model.dropout is not None and away[len(model.parameters) - 2] > _ALIKE:
        said.append(Sentence("purchases.dropout_alike"))
    if model.rate is not None and away[0] > _ALIKE:
        said.append(Sentence("purchases.rates_alike"))
    edge = [name for name, one in zip(model.parameters, away.tolist(), strict=False) if abs(one) > _EDGE]
    if edge and not said:
        said.append(Sentence("purchases.at_the_edge", {"names": tuple(Code(name) for name in edge)}))
    return tuple(said)


def _unstopped(problem: _Problem, vector: Floats) -> float:
    """The log-likelihood of the same model in which nobody stops: its third parameter at nothing."""
    import numpy as np
    from scipy.optimize import minimize

    free = np.array([0, 1, *range(4, 4 + len(problem.rate))])
    plain = _Problem(problem.model, problem.cells, problem.rate, (), priors=False)

    def whole(some: Floats) -> Floats:
        found = np.zeros(4 + len(problem.rate))
        found[free], found[2], found[3] = some, _NOTHING, problem.middle()[3]
        return found

    def cost(some: Floats) -> tuple[float, Floats]:
        value, slope = plain.cost(whole(some))
        return value, slope[free]

    middle = problem.middle()
    limits = [(float(middle[at]) - _BOUND, float(middle[at]) + _BOUND) for at in free]
    ends = {"gtol": 1e-7, "ftol": 1e-12}
    found = minimize(cost, vector[free], jac=True, method="L-BFGS-B", bounds=limits, options=ends)
    return -float(found.fun) * problem.cells.customers
