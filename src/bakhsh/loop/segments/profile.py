"""What segments are like: size, money, means against all customers, and where RFM's customers stand on the grid."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions.days import TODAY, day
from bakhsh.errors import BrokenContract
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments import rfm_grid
from bakhsh.loop.segments.assign import describe, segments
from bakhsh.loop.segments.compared import told_of
from bakhsh.loop.segments.constant import measured
from bakhsh.loop.segments.cut_points import read_ruler
from bakhsh.loop.segments.sampled import sampled
from bakhsh.loop.segments.words import words
from bakhsh.records import CutPoints, Difference, Model, SegmentationProfile, SegmentProfile
from bakhsh.specs import Segment, Segmentation

__all__ = ["profile"]

_Row = Mapping[str, Any]

MOST_DIFFERENCES = 12
"""So many differences of a segment are kept with its profile."""


def profile(
    segmentation: Segmentation,
    rows: ibis.Table,
    members: ibis.Table,
    as_of: date,
    model: Model | None,
    numeric: Sequence[str],
    worded: Sequence[str] = (),
    fewest: Mapping[str, int] | None = None,
    compared: tuple[Sequence[str], Sequence[str]] = ((), ()),
    *,
    open_day: bool = False,
    titles: Mapping[str, Argument] | None = None,
) -> Generator[ibis.Table, pa.Table, SegmentationProfile]:
    """The profile of all segments, in their order, empty ones too; sizes add up to the customers of `rows`.

    Asks for one row per segment, and in RFM one per cell of the grid. Revenue is the sum of `monetary` in minor units;
    means are over the customers of the segment that have a value in `numeric`, and `worded` are the features of words
    whose values are told (see `words`). `fewest`: by feature, how many customers must stand behind what is told of a
    segment (1); means of fewer are empty, and not in the mean of all. `compared`: numbers and words by which segments
    are compared with all others (see `compared.comparable`). With `open_day` the questions say TODAY for `as_of`.
    `titles`: what segmentations are called where a definition names them.
    Raises BrokenContract where a customer of `rows` has no place in `members`, or one that the segmentation does not
    know.
    """
    places = _places(members, segmentation, day(TODAY if open_day else as_of))
    parts = (yield _by_segment(rows, places, numeric)).to_pylist()
    parted = segments(segmentation, model)
    _complete(parts, parted, segmentation)
    everyone = _total(parts, numeric, fewest)
    own = {part["segment"]: _total([part], numeric, fewest) for part in parts}
    empty = _total([], numeric)
    said = yield from words(rows, places, worded, fewest)
    apart = yield from _differences(rows, places, own, compared, fewest)
    grid = (yield _by_cell(segmentation, rows, model)) if segmentation.kind == "rfm" else None
    return SegmentationProfile(
        segmentation.name,
        segmentation.kind,
        segmentation.title,
        segmentation.meaning,
        as_of,
        everyone.customers,
        everyone.revenue,
        tuple(
            replace(
                _segment(segment, segmentation, own.get(segment.name, empty), everyone),
                words=said.get(segment.name, {}),
                differences=apart.get(segment.name, ()),
            )
            for segment in parted
        ),
        _cut_points(segmentation, model, grid) if grid is not None else None,
        model.fingerprint if model else "",
        model.learned_as_of if model else None,
        describe(segmentation, model, titles=titles),
    )


# ---- the questions -----------------------------------------------------------------------------------------------
def _by_segment(rows: ibis.Table, places: ibis.Table, numeric: Sequence[str]) -> ibis.Table:
    """One row per segment: customers, revenue, and per feature its sum and the customers who have it."""
    places = places.rename(member_id="customer_id")
    renamed = {_nth(at): rows[name] for at, name in enumerate(numeric)}
    features = rows.select("customer_id", money=rows.monetary, **renamed)
    placed = features.left_join(places, features.customer_id == places.member_id)
    sums = {}
    for at in range(len(numeric)):
        value = placed[_nth(at)]
        exact = value.cast("int64") if value.type().is_integer() or value.type().is_boolean() else value.cast("float64")
        sums[f"{_nth(at)}_sum"], sums[f"{_nth(at)}_count"] = exact.sum(), value.count()
    return placed.group_by("segment").aggregate(customers=placed.count(), revenue=placed.money.sum(), **sums)


def _places(members: ibis.Table, segmentation: Segmentation, today: ibis.Value) -> ibis.Table:
    """customer_id and segment of every customer."""
    mine = members.filter(members.segmentation == segmentation.name, members.as_of == today)
    return mine.select("customer_id", "segment")


def _differences(
    rows: ibis.Table,
    places: ibis.Table,
    own: Mapping[str, _Total],
    by: tuple[Sequence[str], Sequence[str]],
    fewest: Mapping[str, int] | None,
) -> Generator[ibis.Table, pa.Table, dict[str, tuple[Difference, ...]]]:
    """What sets each segment apart from all others, the strongest only."""
    customers = sum(one.customers for one in own.values())
    if not any(by) or len(own) < 2:
        return {}
    asked = yield from sampled(rows, places, sorted(own), customers, *by)
    told = told_of(asked, [(name, "") for name in asked.segments], fewest)
    return {name: one.differences[:MOST_DIFFERENCES] for name, one in zip(asked.segments, told, strict=True)}


def _nth(at: int) -> str:
    """Names of our own for the features: a lifted column's name may be as long as an engine allows."""
    return f"feature_{at}"


