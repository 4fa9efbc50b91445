"""Placing everybody: what the clusters' expression costs beside reading its features and writing its result.

python -m benchmarks.scoring [--customers 2000000]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from bakhsh.edges.engines.compile import compile_sql
from bakhsh.loop.segments.cluster.fitting import kmeans
from bakhsh.loop.segments.cluster.mixture import fit_mixture
from bakhsh.loop.segments.cluster.preparing import Measured, learn, matrix
from bakhsh.loop.segments.clusters import assign
from bakhsh.loop.segments.clusters.model import Found, Part
from bakhsh.records import Model
from bakhsh.specs import Segmentation
from bakhsh.tables import Type
from benchmarks.row import Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FEATURES, CLUSTERS, TIMES = 12, 8, 7
_METHODS = {"centres": True, "mixture": False}
"""Which are promised."""
_FORM = "format parquet, compression zstd"
_SAMPLE = 100_000
_NAMES = tuple(f"feature_{at}" for at in range(FEATURES))


def main() -> None:
    """Prints the row of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=2_000_000)
    for row in rows(asked.parse_args().customers):
        print(row, flush=True)


def rows(customers: int = 2_000_000) -> list[Row]:
    """Processor time of placing everybody and writing MEMBERS ÷ that of hashing every feature once and writing the very
    same rows, as they stand in memory; the median of rounds, interleaved. Nothing is put in order on either side."""
    import duckdb

    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as engine:
        rows_file, out = Path(scratch) / "rows.parquet", Path(scratch) / "out.parquet"
        table = _customers(customers)
        pq.write_table(table, rows_file)
        engine.sql(f"create view rows as from '{rows_file}'")
        made = {of: _placing(table.slice(0, _SAMPLE), of) for of in _METHODS}
        engine.sql(f"create temp table result as {made['centres']}")
        read = ", ".join(f"max(hash({name}))" for name in _NAMES)
        ways: dict[str, str] = {
            "read": f"select {read} from rows",
            "write": f"copy result to '{out}' ({_FORM})",
            **{of: f"copy ({text}) to '{out}' ({_FORM})" for of, text in made.items()},
        }
        spent: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(TIMES):
            for name, text in ways.items():
                spent[name].append(_seconds(partial(_done, engine, text)))
    typical = {name: median(found) for name, found in spent.items()}
    peer = f"reading {typical['read']:.2f} s, writing {typical['write']:.2f} s"
    found = []
    for of, promised in _METHODS.items():
        ratio = typical[of] / (typical["read"] + typical["write"])
        said = f"{ratio:.2f}× ({typical[of]:.2f} s; {min(spent[of]):.2f}–{max(spent[of]):.2f})"
        claim = f"placing {customers:,} customers in {CLUSTERS} clusters by {FEATURES} features, {of}"
        target = "≤ 1.5× reading them and writing the result" if promised else "printed"
        found.append(Row(claim, target, said, ratio <= 1.5 or not promised, peer))
    return found


def _done(engine: DuckDBPyConnection, text: str) -> None:
    engine.execute(text).fetchall()


def _placing(sample: pa.Table, method: str) -> str:
    """The statement of MEMBERS."""
    found = _found(sample, method == "mixture")
    segmentation = Segmentation("groups", "cluster")
    model = Model("groups", "cluster", "0" * 16, date(2024, 6, 30), found.body, "0" * 16)
    types = dict.fromkeys(_NAMES, Type.NUMBER)
    return compile_sql(assign(_rows(), segmentation, model, types, 1), "duckdb")


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


def _found(sample: pa.Table, mixed: bool) -> Found:
    measured = [Measured(name, Type.NUMBER, "behavioural") for name in _NAMES]
    preparation = learn(sample, measured)
    prepared = matrix(preparation, sample)
    fitted = kmeans(prepared, CLUSTERS, seed=0)
    mixture = fit_mixture(prepared, fitted.centres) if mixed else None
    parts = tuple(
        Part(f"cluster_{at}", tuple(map(float, centre)), 0.0, 1.0, 0.0, {})
        for at, centre in enumerate(fitted.centres if mixture is None else mixture.means, start=1)
    )
    body = mixture.body if mixture else None
    return Found(preparation, parts, _NAMES, False, CLUSTERS, sample.num_rows, mixture=body)


def _seconds(do: Callable[[], Any]) -> float:
    start = time.process_time()
    do()
    return time.process_time() - start


if __name__ == "__main__":
    main()
