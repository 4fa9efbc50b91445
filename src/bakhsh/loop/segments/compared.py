"""What sets a segment apart from the others: differences on one scale, ranked, those that noise explains left out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.loop.segments.sampled import Column, Sampled
from bakhsh.records import Difference
from bakhsh.stats import Dominance, Interval, believed, dominance, proportion_difference
from bakhsh.tables import Type
from bakhsh.tables.features.predicted import BOUNDS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["FEWEST", "Told", "comparable", "told_of"]

FEWEST = 10
"""Of fewer customers on either side nothing is told."""

FALSE_SHARE = 0.10
"""Of the differences told of a segment so many are none, on average, and so many intervals miss."""

LEAST_NUMBER, LEAST_WORD, LEAST_LIFT = 0.12, 0.05, 1.25
"""What is worth telling: a delta that Vargha and Delaney (2000) call small; of a word so many points and a quarter."""

_NO_MATTER = ("price_level", "satisfaction_cover", "education_rank", "income_rank", "climate")
"""Features that say nothing of customers, or what another one says in words."""


@dataclass(frozen=True, slots=True)
class Told:
    """The differences of a segment, strongest first, and how many features and words were looked at."""

    differences: tuple[Difference, ...]
    tested: int


@dataclass(frozen=True, slots=True)
class _Seen:
    """A difference before it is known whether it may be told."""

    feature: str
    value: str
    delta: float
    p: float
    own: float | None
    other: float | None
    measure: str
    sizes: tuple[int, int]
    found: Dominance | None = None

    @property
    def lift(self) -> float | None:
        return self.own / self.other if self.own is not None and self.other and self.own / self.other > 0 else None

    def interval(self, level: float) -> Interval:
        if self.found is not None:
            return self.found.interval(level)
        own, other = (round((share or 0) * n) for share, n in zip((self.own, self.other), self.sizes, strict=True))
        return proportion_difference(own, self.sizes[0], other, self.sizes[1], level)


def comparable(types: Mapping[str, Type], words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The features that segments are compared by: numbers (and what is true or not), and those of `words`. Not what
    says how sure another feature is, nor the bounds of a prediction."""
    kept = [name for name in types if name not in _NO_MATTER and name not in BOUNDS and not name.endswith("_sure")]
    numbers = [name for name in kept if types[name] in _NUMBERS]
    return numbers, [name for name in kept if name in set(words)]


_NUMBERS = (Type.INTEGER, Type.NUMBER, Type.MONEY, Type.SHARE, Type.BOOLEAN)


def told_of(sampled: Sampled, pairs: Sequence[tuple[str, str]], fewest: Mapping[str, int] | None = None) -> list[Told]:
    """Of every pair of a segment and what it is held against (a segment, or empty: all others) the differences.

    Of each pair the least probable are believed (see `stats.believed`), and of these told what is large enough to
    matter; intervals are at the level that goes with having chosen them. `fewest`: by feature, how many customers must
    stand behind what is told, on either side, and how many lack it (1): where fewer do, they count as so many, and
    where that would make the difference larger than it is, or turn it round, it is not told.
    """
    seen: list[list[_Seen]] = [[] for _ in pairs]
    for column in sampled.columns():
        everyone = column.counts.sum(axis=0)
        for at, (segment, against) in enumerate(pairs):
            own = column.counts[sampled.segments.index(segment)]
            other = column.counts[sampled.segments.index(against)] if against else everyone - own
            least = (fewest or {}).get(column.name, 1)
            seen[at] += (_of_words if column.worded else _of_number)(column, own, other, least)
    return [_told(one) for one in seen]


def _of_number(
    column: Column, own: npt.NDArray[np.float64], other: npt.NDArray[np.float64], least: int
) -> Iterator[_Seen]:
    if min(own.sum(), other.sum()) < max(FEWEST, least) or len(column.values) < 2:
        return
    if column.yes_no:
        real = own[1] / own.sum() - other[1] / other.sum()
        own, other = (_so_many_true(one, least) for one in (own, other))
        if not _no_larger(own[1] / own.sum() - other[1] / other.sum(), real):
            return
    found = dominance(own, other)
    usual = _usual(column, own, other, found.delta)
    yield _Seen(column.name, "", found.delta, found.p, *usual, found.sizes, found)