def _by_cell(segmentation: Segmentation, rows: ibis.Table, model: Model | None) -> ibis.Table:
    """Customers and revenue per recency and frequency score."""
    table = measured(rows.mutate(paid=rows.monetary), segmentation)
    scored = rfm_grid.scored(table, read_ruler(segmentation, model), money=table.paid)
    return scored.group_by("r_score", "f_score").aggregate(customers=scored.count(), revenue=scored.money.sum())


def _complete(parts: Sequence[_Row], parted: Sequence[Segment], segmentation: Segmentation) -> None:
    known = {segment.name for segment in parted}
    for part in parts:
        if part["segment"] not in known:
            found, lost = Code(part["segment"] or "–"), part["customers"]
            said = {"segmentation": Code(segmentation.name), "count": lost, "segment": found}
            raise BrokenContract(Sentence("segments.no_place", said))


# ---- the answers -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Total:
    """Customers together; a mean is None where nobody has a value."""

    customers: int
    revenue: int
    means: Mapping[str, float | None]


def _total(rows: Sequence[_Row], numeric: Sequence[str], fewest: Mapping[str, int] | None = None) -> _Total:
    means: dict[str, float | None] = {}
    for at, name in enumerate(numeric):
        # Of segments of too few also the mean of all knows nothing: less the others' means it would give theirs away.
        counts = f"{_nth(at)}_count"
        told = [row for row in rows if row[counts] >= (fewest or {}).get(name, 1)]
        counted = sum(row[counts] for row in told)
        # fsum: the mean of all must not depend on the order in which segments came back.
        summed = math.fsum(float(row[f"{_nth(at)}_sum"] or 0) for row in told)
        means[name] = summed / counted if counted else None
    customers = sum(row["customers"] for row in rows)
    return _Total(customers, sum(int(row["revenue"] or 0) for row in rows), means)


def _segment(segment: Segment, segmentation: Segmentation, own: _Total, everyone: _Total) -> SegmentProfile:
    return SegmentProfile(
        segment.name,
        segment.title,
        own.customers,
        own.customers / everyone.customers if everyone.customers else 0.0,
        own.revenue,
        own.revenue / everyone.revenue if everyone.revenue else 0.0,
        own.means,
        {name: _ratio(own.means[name], everyone.means[name]) for name in own.means},
        _rule(segment, segmentation),
    )


def _ratio(own: float | None, everyone: float | None) -> float | None:
    return own / everyone if own is not None and everyone else None


def _rule(segment: Segment, segmentation: Segmentation) -> str:
    """What a segment stands for, as the user would type it: the condition, or the cells of the grid."""
    if segment.where is not None:
        return segment.where.text
    return rfm_grid.cells(segment.name, segmentation.rfm.scores) if segmentation.kind == "rfm" else ""


def _cut_points(segmentation: Segmentation, model: Model | None, cells: pa.Table) -> CutPoints:
    ruler = read_ruler(segmentation, model)
    grid = {
        f"{row['r_score']}-{row['f_score']}": (row["customers"], int(row["revenue"] or 0))
        for row in cells.to_pylist()
        if row["r_score"] is not None
    }
    return CutPoints(
        ruler.cuts["recency"], ruler.cuts["frequency"], ruler.cuts["monetary"], ruler.scores, dict(sorted(grid.items()))
    )
