"""Design: columns of any type become one matrix of numbers, the same way when learned and when scored.

A number stays a number, true and false become 1 and 0, a word becomes the place of its level; what is empty is NaN and
stays so: trees give it a branch, `logistic` a mark of its own. Everything is learned from the rows handed over and
nothing else, so a fold never hears of the rows it is tested on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from bakhsh.language.sentences import Code, Sentence

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Floats = npt.NDArray[np.float64]

__all__ = ["Design", "DesignedColumn", "LeftOut", "learn", "matrix"]

_MOST_LEVELS = 50
_LEVEL_ROWS = 10
"""A level of its own needs so many rows; rarer words share the level that stands last."""

_ALL_DIFFERENT = 0.5


@dataclass(frozen=True, slots=True)
class DesignedColumn:
    """A column of the matrix: `number`, or `words` with its levels in the order of their codes. `rest`: words that are
    none of the levels share the code after the last; without it they are NaN."""

    name: str
    form: Literal["number", "words"]
    levels: tuple[str, ...] = ()
    rest: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that is not in the matrix, and why: `missing` (nobody has a value), `constant` (all have the same),
    `different` (words, nearly all different: they name customers), `date` (a day says nothing about later days)."""

    name: str
    why: str

    @property
    def sentence(self) -> Sentence:
        """What is said of it."""
        args = {"feature": Code(self.name)}
        if self.why == "missing":
            return Sentence("activity.left_out_missing", args)
        if self.why == "constant":
            return Sentence("activity.left_out_constant", args)
        if self.why == "different":
            return Sentence("activity.left_out_different", args)
        return Sentence("activity.left_out_date", args)


@dataclass(frozen=True, slots=True)
class Design:
    """The columns of the matrix in their order, words before numbers, and those left out."""

    columns: tuple[DesignedColumn, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def words(self) -> tuple[bool, ...]:
        """For each column whether it holds levels."""
        return tuple(one.form == "words" for one in self.columns)

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """What is said of columns left out."""
        return tuple(one.sentence for one in self.left_out)

    @property
    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "columns": [asdict(one) | {"levels": list(one.levels)} for one in self.columns],
            "left_out": [[one.name, one.why] for one in self.left_out],
        }

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        columns = tuple(DesignedColumn(**one | {"levels": tuple(one["levels"])}) for one in body["columns"])
        return cls(columns, tuple(LeftOut(name, why) for name, why in body["left_out"]))


def learn(table: pa.Table) -> Design:
    """The design of all columns of `table`, each customer a row.

    At most 50 levels a column, each of 10 rows or more (all of two rows, where the table is below a hundred); dates,
    columns without two values and words that are nearly all different are left out. Lists and structures are left out
    as `missing`.
    """
    found = [_designed(name, table[name]) for name in table.column_names]
    columns = [one for one in found if isinstance(one, DesignedColumn)]
    order = sorted(columns, key=lambda one: one.form != "words")
    return Design(tuple(order), tuple(one for one in found if isinstance(one, LeftOut)))


def matrix(design: Design, table: pa.Table) -> Floats:
    """The matrix of a table: rows × columns of the design. A column the table lacks is a KeyError."""
    import numpy as np

    out = np.empty((table.num_rows, len(design.columns)), np.float64, order="F")
    for at, column in enumerate(design.columns):
        values = table[column.name]
        out[:, at] = _numbers(values) if column.form == "number" else _codes(column, values)
    return out


def _designed(name: str, values: pa.ChunkedArray) -> DesignedColumn | LeftOut:
    import numpy as np
    import pyarrow as pa

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_temporal(kind):
        return LeftOut(name, "date")
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _worded(name, values)
    if not (pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind) or _decimal(kind)):
        return LeftOut(name, "missing")
    numbers = _numbers(values)
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return LeftOut(name, "missing")
    if len(known) == len(numbers) and known.min() == known.max():
        return LeftOut(name, "constant")
    return DesignedColumn(name, "number")


def _decimal(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_decimal(kind))


def _worded(name: str, values: pa.ChunkedArray) -> DesignedColumn | LeftOut:
    import pyarrow as pa
    import pyarrow.compute as pc

    # A type that both plain and dictionary columns become, so that the same words give the same design.
    counted = pc.value_counts(pc.drop_null(pc.cast(values, pa.string())))
    words = {one["values"].as_py(): one["counts"].as_py() for one in counted}
    rows = sum(words.values())
    if not words:
        return LeftOut(name, "missing")
    if len(words) == 1 and rows == len(values):
        return LeftOut(name, "constant")
    least = _LEVEL_ROWS if len(values) >= 10 * _LEVEL_ROWS else 2
    if len(words) > _ALL_DIFFERENT * rows and len(words) > 2:
        return LeftOut(name, "different")
    order = sorted(words, key=lambda word: (-words[word], word))
    kept = tuple(word for word in order if words[word] >= least)[:_MOST_LEVELS] or tuple(order[:2])
    return DesignedColumn(name, "words", kept, len(kept) < len(words))


def _numbers(values: pa.ChunkedArray) -> Floats:
    """Empty and infinite values are NaN."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    found = np.array(pc.cast(values, pa.float64()).to_numpy(), np.float64)
    found[~np.isfinite(found)] = np.nan
    return found


def _codes(column: DesignedColumn, values: pa.ChunkedArray) -> Floats:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    words = pc.cast(values, pa.string())
    found = pc.cast(pc.index_in(words, pa.array(column.levels, pa.string())), pa.float64())
    codes = np.array(found.to_numpy(), np.float64)
    if column.rest:
        known = pc.is_valid(words).to_numpy()
        codes[np.isnan(codes) & known] = len(column.levels)
    return codes
