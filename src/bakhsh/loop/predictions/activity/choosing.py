"""Choosing: logistic regression, boosted trees, or a baseline that needs no learning.

Every way scores customers it has not learned from, fold by fold; the preparation too is learned from the other folds
only. A model is used only where it says what happened better than every baseline, beyond noise; trees only where they
are better than the regression beyond noise, since people can read that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Sentence
from bakhsh.loop.predictions.activity import calibration as calibrating
from bakhsh.loop.predictions.activity import design as designing
from bakhsh.loop.predictions.activity import leakage, logistic, trees
from bakhsh.loop.predictions.activity.calibration import Calibration, reliability
from bakhsh.loop.predictions.activity.design import Design
from bakhsh.loop.predictions.activity.metrics import (
    auc_interval,
    average_precision,
    brier,
    log_loss,
    top_decile_lift,
)
from bakhsh.loop.predictions.activity.model import EVERYBODY, Activity, Assessed, Grade
from bakhsh.loop.predictions.activity.scoring import compiled
from bakhsh.loop.predictions.activity.trees import Growth
from bakhsh.stats import Sample, mean_interval

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Floats = npt.NDArray[np.float64]

__all__ = ["learn"]

LEAST = 50
"""Customers of the rarer outcome: below, folds hold too few to tell models apart."""

_FOLDS = 5
_TRIED_ON = 40_000
_GROWTHS = (Growth(), Growth(trees=150, leaves=12, rate=0.06, leaf_rows=30, ridge=5.0))
_ECE = 0.02


def learn(table: pa.Table, event: Floats, *, baselines: Mapping[str, Floats] | None = None, seed: int = 0) -> Activity:
    """The probability of `event` (0 or 1 for each row of `table`) from its columns.

    `baselines`: scores that need no learning, the larger the likelier (a recency gap, expected purchases); they are
    brought to probabilities by rising steps and must be beaten. Where there are more than 40,000 rows, ways are
    compared on so many; what is used learns from all. Raises NotReady for one outcome only, for fewer than 50 customers
    of either, and where no column tells customers apart.
    """
    import numpy as np

    event = np.asarray(event, np.float64)
    _ready(event)
    if not designing.learn(table).columns:
        raise NotReady(Sentence("activity.nothing_to_learn_from", {"features": table.num_columns}))
    given = {name: _filled(np.asarray(score, np.float64)) for name, score in (baselines or {}).items()}
    tried = np.arange(len(event))
    if len(event) > _TRIED_ON:
        tried = np.sort(np.random.default_rng(seed).choice(len(event), _TRIED_ON, replace=False))
    found = _compared(table.take(tried), event[tried], {name: one[tried] for name, one in given.items()}, seed)
    return _final(table, event, given, found, seed)


class _Compared:
    """Scores of customers not learned from, and what they come to after calibration."""

    def __init__(self, event: Floats, raw: dict[str, Floats], growth: Growth, seed: int) -> None:
        self.event, self.raw, self.growth = event, raw, growth
        self.calibrations = {
            name: calibrating.learn(score, event, probabilities=name in _MODELS, seed=seed)
            for name, score in raw.items()
            if name != EVERYBODY
        }
        self.said = {name: self._said(name, seed) for name in raw}

    def _said(self, name: str, seed: int) -> Floats:
        way = self.calibrations[name].way if name != EVERYBODY else "none"
        return calibrating.crossed(self.raw[name], self.event, way, seed)

    def beats(self, name: str, other: str) -> bool:
        """Whether it says better what happened, beyond noise."""
        gain = _losses(self.said[other], self.event) - _losses(self.said[name], self.event)
        return mean_interval(Sample.from_values(gain)).low > 0

    def assessed(self, name: str) -> Assessed:
        said, event = self.said[name], self.event
        # Steps of several folds tie and cross; the order is that of the scores themselves.
        area = auc_interval(event, self.raw[name])
        return Assessed(
            name=name,
            auc=area.estimate,
            auc_low=area.low,
            auc_high=area.high,
            average_precision=average_precision(event, self.raw[name]),
            brier=brier(event, said),
            log_loss=log_loss(event, said),
            top_decile_lift=top_decile_lift(event, self.raw[name]),
            ece=reliability(event, said).ece,
        )

    def used(self) -> str:
        """The model, or the baseline with the least loss."""
        simple = [name for name in self.said if name not in _MODELS]
        best = min(simple, key=lambda one: log_loss(self.event, self.said[one]))
        model = "trees" if self.beats("trees", "logistic") else "logistic"
        return model if all(self.beats(model, name) for name in simple) else best

    def grade(self, used: str) -> Grade:
        if used not in _MODELS:
            return "C"
        found = reliability(self.event, self.said[used])
        return "A" if found.ece <= max(_ECE, found.ceiling) else "B"


_MODELS = ("logistic", "trees")


def _ready(event: Floats) -> None:
    customers, events = len(event), int(event.sum())
    rarer = min(events, customers - events)
    hint = Sentence("activity.how_many_are_needed", {"least": LEAST})
    if rarer == 0:
        raise NotReady(Sentence("activity.one_outcome", {"customers": customers}), hint=hint)
    if rarer < LEAST:
        raise NotReady(Sentence("activity.too_few", {"customers": customers, "rarer": rarer}), hint=hint)


def _filled(score: Floats) -> Floats:
    """Empty scores (no gap yet, no purchases) are the lowest."""
    import numpy as np

    known = score[np.isfinite(score)]
    return np.where(np.isfinite(score), score, known.min() if len(known) else 0.0)


def _compared(table: pa.Table, event: Floats, baselines: dict[str, Floats], seed: int) -> _Compared:
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    by_logistic = np.empty(len(event))
    by_trees = [np.empty(len(event)) for _ in _GROWTHS]
    for known, asked in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(event, event):
        rows = table.take(known)
        designed = designing.learn(rows)
        matrix, unseen = designing.matrix(designed, rows), designing.matrix(designed, table.take(asked))
        by_logistic[asked] = logistic.learn(matrix, event[known], levels(designed), seed=seed).predict(unseen)
        for growth, out in zip(_GROWTHS, by_trees, strict=True):
            grown = trees.learn(matrix, event[known], words=designed.words, growth=growth, seed=seed)
            out[asked] = compiled(grown).predict(unseen)
    best = min(range(len(_GROWTHS)), key=lambda at: log_loss(event, by_trees[at]))
    everybody = np.full(len(event), event.mean())
    raw = {"logistic": by_logistic, "trees": by_trees[best], EVERYBODY: everybody, **baselines}
    return _Compared(event, raw, _GROWTHS[best], seed)


def levels(designed: Design) -> list[int]:
    """How many codes each column has; 0 for numbers."""
    return [len(one.levels) + one.rest for one in designed.columns]


def _final(table: pa.Table, event: Floats, baselines: dict[str, Floats], found: _Compared, seed: int) -> Activity:
    """What is used, learned from all rows."""
    used = found.used()
    designed = designing.learn(table)
    matrix = designing.matrix(designed, table)
    by_logistic = logistic.learn(matrix, event, levels(designed), seed=seed) if used == "logistic" else None
    by_trees = None
    if used == "trees":
        by_trees = trees.learn(matrix, event, words=designed.words, growth=found.growth, seed=seed)
    calibration = found.calibrations.get(used, Calibration())
    if used in baselines:
        calibration = calibrating.learn(baselines[used], event, probabilities=False)
    assessed = tuple(found.assessed(name) for name in found.said)
    best = max(one.auc for one in assessed if one.name in _MODELS)
    return Activity(
        used=used,
        rate=float(event.mean()),
        customers=len(event),
        design=designed,
        calibration=calibration,
        assessed=assessed,
        grade=found.grade(used),
        typical=_typical(designed, matrix),
        leaks=(*leakage.too_good(best), *leakage.found(table, event)),
        logistic=by_logistic,
        trees=by_trees,
    )


def _typical(designed: Design, matrix: Floats) -> tuple[float, ...]:
    import numpy as np

    found = []
    for at, one in enumerate(designed.columns):
        known = matrix[~np.isnan(matrix[:, at]), at]
        middle = np.bincount(known.astype(int)).argmax() if one.form == "words" else np.median(known)
        found.append(float(middle))
    return tuple(found)


def _losses(said: Floats, event: Floats) -> Floats:
    import numpy as np

    sure = np.clip(said, 1e-15, 1 - 1e-15)
    return np.asarray(-(event * np.log(sure) + (1 - event) * np.log1p(-sure)), np.float64)
