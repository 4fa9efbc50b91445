"""Predictions in a run: a model is learned where one is due, and the day's customers are scored by it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh import conditions, project, specs
from bakhsh.conditions.days import TODAY
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop import predictions
from bakhsh.project.order import feature_needs, nodes
from bakhsh.records import Backtest, Manifest, Model, NextOrder, Piece, RunRecord
from bakhsh.specs import ProjectFiles, Segmentation
from bakhsh.specs.available import available
from bakhsh.tables import CONTRACTS
from bakhsh.tables.features.predicted import PREDICTED
from bakhsh.workspace.answering import answer
from bakhsh.workspace.measured import measured
from bakhsh.workspace.opened import Opened

__all__ = [
    "NAME", "NEXT", "PIECE", "absent", "asked", "bind", "definition", "fingerprint", "held", "learn", "lost",
    "next_orders", "predict", "table", "wanted",
]  # fmt: skip

NAME = predictions.KIND
"""What plans, `--refit` and kept models call it."""

PIECE = "predictions"
"""The part of a snapshot that holds PREDICTIONS."""

NEXT = "next-orders"
"""The part of a snapshot that holds NEXT_ORDERS."""

_LEARNED = 2
"""Raised whenever a release learns otherwise, or writes more of what it learned, than the one before: then the model is
learned anew, and every snapshot with predictions is new."""

_COUNTED, _SCORED, _BRINGING = "purchases_counted", "purchases_scored", "spending_scored"


def wanted(ws: Opened) -> bool:
    """Whether the project predicts: it is switched on, and sources bring orders."""
    return any(one.base == NAME for one in available(ws.files))


def definition(ws: Opened) -> str:
    """Of what a kept model is of: what is declared of predictions, and how orders and their money are read."""
    shop = ws.files.project
    parts = [_LEARNED, project.fingerprint(ws.files.predictions), shop.unit, shop.margin, measured(ws)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def fingerprint(ws: Opened) -> dict[str, str]:
    """What a snapshot follows from beside the model; nothing where nothing is predicted."""
    return {NAME: f"{_LEARNED} {project.fingerprint(ws.files.predictions)}"} if wanted(ws) else {}


# ---- learning and scoring ----------------------------------------------------------------------------------------
def learn(ws: Opened, manifest: Manifest, as_of: date) -> Model:
    """The model, learned of everybody's purchases up to the day. NotReady in words where they are too few."""
    counted = _counted(ws, manifest, as_of)
    facts = ws.unbound("facts")
    margin = ws.files.project.margin
    questions = predictions.learn(
        ws.files.predictions, facts, counted, as_of, _undated(ws, manifest), margin,
        category_facts=ws.unbound("category_facts"),
    )  # fmt: skip
    model = answer(ws.engine, questions, as_of)
    return replace(model, definition=definition(ws))


def predict(ws: Opened, manifest: Manifest, as_of: date, model: Model, folder: str) -> dict[str, list[Piece]]:
    """PREDICTIONS of the day, written: its distinct customers are scored by the model and joined back. NEXT_ORDERS
    beside it, unless a baseline is used, which knows no dates."""
    counted = _counted(ws, manifest, as_of)
    found = answer(ws.engine, predictions.keys(counted), as_of)
    scored = predictions.score(model, ws.files.predictions, found.table)
    valued = _valued(ws, counted, model, as_of) if "spend" in model.body else None
    everybody = predictions.predictions(counted, _bound(ws, _SCORED, scored), found.weekly, as_of, valued)
    written = {PIECE: [ws.engine.tables.write(everybody, f"{folder}/{PIECE}.parquet", order_by=("customer_id",))]}
    if "instead" not in model.body:
        coming, bound = _coming(ws, model, as_of, counted, found)
        order = ("customer_id", "category")
        written[NEXT] = [ws.engine.tables.write(coming, f"{folder}/{NEXT}.parquet", order_by=order)]
        ws.engine.release(bound)
    ws.engine.release((_COUNTED, _SCORED, _BRINGING))
    return written


def _coming(
    ws: Opened, model: Model, as_of: date, counted: ibis.Table, found: predictions.Keys
) -> tuple[ibis.Table, list[str]]:
    """NEXT_ORDERS, overall and in the categories of the model, and the names its dates are bound under."""
    parts: list[tuple[str | None, Mapping[str, Any], ibis.Table, predictions.Keys]]
    parts = [(None, model.body["purchases"], counted, found)]
    days = predictions.bought(ws.unbound("category_facts"), ws.unbound("facts"))
    for name, body in model.body.get("categories", {}).items():
        own = predictions.counted(predictions.of_category(days, name), as_of)
        parts.append((name, body, own, answer(ws.engine, predictions.keys(own), as_of)))
    bound, tables = [], []
    for number, (category, body, whose, keys) in enumerate(parts):
        bound.append(f"next_dated_{number}")
        dated = _bound(ws, bound[-1], predictions.dated(body, keys.table, as_of))
        tables.append(predictions.next_orders_of(whose, dated, keys.weekly, as_of, category))
    return ibis.union(*tables) if len(tables) > 1 else tables[0], bound


