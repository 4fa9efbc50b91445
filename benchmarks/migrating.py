"""What a migration costs: two snapshots beside one another, with the places of the earlier ruler and the old market.

    python -m benchmarks.migrating [--customers 1000000]

One scan is the CPU of `select max(hash(c))` over the same columns of the same files. Medians of five, interleaved.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import duckdb
import ibis

from bakhsh.loop.watch.migration import Rulers, moved, moves
from benchmarks.row import Row

ROUNDS = 5
MOST_SECONDS = 5.0
_PLACED = {"customer_id": "string", "segment": "string", "value": "int64"}
_MADE = """
copy (
    select 'c' || i as customer_id, 's' || (hash(i * {seed}) % 8) as segment, (hash(i) % 100000)::bigint as value
    from range({start}, {end}) t(i)
) to '{file}' (format parquet)
"""


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=1_000_000)
    for row in rows(asked.parse_args().customers):
        print(row)


def rows(customers: int = 1_000_000) -> list[Row]:
    """The evidence of one whole measurement."""
    names = {
        "before": (1, 0),
        "after": (3, customers // 50),
        "old": (5, customers // 50),
        "steady": (7, customers // 50),
    }
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(config={"threads": 2}) as connection:
        for name, (seed, start) in names.items():
            file = Path(scratch) / f"{name}.parquet"
            connection.sql(_MADE.format(seed=seed, start=start, end=start + customers, file=file))
            connection.sql(f"create view {name} as from '{file}'")
        before, after, old, steady = (ibis.table(_PLACED, name=name) for name in names)
        question = ibis.to_sql(next(moves(moved(before, after, Rulers(old, steady)))), dialect="duckdb")
        scan = "select max(hash(customer_id)), max(hash(segment)), max(hash(value)) from {}"
        ours, scans = [], []
        for _ in range(ROUNDS):
            ours.append(_cpu(connection, [question]))
            scans.append(_cpu(connection, [scan.format(name) for name in names]))
    spent, once = statistics.median(ours), statistics.median(scans)
    return [
        Row(
            f"migration of two snapshots of {customers:,} customers by five causes, CPU",
            f"at most {MOST_SECONDS:g} s",
            f"{spent:.2f} s ({min(ours):.2f} to {max(ours):.2f}), {spent / once:.1f} scans",
            spent <= MOST_SECONDS,
            peer=f"one scan {once:.2f} s",
            rerun=f"python -m benchmarks.migrating --customers {customers}",
        )
    ]


def _cpu(connection: duckdb.DuckDBPyConnection, questions: list[str]) -> float:
    start = time.process_time()
    for question in questions:
        connection.sql(question).fetchall()
    return time.process_time() - start


if __name__ == "__main__":
    main()
