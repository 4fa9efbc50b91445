"""RFM in words: why a customer has these scores, what would move him, and what is peculiar about a ruler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bakhsh.language.sentences import Argument, Money, Sentence
from bakhsh.loop.segments import constant
from bakhsh.loop.segments.cut_points import MEASURES, Measure, Ruler
from bakhsh.loop.segments.members import titled
from bakhsh.records import Membership
from bakhsh.specs import Segment, Segmentation

__all__ = ["Change", "changes", "cut_points_in_words", "notes", "reasons"]

Place = Callable[[int, int], Segment]
"""The segment of a recency score and a frequency score."""


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of one value in one direction that moves a customer, and where to. `limit` is the cut point
    passed: the value becomes more than it (`up`) or at most it."""

    measure: Measure
    value: int
    limit: int
    up: bool
    to: Segment

    def distance(self, row: Mapping[str, Any]) -> int:
        """Days, or purchase days, from what is to what would have to be."""
        return abs(self.value - int(row[self.measure]))

    def size(self, row: Mapping[str, Any]) -> float:
        """The distance against the present value, so that days and purchase days can be compared: 30 days becoming 33
        is less of a change than 3 purchases becoming 4."""
        return self.distance(row) / max(1, int(row[self.measure]))


def reasons(
    row: Mapping[str, Any], segmentation: Segmentation, ruler: Ruler, place: Place, no_purchase: Segment
) -> Membership:
    """Why the customer of `row` is where he is; see `rfm_grid.explain`."""
    if row["recency"] is None:
        first = place(ruler.score("recency", 0), ruler.score("frequency", 1))
        leaves = Sentence("segments.leaves_with_first_purchase", {"segment": titled(first)})
        nothing = Sentence("segments.because_no_purchase")
        return Membership(
            segmentation.name,
            no_purchase.name,
            no_purchase.title,
            (nothing,),
            (leaves,),
            first.name,
            None,
            (first.name,),
        )
    known = [measure for measure in MEASURES if row[measure] is not None]
    scores = {measure: ruler.score(measure, row[measure]) for measure in known}
    segment = place(scores["recency"], scores["frequency"])
    because = tuple(_because(measure, row, scores[measure], ruler, segmentation) for measure in known)
    cell: dict[str, Argument] = {"r": scores["recency"], "f": scores["frequency"], "segment": titled(segment)}
    possible = changes(row, ruler, place)
    return Membership(
        segmentation.name,
        segment.name,
        segment.title,
        (*because, Sentence("segments.because_cell", cell)),
        tuple(_leaves(change, row) for change in possible),
        possible[0].to.name if possible else "",
        leads_to=_leads(row, ruler, place, segment.name),
    )


# ---- what would move a customer ----------------------------------------------------------------------------------
def changes(row: Mapping[str, Any], ruler: Ruler, place: Place) -> tuple[Change, ...]:
    """Every single change that moves a customer who has bought, the smallest for its size first: recency up and down,
    frequency up, for nobody takes back that he bought. The money score decides nothing, so no change of money is among
    them."""
    found = [
        change
        for measure, up, least in (("recency", True, 0), ("recency", False, 0), ("frequency", True, 1))
        if (change := _change(measure, up, least, row, ruler, place)) is not None
    ]
    return tuple(sorted(found, key=lambda change: (change.size(row), MEASURES.index(change.measure), not change.up)))


def _leads(row: Mapping[str, Any], ruler: Ruler, place: Place, here: str) -> tuple[str, ...]:
    """All segments that a change of recency or a rise of frequency leads to, however large it is."""
    lately = [{**row, "recency": value} for value in (0, *(cut + 1 for cut in ruler.cuts["recency"]))]
    oftener = [{**row, "frequency": cut + 1} for cut in ruler.cuts["frequency"] if cut >= row["frequency"]]
    names = dict.fromkeys(_placed(one, ruler, place).name for one in (*lately, *oftener))
    return tuple(name for name in names if name != here)


