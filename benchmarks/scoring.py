"""Placing everybody: what the clusters' expression costs beside reading its features and writing its result.

python -m benchmarks.scoring [--customers 2000000]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from bakhsh.edges.engines.compile import compile_sql
from bakhsh.loop.segments.cluster.fitting import kmeans
from bakhsh.loop.segments.cluster.preparing import Measured, learn, matrix
from bakhsh.loop.segments.clusters.model import Found, Part
from bakhsh.loop.segments.clusters.scoring import placed
from bakhsh.tables import Type
from benchmarks.row import Row

FEATURES, CLUSTERS, TIMES = 12, 8, 5
_SAMPLE = 100_000
_NAMES = tuple(f"feature_{at}" for at in range(FEATURES))


def main() -> None:
    """Prints the row of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=2_000_000)
    for row in rows(asked.parse_args().customers):
        print(row, flush=True)


def rows(customers: int = 2_000_000) -> list[Row]:
    """Processor time of the expression ÷ that of hashing every feature once and writing as many columns; the median of
    five rounds, interleaved."""
    import duckdb

    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as engine:
        rows_file, out = Path(scratch) / "rows.parquet", Path(scratch) / "out.parquet"
        table = _customers(customers)
        pq.write_table(table, rows_file)
        engine.sql(f"create view rows as from '{rows_file}'")
        expression = compile_sql(placed(_rows(), _found(table.slice(0, _SAMPLE))), "duckdb")
        read = ", ".join(f"max(hash({name}))" for name in _NAMES)
        same = "select as_of, customer_id, feature_0 as strength, feature_1 as away, 'cluster_1' as segment from rows"
        ways: dict[str, Callable[[], Any]] = {
            "read": lambda: engine.sql(f"select {read} from rows").fetchall(),
            "write": lambda: engine.sql(f"copy ({same}) to '{out}' (format parquet)"),
            "place": lambda: engine.sql(f"copy ({expression}) to '{out}' (format parquet)"),
        }
        spent: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(TIMES):
            for name, do in ways.items():
                spent[name].append(_seconds(do))
    typical = {name: median(found) for name, found in spent.items()}
    ratio = typical["place"] / (typical["read"] + typical["write"])
    said = f"{ratio:.2f}× ({typical['place']:.2f} s; {min(spent['place']):.2f}–{max(spent['place']):.2f})"
    peer = f"reading {typical['read']:.2f} s, writing {typical['write']:.2f} s"
    claim = f"placing {customers:,} customers in {CLUSTERS} clusters by {FEATURES} features"
    return [Row(claim, "≤ 1.5× reading them and writing the result", said, ratio <= 1.5, peer)]


def _customers(count: int) -> pa.Table:
    import numpy as np

    random = np.random.default_rng(7)
    group = random.integers(0, CLUSTERS, count)
    columns = {name: np.exp(random.normal(0, 0.6, count) + (group + at) % CLUSTERS) for at, name in enumerate(_NAMES)}
    ids = pa.array([f"c{number:07d}" for number in range(count)])
    days = pa.array(np.full(count, np.datetime64("2024-06-30")))
    return pa.table({"as_of": days, "customer_id": ids, **columns})


def _rows() -> ibis.Table:
    return ibis.table({"as_of": "date", "customer_id": "string", **dict.fromkeys(_NAMES, "float64")}, name="rows")


def _found(sample: pa.Table) -> Found:
    measured = [Measured(name, Type.NUMBER, "behavioural") for name in _NAMES]
    preparation = learn(sample, measured)
    fitted = kmeans(matrix(preparation, sample), CLUSTERS, seed=0)
    parts = tuple(
        Part(f"cluster_{at}", tuple(map(float, centre)), 0.0, 1.0, 0.0, {})
        for at, centre in enumerate(fitted.centres, start=1)
    )
    return Found(preparation, parts, _NAMES, False, CLUSTERS, sample.num_rows)


def _seconds(do: Callable[[], Any]) -> float:
    start = time.process_time()
    do()
    return time.process_time() - start


if __name__ == "__main__":
    main()
