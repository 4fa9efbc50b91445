"""Did the campaign cause it: the difference between who was contacted and who was left alone by lot.

`measure` asks the engine one question and returns sums per arm; `readout` turns them into the result with its interval
and verdict. Everybody the lot was drawn for counts in the arm he was given, reached or not (intention to treat), and a
customer without a row in OUTCOMES counts with nothing.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from bakhsh.errors import UnknownName
from bakhsh.language.sentences import Code, Sentence, Titled
from bakhsh.loop.uplift.difference import Arm, Pair, scaled
from bakhsh.records import Conversion, Readout, WaveRecord
from bakhsh.specs import Campaign
from bakhsh.stats import Interval

__all__ = ["ALSO", "Measured", "measure", "readout", "sums", "verdict"]

ALSO: tuple[str, ...] = ("retained", "revenue", "margin")
"""Outcomes that are measured beside the campaign's own: bought at all, revenue, margin."""

_MISMATCH = 0.001


@dataclass(frozen=True, slots=True)
class Measured:
    """What the arms did: the campaign's outcome, further ones by name, and how many treated the lots let expect
    (with the variance of that number)."""

    outcome: str
    main: Pair
    also: Mapping[str, Pair] = field(default_factory=dict)
    expected_treated: float = 0.0
    spread: float = 0.0


# ---- asking ------------------------------------------------------------------------------------------------------
def measure(
    arms: ir.Table, outcomes: ir.Table, campaign: Campaign, wave: WaveRecord, start: date, end: date, waiting: bool
) -> Generator[ir.Table, pa.Table, Readout]:
    """Yields one question and returns the readout of `wave` over the window [start, end); `waiting`: it is not over.

    `arms` are the ARMS of the wave, `outcomes` the OUTCOMES of the window. Raises UnknownName for an outcome that is no
    number or yes-or-no column of OUTCOMES.
    """
    measured = yield from sums(arms, outcomes, campaign)
    return readout(campaign, wave, measured, start, end, waiting)


def sums(arms: ir.Table, outcomes: ir.Table, campaign: Campaign) -> Generator[ir.Table, pa.Table, Measured]:
    """Yields the one question of `measure`, a row per arm, and returns its answer."""
    outcome = campaign.outcome
    known = [name for name, kind in outcomes.schema().items() if kind.is_numeric() or kind.is_boolean()]
    if outcome not in known:
        near = tuple(Code(one) for one in difflib.get_close_matches(outcome, known, n=3, cutoff=0.5) or known)
        name = Titled(campaign.name, campaign.title)
        problem = Sentence("uplift.unknown_outcome", {"campaign": name, "outcome": Code(outcome), "known": near})
        raise UnknownName(problem, where=campaign.at)
    names = list(dict.fromkeys([outcome, *(one for one in ALSO if one in known)]))
    answer = yield _sums(arms, outcomes, names)
    rows = {row["arm"]: row for row in answer.to_pylist()}
    pairs = {name: _pair(rows, name, outcomes[name].type().is_boolean()) for name in names}
    return Measured(
        outcome,
        pairs.pop(outcome),
        pairs,
        sum(row["expected"] for row in rows.values()),
        sum(row["spread"] for row in rows.values()),
    )


def _sums(arms: ir.Table, outcomes: ir.Table, names: list[str]) -> ir.Table:
    """Per arm: customers, and of each outcome total and variance; the treated that the lots let expect."""
    done = outcomes.select(*(_number(outcomes[name]).name(f"outcome_{name}") for name in names), who="customer_id")
    joined = arms.left_join(done, arms.customer_id == done.who)
    chance = joined.chance.cast("float64")
    sums = {"n": joined.count(), "expected": _treated_chance(joined).sum(), "spread": (chance - chance * chance).sum()}
    for name in names:
        value = joined[f"outcome_{name}"].fill_null(ibis.literal(0, "float64"))
        sums[f"total_{name}"] = value.sum()
        sums[f"variance_{name}"] = value.var(how="sample")
        sums[f"cubes_{name}"] = (value * value * value).sum()
    return joined.group_by("arm").agg(**sums)


def _number(column: ir.Column) -> ir.FloatingColumn:
    """As float64, where the cube of an amount in rials cannot overflow. Not every engine casts yes and no to it."""
    return (column.cast("int32") if column.type().is_boolean() else column).cast("float64")


def _treated_chance(joined: ir.Table) -> ir.FloatingValue:
    """The probability of having been treated, of whoever it fell to."""
    chance = joined.chance.cast("float64")
    return (joined.arm == "treated").ifelse(chance, ibis.literal(1, "float64") - chance)


