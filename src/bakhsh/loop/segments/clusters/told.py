"""What a reader is told of clusters: the numbers that were tried with what became of each, and how far each holds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bakhsh.language.sentences import Argument, Sentence
from bakhsh.loop.segments.cluster.choosing import AGREE
from bakhsh.loop.segments.cluster.valleys import LEVEL
from bakhsh.loop.segments.clusters.model import Found
from bakhsh.loop.segments.clusters.saying import found_again
from bakhsh.records import ClusterCandidate, ClusterMap, ClusterPart, Clusters, Model
from bakhsh.specs import Segmentation, Title
from bakhsh.stats import Interval

__all__ = ["told"]

_NINETEEN_OF_TWENTY = 1.96
_PAIRS = 100
"""So many pairs of bootstraps a number was tried with by clusters that kept no error."""


def told(
    segmentation: Segmentation,
    model: Model,
    found: Found,
    as_of: date,
    titles: Mapping[str, Title],
    sizes: Mapping[str, int],
    drawn: ClusterMap | None = None,
) -> Clusters:
    """The record of what was found. `sizes`: today's customers of each cluster; `drawn`: the map."""
    story = found.story
    low, high = story["range"]
    agreed, apart = story["ceilings"]
    return Clusters(
        segmentation.name, segmentation.title, as_of, model.learned_as_of, story["k"], low, high, story["method"],
        story["reading"], story["reason"], story["agreement"], story["separation"], agreed, apart,
        candidates(story), _parts(found, titles, sizes), drawn,
    )  # fmt: skip


def candidates(story: Mapping[str, Any]) -> tuple[ClusterCandidate, ...]:
    """Every number that was tried, the fewest first, with why it was taken or not."""
    tried = sorted(story["candidates"], key=lambda one: int(one["k"]))
    taken = next(one for one in tried if one["k"] == story["k"])
    open_ones = [one for one in tried if one["in_range"] and one["struck"] is None]
    best = max(open_ones, key=lambda one: float(one["agreement"]))
    return tuple(_candidate(one, taken, best, story["range"]) for one in tried)


def _candidate(
    one: Mapping[str, Any], taken: Mapping[str, Any], best: Mapping[str, Any], asked: Sequence[int]
) -> ClusterCandidate:
    median, error = one["agreement"], _error(one) * _NINETEEN_OF_TWENTY
    chosen = one["k"] == taken["k"]
    return ClusterCandidate(
        one["k"], one["smallest"], Interval(median, max(median - error, -1.0), min(median + error, 1.0), 0.95),
        one["low"], one["separation"], one["valleys"], one["in_range"], chosen, _why(one, taken, best, asked),
    )  # fmt: skip


def _error(one: Mapping[str, Any]) -> float:
    """The standard error of the median agreement. Clusters found before it was kept tell the 5th percentile: of normal
    agreements that lies 1.645 standard deviations below, and a median errs by √(π/2) of the mean's error."""
    told = one.get("error")
    if told is not None:
        return float(told)
    spread = max(float(one["agreement"]) - float(one["low"]), 0.0) / 1.645
    return spread * math.sqrt(math.pi / 2 / _PAIRS)


def _parted(one: Mapping[str, Any]) -> bool:
    return one["struck"] is None and one["agreement"] >= AGREE and one["valleys"] == one["k"]


def _why(one: Mapping[str, Any], taken: Mapping[str, Any], best: Mapping[str, Any], asked: Sequence[int]) -> Sentence:
    """What decided, by the rule of `choosing`."""
    if one["struck"] is not None:
        small: dict[str, Argument] = dict(one["struck"].args)
        return Sentence("clustering.why_small", small)
    if not one["in_range"]:
        return _outside(one, {"low": asked[0], "high": asked[1]})
    if one["k"] == taken["k"]:
        return Sentence("clustering.why_parted") if _parted(one) else Sentence("clustering.why_reliable")
    if _parted(taken):
        return _less_parted(one)
    near = one["agreement"] >= best["agreement"] - 2 * _error(best)
    return Sentence("clustering.why_worse_at_worst") if near else Sentence("clustering.why_less_reliable")


def _outside(one: Mapping[str, Any], asked: dict[str, Argument]) -> Sentence:
    if _parted(one):
        return Sentence("clustering.why_outside_parted", asked)
    return Sentence("clustering.why_outside", asked)


def _less_parted(one: Mapping[str, Any]) -> Sentence:
    """Why a number was passed over where a larger one, or the only one, was parted by valleys."""
    if _parted(one):
        return Sentence("clustering.why_fewer")
    if one["agreement"] < AGREE:
        return Sentence("clustering.why_unreliable", {"least": AGREE})
    return Sentence("clustering.why_not_parted", {"count": one["k"] - one["valleys"]})


def _parts(found: Found, titles: Mapping[str, Title], sizes: Mapping[str, int]) -> tuple[ClusterPart, ...]:
    valleys = found.story["valleys"]
    return tuple(
        ClusterPart(
            part.name, titles.get(part.name) or part.title, sizes.get(part.name, 0), part.share, part.jaccard,
            found_again(part.jaccard), found.parts[int(near)].name, p_value < LEVEL, p_value,
        )
        for part, (near, _, p_value) in zip(found.parts, valleys, strict=True)
    )  # fmt: skip
