"""A column of a design as a sum of simple shapes: a smooth curve of a number, a step for each level of a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Term", "natural", "term"]

_KNOTS = (0.05, 0.275, 0.5, 0.725, 0.95)
"""Five knots at these quantiles (Harrell 2015, Regression Modeling Strategies, table 2.3)."""

_CAPPED = (0.005, 0.995)


@dataclass(frozen=True, slots=True)
class Term:
    """What one column adds: its basis times `weights`.

    A number: between the caps, empty ones at `filled`; its curve, and a mark for empty ones where there were any
    (`marked`). A word: a mark for each of `levels` codes and, where there were any, for empty ones.
    """

    column: int
    levels: int = 0
    marked: bool = False
    low: float = 0.0
    high: float = 0.0
    filled: float = 0.0
    knots: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()

    def basis(self, values: Floats) -> Floats:
        """Rows × shapes."""
        import numpy as np

        unknown = np.isnan(values)
        marks = [unknown.astype(np.float64)] if self.marked else []
        if self.levels:
            shapes = [(values == code).astype(np.float64) for code in range(self.levels)]
        else:
            shapes = natural(np.clip(np.where(unknown, self.filled, values), self.low, self.high), self.knots)
        return np.column_stack([*shapes, *marks])

    def added(self, values: Floats) -> Floats:
        """What the column adds to the log odds of each row."""
        import numpy as np

        return np.asarray(self.basis(values) @ np.array(self.weights), np.float64)

    def weighed(self, weights: Floats) -> Term:
        """The same shapes with these weights."""
        return replace(self, weights=tuple(float(one) for one in weights))

    @property
    def body(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"knots": list(self.knots), "weights": list(self.weights)}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(**dict(body) | {"knots": tuple(body["knots"]), "weights": tuple(body["weights"])})


def term(column: int, values: Floats, levels: int) -> Term:
    """The shapes of a column, learned from its values; `levels` is 0 for a number. Numbers are capped at their 0.5 %
    and 99.5 % quantiles: beyond its last knot a curve is a line, and a line follows an outlier anywhere."""
    import numpy as np

    unknown = np.isnan(values)
    marked = bool(unknown.any()) and not bool(unknown.all())
    if levels:
        return Term(column, levels, marked)
    known = values[~unknown] if not unknown.all() else np.zeros(1)
    low, high = (float(one) for one in np.quantile(known, _CAPPED))
    if low == high:
        low, high = float(known.min()), float(known.max())
    capped = np.clip(known, low, high)
    knots = np.unique(np.quantile(capped, _KNOTS))
    if len(knots) < 3:
        # Few distinct values crowd the quantiles: their distinct values are the better places.
        distinct = np.unique(capped)
        knots = distinct[np.linspace(0, len(distinct) - 1, min(5, len(distinct))).astype(int)]
    return Term(column, 0, marked, low, high, float(np.median(capped)), tuple(float(one) for one in np.unique(knots)))


def natural(values: Floats, knots: tuple[float, ...]) -> list[Floats]:
    """The natural cubic spline through `knots`: the value itself and one curve for each inner knot, linear beyond the
    outer ones (Harrell 2015, equation 2.25), in units of the outer knots' distance. Below three knots: the value."""
    import numpy as np

    if len(knots) < 2:
        return [values - knots[0] if knots else values]
    first, last, span = knots[0], knots[-1], knots[-1] - knots[0]
    scaled = (values - first) / span
    places = [(one - first) / span for one in knots]
    before = places[-2]
    cubes = [np.maximum(scaled - one, 0.0) ** 3 for one in places]
    gap = 1.0 - before
    assert last > first
    return [scaled] + [
        cubes[at] - cubes[-2] * (1.0 - places[at]) / gap + cubes[-1] * (before - places[at]) / gap
        for at in range(len(knots) - 2)
    ]
