"""Drift: which distributions are others than in an earlier snapshot, by how much, and whether that matters.

Three questions are kept apart. *Is it more than noise?* The ceiling of `stats.shifts` answers, for customers of whom
most are in both snapshots, and the p values of everything looked at are corrected together (Benjamini and Hochberg
1995). It knows only noise of customers who change each for himself: with many customers nearly everything passes it.
*Is it much?* A population stability index from `noticed` on: 0.1, unless watch.toml says
else. *Is it news?* Not where time alone passed, where everybody moved alike (a season, prices), or where earlier
snapshots as far apart differed as much.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.loop.watch.growth import by_time
from bakhsh.records import Drift
from bakhsh.records.findings import DriftReading
from bakhsh.stats import Shift, benjamini_hochberg, shift

__all__ = ["FEWEST_PAST", "Crossed", "Watching", "compare", "cross", "moved_alike", "read", "usual"]

_PARTS = 20
"""Cut points lie at every 20th of the customers before, and at 1 and 99 %."""
_MOST_LEVELS = 50
"""So many words are levels of their own; the rarer ones are one together."""
_LEVEL = 0.05
_FEWEST = 30
"""Customers in both snapshots below which a median change says nothing."""
_ALL = 0.999
_TENFOLD = 3.0
"""A median change beyond three times up or down is no season: a unit or a source has changed."""
FEWEST_PAST = 3
"""Earlier pairs of snapshots below which nobody can say what is usual."""

Asked = Generator[ibis.Table, pa.Table, "Crossed"]


@dataclass(frozen=True, slots=True)
class Crossed:
    """A feature's crossing: `cuts` of a number, None of words; the last bin holds customers without a value."""

    cuts: tuple[float, ...] | None
    levels: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    missing: bool = True

    def shift(self) -> Shift:
        """How it has moved."""
        return shift(self.table, self.cuts, missing=self.missing and self.cuts is not None)

    @property
    def moved(self) -> float:
        """Share of customers that would have to be in another bin for both looks to be alike (total variation)."""
        old = [sum(row) for row in self.table[1:]]
        new = [sum(column) for column in list(zip(*self.table, strict=True))[1:]]
        before, after = sum(old), sum(new)
        if not before or not after:
            return 0.0
        return float(sum(abs(q / after - p / before) for p, q in zip(old, new, strict=True)) / 2)

    def standing(self) -> Crossed:
        """As if all who are in both looks had stood still: what those who came and went have moved."""
        rows = [list(row) for row in self.table]
        for at, row in enumerate(rows[1:], start=1):
            stay = sum(row[1:])
            row[1:] = [stay if to == at else 0 for to in range(1, len(row))]
        return replace(self, table=tuple(map(tuple, rows)))


@dataclass(frozen=True, slots=True)
class Watching:
    """What to compare: numbers and words among the columns of both snapshots' rows, and by name the members
    (customer_id, segment) of segmentations; `days` between the snapshots; `occasions`: features that a season moves by
    their nature; `sums` and `settling`: those that time moves (see `growth`); `amounts`: those that have a unit;
    `used_by`: the segmentations that ask for each feature."""

    numbers: tuple[str, ...]
    words: tuple[str, ...]
    members: Mapping[str, tuple[ibis.Table, ibis.Table]]
    days: int
    noticed: float
    occasions: frozenset[str] = frozenset()
    sums: frozenset[str] = frozenset()
    settling: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    used_by: Mapping[str, tuple[str, ...]] | None = None


