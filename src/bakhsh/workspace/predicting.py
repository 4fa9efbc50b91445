"""Predictions in a run: a model is learned where one is due, and the day's customers are scored by it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import ibis
import pyarrow as pa

from bakhsh import conditions, project
from bakhsh.conditions.days import TODAY
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop import predictions
from bakhsh.project.order import feature_needs, nodes
from bakhsh.records import Manifest, Model, Piece, RunRecord
from bakhsh.specs import ProjectFiles, Segmentation
from bakhsh.specs.available import available
from bakhsh.tables import CONTRACTS
from bakhsh.tables.features.predicted import PREDICTED
from bakhsh.workspace.answering import answer
from bakhsh.workspace.measured import measured
from bakhsh.workspace.opened import Opened

__all__ = [
    "NAME", "PIECE", "absent", "asked", "bind", "definition", "fingerprint", "held", "learn", "lost", "predict",
    "table", "wanted",
]  # fmt: skip

NAME = predictions.KIND
"""What plans, `--refit` and kept models call it."""

PIECE = "predictions"
"""The part of a snapshot that holds PREDICTIONS."""

_COUNTED, _SCORED, _BRINGING = "purchases_counted", "purchases_scored", "spending_scored"


def wanted(ws: Opened) -> bool:
    """Whether the project predicts: it is switched on, and sources bring orders."""
    return any(one.base == NAME for one in available(ws.files))


def definition(ws: Opened) -> str:
    """Of what a kept model is of: what is declared of predictions, and how orders and their money are read."""
    shop = ws.files.project
    parts = [project.fingerprint(ws.files.predictions), shop.unit, shop.margin, measured(ws)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def fingerprint(ws: Opened) -> dict[str, str]:
    """What a snapshot follows from beside the model; nothing where nothing is predicted."""
    return {NAME: project.fingerprint(ws.files.predictions)} if wanted(ws) else {}


# ---- learning and scoring ----------------------------------------------------------------------------------------
def learn(ws: Opened, manifest: Manifest, as_of: date) -> Model:
    """The model, learned of everybody's purchases up to the day. NotReady in words where they are too few."""
    counted = _counted(ws, manifest, as_of)
    facts = ws.unbound("facts")
    margin = ws.files.project.margin
    questions = predictions.learn(ws.files.predictions, facts, counted, as_of, _undated(ws, manifest), margin)
    model = answer(ws.engine, questions, as_of)
    return replace(model, definition=definition(ws))


def predict(ws: Opened, manifest: Manifest, as_of: date, model: Model, path: str) -> Piece:
    """PREDICTIONS of the day, written: its distinct customers are scored by the model and joined back."""
    counted = _counted(ws, manifest, as_of)
    found = answer(ws.engine, predictions.keys(counted), as_of)
    scored = predictions.score(model, ws.files.predictions, found.table)
    valued = _valued(ws, counted, model, as_of) if "spend" in model.body else None
    everybody = predictions.predictions(counted, _bound(ws, _SCORED, scored), found.weekly, as_of, valued)
    piece = ws.engine.tables.write(everybody, path, order_by=("customer_id",))
    ws.engine.release((_COUNTED, _SCORED, _BRINGING))
    return piece


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
    """The engine sees the table, here as an expression: whole numbers and fractions."""
    ws.engine.bind(name, table)
    kinds = {field.name: "int64" if field.type == pa.int64() else "float64" for field in table.schema}
    return ibis.table(kinds, name=name)


def _counted(ws: Opened, manifest: Manifest, as_of: date) -> ibis.Table:
    """The customers of the day as purchase models see them, reduced once and kept by the engine."""
    ws.bind_ledger(manifest, ("facts",))
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
    named = model.body["columns"] if model is not None else ()
    return frozenset(f"{name}{end}" for name in named for end in ("", "_low", "_high"))


def absent(ws: Opened, run: RunRecord) -> frozenset[str]:
    """The columns of predictions that a snapshot does not hold, whatever was declared."""
    predicted = PIECE in ws.store.catalogue.pieces(run.run)
    return _PREDICTED - (held(ws.models(run).get(NAME)) if predicted else frozenset())


def asked(files: ProjectFiles, one: Segmentation) -> frozenset[str]:
    """The columns of predictions that a segmentation's definition reads, through the project's own features too."""
    read = {
        node.name
        for segment in one.segments
        if segment.where is not None
        for node in nodes(segment.where)
        if isinstance(node, conditions.Name)
    }
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
    because = because or Sentence("predictions.not_in_model")
    return Sentence("predictions.asks", {"names": missing, "because": because})
