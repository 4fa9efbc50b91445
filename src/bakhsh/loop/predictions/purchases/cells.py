"""Customers as the models see them: how often, when last, for how long they are known; alike ones in one cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bakhsh.errors import DataError
from bakhsh.language.sentences import Sentence

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Parameter = float | Floats

__all__ = ["Cells", "Column", "paired"]


@dataclass(frozen=True)
class Column:
    """A column by its distinct values: logarithms and gamma functions are taken once of each."""

    distinct: Floats
    place: npt.NDArray[np.intp]

    @classmethod
    def of(cls, values: Floats) -> Column:
        """Of the values themselves."""
        import numpy as np

        distinct, place = np.unique(values, return_inverse=True)
        return cls(distinct, place)

    def each(self, reckoned: Callable[..., Floats], *parameters: Parameter) -> Floats:
        """`reckoned(values, *parameters)` for every cell. It is asked of the distinct values where the parameters are
        the same for everybody, of every cell where one of them is an array with a value per cell."""
        import numpy as np

        if any(np.ndim(one) for one in parameters):
            return reckoned(self.distinct[self.place], *parameters)
        return reckoned(self.distinct, *parameters)[self.place]


@dataclass(frozen=True, eq=False)
class Cells:
    """Distinct customers: float64 arrays of one length. Times share one unit, which is the caller's choice.

    `x`: purchases after the first (a day with purchases counts once). `t_x`: time from the first purchase to the last,
    0 where x is 0. `T`: time from the first purchase to the day we look. `weight`: how many customers are like this.
    `covariates`: what else is known of them, by name, a number per cell.
    """

    x: Floats
    t_x: Floats
    T: Floats
    weight: Floats
    covariates: Mapping[str, Floats] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        x: npt.ArrayLike,
        t_x: npt.ArrayLike,
        T: npt.ArrayLike,
        weight: npt.ArrayLike | None = None,
        covariates: Mapping[str, npt.ArrayLike] | None = None,
    ) -> Cells:
        """From anything numpy reads; without `weight` every row is one customer. Cells of no customers are left out.

        DataError where a row cannot be: a value that is empty, infinite or negative, a last purchase after the day we
        look, or a repeat purchase at no time or none at some time.
        """
        import numpy as np

        columns = [np.asarray(one, np.float64) for one in (x, t_x, T)]
        columns.append(np.ones_like(columns[0]) if weight is None else np.asarray(weight, np.float64))
        known = {name: np.asarray(one, np.float64) for name, one in (covariates or {}).items()}
        _refuse_impossible(columns, known)
        held = columns[3] > 0
        if not held.all():
            columns = [one[held] for one in columns]
            known = {name: one[held] for name, one in known.items()}
        return cls(columns[0], columns[1], columns[2], columns[3], known)

    def merged(self) -> Cells:
        """The same customers with alike rows made one cell; ordered by x, T and t_x, then by covariates."""
        import numpy as np

        code, first = np.zeros(len(self), np.intp), np.arange(len(self))
        for column in (self.of_x, self.of_T, self.of_t_x, *map(Column.of, self.covariates.values())):
            # Dense again after each column, so that the codes of few rows stay small whatever the values are.
            _, first, code = np.unique(
                code * len(column.distinct) + column.place, return_index=True, return_inverse=True
            )
        found = self.taken(first)
        return replace(found, weight=np.bincount(code, self.weight, minlength=len(first)).astype(np.float64))

    def later(self, horizon: float) -> Cells:
        """The same customers after `horizon` more without a purchase."""
        found = replace(self, T=self.T + horizon)
        kept = {"of_x": self.of_x, "of_t_x": self.of_t_x}
        kept["of_T"] = Column(self.of_T.distinct + horizon, self.of_T.place)
        vars(found).update(kept)
        return found

    def taken(self, which: npt.NDArray[np.intp] | npt.NDArray[np.bool_], heavier: float = 1.0) -> Cells:
        """Some of the cells, each standing for `heavier` times as many customers."""
        known = {name: one[which] for name, one in self.covariates.items()}
        return Cells(self.x[which], self.t_x[which], self.T[which], self.weight[which] * heavier, known)

    @property
    def customers(self) -> float:
        """How many customers there are in all."""
        return float(self.weight.sum())

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def of_x(self) -> Column:
        """`x` by its distinct values."""
        return Column.of(self.x)

    @cached_property
    def of_t_x(self) -> Column:
        """`t_x` by its distinct values."""
        return Column.of(self.t_x)

    @cached_property
    def of_T(self) -> Column:
        """`T` by its distinct values."""
        return Column.of(self.T)


def paired(one: Column, other: Column) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The distinct pairs of two columns, coded as place × (length of the other) + the other's place, rising, and the
    place of each row's pair among them: by counting where that is cheaper than sorting."""
    import numpy as np

    codes, most = one.place * len(other.distinct) + other.place, len(one.distinct) * len(other.distinct)
    if most > 20 * len(codes) + 1_000_000:
        distinct, place = np.unique(codes, return_inverse=True)
        return distinct, place
    seen = np.zeros(most, bool)
    seen[codes] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[codes]


def _refuse_impossible(columns: list[Floats], known: Mapping[str, Floats]) -> None:
    import numpy as np

    x, t_x, T, _ = columns
    if any(one.shape != x.shape or one.ndim != 1 for one in (*columns, *known.values())):
        raise DataError(Sentence("purchases.unequal_columns"))
    fine = np.ones(len(x), bool)
    for one in columns:
        fine &= np.isfinite(one) & (one >= 0)
    for one in known.values():
        fine &= np.isfinite(one)
    fine &= (t_x <= T) & ((x > 0) == (t_x > 0))
    if not fine.all():
        raise DataError(Sentence("purchases.impossible_customers", {"count": int((~fine).sum())}))
