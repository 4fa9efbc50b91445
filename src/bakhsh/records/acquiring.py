"""Acquisition: whom each source has won, what they cost and what they have brought since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bakhsh.language.sentences import Sentence
from bakhsh.stats import Interval

__all__ = ["Acquired", "Acquisition", "BoughtAgain", "NewReturning", "Payback"]


@dataclass(frozen=True, slots=True)
class Payback:
    """After how many months of 30 days the mean customer's margin has passed what winning him cost: `months`, and by
    the ends of its 90 % interval the `earliest` and `latest`; None: not within the `followed` months that enough
    customers have been known for."""

    months: int | None
    earliest: int | None
    latest: int | None
    followed: int


@dataclass(frozen=True, slots=True)
class BoughtAgain:
    """Of the `known` customers whose first purchase is at least `days` days ago, those who bought in the 90 days up to
    that day, the first purchase left out: their share with its 90 % interval; None where they are too few."""

    days: int
    known: int
    bought: int
    share: Interval | None


@dataclass(frozen=True, slots=True)
class Acquired:
    """What one source has won: `customers` who have bought by as_of, `leads` who have not. `cost`: spent on those
    `costed` customers whose cost is known (None: of nobody). `revenue` and `margin` of all of them so far (None: margin
    is not known), `revenue_each` and `margin_each` the mean of a customer with its 90 % interval, `clv` the predicted
    one with the bounds of its expectation. `segments`: shares of its customers. `few`: too few to say more than counts
    and sums of."""

    source: str
    customers: int
    leads: int
    cost: int | None
    costed: int
    revenue: int
    margin: int | None
    few: bool = False
    revenue_each: Interval | None = None
    margin_each: Interval | None = None
    payback: Payback | None = None
    again: tuple[BoughtAgain, ...] = ()
    clv: Interval | None = None
    segments: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewReturning:
    """Revenue of a month, of customers who first bought in it and of all who had bought before."""

    month: date
    new: int
    returning: int


@dataclass(frozen=True, slots=True)
class Acquisition:
    """All sources by a column of ROWS, the largest first; `(others)` are those too small to be told apart and
    `(unknown)` the customers without one, last. `segmentation`: whose segments are counted, with `titles`."""

    as_of: date
    by: str
    sources: tuple[Acquired, ...]
    months: tuple[NewReturning, ...]
    segmentation: str = ""
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()
