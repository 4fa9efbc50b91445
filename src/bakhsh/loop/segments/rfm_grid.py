"""The kind `rfm`: three scores by stored cut points, and ten segments on the grid of recency and frequency.

The money score is shown and can be asked for; it does not decide the segment. Customers who have not bought are in
`no_purchase`. The ten names are those most practitioners use on the 5 × 5 grid; a ruler with n scores is read on the
same grid: score s stands where s' = 1 + (s - 1) · 4 / (n - 1) stands, rounded half up, so that the worst is always 1
and the best always 5. A ruler with fewer than five scores has no cell for some of the names.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from bakhsh import conditions
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.loop.segments.beside import NOTHING, Beside
from bakhsh.loop.segments.constant import measured, measured_row
from bakhsh.loop.segments.cut_points import MEASURES, Ruler, measure_ruler, read_ruler, whole
from bakhsh.loop.segments.members import NO_PURCHASE, digest, fingerprint, members, worded
from bakhsh.loop.segments.rfm_reasons import cut_points_in_words, notes, reasons
from bakhsh.records import Membership, Model
from bakhsh.specs import Segment, Segmentation
from bakhsh.tables import Type

__all__ = ["assign", "cells", "describe", "explain", "learn", "learned", "meaning", "place", "scored", "segments"]


@dataclass(frozen=True, slots=True)
class _Area:
    """A rectangle of the 5 × 5 grid, its lowest and highest recency and frequency score."""

    name: str
    title: Sentence
    recency: tuple[int, int]
    frequency: tuple[int, int]


_GRID = (
    _Area("champions", Sentence("segments.rfm_champions"), (5, 5), (4, 5)),
    _Area("loyal", Sentence("segments.rfm_loyal"), (3, 4), (4, 5)),
    _Area("potential_loyalists", Sentence("segments.rfm_potential_loyalists"), (4, 5), (2, 3)),
    _Area("new", Sentence("segments.rfm_new"), (5, 5), (1, 1)),
    _Area("promising", Sentence("segments.rfm_promising"), (4, 4), (1, 1)),
    _Area("need_attention", Sentence("segments.rfm_need_attention"), (3, 3), (3, 3)),
    _Area("about_to_sleep", Sentence("segments.rfm_about_to_sleep"), (3, 3), (1, 2)),
    _Area("at_risk", Sentence("segments.rfm_at_risk"), (1, 2), (3, 4)),
    _Area("cant_lose", Sentence("segments.rfm_cant_lose"), (1, 2), (5, 5)),
    _Area("hibernating", Sentence("segments.rfm_hibernating"), (1, 2), (1, 2)),
)
"""The 25 cells, each in exactly one area; the best segment first."""


def place(r_score: int, f_score: int, scores: int = 5) -> str:
    """The segment of a cell of the grid of a ruler with `scores` scores."""
    r, f = _on_five(r_score, scores), _on_five(f_score, scores)
    return next(
        area.name
        for area in _GRID
        if area.recency[0] <= r <= area.recency[1] and area.frequency[0] <= f <= area.frequency[1]
    )


def _on_five(score: int, scores: int) -> int:
    steps = scores - 1
    return 1 + ((score - 1) * 8 + steps) // (2 * steps)


def _own(five: tuple[int, int], scores: int) -> tuple[int, int] | None:
    """The lowest and highest score of a ruler with `scores` scores that stand inside `five` on the 5 × 5 grid."""
    inside = [score for score in range(1, scores + 1) if five[0] <= _on_five(score, scores) <= five[1]]
    return (inside[0], inside[-1]) if inside else None


def _areas(scores: int) -> tuple[tuple[_Area, tuple[int, int], tuple[int, int]], ...]:
    """The areas that have a cell, with their recency and frequency scores in the ruler's own count."""
    found = ((area, _own(area.recency, scores), _own(area.frequency, scores)) for area in _GRID)
    return tuple((area, r, f) for area, r, f in found if r and f)


def cells(segment: str, scores: int = 5) -> str:
    """Where a segment stands on the grid, as text: "R 4-5, F 2-3"; empty for customers without a purchase."""
    for area, r, f in _areas(scores):
        if area.name == segment:
            return f"R {_range(r)}, F {_range(f)}"
    return ""


def _range(ends: tuple[int, int]) -> str:
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}-{ends[1]}"


def segments(
    segmentation: Segmentation, model: Model | None = None, among: Mapping[str, Sequence[Segment]] | None = None
) -> tuple[Segment, ...]:
    """All segments there can be, the best first and `no_purchase` last; titles of the file go before ours."""
    declared = {segment.name: segment.title for segment in segmentation.segments}
    named = [(area.name, area.title) for area, _, _ in _areas(segmentation.rfm.scores)]
    named.append((NO_PURCHASE, Sentence("segments.no_purchase")))
    return tuple(Segment(name, worded(title, declared.get(name, {}))) for name, title in named)


