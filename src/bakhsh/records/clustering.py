"""Clusters as they were found: which numbers were tried, why one was taken, how far each cluster can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bakhsh.language.sentences import Argument, Sentence
from bakhsh.stats import Interval

__all__ = ["ClusterCandidate", "ClusterMap", "ClusterPart", "Clusters"]


@dataclass(frozen=True, slots=True)
class ClusterCandidate:
    """A number of clusters that was tried. `smallest`: the share of its smallest cluster; `agreement`: the median over
    pairs of bootstraps (adjusted Rand index, from 0 to 1) with its interval of 95 %, `agreement_low` the 5th
    percentile; `separation`: mean simplified silhouette; `valleys`: so many of the `k` are parted from their nearest
    neighbour; `why` it was taken, struck out or passed over."""

    k: int
    smallest: float
    agreement: Interval
    agreement_low: float
    separation: float
    valleys: int
    in_range: bool
    chosen: bool
    why: Sentence


@dataclass(frozen=True, slots=True)
class ClusterPart:
    """One cluster. `share` of the customers it was learned from; `jaccard`: how much of it bootstraps find again (from
    0 to 1), `again` the usual reading of that; `neighbour`: the cluster whose centre is nearest, `parted` from it by a
    valley with the p-value of one mode."""

    segment: str
    title: Mapping[str, str]
    customers: int
    share: float
    jaccard: float
    again: Sentence
    neighbour: str
    parted: bool
    p_value: float


@dataclass(frozen=True, slots=True)
class ClusterMap:
    """Customers on the two directions in which they differ most (principal components of the prepared columns): x
    from 0 to 1, y from 0 up, in one scale. `points`: for each cluster, in the order of the parts, the
    places of its customers, in an order that says nothing of who they are; `centres`: the mean place of each. `drawn`
    of `customers` are shown. `held`: the part of all differences the two directions hold; `across` and `up`: the
    features that go with each."""

    points: tuple[tuple[tuple[float, float], ...], ...]
    centres: tuple[tuple[float, float] | None, ...]
    drawn: int
    customers: int
    held: float
    across: tuple[Argument, ...]
    up: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Clusters:
    """A cluster segmentation. `reading`: natural, reproducible, constructed or none; `ceiling_agreement` and
    `ceiling_separation`: what copies without structure reach (None: no copies were needed)."""

    segmentation: str
    title: Mapping[str, str]
    as_of: date
    learned_as_of: date
    k: int
    low: int
    high: int
    method: str
    reading: str
    reason: Sentence
    agreement: float
    separation: float
    ceiling_agreement: float | None
    ceiling_separation: float | None
    candidates: tuple[ClusterCandidate, ...]
    parts: tuple[ClusterPart, ...]
    map: ClusterMap | None = None
