"""A segment on one card: who they are, what they need, what they are worth, how satisfied they are, what threatens."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bakhsh.conditions import Name
from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Sentence
from bakhsh.loop.segments.card_parts import COMPARED_PARTS, part_of
from bakhsh.loop.segments.compared import FEWEST
from bakhsh.loop.segments.sampled import Sampled
from bakhsh.loop.segments.telling import about, figures, once_each, rounded_value, who
from bakhsh.loop.segments.threats import threats
from bakhsh.records import Card, CardPart, CardRow, Comparison, Difference, SegmentationProfile, SegmentProfile
from bakhsh.stats import Interval, Sample, mean_interval

__all__ = ["LEVEL", "CardMaker"]

LEVEL = 0.90
_MOST_ROWS = 3
"""So many lines a part has."""

_LEVELS = ("satisfaction", "review_score", "nps")
"""What is told of satisfaction whether it differs or not."""

_SIGNALS = frozenset({*_LEVELS, "complaints", "tickets"})
"""Without any of these satisfaction is not known: that nothing came back is no answer."""

_WORSE = frozenset({
    "complaints", "tickets", "resolve_hours", "return_share", "returned_orders", "returned_order_share",
})  # fmt: skip
"""Of these more is worse."""


@dataclass(frozen=True, slots=True)
class CardMaker:
    """Makes the card of a segment from its profile, its customers' values and what sets it apart from all others.
    `bases`: of features that the project declares, the base each belongs to."""

    profile: SegmentationProfile
    sampled: Sampled
    wording: Wording
    compared: Comparison
    bases: Mapping[str, str] = field(default_factory=dict)

    def card(self, own: SegmentProfile) -> Card:
        """The card; of a segment of too few customers only what it is worth."""
        others = self.profile.customers - own.customers
        rest = self.profile.revenue - own.revenue
        return Card(
            self.profile.segmentation,
            self.profile.title,
            own.segment,
            own.title,
            self.profile.as_of,
            own.customers,
            own.share,
            own.revenue,
            own.revenue_share,
            self._per_customer(own),
            rest / others if others else None,
            self._who(own),
            () if self.compared.too_few else tuple(self._parts(own)),
            self.compared.too_few,
        )

    def _per_customer(self, own: SegmentProfile) -> Interval | None:
        """Exact; its interval says how far another such group of customers could lie off."""
        if not own.customers:
            return None
        mean = own.revenue / own.customers
        values = self.sampled.values("monetary", own.segment)
        if len(values) < FEWEST:
            return Interval(mean, -math.inf, math.inf, LEVEL)
        spread = mean_interval(Sample.from_values(values), LEVEL)
        return Interval(mean, mean + spread.low - spread.estimate, mean + spread.high - spread.estimate, LEVEL)

    def _who(self, own: SegmentProfile) -> Sentence:
        if not self.compared.too_few:
            return who(self.compared.differences, self.wording)
        if own.customers >= FEWEST:
            return Sentence("cards.nobody_else")
        return Sentence("cards.too_few", {"count": own.customers})

    # ---- parts ---------------------------------------------------------------------------------------------------
    def _parts(self, own: SegmentProfile) -> Iterator[CardPart]:
        known = self._known(own.segment)
        of_part: dict[str, list[Difference]] = {}
        for one in self.compared.differences:
            of_part.setdefault(part_of(one.feature, self.bases), []).append(one)
        for name in COMPARED_PARTS:
            rows = tuple(self._row(one) for one in _first(_wanted(of_part.get(name, ()))))
            yield CardPart(name, rows, None if rows else _silence(name in known))
        rows = (*self._levels(own.segment), *self._discontent(of_part.get("satisfaction", ())))
        yield CardPart("satisfaction", rows, None if rows else _silence("asked" in known))
        warned = threats(self.sampled, own.segment, of_part.get("threats", ()), self.wording)
        yield CardPart("threats", warned, None if warned else Sentence("cards.no_threat"))

    def _known(self, segment: str) -> set[str]:
        """The parts of which enough is known of this segment's customers to compare them."""
        names = self.sampled.known(segment, FEWEST)
        asked = {"asked"} if not _SIGNALS.isdisjoint(names) else set()
        return {part_of(name, self.bases) for name in names} | asked

    def _row(self, one: Difference, tone: str = "") -> CardRow:
        return CardRow(about(one, self.wording), figures(one, self.wording), one.effect, one.sure, tone)

    def _levels(self, segment: str) -> Iterator[CardRow]:
        """How satisfied they are on average, with an interval."""
        told = {one.feature: one for one in self.compared.differences}
        for name in _LEVELS:
            if name not in self.sampled.numeric:
                continue
            own, other = self.sampled.values(name, segment), self.sampled.values(name, segment, others=True)
            if min(len(own), len(other)) < FEWEST:
                continue
            found = mean_interval(Sample.from_values(own), LEVEL)
            args = {key: rounded_value(name, getattr(found, part), self.wording) for key, part in _ENDS}
            args["other"] = rounded_value(name, float(other.mean()), self.wording)
            apart = told.get(name)
            tone = "" if apart is None else "good" if apart.effect.estimate > 0 else "bad"
            said = Sentence("cards.level", {**args, "count": len(own)})
            yield CardRow(
                self.wording.named(Name(name)), said, apart.effect if apart else None, apart.sure if apart else "", tone
            )

    def _discontent(self, told: Iterable[Difference]) -> Iterator[CardRow]:
        for one in _first([each for each in told if each.feature not in _LEVELS]):
            worse = (one.effect.estimate > 0) == (one.feature in _WORSE or one.value == "detractor")
            yield self._row(one, "bad" if worse else "good")


_SEASONAL = 1.1
"""A tenth above what is expected is worth a line."""

_PLACES = frozenset({"city", "province", "region", "country"})
_ENDS = (("own", "estimate"), ("low", "low"), ("high", "high"))


def _wanted(told: Iterable[Difference]) -> list[Difference]:
    """Of interests only those they have more of, as less of one is more of all others; of seasons only those in which
    they buy more than is expected of anybody."""
    return [one for one in told if not _by_the_way(one)]


def _by_the_way(one: Difference) -> bool:
    if one.feature.endswith("_lift"):
        return one.own is None or one.own < _SEASONAL or one.effect.estimate < 0
    return one.feature.startswith("interest_") and one.effect.estimate < 0


def _first(told: Sequence[Difference]) -> list[Difference]:
    """The strongest, each kind of thing once; of one feature of words two at the most, and of places one feature."""
    found: list[Difference] = []
    for one in _once_each_number(told):
        near = {each.feature for each in found} & _PLACES - {one.feature} if one.feature in _PLACES else ()
        if not near and sum(each.feature == one.feature for each in found) < 2:
            found.append(one)
    return found[:_MOST_ROWS]


def _once_each_number(told: Sequence[Difference]) -> Iterator[Difference]:
    """Words as they stand; of numbers that say the same thing the strongest."""
    numbers = set(map(id, once_each([one for one in told if not one.value])))
    return (one for one in told if one.value or id(one) in numbers)


def _silence(known: bool) -> Sentence:
    return Sentence("cards.no_difference") if known else Sentence("cards.not_known")
