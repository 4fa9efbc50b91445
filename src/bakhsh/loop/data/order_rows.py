"""Rows of orders beside each other, as numbers: what is added up, compared and shared out order by order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.shares import shares

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Whole = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["OrderRows", "floats", "mask", "whole"]

_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class OrderRows:
    """Rows sorted by order: the orders, where each begins, and which of them a row is of."""

    names: pa.Array
    starts: Whole
    order: Whole

    @classmethod
    def of(cls, orders: pa.ChunkedArray) -> OrderRows:
        """`orders` are the order ids of the rows, equal ones beside each other."""
        import numpy as np

        values = orders.combine_chunks()
        encoded = values.dictionary_encode().indices.to_numpy()
        first = np.append(True, encoded[1:] != encoded[:-1])
        starts = np.flatnonzero(first)
        return cls(values.take(pa.array(starts)), starts, np.cumsum(first) - 1)

    @property
    def rows(self) -> int:
        return len(self.order)

    def add(self, values: Whole) -> Whole:
        """Per order the sum."""
        import numpy as np

        return np.add.reduceat(values, self.starts)

    def some(self, chosen: Mask) -> Mask:
        """Per order whether one of the chosen rows is its own."""
        import numpy as np

        return np.logical_or.reduceat(chosen, self.starts)

    def among(self, values: Whole, chosen: Mask) -> tuple[Whole, Whole]:
        """Per order the least and the largest of the chosen; the largest and the least number there is of none."""
        import numpy as np

        least = np.minimum.reduceat(np.where(chosen, values, _MOST), self.starts)
        return least, np.maximum.reduceat(np.where(chosen, values, -_MOST), self.starts)

    def shared(self, totals: Whole, weights: Whole, rows: Mask) -> Whole:
        """Per row its share of its order's total, over the given rows; 0 on the others."""
        import numpy as np

        found = np.zeros(self.rows, np.int64)
        order = self.order[rows]
        if len(order):
            first = np.flatnonzero(np.append(True, order[1:] != order[:-1]))
            found[rows] = shares(totals[order[first]], weights[rows], first)
        return found


def whole(values: pa.Array | pa.ChunkedArray) -> Whole:
    """Whole numbers; 0 where there is none."""
    import numpy as np

    found: Whole = pc.fill_null(values, 0).to_numpy().astype(np.int64)
    return found


def floats(values: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = pc.fill_null(values, 0.0).to_numpy()
    return found


def mask(values: pa.Array | pa.ChunkedArray) -> Mask:
    found: Mask = pc.fill_null(values, False).to_numpy(zero_copy_only=False).astype(bool)
    return found
