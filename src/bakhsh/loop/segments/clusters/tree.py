"""A small tree of conditions that comes near to the clusters: what a person can read, write down and keep.

Grown best first (Breiman et al. 1984): of all leaves the one whose best split takes most impurity (Gini) away is split
next, until there are twice as many leaves as clusters. A leaf stands for the cluster in which its customers lie best,
by the sum of what decides (squared distances, or how unlikely a place is), so that the tree's cost is as near as its
leaves allow to that of the clusters.
An empty number counts as below every other.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bakhsh.loop.segments.cluster.columns import numbers_of, words_of
from bakhsh.stats import adjusted_rand_of_pairs

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.intp]

__all__ = ["LEAVES_PER_CLUSTER", "grown"]

LEAVES_PER_CLUSTER = 2

_FROM = 20_000
"""The tree is grown on so many customers at most."""

_WORDS = 12
"""Of a feature of words the commonest are tried."""


@dataclass(frozen=True, slots=True)
class _Split:
    """Customers at or below `at` (or of the word `word`) go one way, all others the other."""

    feature: str
    gain: float
    at: float = 0.0
    word: str = ""


@dataclass(slots=True)
class _Node:
    rows: Rows
    split: _Split | None = None
    yes: _Node | None = None
    no: _Node | None = None


def grown(
    sample: pa.Table, numeric: Mapping[str, bool], squared: Floats, deciding: Floats | None = None, leaves: int = 0
) -> dict[str, Any]:
    """The tree over the columns of `sample`, its agreement with the clusters and what it costs beside them.

    `numeric`: of each feature whether it is a number (else words); `squared`: squared distances of the rows to the
    centres; `deciding`: what decides where they belong, where that is something else; `leaves`: so many at most, 0: two
    a cluster. {"tree": …, "fidelity": adjusted Rand index, "agrees": share of customers in the same cluster, "cost":
    sum of squared distances by the tree ÷ that of the clusters, "leaves": …}. A node is {"feature", "at" or "word",
    "yes", "no"}, a leaf {"cluster": place, "share": of customers}.
    """
    import numpy as np

    squared, deciding = squared[:_FROM], (squared if deciding is None else deciding)[:_FROM]
    labels = deciding.argmin(axis=1)
    columns = {name: _column(sample[name].slice(0, _FROM), is_number) for name, is_number in numeric.items()}
    root = _grow(columns, np.eye(squared.shape[1])[labels], leaves or LEAVES_PER_CLUSTER * squared.shape[1])
    by_tree = np.empty(len(labels), np.intp)
    tree = _written(root, deciding, by_tree)
    each = np.arange(len(labels))
    best, by = (float(squared[each, places].sum()) for places in (labels, by_tree))
    rand = adjusted_rand_of_pairs(labels[None].astype(np.int8), by_tree[None].astype(np.int8))
    return {
        "tree": tree,
        "fidelity": round(float(rand[0]), 4),
        "agrees": round(float((labels == by_tree).mean()), 4),
        "cost": round(by / best, 4) if best > 0 else 1.0,
        "leaves": _leaves(tree),
    }


def _column(column: pa.ChunkedArray, is_number: bool) -> Any:
    import numpy as np

    if not is_number:
        return words_of(column)
    found = numbers_of(column)
    return np.where(np.isnan(found), -math.inf, found)


def _leaves(node: Mapping[str, Any]) -> int:
    return _leaves(node["yes"]) + _leaves(node["no"]) if "feature" in node else 1


def _grow(columns: Mapping[str, Any], members: Floats, leaves: int) -> _Node:
    import numpy as np

    root = _Node(np.arange(len(members)))
    waiting: list[tuple[float, int, _Node, _Split]] = []
    number = 0

    def queue(node: _Node) -> None:
        nonlocal number
        split = _best(columns, members, node.rows)
        if split is not None:
            number += 1
            heapq.heappush(waiting, (-split.gain, number, node, split))

    queue(root)
    for _ in range(leaves - 1):
        if not waiting:
            break
        _, _, node, split = heapq.heappop(waiting)
        left = _goes_left(columns[split.feature][node.rows], split)
        node.split, node.yes, node.no = split, _Node(node.rows[left]), _Node(node.rows[~left])
        queue(node.yes)
        queue(node.no)
    return root


def _goes_left(values: Any, split: _Split) -> npt.NDArray[np.bool_]:
    import numpy as np

    return np.asarray(values == split.word if split.word else values <= split.at, np.bool_)


def _best(columns: Mapping[str, Any], members: Floats, rows: Rows) -> _Split | None:
    """The split that takes most impurity away; of equal ones the first. None where nothing does."""
    inside = members[rows]
    total = inside.sum(axis=0)
    whole = _purity(total, float(len(rows)))
    best: _Split | None = None
    for name, column in columns.items():
        found = _by_words(name, column[rows], inside, total) if column.dtype.kind == "U" else None
        if column.dtype.kind != "U":
            found = _by_numbers(name, column[rows], inside, total)
        if found is not None and found.gain - whole > 1e-9 and (best is None or found.gain - whole > best.gain):
            best = _Split(name, found.gain - whole, found.at, found.word)
    return best


def _purity(counts: Floats, size: float) -> float:
    """Size times (1 − Gini): the sum of squared counts over the size."""
    return float((counts**2).sum() / size) if size else 0.0


def _by_numbers(name: str, values: Floats, inside: Floats, total: Floats) -> _Split | None:
    import numpy as np

    order = np.argsort(values, kind="stable")
    ordered = values[order]
    cuts = np.flatnonzero(ordered[1:] > ordered[:-1]) + 1
    if not len(cuts):
        return None
    left = np.cumsum(inside[order], axis=0)[cuts - 1]
    gains = (left**2).sum(axis=1) / cuts + ((total - left) ** 2).sum(axis=1) / (len(values) - cuts)
    at = int(gains.argmax())
    return _Split(name, float(gains[at]), _round_between(ordered[cuts[at] - 1], ordered[cuts[at]]))


def _by_words(name: str, values: Any, inside: Floats, total: Floats) -> _Split | None:
    import numpy as np

    words, counts = np.unique(values, return_counts=True)
    if len(words) < 2:
        return None
    best: _Split | None = None
    for at in np.argsort(-counts, kind="stable")[:_WORDS]:
        left = inside[values == words[at]].sum(axis=0)
        gain = _purity(left, float(counts[at])) + _purity(total - left, float(len(values) - counts[at]))
        if best is None or gain > best.gain:
            best = _Split(name, gain, word=str(words[at]))
    return best


def _round_between(low: float, high: float) -> float:
    """The number with the fewest digits from `low` to before `high`, the nearest to their middle."""
    if math.isinf(low):
        return low
    middle = (low + high) / 2
    for digits in range(1, 16):
        found = float(f"{middle:.{digits}g}")
        if low <= found < high:
            return found
    return low


def _written(node: _Node, deciding: Floats, by_tree: Rows) -> dict[str, Any]:
    """The node as JSON; leaves of one cluster under one split are one leaf."""
    if node.split is None or node.yes is None or node.no is None:
        cluster = int(deciding[node.rows].sum(axis=0).argmin()) if len(node.rows) else 0
        by_tree[node.rows] = cluster
        return {"cluster": cluster, "share": round(len(node.rows) / len(deciding), 4)}
    yes, no = _written(node.yes, deciding, by_tree), _written(node.no, deciding, by_tree)
    if "cluster" in yes and yes.get("cluster") == no.get("cluster"):
        return {"cluster": yes["cluster"], "share": round(yes["share"] + no["share"], 4)}
    split = node.split
    test: dict[str, Any] = {"word": split.word} if split.word else {"at": None if math.isinf(split.at) else split.at}
    return {"feature": split.feature, **test, "yes": yes, "no": no}
