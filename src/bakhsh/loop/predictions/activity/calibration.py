"""Calibration: scores become probabilities that come true as often as they say.

Learned from scores of customers the model had not seen. Two ways are tried beside leaving the scores as they are: a
line on the log odds (Platt 1999) and rising steps (isotonic regression, Zadrozny & Elkan 2002), and one is taken only
where it says better than none, beyond noise, of customers it had not seen either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from bakhsh.stats import Interval, wilson

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Bin", "Calibration", "Reliability", "crossed", "learn", "reliability"]

Way = Literal["none", "line", "steps"]

_STEPS_FROM = 500
"""Steps need so many customers of either class; below, they follow noise."""

_FOLDS = 5
_BINS = 10


@dataclass(frozen=True, slots=True)
class Calibration:
    """`none`: the score is the probability. `line`: log odds of it are `slope` × log odds of the score + `offset`.
    `steps`: through `points` (score, probability), straight between and level outside; an empty score is the lowest."""

    way: Way = "none"
    slope: float = 1.0
    offset: float = 0.0
    points: tuple[tuple[float, float], ...] = ()

    def of(self, score: Floats) -> Floats:
        """The probabilities of scores."""
        import numpy as np
        from scipy.special import expit

        if self.way == "line":
            return np.asarray(expit(self.slope * _log_odds(score) + self.offset), np.float64)
        if self.way == "steps":
            at, to = np.array(self.points).T
            known = np.where(np.isnan(score), at[0], score)
            return np.asarray(np.interp(known, at, to), np.float64)
        return score

    @property
    def body(self) -> dict[str, Any]:
        """As JSON."""
        points = [list(one) for one in self.points]
        return {"way": self.way, "slope": self.slope, "offset": self.offset, "points": points}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        points = tuple((float(at), float(to)) for at, to in body["points"])
        return cls(body["way"], float(body["slope"]), float(body["offset"]), points)


@dataclass(frozen=True, slots=True)
class Bin:
    """Customers of neighbouring scores: how many, their mean probability, and the share with the event (Wilson)."""

    customers: int
    said: float
    happened: Interval


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins of equal mass by score, and `ece`: the mean over customers of |said − happened| of their bin.
    `ceiling`: what sampling alone gives a perfectly calibrated score of the same spread in 19 of 20 cases."""

    bins: tuple[Bin, ...]
    ece: float
    ceiling: float


def learn(score: Floats, event: Floats, *, probabilities: bool = True, seed: int = 0) -> Calibration:
    """The calibration of `score`, each from a model that had not seen that customer.

    `probabilities`: scores lie in 0 … 1 and may be left as they are; otherwise (days, counts: the larger, the likelier)
    they always become steps. One class leaves the scores as they are, or one level step.
    """
    if not probabilities:
        return _steps(score, event)
    ways = _ways(event)
    if len(ways) == 1:
        return Calibration()
    tried = {way: _losses(crossed(score, event, way, seed), event) for way in ways}
    best = min(ways, key=lambda way: float(tried[way].mean()))
    gain = tried["none"] - tried[best]
    if best == "none" or gain.mean() <= 1.645 * gain.std() / len(gain) ** 0.5:
        return Calibration()
    return _LEARN[best](score, event)


def crossed(score: Floats, event: Floats, way: Way, seed: int = 0) -> Floats:
    """Probabilities of each customer by a calibration learned from the other folds."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    if way == "none":
        return score
    out = np.empty(len(score))
    for known, asked in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(event, event):
        out[asked] = _LEARN[way](score[known], event[known]).of(score[asked])
    return out


def reliability(event: Floats, score: Floats, bins: int = _BINS) -> Reliability:
    """The reliability of probabilities. Customers tied at the border of two bins bring their common rate into both, so
    that the order of rows never matters. Fewer customers than bins: a bin each."""
    import numpy as np

    order = np.argsort(score, kind="stable")
    ranked = score[order]
    _, group, counts = np.unique(ranked, return_inverse=True, return_counts=True)
    rate = (np.bincount(group, event[order]) / counts)[group]
    parts = [one for one in np.array_split(np.arange(len(score)), bins) if len(one)]
    found = [Bin(len(one), float(ranked[one].mean()), _rate(float(rate[one].sum()), len(one))) for one in parts]
    apart = [abs(one.said - one.happened.estimate) * one.customers for one in found]
    return Reliability(tuple(found), sum(apart) / max(len(score), 1), _ceiling(ranked, parts))


def _rate(events: float, customers: int) -> Interval:
    found = wilson(round(events), customers)
    return Interval(events / customers, min(found.low, events / customers), max(found.high, events / customers), 0.90)


def _ceiling(ranked: Floats, parts: list[npt.NDArray[np.intp]]) -> float:
    """Mean plus 1.645 deviations of the sum of half-normal errors, one a bin."""
    import numpy as np

    if not parts:
        return 0.0
    sizes = np.array([len(one) for one in parts])
    errors = np.array([np.sqrt((ranked[one] * (1 - ranked[one])).sum()) / len(one) for one in parts])
    shares = sizes / sizes.sum() * errors
    return float(shares.sum() * np.sqrt(2 / np.pi) + 1.645 * np.sqrt((shares**2).sum() * (1 - 2 / np.pi)))


def _ways(event: Floats) -> list[Way]:
    rarer = min(event.sum(), (1 - event).sum())
    if rarer < _FOLDS:
        return ["none"]
    return ["none", "line", "steps"] if rarer >= _STEPS_FROM else ["none", "line"]


def _line(score: Floats, event: Floats) -> Calibration:
    """Two coefficients; a slope that would turn the order round is not taken."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6, solver="newton-cholesky").fit(_log_odds(score)[:, None], event)
    slope = float(model.coef_[0, 0])
    return Calibration("line", slope, float(model.intercept_[0])) if slope > 0 else Calibration()


def _steps(score: Floats, event: Floats) -> Calibration:
    """Never 0 or 1: as near as a rate of so many customers can be known (the rule of succession)."""
    from sklearn.isotonic import IsotonicRegression

    edge = 1 / (len(event) + 2)
    model = IsotonicRegression(y_min=edge, y_max=1 - edge, out_of_bounds="clip").fit(score, event)
    pairs = zip(model.X_thresholds_.tolist(), model.y_thresholds_.tolist(), strict=True)
    return Calibration("steps", points=tuple(pairs))


_LEARN = {"none": lambda score, event: Calibration(), "line": _line, "steps": _steps}


def _log_odds(score: Floats) -> Floats:
    import numpy as np

    sure = np.clip(score, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(sure) - np.log1p(-sure), np.float64)


def _losses(score: Floats, event: Floats) -> Floats:
    import numpy as np

    sure = np.clip(score, 1e-15, 1 - 1e-15)
    return np.asarray(-(event * np.log(sure) + (1 - event) * np.log1p(-sure)), np.float64)
