"""RFM's grid as a heat table: recency downwards with the best first, purchase days across."""

from __future__ import annotations

from dataclasses import dataclass

from bakhsh.language.sentences import Argument, Sentence
from bakhsh.loop.segments.rfm_grid import place
from bakhsh.records import SegmentationProfile
from bakhsh.report.heat import shade
from bakhsh.report.reader import Reader

__all__ = ["Grid", "GridCell", "GridRow", "area", "grid", "span"]


@dataclass(frozen=True, slots=True)
class GridCell:
    """Customers with one pair of scores, what they brought, the segment the pair belongs to, and the cell's colour."""

    customers: str
    revenue: str
    short: str
    segment: str
    step: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One recency score and the days it stands for."""

    score: str
    range: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns are purchase-day scores with the days they stand for, lowest first."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]


def grid(seen: SegmentationProfile, reader: Reader) -> Grid | None:
    """The grid of a segmentation; None where it has none."""
    if seen.rfm is None:
        return None
    ruler, scores = seen.rfm, range(1, seen.rfm.scores + 1)
    titles = {one.segment: reader.title(one.segment, one.title) for one in seen.segments}
    largest = max((customers for customers, _ in ruler.grid.values()), default=0)

    def cell(r: int, f: int) -> GridCell:
        customers, revenue = ruler.grid.get(f"{r}-{f}", (0, 0))
        name = place(r, f, ruler.scores)
        return GridCell(
            reader.number(customers),
            reader.money(revenue),
            reader.money(revenue, compact=True),
            titles.get(name, name),
            shade(customers, largest),
        )

    columns = tuple((reader.number(f), _range(ruler.frequency, f - 1, 1, reader)) for f in scores)
    rows = tuple(
        GridRow(
            reader.number(r),
            _range(ruler.recency, ruler.scores - r, 0, reader),
            tuple(cell(r, f) for f in scores),
        )
        for r in reversed(scores)
    )
    return Grid(columns, rows)


def span(cuts: tuple[float, ...], below: int) -> tuple[int | None, int | None] | None:
    """The whole values, both ends included, with so many cut points strictly below them. An end nobody set is None;
    None in all where no value can be there."""
    if below > len(cuts):
        return None
    low = int(cuts[below - 1]) + 1 if below else None
    high = int(cuts[below]) if below < len(cuts) else None
    return None if low is not None and high is not None and low > high else (low, high)


def _range(cuts: tuple[float, ...], below: int, smallest: int, reader: Reader) -> str:
    """What a score stands for; the lowest begins at `smallest`."""
    found = span(cuts, below)
    if found is None:
        return reader.say(Sentence("report.range_none"))
    low, high = found
    if high is None:
        return "" if low is None else reader.say(Sentence("report.range_from", {"low": low}))
    start = smallest if low is None else low
    if start >= high:
        return reader.number(high)
    args: dict[str, Argument] = {"low": start, "high": high}
    return reader.say(Sentence("report.range", args))


def area(segment: str, scores: int, reader: Reader) -> str:
    """Which scores make a segment, in words; empty for one that is not on the grid."""
    every = range(1, scores + 1)
    inside = [(r, f) for r in every for f in every if place(r, f, scores) == segment]
    if not inside:
        return ""
    recency, frequency = ((min(one), max(one)) for one in zip(*inside, strict=True))
    return reader.say(Sentence("report.scores", {"recency": _scores(recency), "frequency": _scores(frequency)}))


def _scores(ends: tuple[int, int]) -> Argument:
    low, high = ends
    return low if low == high else Sentence("report.range", {"low": low, "high": high})