def _usual(
    column: Column, own: npt.NDArray[np.float64], other: npt.NDArray[np.float64], delta: float
) -> tuple[float | None, float | None, str]:
    """Medians where they differ the way the effect goes, else means that do, else nothing."""
    import numpy as np

    numbers = np.asarray(column.values, dtype=np.float64)
    means = [float((one * numbers).sum() / one.sum()) for one in (own, other)]
    if column.yes_no:
        return means[0], means[1], "share"
    medians = [float(numbers[int(np.searchsorted(one.cumsum(), one.sum() / 2))]) for one in (own, other)]
    for measure, (mine, theirs) in (("median", medians), ("mean", means)):
        if (mine - theirs) * delta > 0:
            return mine, theirs, measure
    return None, None, "median"


def _of_words(
    column: Column, own: npt.NDArray[np.float64], other: npt.NDArray[np.float64], least: int
) -> Iterator[_Seen]:
    """Each value against all others of those of whom the feature is known."""
    n, m = int(own.sum()), int(other.sum())
    if min(n, m) < max(FEWEST, 2 * least if least > 1 else 1):
        return
    for at, value in enumerate(column.values[:-1]):
        a, b = (_so_many(int(one[at]), size, least) for one, size in ((own, n), (other, m)))
        kept = _no_larger(a / n - b / m, own[at] / n - other[at] / m)
        if own[at] + other[at] >= FEWEST and a + b < n + m and kept:
            yield _Seen(column.name, str(value), a / n - b / m, _p_of_shares(a, n, b, m), a / n, b / m, "share", (n, m))


def _so_many(count: int, size: int, least: int) -> int:
    """A few who have it, or lack it, count as `least`: else a share would give them away."""
    if 0 < count < least:
        return least
    return size - least if 0 < size - count < least else count


def _no_larger(told: float, real: float) -> bool:
    """Whether a difference of shares that is told is the real one or a smaller one of its sign, but for rounding."""
    return told * real >= 0 and abs(told) <= abs(real) + 1e-12


def _so_many_true(counts: npt.NDArray[np.float64], least: int) -> npt.NDArray[np.float64]:
    """The same of what is true or not."""
    size = int(counts.sum())
    true = _so_many(int(counts[1]), size, least)
    return counts * 0 + (size - true, true)


def _p_of_shares(a: int, n: int, b: int, m: int) -> float:
    """Of equal shares, two-sided: Pearson's test with Yates' correction, which small counts need."""
    pooled = (a + b) / (n + m)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    apart = max(abs(a / n - b / m) - (1 / n + 1 / m) / 2, 0.0)
    return math.erfc(apart / spread / math.sqrt(2))


def _told(seen: Sequence[_Seen]) -> Told:
    chosen = sorted(seen, key=lambda one: one.p)[: believed([one.p for one in seen], FALSE_SHARE)] if seen else []
    level = 1 - FALSE_SHARE * len(chosen) / max(len(seen), 1)
    large = [one for one in chosen if _large(one)]
    more = {one.feature for one in large if one.delta > 0}
    kept = [one for one in large if not one.value or one.delta > 0 or one.feature not in more]
    found = [_difference(one, one.interval(level)) for one in kept]
    believable = [one for one in found if one.effect.excludes(0)]
    ranked = sorted(believable, key=lambda one: (-abs(one.effect.estimate), one.feature, one.value))
    return Told(tuple(ranked), len(seen))


def _large(one: _Seen) -> bool:
    if not one.value:
        return abs(one.delta) >= LEAST_NUMBER
    times = one.lift or 0.0
    return abs(one.delta) >= LEAST_WORD and (times >= LEAST_LIFT or times <= 1 / LEAST_LIFT)


def _difference(one: _Seen, effect: Interval) -> Difference:
    least = LEAST_WORD if one.value else LEAST_NUMBER
    nearest = min(abs(effect.low), abs(effect.high))
    sure = "clear" if nearest >= least else "likely"
    return Difference(one.feature, one.value, effect, one.own, one.other, one.measure, one.lift, *one.sizes, sure)
