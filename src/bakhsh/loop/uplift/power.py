"""Is the audience large enough: what a campaign could find out, said before it is sent."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from bakhsh.language.sentences import Argument, Money, Sentence, Share
from bakhsh.loop.uplift.difference import LEVEL, POWER
from bakhsh.stats import Sample, minimum_detectable_effect

__all__ = ["Power", "past", "power"]

_MONEY = frozenset({"revenue", "margin"})
_YES_NO = frozenset({"retained"})


@dataclass(frozen=True, slots=True)
class Power:
    """What `customers` of whom a share is left alone can find. `detectable`: the smallest difference per customer that
    the 90 % interval would tell from zero four times out of five; None where nothing can be found. In the outcome's
    unit, as `mean` and `sd` are: those of the outcome over customers, without a campaign."""

    outcome: str
    customers: int
    treated: int
    holdout: int
    sd: float
    mean: float | None
    detectable: float | None
    sentence: Sentence


def power(n: int, holdout: float, sd: float, *, outcome: str = "margin", mean: float | None = None) -> Power:
    """The minimum detectable effect of a campaign of `n` customers with the share `holdout` left alone by lot.

    Two-sided at 10 %, as the readout's 90 % interval, with 80 % power (`stats.minimum_detectable_effect`).
    """
    held = round(n * holdout)
    treated = n - held
    found = (
        minimum_detectable_effect(n, sd, power=POWER, alpha=1 - LEVEL, share=treated / n) if held and treated else 0.0
    )
    detectable = found if held and treated and math.isfinite(found) else None
    return Power(outcome, n, treated, held, sd, mean, detectable, _sentence(outcome, n, held, detectable, mean))


def _sentence(outcome: str, n: int, held: int, detectable: float | None, mean: float | None) -> Sentence:
    if detectable is None:
        return Sentence("uplift.power_none", {"count": n, "holdout": held})
    args: dict[str, Argument] = {"count": n, "holdout": held, "detectable": _shown(outcome, detectable)}
    if not mean:
        return Sentence("uplift.power", args)
    return Sentence("uplift.power_against_mean", {**args, "mean": _shown(outcome, mean)})


def _shown(outcome: str, value: float) -> Argument:
    if outcome in _MONEY:
        return Money(value)
    return Share(value, decimals=2) if outcome in _YES_NO else round(value, 4)


def past(audience: ir.Table, outcomes: ir.Table, outcome: str) -> Generator[ir.Table, pa.Table, Sample]:
    """Yields one question and returns mean and spread of `outcome` over the kept customers of AUDIENCE.

    Who has no row in OUTCOMES counts with nothing. Of an earlier window as long as the campaign's, this is the spread
    that `power` asks for.
    """
    kept = audience.filter(audience.suppressed_by.isnull())
    column = outcomes[outcome]
    number = (column.cast("int32") if column.type().is_boolean() else column).cast("float64")
    done = outcomes.select(value=number, who="customer_id")
    joined = kept.left_join(done, kept.customer_id == done.who)
    value = joined["value"].fill_null(ibis.literal(0, "float64"))
    answer = yield joined.agg(n=joined.count(), mean=value.mean(), variance=value.var(how="sample"))
    row = answer.to_pylist()[0]
    mean, variance = (math.nan if row[name] is None else float(row[name]) for name in ("mean", "variance"))
    return Sample(int(row["n"]), mean, variance)
