"""RFM's ruler: the cut points between scores, and how they are found.

A cut point is a discrete lower quantile: the smallest value v with share(values ≤ v) ≥ p, for p = 1/n, …, (n - 1)/n
and n scores, over the customers with a purchase. score = 1 + number of cut points strictly below the value; for
recency, where fewer days are better, n - that number. So equal values always score alike, which cutting a ranking
into equal parts (ntile) cannot promise, and a score may stay unused where cut points coincide.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Generator
from dataclasses import dataclass, field

import ibis
import pyarrow as pa

from bakhsh.errors import NotReady, ProjectError
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Model
from bakhsh.specs import RfmRuler, Segmentation

__all__ = ["MEASURES", "MOST_ROWS", "Measure", "Ruler", "measure_ruler", "read_ruler", "whole"]

Measure = str
MEASURES: tuple[Measure, ...] = ("recency", "frequency", "monetary")
"""The columns that are scored, each with as many scores."""

MOST_ROWS = 2_000_000
"""An answer holds at most so many rows; a column with more distinct values is asked about on a coarser grid first."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """Cut points per measure, ascending: days, purchase days and minor units. `largest` holds the largest value that
    was seen when the cut points were learned, so that a top score nobody can have is known."""

    scores: int
    cuts: dict[Measure, tuple[int, ...]]
    largest: dict[Measure, int] = field(default_factory=dict)

    def score(self, measure: Measure, value: float) -> int:
        """1 to `scores`, `scores` is best."""
        below = bisect_left(self.cuts[measure], value)
        return self.scores - below if measure == "recency" else 1 + below

    def span(self, measure: Measure, score: int) -> tuple[int | None, int | None]:
        """The values, both ends included, that get `score`; None where there is no end, low above high for a score
        that nothing gets."""
        below = self.scores - score if measure == "recency" else score - 1
        cuts = self.cuts[measure]
        if below > len(cuts):
            return 1, 0
        return cuts[below - 1] + 1 if below else None, cuts[below] if below < len(cuts) else None

    def unused(self, measure: Measure) -> tuple[int, ...]:
        """Scores that no value can get (coincident cut points) or that nobody had when the ruler was learned."""
        return tuple(score for score in range(1, self.scores + 1) if self._empty(measure, score))

    def _empty(self, measure: Measure, score: int) -> bool:
        low, high = self.span(measure, score)
        if low is None:
            return False
        return low > (self.largest.get(measure, low) if high is None else high)

    @property
    def body(self) -> dict[str, object]:
        """The ruler as a model's body: numbers only."""
        cuts = {measure: list(self.cuts[measure]) for measure in MEASURES}
        return {"scores": self.scores, "cut_points": cuts, "largest": dict(self.largest)}


def read_ruler(segmentation: Segmentation, model: Model | None) -> Ruler:
    """The ruler a model holds. Raises NotReady where there is none yet."""
    if model is None:
        said = Sentence("segments.not_learned", {"segmentation": Code(segmentation.name)})
        hint = Sentence("segments.run_first", {"command": Code("bakhsh run")})
        raise NotReady(said, where=segmentation.at, hint=hint)
    cuts = {measure: tuple(int(cut) for cut in model.body["cut_points"][measure]) for measure in MEASURES}
    largest = {measure: int(value) for measure, value in model.body.get("largest", {}).items()}
    return Ruler(int(model.body["scores"]), cuts, largest)


def measure_ruler(segmentation: Segmentation, rows: ibis.Table) -> Generator[ibis.Table, pa.Table, Ruler]:
    """The ruler of an RFM segmentation: what is written in its file as it stands there, the rest learned from the
    customers of `rows` with a purchase.

    Asks one question about all measures and one or more per measure that is learned; each answer has at most MOST_ROWS
    rows, and the cut points are exact all the same. Raises ProjectError for hand-written cut points that do not ascend
    or are not fewer than the scores, NotReady where nobody has bought.
    """
    ruler = segmentation.rfm
    cuts = {measure: _written(segmentation, measure) for measure in MEASURES if getattr(ruler, measure)}
    largest: dict[Measure, int] = {}
    missing = [measure for measure in MEASURES if measure not in cuts]
    if missing:
        # Money is empty only where it is constant and no price level is known.
        buyers = rows.filter(rows.recency.notnull() & rows.monetary.notnull())
        extent = (yield _extent(buyers, missing)).to_pylist()[0]
        customers = extent["customers"] or 0
        if not customers and ruler.money != "nominal":
            raise NotReady(Sentence("prices.nobody_known", {"segmentation": Code(segmentation.name)}))
        if not customers:
            raise NotReady(Sentence("segments.nobody_bought", {"segmentation": Code(segmentation.name)}))
        for measure in missing:
            seen = _Extent(customers, *(extent[f"{measure}_{part}"] for part in ("distinct", "low", "high")))
            cuts[measure] = yield from _quantiles(buyers[measure], seen, ruler.scores)
            largest[measure] = seen.high
    return Ruler(ruler.scores, cuts, largest)


