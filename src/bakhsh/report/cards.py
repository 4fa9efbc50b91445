"""Segments on cards that a manager can print: one section a segmentation, one card a segment, one page each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bakhsh.language.render import show
from bakhsh.language.sentences import Argument, Sentence, Share, Titled
from bakhsh.loop.segments.card_words import PARTS, SURE
from bakhsh.records import Card, CardPart, CardRow
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown
from bakhsh.stats import Interval

if TYPE_CHECKING:
    from bakhsh.workspace import Workspace

__all__ = ["SECTION", "CardView", "CardsView", "card_view"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an effect and its interval lie on a line from −1 to 1, in percent of the line."""

    low: float
    high: float
    middle: float
    said: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A line of a part."""

    about: str
    said: str
    scale: Scale | None
    sure: str
    kind: str
    tone: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a card."""

    name: str
    title: str
    rows: tuple[RowView, ...]
    note: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as its template lays it out. `shares` are percent: of customers, of revenue."""

    id: str
    title: str
    kicker: str
    who: str
    customers: str
    share: str
    revenue: str
    revenue_share: str
    shares: tuple[float, float]
    per_customer: str
    between: str
    parts: tuple[PartView, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardsView:
    """The cards of a segmentation, and the segments of too few customers to have one."""

    title: str
    cards: tuple[CardView, ...]
    too_few: str


def card_view(one: Card, id_: str, reader: Reader) -> CardView:
    """A card in the reader's language, digits and money."""
    of: dict[str, Argument] = {"segmentation": Titled(one.segmentation, one.segmentation_title), "as_of": one.as_of}
    return CardView(
        id_,
        reader.title(one.segment, one.title),
        reader.say(Sentence("cards.of_segmentation", of)),
        reader.say(one.who),
        reader.number(one.customers),
        reader.say(Sentence("cards.share_of_customers", {"share": Share(one.share)})),
        reader.money(one.revenue, compact=True),
        reader.say(Sentence("cards.share_of_revenue", {"share": Share(one.revenue_share)})),
        (_percent(one.share), _percent(one.revenue_share)),
        reader.money(one.per_customer.estimate if one.per_customer else None, compact=True),
        _between(one, reader),
        tuple(_part(part, reader) for part in one.parts),
        tuple(reader.say(note) for note in one.notes),
    )


def _percent(share: float) -> float:
    return round(min(max(share, 0.0), 1.0) * 100, 2)


def _between(one: Card, reader: Reader) -> str:
    own, other = one.per_customer, reader.money(one.of_others, compact=True)
    if own is None or not math.isfinite(own.low):
        return reader.say(Sentence("cards.per_customer_others", {"other": other}))
    ends = {"low": reader.money(own.low, compact=True), "high": reader.money(own.high, compact=True)}
    return reader.say(Sentence("cards.per_customer_between", {**ends, "other": other}))


def _part(part: CardPart, reader: Reader) -> PartView:
    rows = tuple(_row(row, reader) for row in part.rows)
    return PartView(part.name, reader.say(PARTS[part.name]), rows, reader.say(part.note) if part.note else "")


def _row(row: CardRow, reader: Reader) -> RowView:
    sure = reader.say(SURE[row.sure]) if row.sure else ""
    scale = _scale(row.effect, reader) if row.effect and row.sure else None
    return RowView(show(row.about, reader.locale), reader.say(row.said), scale, sure, row.sure, row.tone)


def _scale(effect: Interval, reader: Reader) -> Scale:
    def at(value: float) -> float:
        return round((value + 1) * 50, 2)

    points = {name: round(getattr(effect, end) * 100) for name, end in _ENDS}
    said = f"{reader.say(Sentence('cards.effect'))}: {reader.say(Sentence('cards.effect_between', dict(points)))}"
    return Scale(at(effect.low), at(effect.high), at(effect.estimate), said)


_ENDS = (("value", "estimate"), ("low", "low"), ("high", "high"))


def _collect(ws: Workspace, as_of: date | None) -> Mapping[str, tuple[Card, ...]]:
    """The cards of every segmentation of the snapshot."""
    return {one.segmentation: ws.cards(one.segmentation, as_of) for one in ws.profiles(as_of)}


def _shown(given: Given) -> Iterator[Shown]:
    for at, cards in enumerate((given.own or {}).values(), start=1):
        told = tuple(one for one in cards if not one.too_few)
        few = tuple(Titled(one.segment, one.title) for one in cards if one.too_few)
        if not told:
            continue
        title = given.reader.title(told[0].segmentation, told[0].segmentation_title)
        heading = given.reader.say(Sentence("cards.heading", {"segmentation": title}))
        views = tuple(card_view(one, f"c{at}-{number}", given.reader) for number, one in enumerate(told, start=1))
        note = given.reader.say(Sentence("cards.few_segments", {"segments": few})) if few else ""
        yield Shown(f"c{at}", heading, CardsView(heading, views, note))


SECTION = Section("cards", _shown, _collect)
