"""What comes next: expected purchases and value of everybody and of each segment, and whom it is about to lose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bakhsh.language.sentences import Sentence
from bakhsh.stats import Interval

__all__ = ["Outlook", "OutlookOf", "Slipping"]


@dataclass(frozen=True, slots=True)
class OutlookOf:
    """What is expected of a segment (`segment` empty: of everybody). `customers`: how many have predictions; `alive`:
    how many of them are expected to be customers still; `orders`: purchases expected in the horizon, `value` margin in
    minor units (None: not predicted). Intervals are of the expectation, 90 %: sums of the customers' bounds, as all
    rest on the same parameters."""

    segment: str
    title: Mapping[str, str]
    customers: int
    alive: float
    orders: Interval
    value: Interval | None = None


@dataclass(frozen=True, slots=True)
class Slipping:
    """The customers who matter, those who together paid `share` of everything so far, dearest first: how many they are,
    and how many of them (`customers`) are more probably gone than not (p_alive below `p_alive`). `paid`: what these
    paid so far, in minor units; `of_all`: the part of everybody's that is; `orders`: purchases still expected."""

    matter: int
    customers: int
    paid: int
    of_all: float
    orders: float
    share: float
    p_alive: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes next as of a day. `model`: the purchase model in use and since when; `segmentations`: by name the
    segments that have customers, in their order; `notes`: what must be known of the predictions."""

    as_of: date
    horizon_days: int
    value_days: int
    model: str
    learned_as_of: date
    customers: int
    everybody: OutlookOf
    segmentations: Mapping[str, tuple[OutlookOf, ...]]
    slipping: Slipping
    notes: tuple[Sentence, ...] = ()
