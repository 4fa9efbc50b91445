"""What the data allow to be predicted, before anything is learned: a ladder, and the words for the rung reached.

From the top: every model is tried and the best one taken (`whole`); one plain model, with weak priors and wide
intervals (`thin`); nothing, and rules and RFM divide the customers meanwhile.

What decides is how many customers bought again: purchase models have two to four parameters, and ten events a
parameter is where estimates begin to hold (Peduzzi et al. 1996, J. Clinical Epidemiology 49:1373–1379), so 40; telling
models apart by their likelihood takes several times as many, 200. Nothing is said of a horizon longer than the history:
nobody has yet been seen for so long. Where the history is shorter than two horizons, or one customer makes half of what
repeat purchases brought, or for a month nobody bought at all, that is said beside what is predicted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.specs import Predictions

__all__ = ["FEWEST_CUSTOMERS", "FEWEST_REPEAT", "WHOLE_REPEAT", "Ready", "Seen", "judged"]

FEWEST_CUSTOMERS = 100
"""Of fewer customers nothing is predicted."""

FEWEST_REPEAT = 40
"""So many customers must have bought again."""

WHOLE_REPEAT = 200
"""… and so many before models are told apart, and before spending is predicted customer by customer."""

_HALF = 0.5
_STILL = 28
"""So many days without a purchase by anybody are said, where somebody buys on most days."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to learn from, as `counts.summary` and `counts.market` have it; times in days. `undated`: rows of
    files that were refused because their date could not be read."""

    customers: int
    repeaters: int
    repeats: int
    history: int
    quiet: int
    priced: int
    spent: float
    largest: float
    days: int
    gap: int
    undated: int = 0
    rows: int = 0

    @classmethod
    def of(cls, summary: Mapping[str, Any], market: Mapping[str, Any], undated: int = 0, rows: int = 0) -> Seen:
        """From the answers to both questions."""
        return cls(**summary, **market, undated=undated, rows=rows)


@dataclass(frozen=True, slots=True)
class Ready:
    """The rung: `whole` or `thin`; `spend`: whether the customers' spending can be learned too; `said`: what a reader
    of the predictions must know."""

    rung: str
    spend: bool
    said: tuple[Sentence, ...] = ()


def judged(seen: Seen, spec: Predictions) -> Ready:
    """The rung these data reach. NotReady with all that is missing where that is none."""
    missing = tuple(_missing(seen, spec))
    if missing:
        raise NotReady(Sentence("predictions.nothing", {"reasons": missing}), hint=Sentence("predictions.meanwhile"))
    thin = seen.repeaters < WHOLE_REPEAT
    said = [Sentence("predictions.thin", {"count": seen.repeaters, "enough": WHOLE_REPEAT})] if thin else []
    return Ready("thin" if thin else "whole", seen.priced >= FEWEST_REPEAT, (*said, *_doubts(seen, spec)))


def _missing(seen: Seen, spec: Predictions) -> Iterator[Sentence]:
    if seen.customers < FEWEST_CUSTOMERS:
        yield Sentence("predictions.few_customers", {"count": seen.customers, "enough": FEWEST_CUSTOMERS})
    if seen.repeaters < FEWEST_REPEAT:
        yield Sentence("predictions.few_repeat", {"count": seen.repeaters, "enough": FEWEST_REPEAT})
    if seen.history < spec.horizon_days:
        line = Code(f"horizon_days = {max(seen.history, 1)}")
        args: dict[str, Argument] = {"count": seen.history, "horizon": spec.horizon_days, "line": line}
        yield Sentence("predictions.short_history", args)


def _doubts(seen: Seen, spec: Predictions) -> Iterator[Sentence]:
    if seen.history < 2 * spec.horizon_days:
        yield Sentence("predictions.little_history", {"count": seen.history, "horizon": spec.horizon_days})
    if seen.priced < FEWEST_REPEAT:
        yield Sentence("predictions.no_spend", {"count": seen.priced, "enough": FEWEST_REPEAT})
    elif seen.largest > _HALF * seen.spent:
        yield Sentence("predictions.one_outlier", {"share": Share(seen.largest / seen.spent, decimals=0)})
    if seen.gap >= _STILL and seen.days * 2 > seen.history:
        yield Sentence("predictions.still_days", {"count": seen.gap})
    if seen.quiet >= _STILL:
        yield Sentence("predictions.quiet_end", {"count": seen.quiet})
    if seen.undated:
        share = Share(seen.undated / seen.rows) if seen.rows else Share(0.0)
        yield Sentence("predictions.undated", {"count": seen.undated, "share": share})
