"""How reliable a scale's dimensions are, over everybody who answered all of their items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis

from bakhsh.conditions.sums import number, whole
from bakhsh.loop.features.psychographic.scales import turned
from bakhsh.specs import Scale
from bakhsh.stats import Interval

__all__ = ["LOW", "Reliability", "alpha", "question", "reliabilities", "spearman_brown"]

LOW = 0.6
"""A dimension below it says little of a single person."""

_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of one dimension: over how many people, and Cronbach's alpha or, of two items, Spearman and Brown's coefficient,
    with its 95 % interval; None where the answers do not vary, or fewer than three people gave all of them."""

    scale: str
    dimension: str
    items: int
    people: int
    method: str
    interval: Interval | None


def question(wide: ibis.Table, scales: Sequence[Scale]) -> ibis.Table:
    """One row of sums, from which reliabilities follow: of every dimension with two items or more, over those who
    answered them all."""
    sums: dict[str, Any] = {}
    for scale, dimension, items in _several(scales):
        name = scale.feature(dimension)
        cells = [turned(wide, scale, item) for item in items]
        complete = reduce(lambda one, other: one & other, (cell.notnull() for cell in cells))
        total = reduce(lambda one, other: one + other, cells)
        sums[f"{name}__n"] = whole(complete.cast("int32").sum().coalesce(0))
        sums |= _moments(f"{name}__t", total, complete)
        for place, cell in enumerate(cells):
            sums |= _moments(f"{name}__{place}", cell, complete)
    return wide.agg(**sums)


def _moments(name: str, value: Any, where: Any) -> dict[str, Any]:
    return {f"{name}_sum": number(value).sum(where=where), f"{name}_squares": number(value * value).sum(where=where)}


def reliabilities(sums: Mapping[str, Any], scales: Sequence[Scale]) -> tuple[Reliability, ...]:
    """Of every dimension with two items or more, from the row that answers `question`."""
    return tuple(_reliability(sums, scale, dimension, len(items)) for scale, dimension, items in _several(scales))


def _several(scales: Sequence[Scale]) -> list[tuple[Scale, str, tuple[int, ...]]]:
    return [(one, name, items) for one in scales for name, items in one.dimensions.items() if len(items) > 1]


def _reliability(sums: Mapping[str, Any], scale: Scale, dimension: str, items: int) -> Reliability:
    name = scale.feature(dimension)
    people = int(sums[f"{name}__n"] or 0)
    method = "spearman_brown" if items == 2 else "alpha"
    found = None
    if people > 2:
        total = _spread(sums, f"{name}__t", people)
        each = [_spread(sums, f"{name}__{place}", people) for place in range(items)]
        found = spearman_brown(each[0], each[1], total, people) if items == 2 else alpha(each, total, people)
    return Reliability(scale.name, dimension, items, people, method, found)


def _spread(sums: Mapping[str, Any], name: str, people: int) -> float:
    """The sample variance."""
    total = float(sums[f"{name}_sum"])
    return max(float(sums[f"{name}_squares"]) - total * total / people, 0.0) / (people - 1)


def alpha(items: Sequence[float], total: float, people: int) -> Interval | None:
    """Cronbach's alpha from the variances of the items and of their sum, k / (k - 1) * (1 - sum of items' / total's),
    with Feldt's interval: (1 - alpha) / F with n - 1 and (n - 1)(k - 1) degrees of freedom (Feldt, Woodruff and Salih
    1987, Applied Psychological Measurement 11, 93, equations 6 and 7). None where the sum does not vary."""
    from scipy.stats import f

    if total <= 0:
        return None
    count = len(items)
    found = count / (count - 1) * (1 - sum(items) / total)
    degrees = (people - 1, (people - 1) * (count - 1))
    low, high = (1 - (1 - found) * float(f.ppf(part, *degrees)) for part in ((1 + _LEVEL) / 2, (1 - _LEVEL) / 2))
    return Interval(found, low, high, _LEVEL)


def spearman_brown(first: float, second: float, total: float, people: int) -> Interval | None:
    """2r / (1 + r), r being the correlation of two items, from their variances and that of their sum; the interval is
    that of r after Fisher's z. Eisinga, te Grotenhuis and Pelzer (2013) show why two items want it and not alpha. None
    where an item does not vary; with three people the interval is all there can be."""
    import math
    from statistics import NormalDist

    if first <= 0 or second <= 0:
        return None
    r = max(-1.0, min(1.0, (total - first - second) / 2 / math.sqrt(first * second)))
    low, high = -1.0, 1.0
    if people > 3:
        width = NormalDist().inv_cdf((1 + _LEVEL) / 2) / math.sqrt(people - 3)
        middle = math.atanh(r) if abs(r) < 1 else math.copysign(math.inf, r)
        low, high = math.tanh(middle - width), math.tanh(middle + width)
    return Interval(_stepped(r), _stepped(low), _stepped(high), _LEVEL)


def _stepped(r: float) -> float:
    return 2 * r / (1 + r) if r > -1 else float("-inf")
