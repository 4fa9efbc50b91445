"""A learned probability of an event: what is used, how good it is, and its scores from plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.predictions.activity import design as designing
from bakhsh.loop.predictions.activity.calibration import Calibration
from bakhsh.loop.predictions.activity.design import Design
from bakhsh.loop.predictions.activity.leakage import Leak
from bakhsh.loop.predictions.activity.logistic import Logistic
from bakhsh.loop.predictions.activity.nodes import Trees
from bakhsh.loop.predictions.activity.scoring import compiled

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Floats = npt.NDArray[np.float64]

__all__ = ["EVERYBODY", "Activity", "Assessed", "Grade", "learner"]

EVERYBODY = "everybody"
"""The baseline that gives all customers the same probability: the share that had the event."""

Grade = Literal["A", "B", "C"]
"""A: better than every baseline beyond noise, and calibrated. B: better beyond noise, not calibrated to the bound. C:
no model is; the best baseline is used. Beyond noise: the 90 % interval of the mean difference in log loss, customer by
customer, excludes zero. Calibrated: ECE ≤ 0.02, or below what sampling alone gives."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """How good one way was, of customers it had not learned from; the AUC with its 90 % interval."""

    name: str
    auc: float
    auc_low: float
    auc_high: float
    average_precision: float
    brier: float
    log_loss: float
    top_decile_lift: float
    ece: float


@dataclass(frozen=True, slots=True)
class Activity:
    """What is used (`logistic`, `trees`, or the name of a baseline), how its scores become probabilities, and how every
    way that was tried did. `rate`: the share that had the event. `typical`: the median of every number and the
    commonest code of every word, by column of the design. `leaks`: what must be looked into before it is believed."""

    used: str
    rate: float
    customers: int
    design: Design
    calibration: Calibration
    assessed: tuple[Assessed, ...]
    grade: Grade
    typical: tuple[float, ...] = ()
    leaks: tuple[Leak, ...] = ()
    logistic: Logistic | None = None
    trees: Trees | None = None

    def predict(self, table: pa.Table, baselines: Mapping[str, Floats] | None = None) -> Floats:
        """The probability of each row of `table`. Where a baseline is used, its scores are taken from `baselines`
        (KeyError without)."""
        import numpy as np

        if self.used == EVERYBODY:
            return np.full(table.num_rows, self.rate)
        return self.calibration.of(self.score(table) if self.is_model else (baselines or {})[self.used])

    def score(self, table: pa.Table) -> Floats:
        """What the model says before it is calibrated."""
        found = designing.matrix(self.design, table)
        return self.logistic.predict(found) if self.logistic else compiled(self._grown).predict(found)

    @property
    def is_model(self) -> bool:
        """Whether a model is used and no baseline."""
        return self.logistic is not None or self.trees is not None

    @property
    def _grown(self) -> Trees:
        assert self.trees is not None
        return self.trees

    @property
    def said(self) -> tuple[Sentence, ...]:
        """What is used and why, the grade, alarms, and which columns were left out."""
        by_name = {one.name: one for one in self.assessed}
        best = min((one for one in self.assessed if one.name not in _MODELS), key=lambda one: one.log_loss)
        used = by_name[self.used]
        args = {"baseline": learner(best.name), "auc": round(used.auc, 3), "other": round(best.auc, 3)}
        why = Sentence("activity.model_used", {**args, "model": learner(self.used)})
        if not self.is_model:
            why = Sentence("activity.baseline_used", args)
        alarms = (one.said for one in self.leaks)
        return (why, _grade(self.grade), *alarms, *self.design.notes)

    @property
    def body(self) -> dict[str, Any]:
        """As JSON: numbers and words only."""
        return {
            "used": self.used,
            "rate": self.rate,
            "customers": self.customers,
            "design": self.design.body,
            "calibration": self.calibration.body,
            "assessed": [asdict(one) for one in self.assessed],
            "grade": self.grade,
            "typical": list(self.typical),
            "leaks": [one.body for one in self.leaks],
            "logistic": self.logistic.body if self.logistic else None,
            "trees": self.trees.body if self.trees else None,
        }

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(
            used=body["used"],
            rate=float(body["rate"]),
            customers=int(body["customers"]),
            design=Design.read(body["design"]),
            calibration=Calibration.read(body["calibration"]),
            assessed=tuple(Assessed(**one) for one in body["assessed"]),
            grade=body["grade"],
            typical=tuple(float(one) for one in body["typical"]),
            leaks=tuple(Leak.read(one) for one in body["leaks"]),
            logistic=Logistic.read(body["logistic"]) if body["logistic"] else None,
            trees=Trees.read(body["trees"]) if body["trees"] else None,
        )


_MODELS = ("logistic", "trees")


def learner(name: str) -> Sentence | Code:
    """A way to predict in the reader's words; a baseline of the caller under its own name."""
    if name == "logistic":
        return Sentence("activity.logistic")
    if name == "trees":
        return Sentence("activity.trees")
    return Sentence("activity.everybody_the_same") if name == EVERYBODY else Code(name)


def _grade(grade: Grade) -> Sentence:
    if grade == "A":
        return Sentence("activity.grade_a")
    return Sentence("activity.grade_b") if grade == "B" else Sentence("activity.grade_c")
