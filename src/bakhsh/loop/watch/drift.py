"""Drift: which distributions are others than in an earlier snapshot, by how much, and whether that matters.

Three questions are kept apart. *Is it more than noise?* The ceiling of `stats.shifts` answers, for customers of whom
most are in both snapshots, and the p values of everything looked at are corrected together (Benjamini and Hochberg
1995). It knows only noise of customers who change each for himself: with many customers nearly everything passes it.
*Is it much?* A population stability index from `noticed` on: 0.1, unless watch.toml says
else. *Is it news?* Not where time alone passed, where the market explains it (`market`: last year's season and prices),
where everybody moved alike, or where earlier snapshots as far apart differed as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bakhsh.loop.watch.growth import by_time
from bakhsh.loop.watch.looks import Crossed, Looks
from bakhsh.records import Drift
from bakhsh.records.findings import DriftReading
from bakhsh.stats import Shift, benjamini_hochberg

__all__ = ["FEWEST_PAST", "Watching", "compare", "read", "usual"]

_LEVEL = 0.05
_TENFOLD = 3.0
"""A median change beyond three times up or down is no season: a unit or a source has changed."""
FEWEST_PAST = 3
"""Earlier pairs of snapshots below which nobody can say what is usual."""


@dataclass(frozen=True, slots=True)
class Watching:
    """How to judge what has moved in the `days` between: `occasions`: features that a season moves by their nature;
    `sums` and `settling`: those that time moves (see `growth`); `amounts`: those that have a unit; `market`: by feature
    what the market multiplied it by (see `market`); `used_by`: the segmentations that ask for each feature."""

    days: int
    noticed: float
    occasions: frozenset[str] = frozenset()
    sums: frozenset[str] = frozenset()
    settling: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    market: Mapping[str, float] = field(default_factory=dict)
    used_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def compare(looks: Looks, members: Mapping[str, Looks], watching: Watching) -> tuple[Drift, ...]:
    """Every feature and, by name, every segmentation (looks at its `segment`), the furthest moved first, read as far as
    these two snapshots allow (`usual` needs others). Features of which all customers of both snapshots have one and the
    same value are left out."""
    found = [(name, "number", looks.cross(name)) for name in looks.numbers if looks.tells(name)]
    found += [(name, "word", looks.cross(name)) for name in looks.words if looks.tells(name)]
    found += [(name, "segments", one.cross("segment")) for name, one in members.items()]
    shifts = [crossed.shift() for _, _, crossed in found]
    corrected = benjamini_hochberg([one.p for one in shifts])
    drifts = []
    for (name, kind, crossed), seen, p in zip(found, shifts, corrected, strict=True):
        drift = replace(_drift(name, kind, crossed, seen), p=p, used_by=watching.used_by.get(name, ()))
        drifts.append(_explained(looks, drift, crossed, watching))
    drifts = [replace(one, reading="time") if _only_time(one, drifts) else one for one in drifts]
    return tuple(sorted(drifts, key=lambda one: (-one.psi if one.psi == one.psi else 0.0, one.name)))


def _drift(name: str, kind: str, crossed: Crossed, seen: Shift) -> Drift:
    return Drift(
        name, kind, seen.psi, seen.psi_ceiling, seen.jensen_shannon, seen.jensen_shannon_ceiling, seen.wasserstein,
        seen.wasserstein_ceiling, crossed.moved, seen.p,
    )  # fmt: skip


def _explained(looks: Looks, drift: Drift, crossed: Crossed, watching: Watching) -> Drift:
    reading = read(drift, watching.noticed)
    if reading != "drift":
        return replace(drift, reading=reading)
    if drift.name in watching.occasions:
        return replace(drift, reading="market")
    if drift.kind != "number":
        return replace(drift, reading=reading)
    factor, aged = looks.moved_alike(drift.name, watching.days)
    if aged or _grown(looks, drift.name, factor, crossed, watching):
        return replace(drift, reading="time")

    def gone(divided_by: float) -> bool:
        same = looks.cross(drift.name, crossed.cuts, divided_by)
        return same.shift().psi < watching.noticed

    market = watching.market.get(drift.name, 1.0)
    if market != 1.0 and gone(market):
        return replace(drift, reading="market", factor=market)
    if factor is None or not 1 / _TENFOLD <= factor <= _TENFOLD or factor == 1.0:
        return replace(drift, reading="drift", factor=factor if drift.name in watching.amounts else None)
    if not gone(factor):
        return replace(drift, reading="drift", factor=factor)
    return replace(drift, reading="time" if drift.name in watching.settling else "alike", factor=factor)


def _grown(looks: Looks, name: str, factor: float | None, crossed: Crossed, watching: Watching) -> bool:
    """Whether a sum over all time did nothing but grow; not where those who came and went have moved it."""
    if name not in watching.sums or crossed.standing().shift().psi >= watching.noticed:
        return False
    known, _ = looks.moved_alike("known_for", watching.days) if "known_for" in looks.numbers else (None, False)
    return by_time(factor, known)


def _only_time(one: Drift, drifts: Sequence[Drift]) -> bool:
    """Of a segmentation: whether time moved what it asks for, and nothing else did but a market."""
    if one.kind != "segments" or one.reading != "drift":
        return False
    readings = {each.reading for each in drifts if one.name in each.used_by}
    return "time" in readings and "drift" not in readings


def read(drift: Drift, noticed: float) -> DriftReading:
    """Whether it has moved, by noise and by size alone."""
    if not drift.p < _LEVEL:
        return "still"
    return "small" if drift.psi < noticed else "drift"


def usual(drift: Drift, past: Sequence[float]) -> Drift:
    """The same with what is usual, by the PSI between earlier snapshots as far apart: the median and three spreads
    (1.4826 median absolute deviations; Hampel 1974). With fewer than three, nobody can say."""
    if len(past) < FEWEST_PAST:
        return drift
    middle = _median(past)
    band = middle + 3 * 1.4826 * _median([abs(one - middle) for one in past])
    reading: DriftReading = "usual" if drift.reading == "drift" and drift.psi <= band else drift.reading
    return replace(drift, usual=band, reading=reading)


def _median(values: Sequence[float]) -> float:
    ranked = sorted(values)
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2