def learned(segmentation: Segmentation) -> bool:
    """Always: hand-written cut points are kept as a model too."""
    return True


def meaning(segmentation: Segmentation) -> Any:
    """What decides who is where, as JSON-ready values: the scores and the cut points written by hand."""
    said = {"scores": segmentation.rfm.scores} | {measure: whole(segmentation, measure) for measure in MEASURES}
    return said if segmentation.rfm.money == "nominal" else {**said, "money": segmentation.rfm.money}


def learn(
    segmentation: Segmentation, rows: ibis.Table, as_of: date, beside: Beside = NOTHING
) -> Generator[ibis.Table, pa.Table, Model | None]:
    """Cut points as a model (see `cut_points.measure_ruler` for what is asked and raised)."""
    ruler = yield from measure_ruler(segmentation, measured(rows, segmentation))
    definition = fingerprint(segmentation, meaning(segmentation))
    return Model(
        segmentation.name, "rfm", definition, as_of, ruler.body, digest([definition, ruler.body]), notes(ruler)
    )


def assign(
    rows: ibis.Table, segmentation: Segmentation, model: Model | None, types: Mapping[str, Type], minor_per_unit: int
) -> ibis.Table:
    """MEMBERS with r_score, f_score and m_score (empty for customers without a purchase)."""
    ruler = read_ruler(segmentation, model)
    table = scored(measured(rows, segmentation), ruler)
    scores = {name: table[name] for name in ("r_score", "f_score", "m_score")}
    return members(table, segmentation, _segment(table, ruler.scores), model, scores)


def scored(rows: ibis.Table, ruler: Ruler, **further: ibis.Value) -> ibis.Table:
    """as_of, customer_id, r_score, f_score and m_score of `rows`, with `further` columns."""
    return rows.select(
        as_of=rows.as_of,
        customer_id=rows.customer_id,
        r_score=_score(rows, "recency", ruler),
        f_score=_score(rows, "frequency", ruler),
        m_score=_score(rows, "monetary", ruler),
        **further,
    )


def _score(rows: ibis.Table, measure: str, ruler: Ruler) -> ibis.expr.types.IntegerValue:
    value, cuts = rows[measure], ruler.cuts[measure]
    best_first = range(ruler.scores, 0, -1)
    ordered = best_first if measure == "recency" else best_first[::-1]
    steps = [(value <= cut, score) for cut, score in zip(cuts, ordered, strict=False)]
    nothing = (rows.recency.isnull() | value.isnull(), ibis.null("int64"))
    return ibis.cases(nothing, *steps, else_=ordered[len(cuts)]).cast("int64")


def _segment(table: ibis.Table, scores: int) -> ibis.expr.types.StringValue:
    *areas, last = _areas(scores)
    inside = [
        (table.r_score.between(*recency) & table.f_score.between(*frequency), area.name)
        for area, recency, frequency in areas
    ]
    return ibis.cases((table.r_score.isnull(), NO_PURCHASE), *inside, else_=last[0].name)


def explain(
    row: Mapping[str, Any],
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type],
    minor_per_unit: int,
    titles: Mapping[str, Argument] | None = None,
    possible: conditions.Possible = conditions.ANYTHING,
) -> Membership:
    """The three scores with the values that get them, and every change of one value that moves the customer, the
    smallest for its size first; `nearest` is where that one leads."""
    ruler = read_ruler(segmentation, model)
    named = {segment.name: segment for segment in segments(segmentation)}
    seen = measured_row(row, segmentation)
    return reasons(seen, segmentation, ruler, lambda r, f: named[place(r, f, ruler.scores)], named[NO_PURCHASE])


def describe(
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type] | None = None,
    minor_per_unit: int | None = None,
    titles: Mapping[str, Argument] | None = None,
) -> tuple[Sentence, ...]:
    """How scores and segments come about; once there is a model, its cut points and what to know about them."""
    said = Sentence("segments.rfm_meaning", {"scores": segmentation.rfm.scores})
    if model is None:
        return (said,)
    ruler = read_ruler(segmentation, model)
    money = (_MONEY[segmentation.rfm.money],) if segmentation.rfm.money in _MONEY else ()
    return (said, *cut_points_in_words(ruler, segmentation), *notes(ruler), *money)


_MONEY = {"constant": Sentence("prices.rfm_constant"), "rank": Sentence("prices.rfm_rank")}
"""How money is scored where it is not as it was paid."""