def _written(segmentation: Segmentation, measure: Measure) -> tuple[int, ...]:
    ruler: RfmRuler = segmentation.rfm
    written: tuple[float, ...] = getattr(ruler, measure)
    if len(written) >= ruler.scores or list(written) != sorted(written):
        said = Sentence(
            "segments.bad_cut_points",
            {"measure": Code(measure), "most": ruler.scores - 1, "scores": ruler.scores, "found": len(written)},
        )
        raise ProjectError(said, where=segmentation.at, hint=Sentence("segments.write_cut_points"))
    return tuple(whole(segmentation, measure))


def whole(segmentation: Segmentation, measure: Measure) -> list[int]:
    """The cut points written by hand as whole numbers. All measures are whole, and of whole numbers exactly those up to
    floor(c) are up to c."""
    return [math.floor(cut) for cut in getattr(segmentation.rfm, measure)]


@dataclass(frozen=True, slots=True)
class _Extent:
    customers: int
    distinct: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Bin:
    """Values [start, end) and how many customers have one below `start`."""

    start: int
    end: int
    below: int


def _extent(buyers: ibis.Table, measures: list[Measure]) -> ibis.Table:
    parts = {"customers": buyers.count()}
    for measure in measures:
        column = buyers[measure]
        parts[f"{measure}_distinct"] = column.nunique()
        parts[f"{measure}_low"], parts[f"{measure}_high"] = column.min(), column.max()
    return buyers.aggregate(**parts)


def _quantiles(
    column: ibis.expr.types.IntegerColumn, seen: _Extent, scores: int
) -> Generator[ibis.Table, pa.Table, tuple[int, ...]]:
    """The cut points of one column. With too many distinct values the first histogram is one of wide bins, and each
    further one looks only into the bins that hold a cut point, until bins are single values."""
    bins = [_Bin(seen.low, seen.high + 1, 0)]
    width = 1 if seen.distinct <= MOST_ROWS else _width(bins)
    while True:
        found = _reached((yield _histogram(column, bins, seen.low, width)), bins, seen.customers, scores, width)
        if width == 1:
            return tuple(one.start for one in found)
        bins = sorted(set(found), key=lambda one: one.start)
        width = _width(bins)


def _width(bins: list[_Bin]) -> int:
    """The smallest power of two that cuts `bins` into at most MOST_ROWS parts: a power, so that narrower parts always
    fill a wider one without a rest."""
    values = sum(one.end - one.start for one in bins)
    parts = max(1, -(-values // MOST_ROWS))
    return 1 << (parts - 1).bit_length()


def _histogram(column: ibis.expr.types.IntegerColumn, bins: list[_Bin], low: int, width: int) -> ibis.Table:
    """(value, customers): customers per value, or per part of `width` values named by its first one."""
    inside = ibis.or_(*[column.between(one.start, one.end - 1) for one in bins])
    table = column.as_table()
    chosen = table.filter(inside) if width > 1 or len(bins) > 1 else table
    value = chosen[column.get_name()]
    start = value - (value - low) % width if width > 1 else value
    return chosen.group_by(value=start.cast("int64")).aggregate(customers=chosen.count())


def _reached(answer: pa.Table, bins: list[_Bin], customers: int, scores: int, width: int) -> list[_Bin]:
    """For each cut point the part in which the count of customers reaches its share (in whole numbers, so that a share
    of exactly 20 % is never missed by rounding)."""
    import numpy as np

    values = answer["value"].to_numpy()
    by_value = np.argsort(values)
    values, counts = values[by_value], answer["customers"].to_numpy()[by_value].astype(np.int64)
    reached = np.cumsum(counts)
    # Customers between two bins are in no answer: each bin starts again from the number that is known to lie below it.
    bin_of = np.searchsorted([one.start for one in bins], values, side="right") - 1
    first = np.searchsorted(bin_of, np.arange(len(bins)))
    before = np.concatenate([[0], reached])[first]
    reached = reached + (np.array([one.below for one in bins]) - before)[bin_of]
    wanted = np.arange(1, scores) * customers
    at = np.searchsorted(reached * scores, wanted)
    return [_Bin(int(values[i]), int(values[i]) + width, int(reached[i] - counts[i])) for i in at]
