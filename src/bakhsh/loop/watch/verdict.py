"""The verdict: keep a segmentation, refit it, or review it, with the findings it rests on.

*Review* comes first: where data are late, missing or of another unit, a new ruler would learn the mistake; where a
segmentation learns nothing, only its author can mend it. *Refit* where a ruler was learned and what it measures has
drifted seriously since. *Keep* else: noise, a season, and what is usual are no reason to change what people have
learned to read.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.records import Drift, Finding, Verdict
from bakhsh.records.findings import Decision
from bakhsh.specs.watching import Watch

__all__ = ["Judged", "findings_of", "judge", "ranked"]

_UNIT = 3.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A segmentation: what it is called, the features it asks for, and whether it has a ruler that was learned;
    `fresh`: it was learned after the day compared with, so it knows what has changed since."""

    name: str
    called: Argument
    features: frozenset[str]
    learned: bool
    fresh: bool = False


def findings_of(drift: Drift, limits: Watch, called: Argument, redrawn: bool = False) -> tuple[Finding, ...]:
    """What a movement is worth saying: drift, a market, and whatever else moves everybody alike. `called`: the feature
    or segmentation as people call it; `redrawn`: the segmentation's definition or model is another than on the earlier
    day."""
    if drift.kind == "segments":
        return _of_segments(drift, limits, called, redrawn)
    if drift.factor is not None and not 1 / _UNIT <= drift.factor <= _UNIT and drift.reading == "drift":
        said = Sentence("drift.unit", {"feature": called, "factor": _rounded(drift.factor)})
        return (Finding(drift.name, "unit", said, drift.factor, None, _UNIT, serious=bool(drift.used_by)),)
    if drift.reading == "market" and drift.factor is not None:
        said = Sentence("drift.market", {"feature": called, "factor": _rounded(drift.factor)})
        return (Finding(drift.name, "market", said, drift.psi, drift.psi_ceiling, limits.drift),)
    if drift.reading == "alike":
        alike = Sentence("watched.alike", {"feature": called, "factor": _rounded(drift.factor or 1.0)})
        return (Finding(drift.name, "alike", alike, drift.psi, drift.psi_ceiling, limits.drift),)
    if drift.reading != "drift":
        return ()
    args = {"feature": called, "psi": _rounded(drift.psi), "ceiling": _rounded(drift.psi_ceiling)}
    said = Sentence("drift.feature", {**args, "moved": Share(drift.moved)})
    serious = bool(drift.used_by) and drift.psi > limits.drift
    return (Finding(drift.name, "feature", said, drift.psi, drift.psi_ceiling, limits.drift, serious),)


def _of_segments(drift: Drift, limits: Watch, called: Argument, redrawn: bool) -> tuple[Finding, ...]:
    if drift.reading not in ("drift", "small", "time") or drift.moved < limits.shares / 2:
        return ()
    args: dict[str, Argument] = {"name": called, "moved": Share(drift.moved)}
    if redrawn:
        kind, said = "redrawn", Sentence("drift.segments_redrawn", args)
    elif drift.reading == "time":
        kind, said = "time", Sentence("drift.segments_time", args)
    else:
        kind, said = "segments", Sentence("drift.segments", args)
    serious = drift.moved > limits.shares and kind == "segments"
    return (Finding(drift.name, kind, said, drift.moved, None, limits.shares, serious),)


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def judge(one: Judged, findings: Sequence[Finding], sources: Sequence[Finding], compared: bool = True) -> Verdict:
    """The verdict on a segmentation. `findings`: everything found but of sources, which are `sources`; `compared`:
    whether there was an earlier snapshot, else nothing is said of what has or has not changed."""
    own = [each for each in findings if each.about == one.name or each.about in one.features]
    grave = [each for each in own if each.serious]
    broken = [each for each in sources if each.serious]
    units = [each for each in grave if each.kind == "unit"]
    rests = ranked([*broken, *own])
    decision: Decision = "keep"
    if broken or units:
        decision, said = "review", Sentence("verdict.review_data", {"name": one.called})
    elif grave and one.fresh:
        said = Sentence("verdict.keep_fresh", {"name": one.called})
    elif grave and one.learned:
        decision, said = "refit", Sentence("verdict.refit", {"name": one.called, "command": _command(one.name)})
    elif grave:
        decision, said = "review", Sentence("verdict.review_rules", {"name": one.called})
    elif not compared:
        said = Sentence("verdict.keep_uncompared", {"name": one.called})
    else:
        said = _kept(one, {each.kind for each in own})
    return Verdict(one.name, decision, said, rests)


def _kept(one: Judged, kinds: Set[str]) -> Sentence:
    if "redrawn" in kinds:
        return Sentence("verdict.keep_redrawn", {"name": one.called})
    if "market" in kinds:
        return Sentence("verdict.keep_market", {"name": one.called})
    if "alike" in kinds:
        return Sentence("watched.keep_alike", {"name": one.called})
    if "time" in kinds:
        return Sentence("verdict.keep_time", {"name": one.called})
    if kinds:
        return Sentence("verdict.keep_small", {"name": one.called})
    return Sentence("verdict.keep", {"name": one.called})


def _command(name: str) -> Code:
    return Code(f"bakhsh run --refit {name}")


def ranked(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The serious ones first, each kind by how far it goes beyond its limit."""
    return tuple(sorted(findings, key=lambda each: (not each.serious, -_beyond(each), each.about, each.kind)))


def _beyond(one: Finding) -> float:
    bound = one.limit or one.ceiling
    return one.value / bound if one.value is not None and bound else 0.0
