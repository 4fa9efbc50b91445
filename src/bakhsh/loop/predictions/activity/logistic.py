"""Logistic regression on smooth curves: learned by scikit-learn with a ridge, scored by the numbers it leaves.

Each column is a `Term`: a natural cubic spline of a number, marks for the levels of a word, a mark for nothing known.
The ridge weighs all shapes alike (each in units of its own spread) and is chosen by folds, the strongest within one
standard error of the best (Hastie, Tibshirani & Friedman 2009, section 7.10).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bakhsh.loop.predictions.activity.splines import Term, term

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Logistic", "learn"]

_RIDGES = (0.3, 1.0, 3.0, 10.0, 30.0)
_FOLDS = 3
_CHOSEN_ON = 20_000
"""The ridge is chosen on so many rows at most; it matters less the more there are."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """Log odds are `intercept` plus what each term adds. `ridge` is the penalty that was chosen."""

    intercept: float
    terms: tuple[Term, ...]
    ridge: float

    def raw(self, matrix: Floats) -> Floats:
        """The log odds of each row."""
        import numpy as np

        out = np.full(len(matrix), self.intercept)
        for one in self.terms:
            out += one.added(matrix[:, one.column])
        return out

    def predict(self, matrix: Floats) -> Floats:
        """The probability of each row."""
        import numpy as np
        from scipy.special import expit

        return np.asarray(expit(self.raw(matrix)), np.float64)

    @property
    def body(self) -> dict[str, Any]:
        """As JSON: knots, caps and coefficients."""
        return {"intercept": self.intercept, "ridge": self.ridge, "terms": [one.body for one in self.terms]}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(float(body["intercept"]), tuple(Term.read(one) for one in body["terms"]), float(body["ridge"]))


def learn(matrix: Floats, event: Floats, levels: Sequence[int], *, seed: int = 0) -> Logistic:
    """The regression of `event` (0 or 1) on the columns of `matrix`; `levels`: the number of codes of each column that
    holds words, 0 for numbers. The same rows with the same seed give the same numbers."""
    import numpy as np

    terms = [term(at, matrix[:, at], count) for at, count in enumerate(levels)]
    shapes = [one.basis(matrix[:, one.column]) for one in terms]
    ends = np.cumsum([one.shape[1] for one in shapes])
    basis = np.column_stack(shapes)
    centre, scale = basis.mean(axis=0), basis.std(axis=0)
    scale[scale < 1e-9] = 1.0
    scaled = (basis - centre) / scale
    ridge = _ridge(scaled, event, seed)
    weights, intercept = _fit(scaled, event, ridge)
    weights = weights / scale
    split = np.split(weights, ends[:-1])
    weighed = tuple(one.weighed(part) for one, part in zip(terms, split, strict=True))
    return Logistic(intercept - float(weights @ centre), weighed, ridge)


def _fit(scaled: Floats, event: Floats, ridge: float) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1 / ridge, solver="newton-cholesky", max_iter=100, tol=1e-6)
    model.fit(scaled, event)
    return model.coef_[0], float(model.intercept_[0])


def _ridge(scaled: Floats, event: Floats, seed: int) -> float:
    """The strongest penalty whose loss is within one standard error of the least."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    if len(event) > _CHOSEN_ON:
        chosen = np.random.default_rng(seed).choice(len(event), _CHOSEN_ON, replace=False)
        scaled, event = scaled[chosen], event[chosen]
    if min(event.sum(), (1 - event).sum()) < _FOLDS:
        return _RIDGES[-1]
    folds = list(StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(scaled, event))
    losses = np.array([_losses(scaled, event, ridge, folds) for ridge in _RIDGES])
    means = losses.mean(axis=1)
    best = int(means.argmin())
    paired = (losses - losses[best]).std(axis=1) / np.sqrt(len(event))
    return _RIDGES[max(at for at in range(best, len(_RIDGES)) if means[at] - means[best] <= paired[at])]


def _losses(scaled: Floats, event: Floats, ridge: float, folds: list[Any]) -> Floats:
    """Log loss of each row, scored by the folds that do not hold it."""
    import numpy as np

    out = np.empty(len(event))
    for known, asked in folds:
        weights, intercept = _fit(scaled[known], event[known], ridge)
        raw = scaled[asked] @ weights + intercept
        out[asked] = np.logaddexp(0.0, np.where(event[asked] == 1, -raw, raw))
    return out
