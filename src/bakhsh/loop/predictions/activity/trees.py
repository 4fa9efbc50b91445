"""Boosted trees: scikit-learn grows them, and they leave it at once as plain nodes.

Histogram gradient boosting (Friedman 2001; Ke et al. 2017, LightGBM) for yes or no, amounts and counts. Missing values
and words keep their own branches. A tree that has left is checked: our own scores of rows it learned from must equal
scikit-learn's, so that a version which keeps its nodes otherwise is refused and never scored wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bakhsh.errors import EngineError
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.predictions.activity.nodes import Target, Tree, Trees
from bakhsh.loop.predictions.activity.scoring import compiled

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Growth", "learn"]

_MOST_LEAVES = 64
"""A leaf is a bit of one machine word when trees are scored."""

_SMALL = 4_000_000

_CHECKED_ROWS = 500
_CHECKED_TO = 1e-12


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees are grown: their number, leaves of one, step of each, fewest rows of a leaf, ridge on its value."""

    trees: int = 200
    leaves: int = 4
    rate: float = 0.05
    leaf_rows: int = 40
    ridge: float = 10.0


def learn(
    matrix: Floats,
    target: Floats,
    *,
    kind: Target = "yes_no",
    words: Sequence[bool] | None = None,
    growth: Growth | None = None,
    weights: Floats | None = None,
    seed: int = 0,
) -> Trees:
    """Trees for `target` from the rows of `matrix` (NaN: nothing is known).

    `words` says which columns hold levels (whole numbers from 0) instead of numbers. The same rows with the same seed
    give the same trees. Raises ValueError for trees of more than 64 leaves, and EngineError where this version of
    scikit-learn keeps its trees in a way that is not understood.
    """
    import numpy as np

    growth = growth or Growth()
    if growth.leaves > _MOST_LEAVES:
        raise ValueError(f"a tree has at most {_MOST_LEAVES} leaves")
    marked = np.array(words if words is not None else [False] * matrix.shape[1], bool)
    coded, levels = _coded(np.asarray(matrix, np.float64), marked)
    model = _model(kind, growth, [at for at, one in enumerate(levels) if one is not None], seed)
    with _threads(matrix.size):
        model.fit(coded, target, sample_weight=weights)
    try:
        made = _read(model, kind, levels)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as reason:
        raise _not_understood() from reason
    _check(model, made, coded, np.asarray(matrix, np.float64))
    return made


@contextmanager
def _threads(size: int) -> Iterator[None]:
    """Small matrices are learned from on one thread: many short loops shared out mostly wait for one another."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1 if size < _SMALL else None):
        yield


def _coded(matrix: Floats, marked: npt.NDArray[np.bool_]) -> tuple[Floats, list[tuple[int, ...] | None]]:
    """The matrix as it is learned from: levels renumbered without gaps, columns of which nothing is known constant.

    scikit-learn renumbers levels itself and moves their columns to the front; doing both before it leaves nothing to
    be guessed afterwards."""
    import numpy as np

    coded, levels = matrix.copy(), list[tuple[int, ...] | None]()
    for at in range(matrix.shape[1]):
        known = ~np.isnan(matrix[:, at])
        seen = np.unique(matrix[known, at]) if marked[at] else None
        if not known.any():
            coded[:, at] = 0.0
        elif seen is not None:
            coded[known, at] = np.searchsorted(seen, matrix[known, at])
        levels.append(tuple(int(one) for one in seen) if seen is not None and len(seen) else None)
    return coded, levels


def _model(kind: Target, growth: Growth, words: list[int], seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    given: dict[str, Any] = {
        "learning_rate": growth.rate,
        "max_iter": growth.trees,
        "max_leaf_nodes": growth.leaves,
        "min_samples_leaf": growth.leaf_rows,
        "l2_regularization": growth.ridge,
        "categorical_features": words or None,
        "early_stopping": False,
        "random_state": seed,
    }
    if kind == "yes_no":
        return HistGradientBoostingClassifier(**given)
    losses = {"amount": "gamma", "count": "poisson", "number": "squared_error"}
    return HistGradientBoostingRegressor(loss=losses[kind], **given)


def _read(model: Any, kind: Target, levels: list[tuple[int, ...] | None]) -> Trees:
    """The model's trees as plain nodes; raises what Python raises where an inner name has gone."""
    import numpy as np

    # Columns of words stand first inside scikit-learn (and only where there are any).
    words = [at for at, one in enumerate(levels) if one is not None]
    order = words + [at for at in range(len(levels)) if at not in set(words)]
    trees = []
    for (grown,) in model._predictors:
        trees.append(_tree(grown.nodes, np.asarray(grown.raw_left_cat_bitsets), order, levels))
    start = float(np.asarray(model._baseline_prediction, np.float64).reshape(-1)[0])
    return Trees(kind, start, tuple(levels), tuple(trees))


def _tree(nodes: Any, bits: Any, order: list[int], levels: list[tuple[int, ...] | None]) -> Tree:
    import numpy as np

    leaf = nodes["is_leaf"].astype(bool)
    by_words = nodes["is_categorical"].astype(bool) & ~leaf
    column = [-1 if end else order[int(at)] for end, at in zip(leaf, nodes["feature_idx"], strict=True)]
    thresholds = [
        None if not np.isfinite(limit) or words or end else float(limit)
        for limit, words, end in zip(nodes["num_threshold"], by_words, leaf, strict=True)
    ]
    parted = {
        int(node): tuple(
            level
            for code, level in enumerate(levels[column[node]] or ())
            if int(bits[int(nodes["bitset_idx"][node])][code // 32]) >> (code % 32) & 1
        )
        for node in np.flatnonzero(by_words)
    }
    return Tree(
        column=tuple(column),
        threshold=tuple(thresholds),
        unknown_left=tuple(bool(one) for one in nodes["missing_go_to_left"]),
        left=tuple(int(one) for one in nodes["left"]),
        right=tuple(int(one) for one in nodes["right"]),
        value=tuple(float(one) for one in nodes["value"]),
        rows=tuple(int(one) for one in nodes["count"]),
        words=parted,
    )


def _check(model: Any, made: Trees, coded: Floats, matrix: Floats) -> None:
    """Scores rows both ways; the rows are spread over the whole matrix, with every third value struck out in half."""
    import numpy as np

    chosen = np.linspace(0, len(matrix) - 1, min(_CHECKED_ROWS, len(matrix))).astype(int)
    struck = (np.arange(len(chosen))[:, None] % 2 == 1) & ((chosen[:, None] + np.arange(matrix.shape[1])) % 3 == 0)
    theirs = model._raw_predict(np.where(struck, np.nan, coded[chosen])).ravel()
    ours = compiled(made).raw(np.where(struck, np.nan, matrix[chosen]))
    if not np.allclose(ours, theirs, rtol=_CHECKED_TO, atol=_CHECKED_TO):
        raise _not_understood()


def _not_understood() -> EngineError:
    import sklearn

    said = Sentence("activity.trees_not_understood", {"version": Code(str(sklearn.__version__))})
    return EngineError(said, hint=Sentence("activity.install_known_version", {"name": Code("scikit-learn")}))
