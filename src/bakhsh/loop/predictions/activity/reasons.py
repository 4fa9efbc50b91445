"""Reasons: which of a customer's features push his probability up or down, against the typical customer.

Pushes are on the log odds and add up: together they are the difference between him and a customer with the median of
every number and the commonest of every word. For the regression that is each term's own part; for trees, what the
expectation moves by at every step of the way to his leaf (Saabas 2014), less the same for the typical customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.predictions.activity import design as designing
from bakhsh.loop.predictions.activity.model import Activity
from bakhsh.loop.predictions.activity.nodes import Tree, Trees

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Floats = npt.NDArray[np.float64]

__all__ = ["Reason", "pushes", "reasons"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature with the customer's value (None: nothing is known) and its push on the log odds."""

    feature: str
    value: str | float | int | bool | None
    push: float

    def said(self, title: Argument = None) -> Sentence:
        """In words; `title` is the feature's in the reader's words, its name where none is given."""
        args: dict[str, Argument] = {"feature": title if title is not None else Code(self.feature)}
        if self.value is None:
            return Sentence("activity.unknown_up", args) if self.push > 0 else Sentence("activity.unknown_down", args)
        args["value"] = round(self.value, 2) if isinstance(self.value, float) else self.value
        return Sentence("activity.pushes_up", args) if self.push > 0 else Sentence("activity.pushes_down", args)


def reasons(model: Activity, table: pa.Table, most: int = 3) -> list[tuple[Reason, ...]]:
    """For each row of `table` the features that push most, either way, the strongest first; those that push by less
    than 0.01 are not told. Nothing where a baseline is used."""
    import numpy as np

    if not model.is_model:
        return [() for _ in range(table.num_rows)]
    pushed = pushes(model, table)
    names = [one.name for one in model.design.columns]
    values = {name: table[name].to_pylist() for name in names}
    order = np.argsort(-np.abs(pushed), axis=1, kind="stable")[:, :most]
    return [
        tuple(
            Reason(names[at], _known(values[names[at]][row]), float(pushed[row, at]))
            for at in strongest
            if abs(pushed[row, at]) >= 0.01
        )
        for row, strongest in enumerate(order)
    ]


def pushes(model: Activity, table: pa.Table) -> Floats:
    """Rows × columns of the design: they add up, by row, to the log odds less those of the typical customer (before
    calibration). ValueError where a baseline is used."""
    import numpy as np

    matrix = designing.matrix(model.design, table)
    both = np.vstack([matrix, np.array(model.typical)[None, :]])
    if model.logistic is not None:
        parts = np.column_stack([one.added(both[:, one.column]) for one in model.logistic.terms])
    elif model.trees is not None:
        parts = _moved(model.trees, both)
    else:
        raise ValueError("a baseline has no reasons")
    return np.asarray(parts[:-1] - parts[-1], np.float64)


def _known(value: Any) -> str | float | int | bool | None:
    if value is None or value != value:
        return None
    return value if isinstance(value, (str, float, int, bool)) else float(value)


def _moved(trees: Trees, matrix: Floats) -> Floats:
    """How far each column moves the expectation of each row, over all trees."""
    import numpy as np

    out = np.zeros(matrix.shape)
    everybody = np.arange(len(matrix))
    for tree in trees.trees:
        mean = _means(tree)
        waiting = [(0, everybody)]
        while waiting:
            node, rows = waiting.pop()
            column = tree.column[node]
            if column < 0 or not len(rows):
                continue
            goes = _goes_left(tree, node, trees.levels[column], matrix[rows, column])
            for child, part in ((tree.left[node], rows[goes]), (tree.right[node], rows[~goes])):
                out[part, column] += mean[child] - mean[node]
                waiting.append((child, part))
    return out


def _means(tree: Tree) -> list[float]:
    """The mean of the leaves under each node, by the rows learned from. Children stand after their parents."""
    mean = list(tree.value)
    for node in range(len(mean) - 1, -1, -1):
        if tree.column[node] >= 0:
            left, right = tree.left[node], tree.right[node]
            rows = tree.rows[left] + tree.rows[right]
            mean[node] = (mean[left] * tree.rows[left] + mean[right] * tree.rows[right]) / rows
    return mean


def _goes_left(tree: Tree, node: int, levels: Sequence[int] | None, values: Floats) -> npt.NDArray[np.bool_]:
    import numpy as np

    limit = tree.threshold[node]
    if node in tree.words:
        goes, known = np.isin(values, tree.words[node]), np.isin(values, levels or ())
    else:
        goes = np.full(len(values), True) if limit is None else values <= limit
        known = ~np.isnan(values) if levels is None else np.isin(values, levels)
    return np.asarray(np.where(known, goes, tree.unknown_left[node]), bool)
