"""Scores of trees from their plain nodes, without walking them.

QuickScorer's idea (Lucchese et al. 2015, SIGIR): a leaf is a bit, and every node strikes out the leaves of the branch
a row does not take. The values of a column fall into cells between all thresholds of all trees; a table a column holds,
for each cell and each tree, the leaves left over. What remains of a row after all columns is one bit a tree: its leaf.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.activity.nodes import Target, Tree, Trees

    Floats = npt.NDArray[np.float64]

__all__ = ["Compiled", "compiled", "from_link"]

_HELD = 262_144
"""So many bytes of masks are worked on at once: what fits a processor's second cache."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column some tree asks for: the borders of its cells (None for words: a level is its cell) and the table
    (cells + one for the unknown) × trees."""

    at: int
    borders: Floats | None
    masks: npt.NDArray[np.unsignedinteger]

    def cells(self, values: Floats) -> npt.NDArray[np.intp]:
        """The cell of each value."""
        import numpy as np

        unknown = len(self.masks) - 1
        if self.borders is not None:
            found = np.searchsorted(self.borders, values, side="left")
            found[np.isnan(values)] = unknown
            return found
        known = (values >= 0) & (values < unknown)
        return np.where(known, values, unknown).astype(np.intp)


@dataclass(frozen=True, slots=True)
class Compiled:
    """Trees ready to score: made by `compiled`."""

    target: Target
    start: float
    columns: tuple[_Column, ...]
    values: Floats
    masks: type[np.unsignedinteger]

    def raw(self, matrix: Floats) -> Floats:
        """The score of each row on the scale of the link (for yes or no: log odds). NaN in a row means not known."""
        import numpy as np

        trees = self.values.shape[1]
        out = np.full(len(matrix), self.start)
        if not trees or not self.columns:
            return np.full(len(matrix), self.start + float(self.values[0].sum()))
        step = max(1, _HELD // (trees * np.dtype(self.masks).itemsize))
        cells = [one.cells(np.ascontiguousarray(matrix[:, one.at], np.float64)) for one in self.columns]
        left = np.empty((step, trees), self.masks)
        kept = np.empty_like(left)
        flat, base = self.values.ravel(), np.arange(trees, dtype=np.int32)
        for first in range(0, len(matrix), step):
            rows = min(step, len(matrix) - first)
            self._strike([one[first : first + rows] for one in cells], left[:rows], kept[:rows])
            out[first : first + rows] += flat.take(_bit(left[:rows]) * np.int32(trees) + base).sum(axis=1)
        return out

    def predict(self, matrix: Floats) -> Floats:
        """The score of each row on its own scale: a probability, an expected amount or number."""
        return from_link(self.target, self.raw(matrix))

    def _strike(
        self,
        cells: list[npt.NDArray[np.intp]],
        left: npt.NDArray[np.unsignedinteger],
        kept: npt.NDArray[np.unsignedinteger],
    ) -> None:
        import numpy as np

        # mode="clip" lets numpy write straight into `out`; every cell lies inside.
        np.take(self.columns[0].masks, cells[0], axis=0, out=left, mode="clip")
        for column, found in zip(self.columns[1:], cells[1:], strict=True):
            np.take(column.masks, found, axis=0, out=kept, mode="clip")
            np.bitwise_and(left, kept, out=left)


def from_link(target: Target, raw: Floats) -> Floats:
    """Log odds become probabilities, logarithms amounts; numbers stay."""
    import numpy as np
    from scipy.special import expit

    if target == "yes_no":
        return np.asarray(expit(raw), np.float64)
    return raw if target == "number" else np.exp(raw)


def compiled(trees: Trees) -> Compiled:
    """The tables of `trees`. Trees of up to 8, 16, 32 or 64 leaves take words of so many bits."""
    import numpy as np

    most = max((tree.leaves for tree in trees.trees), default=1)
    masks = next(kind for bits, kind in _widths() if most <= bits)
    values = np.zeros((max(most, 1), len(trees.trees)))
    columns = {at: _table(trees, at, masks) for at in range(len(trees.levels))}
    asked: set[int] = set()
    for at, tree in enumerate(trees.trees):
        order, under = _leaves(tree)
        values[: len(order), at] = [tree.value[leaf] for leaf in order]
        for node, column in enumerate(tree.column):
            if column >= 0:
                asked.add(column)
                _struck(columns[column], trees, at, tree, node, under)
    return Compiled(trees.target, trees.start, tuple(columns[at] for at in sorted(asked)), values, masks)


def _widths() -> tuple[tuple[int, type[np.unsignedinteger]], ...]:
    import numpy as np

    return ((8, np.uint8), (16, np.uint16), (32, np.uint32), (64, np.uint64))


def _table(trees: Trees, at: int, masks: type[np.unsignedinteger]) -> _Column:
    import numpy as np

    levels = trees.levels[at]
    borders = None
    if levels is None:
        found = {
            limit
            for tree in trees.trees
            for column, limit in zip(tree.column, tree.threshold, strict=True)
            if column == at and limit is not None
        }
        borders = np.array(sorted(found), np.float64)
        cells = len(borders) + 1
    else:
        cells = max(levels) + 1
    # Only bits that stand for a leaf are set: one of them is left in the end.
    whole = np.array([(1 << tree.leaves) - 1 for tree in trees.trees], masks)
    return _Column(at, borders, np.tile(whole, (cells + 1, 1)))


def _leaves(tree: Tree) -> tuple[list[int], list[int]]:
    """The leaves from left to right, and for each node the bits of the leaves under it."""
    order: list[int] = []
    under = [0] * len(tree.column)
    stack = [(0, False)]
    while stack:
        node, done = stack.pop()
        if tree.column[node] < 0:
            under[node] = 1 << len(order)
            order.append(node)
        elif done:
            under[node] = under[tree.left[node]] | under[tree.right[node]]
        else:
            stack += [(node, True), (tree.right[node], False), (tree.left[node], False)]
    return order, under


def _struck(column: _Column, trees: Trees, at: int, tree: Tree, node: int, under: list[int]) -> None:
    """Strikes out what lies under the branch that a cell does not take."""
    import numpy as np

    goes = _goes_left(column, trees.levels[column.at], tree, node)
    kind = column.masks.dtype.type
    whole = int(np.iinfo(kind).max)
    keeps_left = kind(whole & ~under[tree.right[node]])
    keeps_right = kind(whole & ~under[tree.left[node]])
    column.masks[:, at] &= np.where(goes, keeps_left, keeps_right)


def _goes_left(column: _Column, levels: tuple[int, ...] | None, tree: Tree, node: int) -> npt.NDArray[np.bool_]:
    """For each cell of the column, whether it goes left."""
    import numpy as np

    limit, unknown = tree.threshold[node], tree.unknown_left[node]
    goes = np.full(len(column.masks), unknown)
    if levels is not None:
        known = np.array(levels, np.intp)
        goes[known] = np.isin(known, tree.words[node]) if node in tree.words else limit is None or known <= limit
    elif limit is None:
        goes[:-1] = True
    else:
        assert column.borders is not None
        goes[:-1] = np.arange(len(goes) - 1) <= np.searchsorted(column.borders, limit)
    return goes


def _bit(left: npt.NDArray[np.unsignedinteger]) -> npt.NDArray[np.int32]:
    """Which single bit is set: the exponent of the number as a float (a power of two is exact in it)."""
    import numpy as np

    if left.dtype.itemsize == 8:
        return ((left.astype(np.float64).view(np.int64) >> 52) - 1023).astype(np.int32)
    return (left.astype(np.float32).view(np.int32) >> 23) - np.int32(127)
