"""Boosted trees scored from their plain nodes beside scikit-learn's own predict, on one thread both.

python -m benchmarks.trees [--customers 200000]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from bakhsh.loop.predictions.activity.nodes import Trees
from bakhsh.loop.predictions.activity.scoring import compiled
from bakhsh.loop.predictions.activity.trees import Growth, learn
from benchmarks.row import Row

TIMES, LEARNED_FROM, NUMBERS = 5, 20_000, 18
GROWN = (Growth(), Growth(trees=100, leaves=31, rate=0.1))


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=200_000)
    for row in rows(asked.parse_args().customers):
        print(row, flush=True)


def rows(customers: int = 200_000) -> list[Row]:
    """Time of our scores ÷ that of scikit-learn's on the same rows; the median of five rounds, interleaved."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        return [_row(growth, customers) for growth in GROWN]


def _row(growth: Growth, customers: int) -> Row:
    matrix, event = _customers(LEARNED_FROM, 1)
    asked, _ = _customers(customers, 2)
    ours = compiled(Trees.read(json.loads(json.dumps(_learned(matrix, event, growth).body))))
    theirs = _peer(growth).fit(matrix, event)
    ways: dict[str, Callable[[], Any]] = {
        "ours": lambda: ours.predict(asked),
        "theirs": lambda: theirs.predict_proba(asked)[:, 1],
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    found: dict[str, Any] = {}
    for _ in range(TIMES):
        for name, do in ways.items():
            before = time.perf_counter()
            found[name] = do()
            spent[name].append(time.perf_counter() - before)
    apart = float(np.abs(found["ours"] - found["theirs"]).max())
    ratio = median(spent["ours"]) / median(spent["theirs"])
    return Row(
        f"scoring {customers:,} customers by {growth.trees} trees of {growth.leaves} leaves, {NUMBERS + 2} columns",
        "≤ 5× scikit-learn, equal within 1e-12",
        f"{ratio:.2f}× ({median(spent['ours']):.2f} s), farthest apart {apart:.0e}",
        ratio <= 5 and apart <= 1e-12,
        f"predict_proba on one thread {median(spent['theirs']):.2f} s",
        rerun="python -m benchmarks.trees",
    )


def _learned(matrix: Any, event: Any, growth: Growth) -> Trees:
    return learn(matrix, event, words=[True, True] + [False] * NUMBERS, growth=growth)


def _peer(growth: Growth) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        learning_rate=growth.rate,
        max_iter=growth.trees,
        max_leaf_nodes=growth.leaves,
        min_samples_leaf=growth.leaf_rows,
        l2_regularization=growth.ridge,
        categorical_features=[0, 1],
        early_stopping=False,
        random_state=0,
    )


def _customers(count: int, seed: int) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    words = [random.integers(0, 7, count).astype(float), random.integers(0, 3, count).astype(float)]
    matrix = np.column_stack([*words, *(random.normal(size=count) for _ in range(NUMBERS))])
    chance = 1 / (1 + np.exp(-(matrix[:, 2] * matrix[:, 3] + matrix[:, 4] + 1.5 * (matrix[:, 0] == 3))))
    matrix[random.random(matrix.shape) < 0.05] = np.nan
    return matrix, (random.random(count) < chance).astype(float)


if __name__ == "__main__":
    main()