def compare(
    before: ibis.Table, after: ibis.Table, watching: Watching
) -> Generator[ibis.Table, pa.Table, tuple[Drift, ...]]:
    """Every feature and segmentation, the furthest moved first, read as far as these two snapshots allow (`usual` needs
    others). Features of which all customers of both snapshots have one and the same value are left out. Two questions
    a feature, of which the answers are counts; two more of one that has moved much."""
    found: list[tuple[str, str, Crossed]] = []
    told = yield from _telling(before, after, (*watching.numbers, *watching.words))
    for name in (one for one in watching.numbers if one in told):
        found.append((name, "number", (yield from cross(before, after, name))))
    for name in (one for one in watching.words if one in told):
        found.append((name, "word", (yield from cross(before, after, name, words=True))))
    for name, (old, new) in watching.members.items():
        found.append((name, "segments", (yield from cross(old, new, "segment", words=True))))
    shifts = [crossed.shift() for _, _, crossed in found]
    corrected = benjamini_hochberg([one.p for one in shifts])
    drifts = []
    for (name, kind, crossed), seen, p in zip(found, shifts, corrected, strict=True):
        drift = replace(_drift(name, kind, crossed, seen), p=p, used_by=(watching.used_by or {}).get(name, ()))
        drifts.append((yield from _explained(before, after, drift, crossed, watching)))
    drifts = [replace(one, reading="time") if _only_time(one, drifts) else one for one in drifts]
    return tuple(sorted(drifts, key=lambda one: (-one.psi if one.psi == one.psi else 0.0, one.name)))


def _telling(
    before: ibis.Table, after: ibis.Table, names: Sequence[str]
) -> Generator[ibis.Table, pa.Table, frozenset[str]]:
    """The columns in which not everybody is alike."""
    if not names:
        return frozenset()
    ends = []
    for table in (before, after):
        answer = yield table.agg(
            **{f"{end}_{name}": _end(table[name], end) for name in names for end in ("low", "high", "known")},
            customers=table.count(),
        )
        ends.append(answer.to_pylist()[0])
    return frozenset(name for name in names if _differs(name, ends))


def _end(column: ibis.Value, end: str) -> ibis.Value:
    known = column.cast("string") if column.type().is_boolean() else column
    return {"low": known.min, "high": known.max, "known": known.count}[end]()


def _differs(name: str, ends: Sequence[Mapping[str, Any]]) -> bool:
    seen = {ends[at][f"{end}_{name}"] for at in (0, 1) for end in ("low", "high")}
    gaps = {0 if one["customers"] == one[f"known_{name}"] else 1 if not one[f"known_{name}"] else 2 for one in ends}
    return len(seen) > 1 or len(gaps) > 1 or 2 in gaps


def _drift(name: str, kind: str, crossed: Crossed, seen: Shift) -> Drift:
    return Drift(
        name, kind, seen.psi, seen.psi_ceiling, seen.jensen_shannon, seen.jensen_shannon_ceiling, seen.wasserstein,
        seen.wasserstein_ceiling, crossed.moved, seen.p,
    )  # fmt: skip


def _explained(
    before: ibis.Table, after: ibis.Table, drift: Drift, crossed: Crossed, watching: Watching
) -> Generator[ibis.Table, pa.Table, Drift]:
    reading = read(drift, watching.noticed)
    if reading != "drift":
        return replace(drift, reading=reading)
    if drift.name in watching.occasions:
        return replace(drift, reading="market")
    if drift.kind != "number":
        return replace(drift, reading=reading)
    factor, aged = yield from moved_alike(before, after, drift.name, watching.days)
    if aged or (yield from _grown(before, after, drift.name, factor, crossed, watching)):
        return replace(drift, reading="time")
    if factor is None or not 1 / _TENFOLD <= factor <= _TENFOLD or factor == 1.0:
        return replace(drift, reading="drift", factor=factor if drift.name in watching.amounts else None)
    same = yield from cross(before, after, drift.name, cuts=crossed.cuts, factor=factor)
    if same.shift().psi >= watching.noticed:
        return replace(drift, reading="drift", factor=factor)
    return replace(drift, reading="time" if drift.name in watching.settling else "market", factor=factor)


def _grown(
    before: ibis.Table, after: ibis.Table, name: str, factor: float | None, crossed: Crossed, watching: Watching
) -> Generator[ibis.Table, pa.Table, bool]:
    """Whether a sum over all time did nothing but grow; not where those who came and went have moved it."""
    if name not in watching.sums or crossed.standing().shift().psi >= watching.noticed:
        return False
    known, _ = yield from moved_alike(before, after, "known_for", watching.days)
    return by_time(factor, known)


