"""Segments: profiles, members explained, and who is one customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bakhsh.language.sentences import Sentence
from bakhsh.records.carding import Difference
from bakhsh.records.clustering import Clusters
from bakhsh.records.migrating import PathStep
from bakhsh.records.predicting import NextOrder

__all__ = [
    "WordShare", "SegmentProfile", "CutPoints", "SegmentationProfile", "Membership", "Explanation", "KnownAs",
    "Merge", "Proposal", "Identities",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordShare:
    """A value of a feature of words: its share of a segment's customers, and of everybody. Beside values stand, last,
    `(others)`: all other values together, `(too few)`: what is known is known of too few customers to tell any value,
    and `unknown`. Of features of the person, what fewer than the project's smallest number have is never told by
    itself, nor to be reckoned from the rest."""

    value: str
    share: float
    of_all: float


@dataclass(frozen=True, slots=True)
class SegmentProfile:
    """What a segment is like. `means` are plain means of features over its customers (None: nobody has a value, or
    fewer than may be told of); `ratio` = its mean ÷ the mean over all customers (None where that is 0). `words`: of
    features of words the commonest values, `unknown` last. `differences`: what sets it apart from all others,
    the dozen strongest, strongest first."""

    segment: str
    title: Mapping[str, str]
    customers: int
    share: float
    revenue: int
    revenue_share: float
    means: Mapping[str, float | None] = field(default_factory=dict)
    ratios: Mapping[str, float | None] = field(default_factory=dict)
    rule: str = ""
    words: Mapping[str, tuple[WordShare, ...]] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class CutPoints:
    """RFM's ruler and its grid: cut points per measure, customers and revenue per (r_score, f_score)."""

    recency: tuple[float, ...]
    frequency: tuple[float, ...]
    monetary: tuple[float, ...]
    scores: int
    grid: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """{"5-4": (customers, revenue)} by r_score-f_score."""


@dataclass(frozen=True, slots=True)
class SegmentationProfile:
    """All segments of a segmentation as of a day, in the declared order, with `others` (and, in RFM, customers without
    a purchase) last; sizes add up to all customers. `clusters`: what was tried, where clusters are explained."""

    segmentation: str
    kind: str
    title: Mapping[str, str]
    meaning: Mapping[str, str]
    as_of: date
    customers: int
    revenue: int
    segments: tuple[SegmentProfile, ...]
    rfm: CutPoints | None = None
    model: str = ""
    learned_as_of: date | None = None
    notes: tuple[Sentence, ...] = ()
    clusters: Clusters | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Why one customer is in one segment: in because …, would leave if …, nearest other segment; `leads_to`: all
    segments that a change of one thing leads to."""

    segmentation: str
    segment: str
    title: Mapping[str, str]
    because: tuple[Sentence, ...]
    leaves_if: tuple[Sentence, ...] = ()
    nearest: str = ""
    strength: float | None = None
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """One customer as of a day: his features, his place in every segmentation, and the ids he is known under where
    there are several. `money`: the features that are amounts; `notes`: whether money is nominal or constant; `path`:
    where he was before, over the snapshots there are; `next_orders`: when he is expected again, overall first and then
    in categories."""

    customer_id: str
    as_of: date
    features: Mapping[str, Any]
    memberships: tuple[Membership, ...]
    known_as: tuple[KnownAs, ...] = ()
    notes: tuple[Sentence, ...] = ()
    money: tuple[str, ...] = ()
    path: tuple[PathStep, ...] = ()
    next_orders: tuple[NextOrder, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownAs:
    """An id of a customer. `rule`: what joins it to the others (mobile, phone, email, answer; several with +), empty
    for the id that stays; `evidence`: how many addresses and answers do."""

    customer_id: str
    rule: str = ""
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Merge:
    """One customer behind several ids, the one that stays first."""

    customer_id: str
    ids: tuple[KnownAs, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two customers who may be one. `score`: 0.5 to 1; `because`: kinds of evidence (rare_name, name, city, birth_date,
    near_phone, phone, mailbox); `shown`: initials and city of each."""

    ids: tuple[str, str]
    score: float
    because: tuple[str, ...]
    shown: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Identities:
    """Who is who: `customers` have several ids, `merged` ids are under another one; `proposed` pairs wait for an
    answer; `doubtful` ids seem to stand for several people. Of merges and proposals the first hundred are listed."""

    customers: int
    merged: int
    merges: tuple[Merge, ...]
    proposed: int
    proposals: tuple[Proposal, ...]
    doubtful: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()
