"""Customers with their segment and what is known of them, as numbers to compare by."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.conditions.hashed import part_of
from bakhsh.language.vocabularies import UNKNOWN

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["MOST_COMPARED", "Column", "Sampled", "sampled"]

MOST_COMPARED = 100_000
"""So many customers are compared; of more, a part by a hash of their ids, and intervals are those of the part."""

_MOST_WORDS = 20
"""So many of a feature's commonest values are looked at."""


@dataclass(frozen=True, slots=True)
class Column:
    """A feature of the customers. `counts`: by segment (in the order of `Sampled.segments`), how many have each of
    `values`, which ascend; whoever has none is not counted. Words have their own `values`, commonest first, the rest
    together under the last, empty one; of what is true or not, 1 is true."""

    name: str
    values: Sequence[float] | Sequence[str]
    counts: npt.NDArray[np.float64]
    worded: bool = False
    yes_no: bool = False


@dataclass(frozen=True, slots=True)
class Sampled:
    """Customers of a segmentation. `whole`: everybody, or a part of them."""

    segments: tuple[str, ...]
    table: pa.Table
    numeric: tuple[str, ...]
    worded: tuple[str, ...]
    whole: bool

    def columns(self) -> Iterator[Column]:
        """Every feature of which anything is known."""
        places = self._places()
        for name in self.numeric:
            yield from _numbers(name, self.table.column(name), places, len(self.segments))
        for name in self.worded:
            yield from _words(name, self.table.column(name), places, len(self.segments))

    def values(self, name: str, segment: str, others: bool = False) -> npt.NDArray[np.float64]:
        """A number's values of a segment's customers, or of all others: those who have one."""
        own = pc.not_equal if others else pc.equal
        mine = self.table.filter(own(self.table.column("segment"), segment)).column(name)
        return mine.drop_null().cast(pa.float64(), safe=False).to_numpy()  # type: ignore[no-any-return]

    def known(self, segment: str, fewest: int) -> list[str]:
        """The features of which at least so many of a segment's customers have a value."""
        mine = self.table.filter(pc.equal(self.table.column("segment"), segment))
        numbers = [name for name in self.numeric if len(mine) - mine.column(name).null_count >= fewest]
        words = [name for name in self.worded if int(pc.sum(_said(mine.column(name))).as_py() or 0) >= fewest]
        return [*numbers, *words]

    def _places(self) -> npt.NDArray[np.int64]:
        """The number of each customer's segment."""
        found = pc.index_in(self.table.column("segment"), value_set=pa.array(self.segments, pa.string()))
        return found.to_numpy().astype("int64")  # type: ignore[no-any-return]


def sampled(
    rows: ibis.Table,
    places: ibis.Table,
    segments: Sequence[str],
    customers: int,
    numeric: Sequence[str],
    worded: Sequence[str] = (),
    among: Sequence[str] = (),
) -> Generator[ibis.Table, pa.Table, Sampled]:
    """Asks once for the features of everybody, or of MOST_COMPARED of `customers`. `places`: customer_id and segment of
    every row, where each is one of `segments`; `among`: of these segments only."""
    mine = places.filter(places.segment.isin(list(among))) if among else places
    chosen = mine if customers <= MOST_COMPARED else mine.filter(part_of(mine.customer_id, MOST_COMPARED / customers))
    features = rows.select("customer_id", *({*numeric, *worded}))
    table = yield chosen.join(features, "customer_id").drop("customer_id")
    return Sampled(tuple(segments), table, tuple(numeric), tuple(worded), customers <= MOST_COMPARED)


def _numbers(name: str, column: pa.ChunkedArray, places: npt.NDArray[np.int64], segments: int) -> Iterator[Column]:
    import numpy as np

    known = pc.is_valid(column).to_numpy()
    values = column.drop_null().cast(pa.float64(), safe=False).to_numpy()
    if not values.size:
        return
    different, at = np.unique(values, return_inverse=True)
    counts = _counted(places[known], at, segments, different.size)
    yield Column(name, different.tolist(), counts, yes_no=pa.types.is_boolean(column.type))


def _words(name: str, column: pa.ChunkedArray, places: npt.NDArray[np.int64], segments: int) -> Iterator[Column]:
    known = _said(column).to_numpy()
    words = column.filter(pa.array(known))
    if not len(words):
        return
    tally = sorted(((one["counts"], one["values"]) for one in pc.value_counts(words).to_pylist()), key=_commonest)
    told = [word for _, word in tally[:_MOST_WORDS]]
    at = pc.fill_null(pc.index_in(words, value_set=pa.array(told, pa.string())), len(told)).to_numpy()
    yield Column(name, (*told, ""), _counted(places[known], at, segments, len(told) + 1), worded=True)


def _said(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Where a word is known."""
    return pc.fill_null(pc.not_equal(column, UNKNOWN), fill_value=False)


def _commonest(one: tuple[int, str]) -> tuple[int, str]:
    """The most customers first, of equals the first in text order."""
    return -one[0], one[1]


def _counted(
    places: npt.NDArray[np.int64], at: npt.NDArray[np.int64], segments: int, values: int
) -> npt.NDArray[np.float64]:
    import numpy as np

    counted = np.bincount(places * values + at, minlength=segments * values)
    return counted.reshape(segments, values).astype(np.float64)
