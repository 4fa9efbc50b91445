"""Speed: from ledger to published snapshot, as a multiple of one scan and against a careful pandas script.

    python -m benchmarks.speed [--lines 5000000] [--rounds 5] [--customers N]

One scan is the CPU of `select max(hash(c))` over each used column of the ledger (plain max and count are answered from
Parquet statistics and cost nothing). Every part runs in a process of its own, start-up excluded; parts are interleaved,
medians and spread are printed. The peer computes the same 24 columns, RFM scores and rules from the same files, and is
compared with ours value by value.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.child import child
from benchmarks.row import Row

AS_OF = date(2024, 12, 31)
_USED = {
    "lines": (
        "customer_id",
        "order_id",
        "line",
        "kind",
        "item_id",
        "undoes",
        "at",
        "quantity",
        "amount",
        "discount",
        "cost",
    ),
    "orders": ("customer_id", "order_id", "ordered_at"),
}
_MEMORY = "1GB"


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=5_000_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--part", default="")
    asked.add_argument("--folder", type=Path, default=None)
    given = asked.parse_args()
    if given.part:
        print(json.dumps(_PARTS[given.part](given.folder)))
        return
    for row in rows(given.lines, given.rounds):
        print(row)


def rows(lines: int = 5_000_000, rounds: int = 5) -> list[Row]:
    """The evidence of one whole measurement."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "shop"
        size = _generate(folder, lines)
        loaded = _child("import", folder)
        seen: dict[str, list[dict[str, Any]]] = {part: [] for part in ("scan", "facts", "run", "pandas")}
        for _ in range(rounds):
            for part, found in seen.items():
                found.append(_child(part, folder))
        differing = _child("compare", folder)
    return _rows(size, loaded, seen, differing)


def _rows(
    lines: int, loaded: dict[str, Any], seen: dict[str, list[dict[str, Any]]], differing: dict[str, Any]
) -> list[Row]:
    scan, facts, run = (_median(seen[part], "cpu") for part in ("scan", "facts", "run"))
    kept, theirs = _median(seen["run"], "wall"), _median(seen["pandas"], "wall")
    ours = kept + _median(seen["facts"], "wall")
    peak = max(one["peak"] for one in (*seen["run"], *seen["facts"]))
    spread = f"; spread of the run {_spread(seen['run'])}, of the scan {_spread(seen['scan'])}"
    again = "make bench"
    whole = (facts + run) / scan
    return [
        Row(
            f"ledger to published snapshot, facts derived anew, {lines:,} lines: CPU as a multiple of one scan",
            "≤ 15",
            f"{whole:.1f}× (facts {facts / scan:.1f}× + snapshot {run / scan:.1f}×){spread}",
            whole <= 15,
            f"one scan: {scan:.2f} s CPU",
            again,
        ),
        Row(
            "the same from kept facts (a day without new rows)",
            "≤ 15",
            f"{run / scan:.1f}×",
            run / scan <= 15,
            rerun=again,
        ),
        Row(
            "wall time against a careful vectorised pandas script",
            "≥ 3×",
            f"{theirs / ours:.1f}×",
            theirs / ours >= 3,
            f"pandas {theirs:.2f} s, ours {ours:.2f} s",
            again,
        ),
        Row(
            "the same against a run from kept facts, which is what a day without new rows costs",
            "≥ 3×",
            f"{theirs / kept:.1f}×",
            theirs / kept >= 3,
            f"pandas {theirs:.2f} s, ours {kept:.2f} s",
            again,
        ),
        Row(
            "24 columns, RFM scores and 5 rules equal to the peer's, value by value",
            "0 differing",
            f"{differing['differing']} differing values over {differing['customers']:,} customers",
            differing["differing"] == 0,
            "pandas",
            again,
        ),
        Row(
            f"peak memory under a limit of {_MEMORY}",
            "≤ 1.3 GiB",
            _gib(peak),
            peak <= 1.3 * 2**30,
            rerun=again,
        ),
        Row(
            "import beside it: raw Parquet to ledger with facts, CPU as a multiple of one scan",
            "printed",
            f"{loaded['cpu'] / scan:.1f}× ({lines / loaded['wall']:,.0f} lines a second, peak {_gib(loaded['peak'])})",
            True,
            rerun=again,
        ),
    ]


def _gib(size: float) -> str:
    return f"{size / 2**30:.2f} GiB"


def _median(found: list[dict[str, Any]], name: str) -> float:
    return statistics.median(one[name] for one in found)


def _spread(found: list[dict[str, Any]]) -> str:
    values = [one["cpu"] for one in found]
    return f"{min(values):.2f}-{max(values):.2f} s"


def _child(part: str, folder: Path) -> dict[str, Any]:
    return child("speed", part, "--folder", folder)


