"""Retention: how long customers keep buying, who comes back, and which segments stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bakhsh.stats import Interval, Survived

__all__ = ["Retained", "Returned", "SegmentRetention", "Survival"]


@dataclass(frozen=True, slots=True)
class Returned:
    """Customers in a period: `lost` when it began or during it (of them `newly` during it), and those of them who came
    back in it; `share` = back ÷ lost, None where nobody was lost."""

    start: date
    lost: int
    newly: int
    back: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Survival:
    """How long customers keep buying: a customer is lost once silent for more than `silent` days. `steps`: the
    Kaplan-Meier curve by days since the first purchase, after which nobody was followed for more than `longest`;
    `median`: the first day by which half are lost, None where that has not come; `returned`: who came back, period by
    period."""

    as_of: date
    silent: int
    customers: int
    lost: int
    longest: int
    median: int | None
    steps: tuple[Survived, ...]
    returned: tuple[Returned, ...]


@dataclass(frozen=True, slots=True)
class SegmentRetention:
    """Of a segment's members at the earlier day, those `active` (they bought) up to the later one, their share with its
    90 % interval, and what all of them paid in that time less what they were given back."""

    segment: str
    title: Mapping[str, str]
    customers: int
    active: int
    share: Interval
    revenue: int


@dataclass(frozen=True, slots=True)
class Retained:
    """Retention by segment between two days."""

    segmentation: str
    title: Mapping[str, str]
    before: date
    after: date
    segments: tuple[SegmentRetention, ...]