def _only_time(one: Drift, drifts: Sequence[Drift]) -> bool:
    """Of a segmentation: whether time moved what it asks for, and nothing else did but a market."""
    if one.kind != "segments" or one.reading != "drift":
        return False
    readings = {each.reading for each in drifts if one.name in each.used_by}
    return "time" in readings and "drift" not in readings


def read(drift: Drift, noticed: float) -> DriftReading:
    """Whether it has moved, by noise and by size alone."""
    if not drift.p < _LEVEL:
        return "still"
    return "small" if drift.psi < noticed else "drift"


def usual(drift: Drift, past: Sequence[float]) -> Drift:
    """The same with what is usual, by the PSI between earlier snapshots as far apart: the median and three spreads
    (1.4826 median absolute deviations; Hampel 1974). With fewer than three, nobody can say."""
    if len(past) < FEWEST_PAST:
        return drift
    middle = _median(past)
    band = middle + 3 * 1.4826 * _median([abs(one - middle) for one in past])
    reading: DriftReading = "usual" if drift.reading == "drift" and drift.psi <= band else drift.reading
    return replace(drift, usual=band, reading=reading)


def _median(values: Sequence[float]) -> float:
    ranked = sorted(values)
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


# ---- crossing ----------------------------------------------------------------------------------------------------
def cross(
    before: ibis.Table,
    after: ibis.Table,
    name: str,
    *,
    words: bool = False,
    cuts: tuple[float, ...] | None = None,
    factor: float = 1.0,
) -> Asked:
    """The crossing of a column. Without `cuts` (a number's, from an earlier asking) they are the quantiles of `before`;
    values after are divided by `factor` first."""
    levels: tuple[str, ...] = ()
    if words:
        levels = tuple((yield _commonest(before, name))["level"].to_pylist())
        old, new = (_level(table[name], levels) for table in (before, after))
        bins = len(levels) + 2
    else:
        cuts = cuts if cuts is not None else tuple(sorted(set((yield _quantiles(before, name))["cut"].to_pylist())))
        number = after[name].cast("float64") / ibis.literal(factor, "float64")
        old, new = _bin(before[name].cast("float64"), cuts), _bin(number, cuts)
        bins = len(cuts) + 2
    answer = yield _pairs(before, old, after, new)
    table = [[0] * (bins + 1) for _ in range(bins + 1)]
    for row in answer.to_pylist():
        table[row["was"]][row["is_now"]] = row["customers"]
    return Crossed(None if words else cuts, levels, tuple(map(tuple, table)))


def _pairs(before: ibis.Table, old: ibis.Value, after: ibis.Table, new: ibis.Value) -> ibis.Table:
    """(was, is_now, customers); 0 is nowhere."""
    first = before.select(id_before=before.customer_id, was=old.cast("int32"))
    second = after.select(id_after=after.customer_id, is_now=new.cast("int32"))
    both = first.outer_join(second, first.id_before == second.id_after)
    nowhere = ibis.literal(0, "int32")
    seen = both.select(was=both.was.fill_null(nowhere), is_now=both.is_now.fill_null(nowhere))
    return seen.group_by("was", "is_now").agg(customers=seen.count())


def _bin(value: ibis.Value, cuts: Sequence[float]) -> ibis.Value:
    """1 + the number of cut points strictly below the value; the bin after all of them where there is no value."""
    inside = _above(value, cuts, 0, len(cuts))
    return value.isnull().ifelse(ibis.literal(len(cuts) + 2, "int32"), inside)


def _above(value: ibis.Value, cuts: Sequence[float], low: int, high: int) -> ibis.Value:
    """Halving asks log2 comparisons of a row."""
    if low == high:
        return ibis.literal(low + 1, "int32")
    middle = (low + high) // 2
    more = _above(value, cuts, middle + 1, high)
    return (value > ibis.literal(cuts[middle], "float64")).ifelse(more, _above(value, cuts, low, middle))


