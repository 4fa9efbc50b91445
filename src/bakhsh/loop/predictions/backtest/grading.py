"""Whether predictions earned their use."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bakhsh.language.sentences import Argument, Sentence, Share
from bakhsh.loop.predictions.backtest.baselines import BASELINES
from bakhsh.records import Judged, Origin
from bakhsh.records.backtesting import Grade
from bakhsh.stats import Interval

__all__ = ["BASELINE_NAMES", "NEAR", "FAR", "graded"]

NEAR, FAR = 0.10, 0.25
"""How far all predicted orders together may be from those that came, for an A and for a B."""

BASELINE_NAMES: Mapping[str, Sentence] = {
    "zero": Sentence("backtest.baseline_zero"),
    "alike": Sentence("backtest.baseline_alike"),
    "rate": Sentence("backtest.baseline_rate"),
    "gap": Sentence("backtest.baseline_gap"),
}
"""Baselines in words."""


def graded(origins: Sequence[Origin]) -> tuple[Grade, str, Sentence]:
    """Grade, the baseline to be used instead (empty: none is needed) and the reason in words, of one origin or more.

    A model is held against the baseline with the smallest squared error over all origins. C: its own squared error is
    not smaller beyond noise (lower bound of 90 % at or below zero), or the total of its orders is off by more than a
    quarter and by more than the baseline's. A: smaller beyond noise, the total off by a tenth at most, and its ranking
    (AUC) no worse than that of any baseline by more than a hundredth. B: the rest. The absolute error never decides: to
    say that nobody orders does well in it wherever most do not.
    """
    model, *others = (_together(origins, at) for at in range(len(origins[0].judged)))
    best = min(others, key=lambda one: (one.rmse, BASELINES.index(one.name)))
    low = best.better.low if best.better is not None else -math.inf
    off = _off(model)
    args: dict[str, Argument] = {
        "baseline": BASELINE_NAMES[best.name], "model_rmse": model.rmse, "baseline_rmse": best.rmse,
        "off": Share(off), "count": len(origins),
    }  # fmt: skip
    if not low > 0:
        return "C", best.name, Sentence("backtest.no_better", args)
    if abs(off) > FAR and abs(off) > abs(_off(best)):
        return "C", best.name, Sentence("backtest.total_far", args)
    if abs(off) <= NEAR and model.auc >= max(one.auc for one in others) - 0.01:
        return "A", "", Sentence("backtest.earned_a", args)
    return "B", "", Sentence("backtest.earned_b", args)


def _off(one: Judged) -> float:
    """How far the total is off, as a share of the orders that came; where none came, all or nothing."""
    if one.actual:
        return round(one.total / one.actual - 1, 9)  # a tenth is a tenth
    return 1.0 if one.total >= 0.5 else 0.0


def _together(origins: Sequence[Origin], at: int) -> Judged:
    """One prediction over all origins, each counting alike. The same customers are in several of them, so that errors
    of the mean are taken as if they were wholly the same: the mean of the bounds."""
    each = [one.judged[at] for one in origins]

    def mean(values: Sequence[float]) -> float:
        return math.fsum(values) / len(values)

    better = [one.better for one in each if one.better is not None]
    together = None
    if better:
        ends = (mean([one.estimate for one in better]), mean([one.low for one in better]))
        together = Interval(*ends, mean([one.high for one in better]), better[0].level)
    return Judged(
        each[0].name,
        mean([one.mae for one in each]),
        math.sqrt(mean([one.rmse**2 for one in each])),
        mean([one.correlation for one in each]),
        math.fsum(one.total for one in each),
        math.fsum(one.actual for one in each),
        mean([one.auc for one in each]),
        together,
    )