# ---- parts, each in its own process ------------------------------------------------------------------------------
def _generate(folder: Path, lines: int) -> int:
    from bakhsh.edges.sources import simulated
    from benchmarks import shops

    source = folder / "orders.parquet"
    folder.mkdir(parents=True)
    market = simulated.market(seed=1, customers=max(100, lines // 23), start=date(2022, 1, 1), end=AS_OF)
    simulated.write_parquet(market, source)
    mapped = {name: name for name in market.orders.column_names}
    columns = "\n".join(f'{_BENCH_COLUMNS[name]} = "{name}"' for name in mapped if name in _BENCH_COLUMNS)
    text = f'table = "lines"\nfiles = ["orders.parquet"]\n\n[columns]\n{columns}\n'
    shops.write(folder, f'name = "Bench"\nunit = "USD"\nmemory = "{_MEMORY}"\n', {"orders": text})
    return int(market.orders.num_rows)


_BENCH_COLUMNS = {
    "order_id": "order_id",
    "customer_id": "customer_id",
    "ordered_at": "ordered_at",
    "item_id": "item_id",
    "category": '"items.category"',
    "quantity": "quantity",
    "amount": "amount",
    "discount": "discount",
}


def _timed(do: Callable[[], object]) -> dict[str, Any]:
    _start_up()
    wall, cpu = time.perf_counter(), time.process_time()
    do()
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": _peak(),
    }


def _peak() -> int:
    """The most memory this process ever held, in bytes. A child's `ru_maxrss` begins at its parent's, so Linux' own
    mark is read where there is one."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _start_up() -> None:
    """What a process does once, whatever it computes: the compiler loads its dialects. Start-up is not measured."""
    import ibis

    from bakhsh.edges.engines import compile_sql

    compile_sql(ibis.table({"a": "int64"}, name="nothing"), "duckdb")


def _import(folder: Path) -> dict[str, Any]:
    import bakhsh
    from bakhsh.workspace.arrivals import arrivals
    from bakhsh.workspace.progress import silent
    from bakhsh.workspace.run import load_new

    with bakhsh.open(folder) as ws:
        return _timed(lambda: load_new(ws, arrivals(ws), silent))


def _run(folder: Path) -> dict[str, Any]:
    import bakhsh

    with bakhsh.open(folder) as ws:
        return _timed(lambda: ws.run(as_of=AS_OF, refit=("rfm",)))


def _facts(folder: Path) -> dict[str, Any]:
    """FACTS and CATEGORY_FACTS derived anew from the ledger's lines and orders, bucket by bucket."""
    import bakhsh
    from bakhsh.loop.features import facts
    from bakhsh.workspace.opened import ALL_BUCKETS

    with bakhsh.open(folder) as ws:
        manifest, tables = ws.store.catalogue.manifest(), ws.engine.tables

        def derive() -> None:
            lines = ws.unbound("lines")
            derived = {
                "facts": facts.facts(lines),
                "category_facts": facts.category_facts(lines, ws.unbound("items")),
            }
            for bucket in ALL_BUCKETS:
                ws.bind_ledger(manifest, ("lines", "items"), (bucket,))
                for name, made in derived.items():
                    tables.write(made, f"staging/bench/{name}-{bucket}.parquet")

        return _timed(derive)


def _scan(folder: Path) -> dict[str, Any]:
    import duckdb

    store = folder / ".bakhsh"
    files = {table: sorted(str(path) for path in store.glob(f"ledger/derived/*/{table}-*.parquet")) for table in _USED}
    connection = duckdb.connect()

    def scan() -> None:
        for table, columns in _USED.items():
            hashes = ", ".join(f'max(hash("{column}"))' for column in columns)
            connection.execute(f"select {hashes} from read_parquet({files[table]!r})").fetchall()

    return _timed(scan)


def _pandas(folder: Path) -> dict[str, Any]:
    from benchmarks import peer_pandas

    return _timed(lambda: peer_pandas.run(folder / ".bakhsh", AS_OF, folder / "peer.parquet"))


def _compare(folder: Path) -> dict[str, Any]:
    import pandas as pd

    import bakhsh
    from benchmarks import peer_pandas

    with bakhsh.open(folder) as ws:
        ours = ws.rows(AS_OF)
        members = {name: ws.members(name, AS_OF) for name in ("rfm", "value")}
    found = peer_pandas.compare(ours, members, pd.read_parquet(folder / "peer.parquet"))
    return {"differing": sum(found.values()), "customers": ours.num_rows, "columns": found}


_PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "import": _import,
    "run": _run,
    "facts": _facts,
    "scan": _scan,
    "pandas": _pandas,
    "compare": _compare,
}

if __name__ == "__main__":
    main()
