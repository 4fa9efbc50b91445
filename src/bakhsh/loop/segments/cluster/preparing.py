"""Preparation: features of any base become the columns that distances are taken in.

Numbers with heavy tails become logarithms or ranks, whichever tames them; extremes are capped; words become a column a
level, any two of them equally far apart (`levels`); nothing known is a neutral number, and a column of its own where it
goes with the rest. Then the bases are balanced (`balancing`), so that none drowns another by having more columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.segments.cluster.balancing import balance
from bakhsh.loop.segments.cluster.columns import UNKNOWN, PreparedColumn, numbers_of
from bakhsh.loop.segments.cluster.levels import of_words
from bakhsh.loop.segments.cluster.numbers import of_numbers
from bakhsh.loop.segments.cluster.valleys import Parts
from bakhsh.tables import Type

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

__all__ = ["LeftOut", "Measured", "Preparation", "learn", "matrix"]

_WORDS = (Type.TEXT, Type.BOOLEAN)
_NUMBERS = (Type.INTEGER, Type.NUMBER, Type.MONEY, Type.SHARE)
_INFORMATIVE = 0.15
"""Having no value says something when it correlates so far with another feature."""

_RARE = 0.01
_APART = 0.5
"""Having a value and having none lie two standard deviations apart, as words do (see `levels`): the few who have none
would else be a cluster of their own, too small to stand, and nobody would be divided."""


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
    """How features become a matrix: each column by itself, then `mix` (columns × dimensions), a linear map within each
    base; without one the columns are the dimensions. `bases`: the first singular value of each base before it was
    balanced."""

    columns: tuple[PreparedColumn, ...]
    mix: tuple[tuple[float, ...], ...] | None = None
    bases: Mapping[str, float] | None = None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        """The features that have a column, in their order."""
        return tuple(dict.fromkeys(column.feature for column in self.columns))

    @property
    def parts(self) -> Parts:
        """Which dimensions are made of which features, for `valleys`."""
        import numpy as np

        names = list(self.features)
        place = np.array([names.index(column.feature) for column in self.columns], np.intp)
        return Parts(np.eye(len(place)) if self.mix is None else np.linalg.pinv(np.array(self.mix)), place)

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
    columns += _absences(columns, sample)
    values = matrix(Preparation(tuple(columns)), sample)
    bases = [column.base for column in columns]
    mix, first = balance(values, bases, weights)
    return Preparation(tuple(columns), tuple(map(tuple, mix.tolist())), first, tuple(left_out))


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


def _absences(columns: Sequence[PreparedColumn], sample: pa.Table) -> list[PreparedColumn]:
    """A column for each way of having no value (in one base the same customers, though several features) that goes with
    another feature: with `_INFORMATIVE` or more of its columns' correlation."""
    import numpy as np

    values = matrix(Preparation(tuple(columns)), sample)
    found: dict[tuple[str, bytes], PreparedColumn] = {}
    for column in columns:
        absent = np.isnan(numbers_of(sample[column.feature])) if column.form == "number" else np.zeros(0)
        share = float(absent.mean()) if len(absent) else 0.0
        key = (column.base, np.packbits(absent.astype(np.bool_)).tobytes())
        if not _RARE <= share <= 1 - _RARE or key in found:
            continue
        others = values[:, [one.feature != column.feature for one in columns]]
        scale = float(np.sqrt(share * (1 - share)))
        along = np.abs((absent - share) / scale @ others / len(absent)) / np.maximum(others.std(axis=0), 1e-12)
        if along.max(initial=0.0) >= max(_INFORMATIVE, 4 / np.sqrt(len(absent))):
            name = f"{column.feature}: {UNKNOWN}"
            found[key] = PreparedColumn(name, column.feature, column.base, "missing", share, _APART)
    return list(found.values())