def _level(value: ibis.Value, levels: Sequence[str]) -> ibis.Value:
    """The place of a word among the commonest; then one for all others, then one for no word."""
    word = value.cast("string")
    places = [(ibis.literal(level, "string"), ibis.literal(at + 1, "int32")) for at, level in enumerate(levels)]
    rest = ibis.literal(len(levels) + 1, "int32")
    known = word.cases(*places, else_=rest) if places else rest
    return word.isnull().ifelse(ibis.literal(len(levels) + 2, "int32"), known)


def _commonest(before: ibis.Table, name: str) -> ibis.Table:
    """(level): the commonest words, equal ones by the alphabet."""
    words = before.select(level=before[name].cast("string")).filter(lambda table: table.level.notnull())
    counted = words.group_by("level").agg(customers=words.count())
    return counted.order_by([counted.customers.desc(), counted.level]).limit(_MOST_LEVELS).select("level")


def _quantiles(before: ibis.Table, name: str) -> ibis.Table:
    """(cut): the smallest values with at least 1 %, every 20th and 99 % of the customers at or below them."""
    known = before.select(cut=before[name].cast("float64")).filter(lambda table: table.cut.notnull())
    counted = known.group_by("cut").agg(customers=known.count().cast("int64"))
    window = ibis.cumulative_window(order_by=counted.cut)
    up = counted.mutate(
        reached=counted.customers.sum().over(window).cast("int64"),
        everybody=counted.customers.sum().over(ibis.window()).cast("int64"),
    )
    passed = up.mutate(below=up.reached - up.customers)
    parts = ibis.literal(_PARTS, "int64")
    whole = _part(passed.reached, parts, passed.everybody) > _part(passed.below, parts, passed.everybody)
    inner = passed.reached < passed.everybody
    ends = [_passes(passed, percent) for percent in (1, 99)]
    return passed.filter((whole & inner) | ends[0] | ends[1]).select("cut")


def _part(count: ibis.Value, parts: ibis.Value, everybody: ibis.Value) -> ibis.Value:
    return (count * parts).cast("float64") // everybody.nullif(ibis.literal(0, "int64")).cast("float64")


def _passes(passed: ibis.Table, percent: int) -> ibis.Value:
    hundred, share = ibis.literal(100, "int64"), ibis.literal(percent, "int64")
    wanted = passed.everybody * share
    return (passed.reached * hundred >= wanted) & (passed.below * hundred < wanted)


# ---- everybody alike ---------------------------------------------------------------------------------------------
def moved_alike(
    before: ibis.Table, after: ibis.Table, name: str, days: int
) -> Generator[ibis.Table, pa.Table, tuple[float | None, bool]]:
    """The median change (after ÷ before) of the customers who have some of it in both snapshots, None of fewer than
    thirty; and whether everybody is just older by the days between."""
    old = before.select(id_before=before.customer_id, old=before[name].cast("float64"))
    later = after.select(id_after=after.customer_id, new=after[name].cast("float64"))
    both = old.inner_join(later, old.id_before == later.id_after)
    known = both.filter(both.old.notnull() & both.new.notnull())
    some = (known.old > ibis.literal(0.0, "float64")) & (known.new > ibis.literal(0.0, "float64"))
    ratio = some.ifelse(known.new / known.old.nullif(ibis.literal(0.0, "float64")), ibis.null("float64"))
    aged = (known.new - known.old == ibis.literal(float(days), "float64")).cast("int64")
    seen = known.select(ratio=ratio, aged=aged)
    answer = yield seen.agg(
        factor=seen.ratio.median(), some=seen.ratio.count(), aged=seen.aged.sum(), customers=seen.count()
    )
    row = answer.to_pylist()[0]
    if row["customers"] < _FEWEST:
        return None, False
    return (row["factor"] if row["some"] >= _FEWEST else None), (row["aged"] or 0) >= _ALL * row["customers"]