def _pair(rows: Mapping[str, Mapping[str, Any]], name: str, yes_no: bool) -> Pair:
    treated, holdout = (_arm(rows.get(arm), name) for arm in ("treated", "holdout"))
    return Pair(treated, holdout, yes_no)


def _arm(row: Mapping[str, Any] | None, name: str) -> Arm:
    if row is None:
        return Arm(0, math.nan, math.nan, math.nan)
    return Arm.from_sums(int(row["n"]), row[f"total_{name}"], row[f"variance_{name}"], row[f"cubes_{name}"])


# ---- judging -----------------------------------------------------------------------------------------------------
def verdict(difference: Interval | None) -> str:
    """works: the interval lies above zero. hurts: below. cannot_tell: zero is inside, or there is no interval."""
    if difference is None or not difference.excludes(0.0):
        return "cannot_tell"
    return "works" if difference.low > 0 else "hurts"


def readout(campaign: Campaign, wave: WaveRecord, measured: Measured, start: date, end: date, waiting: bool) -> Readout:
    """The result of a wave over the window [start, end).

    While `waiting` the verdict is "waiting", whatever the figures so far, and `difference` is None until anybody did
    anything. ROI is of the margin, whatever the outcome, and None where the wave cost nothing.
    """
    main = measured.main
    difference = None if waiting and not _anything(main) else main.difference
    judged = "waiting" if waiting else verdict(difference)
    roi = _roi(measured, wave.cost) if difference is not None else None
    return Readout(
        campaign=campaign.name,
        wave=wave.wave,
        outcome=measured.outcome,
        window_start=start,
        window_end=end,
        treated=main.treated.n,
        holdout=main.holdout.n,
        treated_mean=_mean(main.treated),
        holdout_mean=_mean(main.holdout),
        difference=difference,
        verdict=judged,
        needed=main.needed if judged == "cannot_tell" else None,
        incremental=scaled(difference, main.treated.n) if difference else None,
        cost=wave.cost,
        roi=roi,
        also=_also(measured) if difference is not None else (),
        notes=_notes(measured, judged, end, roi),
    )


def _roi(measured: Measured, cost: int) -> Interval | None:
    """(incremental margin - cost) ÷ cost with its bounds."""
    pair = measured.main if measured.outcome == "margin" else measured.also.get("margin")
    difference = pair.difference if pair else None
    if pair is None or difference is None or cost <= 0:
        return None
    gained = scaled(difference, pair.treated.n)
    low, middle, high = ((value - cost) / cost for value in (gained.low, gained.estimate, gained.high))
    return Interval(middle, low, high, gained.level)


def _also(measured: Measured) -> tuple[Conversion, ...]:
    found = ((name, pair, pair.difference) for name, pair in measured.also.items())
    return tuple(
        Conversion(name, _mean(pair.treated), _mean(pair.holdout), difference)
        for name, pair, difference in found
        if difference is not None
    )


def _anything(pair: Pair) -> bool:
    return _mean(pair.treated) != 0 or _mean(pair.holdout) != 0


def _mean(arm: Arm) -> float:
    return arm.mean if arm.n else 0.0


def _notes(measured: Measured, judged: str, end: date, roi: Interval | None) -> tuple[Sentence, ...]:
    main = measured.main
    notes = []
    if judged == "waiting":
        notes.append(Sentence("uplift.window_still_open", {"last": end - timedelta(days=1)}))
    if not main.measurable:
        args = {"treated": main.treated.n, "holdout": main.holdout.n}
        notes.append(Sentence("uplift.too_few_in_an_arm", args))
    if _mismatched(measured):
        args = {"treated": main.treated.n, "expected": round(measured.expected_treated)}
        notes.append(Sentence("uplift.arms_not_as_drawn", args))
    if judged == "works" and roi is not None and roi.high < 0:
        notes.append(Sentence("uplift.works_but_costs_more"))
    return tuple(notes)


def _mismatched(measured: Measured) -> bool:
    """Whether the arms' sizes are not what the lots make believable: chi-square with one degree of freedom, p < 0.001
    (sample ratio mismatch, Fabijan et al. 2019, KDD). Then somebody was lost on the way, and not by chance."""
    if measured.spread <= 0:
        return False
    surprise = (measured.main.treated.n - measured.expected_treated) ** 2 / measured.spread
    return math.erfc(math.sqrt(surprise / 2)) < _MISMATCH
