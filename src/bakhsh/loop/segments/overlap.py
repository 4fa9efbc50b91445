"""Two segmentations laid over each other: who is in which two segments, against what chance alone would bring."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from datetime import date

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Sentence
from bakhsh.loop.segments.compared import FEWEST
from bakhsh.records import Overlap, OverlapCell
from bakhsh.specs import Title
from bakhsh.stats import Interval, believed

__all__ = ["overlap", "overlap_said"]

LEVEL = 0.90

Named = tuple[str, Sequence[str]]
"""A segmentation with its segments in their order."""


def overlap(
    one: Named,
    other: Named,
    members: tuple[ibis.Table, ibis.Table],
    as_of: date,
    titles: Mapping[str, Title],
) -> Generator[ibis.Table, pa.Table, Overlap]:
    """Every pair of segments with its customers, also pairs without any. Asks once, for one row a pair that has some.

    The lift of a pair is its customers × all ÷ (customers of one × customers of the other). Its interval comes from the
    ratio of the pair's share in and outside the segment (Katz et al. 1978, Biometrics 34:469-474, half a customer added
    to each cell); which lifts are told as sure is decided by adjusted residuals (Haberman 1973, Biometrics 29:205-220)
    at a known rate of error.
    """
    left, right = members
    pairs = left.select("customer_id", first=left.segment).join(
        right.select("customer_id", second=right.segment), "customer_id"
    )
    answer = yield pairs.group_by("first", "second").agg(customers=pairs.count())
    counts = {(row["first"], row["second"]): int(row["customers"]) for row in answer.to_pylist()}
    rows = {name: sum(counts.get((name, second), 0) for second in other[1]) for name in one[1]}
    columns = {name: sum(counts.get((first, name), 0) for first in one[1]) for name in other[1]}
    everyone = sum(rows.values())
    tables = [
        (first, second, _Table(counts.get((first, second), 0), rows[first], columns[second], everyone))
        for first in one[1]
        for second in other[1]
    ]
    likely = sorted(table.p for _, _, table in tables if table.told)
    bound = likely[believed(likely) - 1] if believed(likely) else -1.0
    cells = tuple(table.cell(first, second, bound) for first, second, table in tables)
    return Overlap(one[0], other[0], as_of, everyone, cells, titles, _shared(tables, rows, columns, everyone))


class _Table:
    """The four cells of a pair: in both, in one only, in the other only, in neither."""

    def __init__(self, both: int, row: int, column: int, everyone: int) -> None:
        self.both, self.row, self.column, self.everyone = both, row, column, everyone

    @property
    def possible(self) -> bool:
        """Whether customers could be, and could not be, in both."""
        return 0 < self.row < self.everyone and 0 < self.column < self.everyone

    @property
    def told(self) -> bool:
        """Whether both segments, and the rest of both, have customers enough to tell anything of the pair."""
        sides = (self.row, self.column, self.everyone - self.row, self.everyone - self.column)
        return min(sides) >= FEWEST

    @property
    def residual(self) -> float:
        """How far the pair is from independence, in its own standard deviations."""
        expected = self.row * self.column / self.everyone
        free = (1 - self.row / self.everyone) * (1 - self.column / self.everyone)
        return (self.both - expected) / math.sqrt(expected * free)

    @property
    def p(self) -> float:
        return math.erfc(abs(self.residual) / math.sqrt(2))

    def lift(self) -> Interval | None:
        """How many times as many as by chance."""
        if not self.possible:
            return None
        part = self.row / self.everyone
        inside, outside = (
            (self.both + 0.5) / (self.row + 0.5),
            (self.column - self.both + 0.5) / (self.everyone - self.row + 0.5),
        )
        error = math.sqrt(
            1 / (self.both + 0.5) - 1 / (self.row + 0.5)
            + 1 / (self.column - self.both + 0.5) - 1 / (self.everyone - self.row + 0.5)
        )  # fmt: skip
        low, high = (inside / outside * math.exp(sign * _Z * error) for sign in (-1, 1))
        found = self.both * self.everyone / (self.row * self.column)
        ends = [ratio / (part * ratio + 1 - part) for ratio in (low, high)]
        return Interval(found, min(ends[0], found), max(ends[1], found), LEVEL)

    def cell(self, first: str, second: str, bound: float) -> OverlapCell:
        lift = self.lift()
        sure = lift is not None and self.told and self.p <= bound and lift.excludes(1)
        of_one, of_other = (self.both / size if size else None for size in (self.row, self.column))
        return OverlapCell(first, second, self.both, of_one, of_other, lift, sure)


_Z = 1.6448536269514722
"""Of a normal distribution 90 % lie within so many standard deviations."""


def _shared(
    tables: Sequence[tuple[str, str, _Table]], rows: Mapping[str, int], columns: Mapping[str, int], everyone: int
) -> float | None:
    """Cramér's V without its upward bias: Bergsma (2013, Journal of the Korean Statistical Society 42:323-328)."""
    used = [sum(1 for size in side.values() if size) for side in (rows, columns)]
    if min(used) < 2 or everyone < 2:
        return None
    squares = (
        (one.both - one.row * one.column / everyone) ** 2 / (one.row * one.column / everyone)
        for _, _, one in tables
        if one.row and one.column
    )
    phi = max(0.0, sum(squares) / everyone - (used[0] - 1) * (used[1] - 1) / (everyone - 1))
    free = [size - (size - 1) ** 2 / (everyone - 1) for size in used]
    return min(1.0, math.sqrt(phi / (min(free) - 1))) if min(free) > 1 else None


def overlap_said(found: Overlap) -> Sentence:
    """How much the one says about the other, in words: Cohen's (1988) thresholds for two by two, kept for all."""
    shared = found.shared
    if shared is None:
        return Sentence("cards.overlap_one_segment")
    if shared < 0.1:
        return Sentence("cards.overlap_nothing")
    if shared < 0.3:
        return Sentence("cards.overlap_little")
    return Sentence("cards.overlap_some") if shared < 0.5 else Sentence("cards.overlap_much")
