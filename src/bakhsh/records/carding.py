"""Segments compared: what sets one apart, how two segmentations overlap, and a segment on one card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bakhsh.language.sentences import Argument, Sentence
from bakhsh.stats import Interval

__all__ = ["Card", "CardPart", "CardRow", "Comparison", "Difference", "Overlap", "OverlapCell"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that sets customers apart from others.

    `effect`, from −1 to 1, above 0 where they have more of it: of a number Cliff's delta (how much more often one of
    them has the higher value than one of the others), of a word (`value`) its share among them less its share among
    the others. Both are one scale, so differences are ranked by it. `own` and `other`: what is usual among them and
    among the others, a median, a mean or a share by `measure` (None: neither goes the way of the effect). `lift`: own ÷
    other. `customers` and `others`: of whom it is known. `sure`: clear where the whole interval is large enough to
    matter, else likely.
    """

    feature: str
    value: str
    effect: Interval
    own: float | None
    other: float | None
    measure: str
    lift: float | None
    customers: int
    others: int
    sure: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A segment against another one (`against`), or against all others (empty): its differences, strongest first.

    `tested`: so many features and words were looked at. `too_few`: so few customers stand
    on either side that nothing is told. `sample`: so many of the customers were looked at where not all were.
    """

    segmentation: str
    segment: str
    title: Mapping[str, str]
    as_of: date
    customers: int
    others: int
    differences: tuple[Difference, ...] = ()
    tested: int = 0
    against: str = ""
    against_title: Mapping[str, str] = field(default_factory=dict)
    too_few: bool = False
    sample: int | None = None


@dataclass(frozen=True, slots=True)
class OverlapCell:
    """Customers who are in `one` of the first segmentation and in `other` of the second, and so in exactly these two.

    `of_one`, `of_other`: their share of each of the segments. `lift`: how many times as many as if the two
    segmentations had nothing to do with each other (None: nobody could be there); `sure`: whether it differs from 1.
    """

    one: str
    other: str
    customers: int
    of_one: float | None
    of_other: float | None
    lift: Interval | None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two segmentations of the same customers laid over each other. Cells in the order of the segments of `one`, then
    of `other`; their customers add up to `customers`. `titles`: of both segmentations by name, and of their segments by
    segmentation.segment. `shared`: from 0 (nothing in common) to 1 (one tells the other), Cramér's V."""

    one: str
    other: str
    as_of: date
    customers: int
    cells: tuple[OverlapCell, ...]
    titles: Mapping[str, Mapping[str, str]]
    shared: float | None = None


@dataclass(frozen=True, slots=True)
class CardRow:
    """One line of a card: what it is about, what is said, its figures, and how sure it is.

    `effect`: how far they are from the others, on the scale of `Difference`; None where nothing is compared. `tone`:
    good, bad or empty.
    """

    about: Argument
    said: Sentence
    effect: Interval | None = None
    sure: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class CardPart:
    """A part of a card: people, needs, prices, channels, times, places, values, satisfaction or threats. `note` stands
    where there are no rows: nothing is known, nothing differs, or customers are too few to tell."""

    name: str
    rows: tuple[CardRow, ...] = ()
    note: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A segment as a manager reads it: who they are, what they need, what they are worth, what threatens them. Minor
    units; `per_customer`: revenue per customer with its interval, `of_others` that of all others. `notes`: how far a
    cluster can be trusted."""

    segmentation: str
    segmentation_title: Mapping[str, str]
    segment: str
    title: Mapping[str, str]
    as_of: date
    customers: int
    share: float
    revenue: int
    revenue_share: float
    per_customer: Interval | None
    of_others: float | None
    who: Sentence
    parts: tuple[CardPart, ...] = ()
    too_few: bool = False
    notes: tuple[Sentence, ...] = ()
