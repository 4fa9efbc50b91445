"""Two looks at the same customers: what each had of every feature on the earlier day and has on the later one.

The engine lays the two snapshots beside each other and answers once, for everybody or for a part of them by a hash of
their ids, the same people on both days; what is counted of it afterwards asks nothing more. Compiling a question costs
more than all the counting, and each feature would need several.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from bakhsh.conditions.hashed import part_of
from bakhsh.stats import Shift, shift

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

__all__ = ["MOST_LOOKED_AT", "Crossed", "Looks", "look"]

MOST_LOOKED_AT = 100_000
"""So many customers of a snapshot are compared; of more a part, in which noise moves a PSI by less than 0.001."""
_PARTS = 20
"""Cut points lie at every 20th of the customers before, and at 1 and 99 %."""
_MOST_LEVELS = 50
"""So many words are levels of their own; the rarer ones are one together."""
_FEWEST = 30
"""Customers in both snapshots below which a median change says nothing."""
_ALL = 0.999


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


@dataclass(frozen=True)
class Looks:
    """Customers of either day. `was`, `is_now`: whether each is in the earlier and in the later snapshot; by feature
    his values on both days: numbers (NaN: none) or words (None: none). `beside`: features that others are held against,
    and that are not looked at themselves."""

    was: npt.NDArray[np.bool_]
    is_now: npt.NDArray[np.bool_]
    numbers: Mapping[str, tuple[Numbers, Numbers]]
    words: Mapping[str, tuple[pa.Array, pa.Array]]
    beside: frozenset[str] = frozenset()

    @property
    def shared(self) -> int:
        """Customers of both snapshots."""
        return int((self.was & self.is_now).sum())

    def tells(self, name: str) -> bool:
        """Whether anybody differs from anybody else in it, or from himself; never of one that stands beside."""
        if name in self.beside:
            return False
        if name in self.numbers:
            return self._numbers_tell(name)
        old, new = self.words[name]
        seen = {*old.filter(pa.array(self.was)).unique().to_pylist()}
        return len(seen | {*new.filter(pa.array(self.is_now)).unique().to_pylist()}) > 1

    def _numbers_tell(self, name: str) -> bool:
        import numpy as np

        old, new = self.numbers[name]
        every = np.concatenate([old[self.was], new[self.is_now]])
        gaps = np.isnan(every)
        known = every[~gaps]
        return bool(known.size) and (bool(gaps.any()) or bool(known.min() < known.max()))

    def cross(self, name: str, cuts: tuple[float, ...] | None = None, factor: float = 1.0) -> Crossed:
        """The crossing of a feature. Of a number without `cuts` they are the quantiles of before; values after are
        divided by `factor` first. Of words the commonest before are levels, equal ones by the alphabet."""
        if name in self.numbers:
            before, after = self.numbers[name]
            ends = cuts if cuts is not None else _cuts(before[self.was])
            return Crossed(ends, (), self._table(_bins(before, ends), _bins(after / factor, ends), len(ends) + 2))
        old, new = self.words[name]
        levels = _levels(old.filter(pa.array(self.was)))
        return Crossed(None, levels, self._table(_places(old, levels), _places(new, levels), len(levels) + 2))

    def _table(self, old: Places, new: Places, bins: int) -> tuple[tuple[int, ...], ...]:
        import numpy as np

        pairs = np.where(self.was, old, 0) * (bins + 1) + np.where(self.is_now, new, 0)
        counted = np.bincount(pairs, minlength=(bins + 1) ** 2).reshape(bins + 1, bins + 1)
        return tuple(tuple(row) for row in counted.tolist())

    def moved_alike(self, name: str, days: int) -> tuple[float | None, bool]:
        """The median change (after ÷ before) of the customers who have some of it on both days, None of fewer than
        thirty; and whether everybody is just older by the days between."""
        import numpy as np

        old, new = self.numbers[name]
        known = self.was & self.is_now & ~np.isnan(old) & ~np.isnan(new)
        if known.sum() < _FEWEST:
            return None, False
        some = known & (old > 0) & (new > 0)
        factor = float(np.median(new[some] / old[some])) if some.sum() >= _FEWEST else None
        return factor, float((new[known] - old[known] == days).mean()) >= _ALL


def look(
    before: ibis.Table, after: ibis.Table, numbers: Sequence[str], words: Sequence[str], customers: int
) -> Generator[ibis.Table, pa.Table, Looks]:
    """Both days of the named columns; one question. `customers` of the larger snapshot, of which a part is looked at
    where they are more than MOST_LOOKED_AT."""
    share = min(MOST_LOOKED_AT / max(customers, 1), 1.0)
    old, new = (_side(table, numbers, words, share, at) for at, table in enumerate((before, after)))
    both = old.outer_join(new, old.id0 == new.id1)
    chosen = [both[f"v{at}_{side}"] for at in range(len(numbers) + len(words)) for side in (0, 1)]
    table = yield both.select(*chosen, was=both.id0.notnull(), is_now=both.id1.notnull())
    columns = [(_column(table, at, 0), _column(table, at, 1)) for at in range(len(numbers) + len(words))]
    told = list(zip((*numbers, *words), columns, strict=True))
    return Looks(
        _flags(table, "was"),
        _flags(table, "is_now"),
        {name: (_numbers(old), _numbers(new)) for name, (old, new) in told[: len(numbers)]},
        dict(told[len(numbers) :]),
    )


def _side(table: ibis.Table, numbers: Sequence[str], words: Sequence[str], share: float, side: int) -> ibis.Table:
    chosen = table.filter(part_of(table.customer_id, share)) if share < 1 else table
    kinds = [(name, "float64") for name in numbers] + [(name, "string") for name in words]
    columns = {f"v{at}_{side}": chosen[name].cast(kind) for at, (name, kind) in enumerate(kinds)}
    return chosen.select(**{f"id{side}": chosen.customer_id}, **columns)


def _column(table: pa.Table, at: int, side: int) -> pa.Array:
    column = table.column(f"v{at}_{side}")
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _flags(table: pa.Table, name: str) -> npt.NDArray[np.bool_]:
    import numpy as np

    return np.asarray(table.column(name).to_numpy(), np.bool_)


def _numbers(column: pa.Array) -> Numbers:
    """Nobody's number and one beyond all bounds are no value."""
    import numpy as np

    found = np.asarray(column.to_numpy(zero_copy_only=False), np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def _cuts(before: Numbers) -> tuple[float, ...]:
    """The smallest values with at least 1 %, every 20th and 99 % of the customers at or below them."""
    import numpy as np

    ranked = np.sort(before[~np.isnan(before)])
    count = len(ranked)
    if not count:
        return ()
    inner = {float(ranked[-(-count * part // _PARTS) - 1]) for part in range(1, _PARTS)} - {float(ranked[-1])}
    return tuple(sorted(inner | {float(ranked[-(-count * percent // 100) - 1]) for percent in (1, 99)}))


def _bins(values: Numbers, cuts: tuple[float, ...]) -> Places:
    """1 + the number of cut points strictly below the value; the bin after all of them where there is no value."""
    import numpy as np

    inside = np.searchsorted(np.asarray(cuts, np.float64), values, side="left") + 1
    return np.where(np.isnan(values), len(cuts) + 2, inside).astype(np.int64)


def _levels(before: pa.Array) -> tuple[str, ...]:
    counted = [(one["counts"], one["values"]) for one in before.value_counts().to_pylist() if one["values"] is not None]
    return tuple(word for _, word in sorted(counted, key=lambda one: (-one[0], one[1]))[:_MOST_LEVELS])


def _places(words: pa.Array, levels: tuple[str, ...]) -> Places:
    """The place of a word among the commonest; then one for all others, then one for no word."""
    import numpy as np
    import pyarrow.compute as pc

    found = pc.fill_null(pc.index_in(words, value_set=pa.array(levels, pa.string())), len(levels)).to_numpy()
    return np.where(words.is_null().to_numpy(zero_copy_only=False), len(levels) + 2, found + 1).astype(np.int64)