def _valued(
    ws: Opened, counted: ibis.Table, model: Model, as_of: date
) -> Callable[[ibis.Table], tuple[ibis.Table, Mapping[str, ibis.Value]]]:
    """How what customers bring is laid beside their scores, and their value said of both."""
    keys, coarse = answer(ws.engine, predictions.paid_keys(counted), as_of)
    brings = _bound(ws, _BRINGING, predictions.spend_scores(model.body["spend"], keys))

    def lay(scored: ibis.Table) -> tuple[ibis.Table, Mapping[str, ibis.Value]]:
        both = predictions.paid(scored, coarse).inner_join(brings, list(predictions.PAID))
        return both, predictions.worth(both, model.body["margin"])

    return lay


def _bound(ws: Opened, name: str, table: pa.Table) -> ibis.Table:
    """The engine sees the table, here as an expression: whole numbers, fractions and days."""
    ws.engine.bind(name, table)
    told = {pa.int64(): "int64", pa.date32(): "date"}
    kinds = {field.name: told.get(field.type, "float64") for field in table.schema}
    return ibis.table(kinds, name=name)


def _counted(ws: Opened, manifest: Manifest, as_of: date) -> ibis.Table:
    """The customers of the day as purchase models see them, reduced once and kept by the engine."""
    ws.bind_ledger(manifest, ("facts", "category_facts"))
    expression = predictions.counted(ws.unbound("facts"), TODAY)
    ws.engine.materialise(_COUNTED, expression, as_of)
    return ibis.table(expression.schema(), name=_COUNTED)


def _undated(ws: Opened, manifest: Manifest) -> tuple[int, int]:
    """Rows of the ledger's loads that were refused for want of a date, and all rows read."""
    standing = [load for load in ws.store.catalogue.loads() if load.load in manifest.loads]
    return sum(one.reasons.get("bad_date", 0) for one in standing), sum(one.rows for one in standing)


# ---- beside the rows ---------------------------------------------------------------------------------------------
def bind(ws: Opened, pieces: Mapping[str, Sequence[Piece]]) -> None:
    """The engine sees PREDICTIONS of a snapshot; of one without, none."""
    if wanted(ws):
        ws.bind_pieces(PIECE, pieces.get(PIECE, ()), CONTRACTS["PREDICTIONS"].schema())


def table(ws: Opened) -> tuple[ibis.Table, ...]:
    """PREDICTIONS without its day, to be laid beside the rows; none where nothing is predicted."""
    return (CONTRACTS["PREDICTIONS"].unbound().drop("as_of"),) if wanted(ws) else ()


# ---- who asks for what is not there ------------------------------------------------------------------------------
_PREDICTED = frozenset(one.name for one in PREDICTED)


def held(model: Model | None) -> frozenset[str]:
    """The columns of predictions that a model gives, with their bounds."""
    if model is None:
        return frozenset()
    ends = ("",) if "instead" in model.body else ("", "_low", "_high")
    return frozenset(f"{name}{end}" for name in model.body["columns"] for end in ends)


def absent(ws: Opened, run: RunRecord) -> frozenset[str]:
    """The columns of predictions that a snapshot does not hold, whatever was declared."""
    predicted = PIECE in ws.store.catalogue.pieces(run.run)
    return _PREDICTED - (held(ws.models(run).get(NAME)) if predicted else frozenset())


def asked(files: ProjectFiles, one: Segmentation) -> frozenset[str]:
    """The columns of predictions that a segmentation's definition reads, through the project's own features too."""
    written = (node for given in specs.asked(one) for node in nodes(given))
    read = {node.name for node in written if isinstance(node, conditions.Name)}
    return frozenset(_through(files, read | set(one.cluster.features)))


def _through(files: ProjectFiles, read: set[str]) -> Iterator[str]:
    own = {feature.name: feature for feature in files.features}
    waiting, seen = list(read), set(read)
    while waiting:
        name = waiting.pop()
        if name in _PREDICTED:
            yield name
        more = feature_needs(own[name]) - seen if name in own else frozenset()
        seen |= more
        waiting += more


def lost(names: frozenset[str], model: Model | None, because: Sentence | None) -> Sentence | None:
    """Why a definition that reads these columns cannot be used; None where all are there. `because`: why nothing is
    predicted, where nothing is."""
    missing = tuple(Code(name) for name in sorted(names - held(model)))
    if not missing:
        return None
    because = because or _why_not(model)
    return Sentence("predictions.asks", {"names": missing, "because": because})


def _why_not(model: Model | None) -> Sentence:
    if model is not None and "instead" in model.body:
        tested: Backtest = model.body["backtest"]
        return tested.said
    return Sentence("predictions.not_in_model")


# ---- of one customer ---------------------------------------------------------------------------------------------
def next_orders(ws: Opened, pieces: Sequence[Piece], customer_id: str) -> tuple[NextOrder, ...]:
    """A customer's rows of NEXT_ORDERS: overall first, then categories by name."""
    rows: list[dict[str, Any]] = []
    for piece in pieces:
        table = ws.engine.tables.read(piece)
        rows += table.filter(pc.equal(table.column("customer_id"), customer_id)).to_pylist()
    ordered = sorted(rows, key=lambda row: row["category"] or "")
    return tuple(
        NextOrder(
            row["category"] or "", row["median_on"], row["low_on"], row["high_on"], row["p_ever"],
            row["p_ever"] >= predictions.EXPECTED,
        )
        for row in ordered
    )  # fmt: skip
