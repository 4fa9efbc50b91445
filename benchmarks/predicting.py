"""Predictions of many customers: their distinct cells reduced and scored, and the scores joined back by the engine.

Purchases with their bounds, and value of what purchases bring.

    python -m benchmarks.predicting [--customers 2000000] [--model pareto_nbd]

Customers of two years at the grain of days, bought by chance at rates of their own. What is joined is written as a
snapshot's piece. It is held against reading these predictions and writing them again, nothing computed. Processor time,
the median of three rounds, interleaved.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from bakhsh.conditions.days import TODAY
from bakhsh.edges.engines import Stack, open_engine
from bakhsh.loop import predictions
from bakhsh.loop.predictions.fitting import cells_of
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.models import model_named
from bakhsh.loop.predictions.worth import learned_spend
from bakhsh.records import Model
from bakhsh.specs import Predictions
from bakhsh.tables import PREDICTIONS
from benchmarks.row import Row

TIMES, DAYS = 3, 730
AS_OF = date(2024, 12, 31)
COUNTED = {"customer_id": "string", "x": "int64", "t_x": "int64", "known_for": "int64", "m_x": "int64"}


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=2_000_000)
    asked.add_argument("--model", default="bg_nbd")
    given = asked.parse_args()
    for row in rows(given.customers, given.model):
        print(row, flush=True)


def rows(customers: int = 2_000_000, model: str = "bg_nbd") -> list[Row]:
    """The evidence of one whole measurement."""
    with tempfile.TemporaryDirectory() as scratch:
        return _measured(Path(scratch), customers, model)


def _measured(root: Path, customers: int, named: str) -> list[Row]:
    engine, spec = open_engine("duckdb", root), Predictions(on=True)
    counted = ibis.table(COUNTED, name="counted")
    pieces = {"counted": engine.tables.write(_customers(customers), "counted.parquet", order_by=("customer_id",))}
    engine.tables.bind("counted", Stack(base=(pieces["counted"],)), pa.schema(_SCHEMA))
    sample = _driven(predictions.keys(counted), engine)
    fitted = fit(model_named(named), cells_of(sample.table.slice(0, 50_000)))
    paid, _ = _driven(predictions.paid_keys(counted), engine)
    model = replace(_EMPTY, body={"purchases": fitted.body, "spend": learned_spend(paid.slice(0, 50_000))[0].body})
    held: dict[str, Any] = {"round": 0}

    def reduce() -> None:
        held["keys"] = _driven(predictions.keys(counted), engine)
        held["paid"], held["coarse"] = _driven(predictions.paid_keys(counted), engine)

    def score() -> None:
        held["scored"] = predictions.score(model, spec, held["keys"].table)
        held["brings"] = predictions.spend_scores(model.body["spend"], held["paid"])

    def join() -> None:
        held["round"] += 1
        scored, brings = (_bound(engine, name, held[name]) for name in ("scored", "brings"))

        def lay(known: ibis.Table) -> tuple[ibis.Table, dict[str, ibis.Value]]:
            both = predictions.paid(known, held["coarse"]).inner_join(brings, list(predictions.PAID))
            return both, predictions.worth(both, 0.3)

        told = predictions.predictions(counted, scored, held["keys"].weekly, TODAY, lay)
        engine.materialise("told", told, AS_OF)
        named = ibis.table(told.schema(), name="told")
        held["piece"] = engine.tables.write(named, f"told-{held['round']}.parquet", order_by=("customer_id",))

    def again() -> None:
        engine.tables.bind("read", Stack(base=(held["piece"],)), PREDICTIONS.schema())
        whole = ibis.table(PREDICTIONS.unbound().schema(), name="read")
        engine.tables.write(whole, f"again-{held['round']}.parquet", order_by=("customer_id",))

    spent = _timed({"reduce": reduce, "score": score, "join": join, "again": again})
    engine.close()
    cells, base = held["keys"].table.num_rows, spent["again"]
    rerun = f"python -m benchmarks.predicting --customers {customers} --model {named}"
    peer = f"reading and writing them: {base:.2f} s CPU"
    return [
        Row(
            f"scores of {cells:,} distinct cells joined to {customers:,} customers and written",
            "≤ 3× reading and writing",
            f"{spent['join'] / base:.2f}× ({spent['join']:.2f} s CPU)", spent["join"] <= 3 * base, peer, rerun,
        ),
        Row(
            f"the cells reduced and scored ({named}) beside it", "aim ≤ 10×",
            f"{(spent['reduce'] + spent['score']) / base:.2f}× ({spent['reduce']:.2f} + {spent['score']:.2f} s CPU)",
            spent["reduce"] + spent["score"] <= 10 * base, peer, rerun,
        ),
    ]  # fmt: skip


_SCHEMA = [(name, pa.string() if kind == "string" else pa.int64()) for name, kind in COUNTED.items()]
_EMPTY = Model("predictions", "predictions", "", AS_OF, {}, "")


def _bound(engine: Any, name: str, table: pa.Table) -> ibis.Table:
    engine.bind(name, table)
    kinds = {one.name: "int64" if one.type == pa.int64() else "float64" for one in table.schema}
    return ibis.table(kinds, name=name)


def _driven(questions: Any, engine: Any) -> Any:
    from bakhsh.workspace.answering import answer

    return answer(engine, questions, AS_OF)


def _timed(ways: dict[str, Callable[[], None]]) -> dict[str, float]:
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TIMES):
        for name, do in ways.items():
            before = time.process_time()
            do()
            spent[name].append(time.process_time() - before)
    return {name: median(each) for name, each in spent.items()}


def _customers(count: int) -> pa.Table:
    """Rates and probabilities of stopping of their own, as BG/NBD has them; first purchases spread over two years."""
    random = np.random.default_rng(0)
    known = random.integers(1, DAYS, count)
    rate = random.gamma(0.6, 1 / 60, count)
    stop = random.beta(0.8, 2.5, count)
    x, last, at = np.zeros(count, np.int64), np.zeros(count), np.zeros(count)
    alive = np.ones(count, bool)
    for _ in range(200):
        at = at + np.where(alive, 1 + random.exponential(1, count) / np.maximum(rate, 1e-9), 0)
        alive &= at < known
        if not alive.any():
            break
        x, last = x + alive, np.where(alive, at, last)
        alive &= random.random(count) >= stop
    ids = pa.array([f"C{number:07d}" for number in range(count)])
    mean = np.round(random.gamma(6, 500, count)).astype(np.int64)
    return pa.table([ids, x, last.astype(np.int64), known, mean], names=list(COUNTED))


if __name__ == "__main__":
    main()
