"""A prepared column: one number of a customer, made of one feature by steps that an engine can write as well.

    number   (clip(way(x), low, high) - centre) / scale, 0 where x is empty
    missing  ((1 if x is empty else 0) - centre) / scale
    level    ((1 if the word is `word` else 0) - centre) / scale; an empty word is the word `unknown`
    other    ((1 if the word is none of `listed` else 0) - centre) / scale

Ways of a number: `plain` x · `log` sign(x)·ln(1 + |x| / unit) · `rank` the line through `knots`, level before the first
and after the last.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

__all__ = ["UNKNOWN", "PreparedColumn", "Way", "numbers_of", "words_of"]

UNKNOWN = "unknown"
"""The word of a customer whose word is empty."""

Form = Literal["number", "missing", "level", "other"]
Way = Literal["plain", "log", "rank"]


@dataclass(frozen=True, slots=True)
class PreparedColumn:
    """How one column of the matrix is made of `feature`, as the module says. `scale` holds the balance of its base."""

    name: str
    feature: str
    base: str
    form: Form
    centre: float
    scale: float
    way: Way = "plain"
    unit: float = 1.0
    knots: tuple[tuple[float, float], ...] = ()
    low: float | None = None
    high: float | None = None
    word: str = ""
    listed: tuple[str, ...] = ()

    def of(self, column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
        """The prepared values of a column of the feature."""
        return (self.raw(column) - self.centre) / self.scale

    def raw(self, column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
        """The values before they are centred and scaled; the centre itself where a number is empty."""
        import numpy as np

        if self.form == "number":
            found = self.changed(numbers_of(column))
            return np.where(np.isnan(found), self.centre, found)
        if self.form == "missing":
            return np.isnan(numbers_of(column)).astype(np.float64)
        words = words_of(column)
        is_one = ~np.isin(words, self.listed) if self.form == "other" else words == self.word
        return np.asarray(is_one, np.float64)

    def changed(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """A number after its way and its caps; NaN stays."""
        import numpy as np

        if self.way == "log":
            values = np.sign(values) * np.log1p(np.abs(values) / self.unit)
        elif self.way == "rank":
            at, to = np.array(self.knots).T
            values = np.interp(values, at, to)
        return np.clip(values, self.low, self.high) if self.low is not None or self.high is not None else values

    def undone(self, goal: float) -> float | None:
        """The feature's number whose way leads to `goal`; None where none does, or none that can be written."""
        if self.way == "log":
            return math.copysign(self.unit * math.expm1(abs(goal)), goal) if abs(goal) < 500 else None
        if self.way == "plain":
            return goal
        for (at, low), (to, high) in zip(self.knots, self.knots[1:], strict=False):
            if low <= goal <= high and high > low:
                return at + (to - at) * (goal - low) / (high - low)
        return None

    @property
    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "knots": [list(knot) for knot in self.knots], "listed": list(self.listed)}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        knots = tuple((float(at), float(to)) for at, to in body["knots"])
        return cls(**{**body, "knots": knots, "listed": tuple(body["listed"])})


def numbers_of(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """A column of numbers or truths; empty and infinite values are NaN."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    found = np.asarray(pc.cast(column, pa.float64()).to_numpy(), np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def words_of(column: pa.ChunkedArray) -> npt.NDArray[np.str_]:
    """A column of words or truths (`true`, `false`); an empty one is `unknown`."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    filled = pc.fill_null(pc.cast(column, pa.string()), UNKNOWN)
    return np.asarray(filled.to_pylist(), dtype=np.str_)
