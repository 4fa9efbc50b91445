"""Preparation: features of any base become the columns that distances are taken in.

Numbers with heavy tails become logarithms or ranks, whichever tames them; extremes are capped; words become a column a
level, scaled as in multiple correspondence analysis (rare levels weigh more, a word as much as the number of its levels
less one); nothing known is a neutral number, and a column of its own where it goes with the rest. Then the bases are
balanced as in multiple factor analysis (Escofier & Pagès 1994): each is divided by its first singular value, so that
none drowns another by having more columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.segments.cluster.columns import PreparedColumn
from bakhsh.loop.segments.cluster.levels import of_words
from bakhsh.loop.segments.cluster.numbers import of_numbers
from bakhsh.tables import Type

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

__all__ = ["LeftOut", "Measured", "Preparation", "learn", "matrix"]

_WORDS = (Type.TEXT, Type.BOOLEAN)
_NUMBERS = (Type.INTEGER, Type.NUMBER, Type.MONEY, Type.SHARE)


@dataclass(frozen=True, slots=True)
class Measured:
    """A feature that distances are taken in: its name, its type and the base it belongs to (demographic, geographic,
    psychographic, behavioural)."""

    name: str
    type: Type
    base: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A feature that has no column, and why: `missing` (nobody has a value), `constant` (everybody has the same),
    `nearly_constant` (all but a few), `date` (no measure of its own)."""

    feature: str
    why: str

    @property
    def sentence(self) -> Sentence:
        """What is said of it."""
        args = {"feature": Code(self.feature)}
        if self.why == "missing":
            return Sentence("clusters.left_out_missing", args)
        if self.why == "date":
            return Sentence("clusters.left_out_date", args)
        if self.why == "constant":
            return Sentence("clusters.left_out_constant", args)
        return Sentence("clusters.left_out_nearly_constant", args)


@dataclass(frozen=True, slots=True)
class Preparation:
    """How features become a matrix: each column by itself, then `mix` (columns × dimensions), a linear map; without one
    the columns are the dimensions. `bases`: the first singular value each base was divided by."""

    columns: tuple[PreparedColumn, ...]
    mix: tuple[tuple[float, ...], ...] | None = None
    bases: Mapping[str, float] | None = None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        """The features that have a column, in their order."""
        return tuple(dict.fromkeys(column.feature for column in self.columns))

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """What is said of the preparation: features left out."""
        return tuple(one.sentence for one in self.left_out)

    @property
    def body(self) -> dict[str, Any]:
        """As JSON: numbers and words only."""
        return {
            "columns": [column.body for column in self.columns],
            "mix": [list(row) for row in self.mix] if self.mix is not None else None,
            "bases": dict(self.bases or {}),
            "left_out": [[one.feature, one.why] for one in self.left_out],
        }

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        mix = body["mix"]
        return cls(
            columns=tuple(PreparedColumn.read(one) for one in body["columns"]),
            mix=None if mix is None else tuple(tuple(float(value) for value in row) for row in mix),
            bases=dict(body["bases"]),
            left_out=tuple(LeftOut(feature, why) for feature, why in body["left_out"]),
        )


def learn(sample: pa.Table, features: Sequence[Measured], weights: Mapping[str, float] | None = None) -> Preparation:
    """The preparation of `features`, learned from a sample of customers (columns by the features' names).

    `weights`: how much a base weighs against the others (1 where it is not named; 0 leaves it out). Raises NotReady
    where no feature tells customers apart.
    """
    import numpy as np

    weights = weights or {}
    columns: list[PreparedColumn] = []
    left_out: list[LeftOut] = []
    for feature in features:
        if weights.get(feature.base, 1.0) <= 0:
            continue
        made = _made(feature, sample)
        if isinstance(made, str):
            left_out.append(LeftOut(feature.name, made))
        else:
            columns.extend(made)
    if not columns:
        said = Sentence("clusters.nothing_to_tell_apart", {"features": len(features), "customers": sample.num_rows})
        raise NotReady(said, hint=Sentence("clusters.add_features", {"key": Code("features")}))
    plain = Preparation(tuple(columns))
    values = matrix(plain, sample)
    bases = {}
    for base in dict.fromkeys(column.base for column in columns):
        mine = np.array([column.base == base for column in columns])
        bases[base] = float(np.linalg.svd(values[:, mine], compute_uv=False)[0] / np.sqrt(len(values)))
    balanced = (replace(one, scale=one.scale * bases[one.base] / weights.get(one.base, 1.0)) for one in columns)
    return Preparation(tuple(balanced), bases=bases, left_out=tuple(left_out))


def matrix(preparation: Preparation, table: pa.Table) -> npt.NDArray[np.float64]:
    """The prepared matrix of a table: rows × dimensions."""
    import numpy as np

    columns = np.column_stack([one.of(table[one.feature]) for one in preparation.columns])
    return columns if preparation.mix is None else columns @ np.array(preparation.mix)


def _made(feature: Measured, sample: pa.Table) -> tuple[PreparedColumn, ...] | str:
    """The columns of one feature, or why it has none."""
    if feature.type in _WORDS:
        return of_words(feature.name, feature.base, sample[feature.name])
    if feature.type in _NUMBERS:
        return of_numbers(feature.name, feature.base, sample[feature.name])
    return "date"