def _change(
    measure: Measure, up: bool, least: int, row: Mapping[str, Any], ruler: Ruler, place: Place
) -> Change | None:
    """The nearest value in one direction that stands in another segment; values below `least` do not exist."""
    here = _placed(row, ruler, place)
    now = int(row[measure])
    cuts = ruler.cuts[measure]
    limits = [cut for cut in cuts if cut >= now] if up else [cut for cut in reversed(cuts) if least <= cut < now]
    for limit in limits:
        value = limit + 1 if up else limit
        there = _placed({**row, measure: value}, ruler, place)
        if there.name != here.name:
            return Change(measure, value, limit, up, there)
    return None


def _placed(row: Mapping[str, Any], ruler: Ruler, place: Place) -> Segment:
    return place(ruler.score("recency", row["recency"]), ruler.score("frequency", row["frequency"]))


def _leaves(change: Change, row: Mapping[str, Any]) -> Sentence:
    said: dict[str, Argument] = {
        "segment": titled(change.to),
        "limit": change.limit if change.measure == "recency" else change.value,
        "count": change.distance(row),
    }
    if change.measure == "recency":
        return Sentence("segments.leaves_later", said) if change.up else Sentence("segments.leaves_sooner", said)
    return Sentence("segments.leaves_more_often", said)


# ---- scores in words ---------------------------------------------------------------------------------------------
def _because(
    measure: Measure, row: Mapping[str, Any], score: int, ruler: Ruler, segmentation: Segmentation
) -> Sentence:
    value = row[measure]
    if measure == "monetary" and segmentation.rfm.money != "nominal":
        return _because_constant(row, score, ruler, segmentation)
    said: dict[str, Argument] = {
        "score": score,
        "scores": ruler.scores,
        "range": _range(measure, *ruler.span(measure, score)),
    }
    if measure == "monetary":
        return Sentence("segments.because_monetary", {**said, "value": Money(value)})
    said["count"] = value
    if measure == "recency":
        return Sentence("segments.because_recency", said)
    return Sentence("segments.because_frequency", said)


def _because_constant(row: Mapping[str, Any], score: int, ruler: Ruler, segmentation: Segmentation) -> Sentence:
    """The money score where money is constant: an amount in the money of the base month, or a rank."""
    shown = constant.said(row["monetary"], segmentation)
    args: dict[str, Argument] = {"score": score, "scores": ruler.scores, "value": shown}
    if segmentation.rfm.money == "rank":
        return Sentence("prices.because_rank", args)
    return Sentence("prices.because_constant", args)


def _range(measure: Measure, low: int | None, high: int | None) -> Sentence:
    """Values, both ends included; an end nobody set is left open."""

    def shown(value: int) -> Argument:
        return Money(value) if measure == "monetary" else value

    if low is None:
        return Sentence("segments.any_value") if high is None else Sentence("segments.up_to", {"high": shown(high)})
    if high is None:
        return Sentence("segments.at_least", {"low": shown(low)})
    if low == high:
        return Sentence("segments.exactly", {"value": shown(low)})
    return Sentence("segments.from_to", {"low": shown(low), "high": shown(high)})


def cut_points_in_words(ruler: Ruler, segmentation: Segmentation) -> tuple[Sentence, ...]:
    """The cut points of each measure, the measure's lowest first."""
    money: tuple[Argument, ...] = tuple(constant.said(cut, segmentation) for cut in ruler.cuts["monetary"])
    return (
        Sentence("segments.cuts_recency", {"cuts": ruler.cuts["recency"]}),
        Sentence("segments.cuts_frequency", {"cuts": ruler.cuts["frequency"]}),
        Sentence("segments.cuts_monetary", {"cuts": money}),
    )


def notes(ruler: Ruler) -> tuple[Sentence, ...]:
    """What to know before reading these scores: which of them nobody has, because cut points coincide."""
    said = {measure: ruler.unused(measure) for measure in MEASURES}
    sentences = {
        "recency": Sentence("segments.unused_recency", _unused(said["recency"])),
        "frequency": Sentence("segments.unused_frequency", _unused(said["frequency"])),
        "monetary": Sentence("segments.unused_monetary", _unused(said["monetary"])),
    }
    return tuple(sentences[measure] for measure in MEASURES if said[measure])


def _unused(scores: tuple[int, ...]) -> dict[str, Argument]:
    return {"unused": scores, "count": len(scores)}
