"""Stage: everything a snapshot consists of, made beside the current one under a staging folder.

The steps of a run are a list (`steps`): `plan` prints it, `run` does it. Each step reads what earlier ones wrote and
writes its own pieces; nothing is seen by readers until `run` publishes the folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

import ibis
import pyarrow as pa

from bakhsh import conditions, project
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop import features, segments
from bakhsh.project.order import segmentation_needs
from bakhsh.records import BucketFiles, Manifest, Model, Piece, SegmentationProfile, Step
from bakhsh.specs import Segmentation
from bakhsh.tables import CONTRACTS, Type
from bakhsh.tables.features.predicted import BOUNDS
from bakhsh.workspace import bases, predicting, prices, telling
from bakhsh.workspace.answering import answer
from bakhsh.workspace.dividing import beside, titles
from bakhsh.workspace.measured import measured
from bakhsh.workspace.opened import ALL_BUCKETS, Opened
from bakhsh.workspace.own_empty import own_empty
from bakhsh.workspace.own_features import starting_after
from bakhsh.workspace.ranked import ranked_by
from bakhsh.workspace.rows import LEDGER, needed, row_types, rows_of
from bakhsh.workspace.then import bind_then, then_marks

__all__ = ["Stage", "Work", "answer", "bind_rows", "fingerprint", "doable", "leaving_out", "rows_table", "steps"]

_ONE_PASS = 3_000_000
"""The features of so many lines are one query: buckets are taken together up to it, which bounds the memory."""

READINGS = 8
"""Raised whenever a release computes any column of ROWS or MEMBERS otherwise than the one before: then every snapshot
is new."""


@dataclass(slots=True)
class Stage:
    """A snapshot in the making."""

    ws: Opened
    folder: str
    as_of: date
    manifest: Manifest
    refit: frozenset[str] = frozenset()
    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)
    profiles: dict[str, SegmentationProfile] = field(default_factory=dict)
    learned: set[str] = field(default_factory=set)
    left_out: dict[str, Sentence] = field(default_factory=dict)
    """Segmentations that could not be made this time, and why."""
    notes: list[Sentence] = field(default_factory=list)
    """What is to be said of customers' data as it was read for this snapshot."""

    @property
    def customers(self) -> int:
        return sum(piece.rows for piece in self.pieces.get("rows", ()))

    def sizes(self) -> dict[str, dict[str, int]]:
        return {
            name: {segment.segment: segment.customers for segment in profile.segments}
            for name, profile in self.profiles.items()
        }


@dataclass(frozen=True, slots=True)
class Work:
    """A step and how it is done."""

    step: Step
    do: Callable[[Stage], None]


def steps(stage: Stage) -> list[Work]:
    """What makes this snapshot, in order: predictions, rows, then per segmentation a model where one is due, places,
    profiles."""
    ordered = segments.order(stage.ws.files.segmentations)
    because = Sentence("workspace.because_inputs")
    work = [Work(Step("features", "looked", because), look_up)] if bases.wanted(stage.ws) else []
    work += _predicting(stage, because) if predicting.wanted(stage.ws) else []
    work.append(Work(Step("features", "rows", because), lay_rows))
    for one in ordered:
        if segments.learned(one) and due(stage, one):
            reason = "workspace.because_refit" if one.name in stage.refit else "workspace.because_no_model"
            work.append(Work(Step("learn", one.name, Sentence(reason)), partial(learn_one, one=one)))
        work.append(Work(Step("assign", one.name, because), partial(assign_one, one=one)))
        work.append(Work(Step("profile", one.name, because), partial(profile_one, one=one)))
    return work


def _predicting(stage: Stage, because: Sentence) -> Iterator[Work]:
    """What is predicted, by a model that is learned where none is kept for what is declared."""
    name = predicting.NAME
    kept = stage.ws.store.catalogue.active_model(name, predicting.definition(stage.ws))
    if kept is None or name in stage.refit:
        reason = "predictions.because_refit" if name in stage.refit else "predictions.because_no_model"
        yield Work(Step("learn", name, Sentence(reason)), learn_predictions)
    else:
        stage.models[name] = kept
    yield Work(Step("predict", name, because), predict)


@contextmanager
def leaving_out(stage: Stage, work: Work) -> Iterator[None]:
    """Around one step: a segmentation that cannot be made yet is left out with its reason, the others are made. One
    that cannot be learned anew keeps the ruler that is in force."""
    try:
        yield
    except NotReady as error:
        if work.step.kind not in ("learn", "assign"):
            raise
        if work.step.kind != "learn" or not _still(stage, work.step.name, error.sentence):
            stage.left_out[work.step.name] = error.sentence
        if error.hint is not None:
            stage.notes.append(Sentence("clustering.news", {"name": Code(work.step.name), "said": error.hint}))


def _still(stage: Stage, name: str, because: Sentence) -> bool:
    """Whether a ruler in force fits what is declared, and what it crosses stands; it divides this snapshot too then,
    and a note says so."""
    if name == predicting.NAME:
        crossed: tuple[str, ...] = ()
        definition = predicting.definition(stage.ws)
    else:
        one = stage.ws.segmentation(name)
        crossed, definition = one.cross.of if one.kind == "cross" else (), ruler_print(stage.ws, one)
    ruler = stage.ws.store.catalogue.active_model(name, definition)
    if ruler is None or stage.learned.intersection(crossed):
        return False
    stage.models[name] = ruler
    args: dict[str, Argument] = {"name": Code(name), "learned": ruler.learned_as_of, "because": because}
    stage.notes.append(Sentence("workspace.ruler_stays", args))
    return True


def doable(stage: Stage, work: Sequence[Work]) -> Iterator[tuple[int, Work]]:
    """The steps in order with their number, but those of segmentations left out or asking about one that is."""
    for number, one in enumerate(work):
        if one.step.kind == "features" or not _waits(stage, one.step.name):
            yield number, one


def _waits(stage: Stage, name: str) -> bool:
    """Whether a segmentation is left out, or has to be now because it asks about one that is, or about what is not
    predicted."""
    if name == predicting.NAME:
        return name in stage.left_out
    one = stage.ws.segmentation(name)
    unpredicted = stage.left_out.get(predicting.NAME)
    lost = predicting.lost(predicting.asked(stage.ws.files, one), stage.models.get(predicting.NAME), unpredicted)
    if lost is not None:
        stage.left_out.setdefault(name, lost)
    asked = segmentation_needs(one)
    missing = tuple(Code(one) for one in sorted(asked & stage.left_out.keys()))
    if missing:
        stage.left_out.setdefault(name, Sentence("workspace.asks_left_out", {"names": missing}))
    return name in stage.left_out


def due(stage: Stage, one: Segmentation) -> bool:
    """Whether a model must be learned: none is kept for this definition and this money, a refit was asked for, or what
    it crosses is learned anew."""
    crossed = [stage.ws.segmentation(name) for name in one.cross.of] if one.kind == "cross" else []
    anew = any(segments.learned(part) and part.name not in stage.models for part in crossed)
    if one.name in stage.refit or anew:
        return True
    kept = stage.ws.store.catalogue.active_model(one.name, ruler_print(stage.ws, one))
    if kept is not None:
        stage.models[one.name] = kept
    return kept is None


def ruler_print(ws: Opened, one: Segmentation) -> str:
    """Of what a kept model measures: its definition, and how orders and their money are read. Cut points in pounds do
    not divide yen."""
    crossed = [segments.definition(ws.segmentation(name)) for name in one.cross.of] if one.kind == "cross" else []
    parts = [segments.definition(one), ws.files.project.unit, measured(ws), *crossed]
    parts += [prices.anchor(ws)] if one.rfm.money != "nominal" else []
    parts += ranked_by(ws.files, one)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


# ---- fingerprints ------------------------------------------------------------------------------------------------
def fingerprint(stage: Stage) -> str:
    """Of everything a snapshot follows from: day, ledger version, definitions, and the rulers in force."""
    files = stage.ws.files
    parts: dict[str, Any] = {
        "as_of": stage.as_of.isoformat(),
        "ledger": _ledger_print(stage.manifest),
        "weekend": list(files.project.weekend),
        "readings": READINGS,
        "unit": files.project.unit,
        "calendar": files.project.calendar,
        "features": [project.fingerprint(one) for one in files.features],
        "bases": bases.fingerprint(stage.ws),
        "lifted": sorted(call.name for call in needed(stage.ws)),
        "segmentations": {one.name: segments.definition(one) for one in files.segmentations},
        "models": {name: model.fingerprint for name, model in sorted(stage.models.items())},
    }
    parts |= predicting.fingerprint(stage.ws)
    looked = [call for one in files.segmentations for call in segments.needs(one)]
    parts |= {"then": marks} if (marks := then_marks(stage.ws, looked, stage.as_of)) else {}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _ledger_print(manifest: Manifest) -> str:
    """Of the loads it consists of, of who is one customer in it and how many people left it: the same derive the same
    ledger, whatever its files are called."""
    said = [*(f"{number}" for number in manifest.loads), *([manifest.settled] if manifest.settled else [])]
    said += [f"without {manifest.without}"] if manifest.without else []
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


# ---- predictions -------------------------------------------------------------------------------------------------
def learn_predictions(stage: Stage) -> None:
    """The model of what comes next, learned of everybody's purchases up to this day."""
    model = predicting.learn(stage.ws, stage.manifest, stage.as_of)
    stage.models[predicting.NAME] = model
    stage.notes += model.notes


def predict(stage: Stage) -> None:
    """What comes next of everybody who has bought: PREDICTIONS and NEXT_ORDERS, pieces of the snapshot."""
    model = stage.models[predicting.NAME]
    stage.pieces |= predicting.predict(stage.ws, stage.manifest, stage.as_of, model, stage.folder)


# ---- rows --------------------------------------------------------------------------------------------------------
def look_up(stage: Stage) -> None:
    """What the four bases look things up in, learned of all customers together."""
    ws = stage.ws
    bases.bind_reference(ws)
    ws.bind_ledger(stage.manifest, LEDGER)
    if bases.wanted(ws):
        stage.notes += bases.joining_after_buying(ws, stage.as_of)
    for base in bases.wanted(ws):
        given = bases.given(ws, base, stage.as_of, LEDGER, open_day=True)
        learned = answer(ws.engine, features.BASES[base].learn(given), stage.as_of)
        for name, table in learned.tables.items():
            part = bases.piece_name(base, name)
            stage.pieces[part] = [ws.engine.tables.write(table, f"{stage.folder}/{part}.parquet")]
        stage.notes += learned.notes


def lay_rows(stage: Stage) -> None:
    """ROWS of the day: FEATURES, what the source says of the customer, the bases' readings, lifted columns, declared
    features."""
    ws = stage.ws
    bases.bind_reference(ws)
    bases.bind_looked(ws, stage.pieces)
    predicting.bind(ws, stage.pieces)
    laid = rows_of(ws, stage.as_of, bases.looked(ws, stage.pieces))
    written: list[Piece] = []
    for number, group in enumerate(_groups(stage.manifest)):
        ws.bind_ledger(stage.manifest, LEDGER, group)
        for name, part in laid.parts.items():
            ws.engine.materialise(name, part, stage.as_of)
        path = f"{stage.folder}/rows-{number:x}.parquet"
        written.append(ws.engine.tables.write(laid.rows, path, order_by=("customer_id",)))
    ws.engine.release(laid.parts)
    stage.pieces["rows"] = written
    stage.notes += project.remarks(ws.files, ws.names)
    future: set[str] = set()
    for own, start in starting_after(ws.files.features, stage.as_of):
        future.add(own.name)
        args: dict[str, Argument] = {"name": Code(own.name), "start": start}
        stage.notes.append(Sentence("known.reads_the_future", args))
    if not stage.customers:
        raise NotReady(Sentence("workspace.nobody_yet", {"as_of": stage.as_of}), hint=Sentence("workspace.later_day"))
    bind_rows(ws, {"rows": written})
    stage.notes += own_empty(ws, rows_table(ws), future)


def _groups(manifest: Manifest) -> list[list[str]]:
    """All buckets in order, neighbours together while their lines are not too many; a large one stands alone."""
    groups: list[list[str]] = [[]]
    held = 0
    for bucket in ALL_BUCKETS:
        lines = _line_rows(manifest.buckets.get(bucket, BucketFiles()))
        if groups[-1] and held + lines > _ONE_PASS:
            groups.append([])
            held = 0
        groups[-1].append(bucket)
        held += lines
    return groups


def _line_rows(bucket: BucketFiles) -> int:
    parts = [bucket.base, *(delta.tables for delta in bucket.deltas)]
    return sum(part["lines"].rows for part in parts if "lines" in part)


def rows_table(ws: Opened) -> ibis.Table:
    """ROWS as they lie in a snapshot, unbound."""
    return ibis.table({name: kind.ibis for name, kind in row_types(ws).items()}, name="rows")


def bind_rows(ws: Opened, pieces: Mapping[str, Sequence[Piece]]) -> None:
    """The engine sees the rows and the members of a snapshot."""
    schema = pa.schema([(name, kind.arrow) for name, kind in row_types(ws).items()])
    ws.bind_pieces("rows", pieces["rows"], schema)
    for name, found in pieces.items():
        if name.startswith("members-"):
            ws.bind_pieces(_members_name(name.removeprefix("members-")), found, CONTRACTS["MEMBERS"].schema())


def _members_name(segmentation: str) -> str:
    return f"members_{segmentation}"


def members_table(segmentation: str, extra: Mapping[str, Type] | None = None) -> ibis.Table:
    """MEMBERS of one segmentation as they lie in a snapshot, unbound."""
    types = {column.name: column.type.ibis for column in CONTRACTS["MEMBERS"].columns}
    return ibis.table(types | {name: kind.ibis for name, kind in (extra or {}).items()}, _members_name(segmentation))


def rows_with_places(ws: Opened, calls: Sequence[conditions.Lifted], as_of: date) -> ibis.Table:
    """ROWS as of a day with the column `segment_of_…` of every segmentation the calls ask about, and with the places of
    earlier days where they ask for those. Raises NotReady where no such day has a snapshot."""
    rows = rows_table(ws)
    places = bind_then(ws, calls, as_of)
    asked = {one.name: one.call for one in calls if isinstance(one.call, conditions.Membership)}
    for column, call in sorted(asked.items()):
        if call.ago is None:
            members = members_table(call.segmentation)
            places.append(members.select("customer_id", **{column: members.segment}))
    for place in places:
        rows = rows.left_join(place, "customer_id", rname="of_{name}")
        rows = rows.drop("of_customer_id") if "of_customer_id" in rows.columns else rows
    return rows


# ---- segmentations -----------------------------------------------------------------------------------------------
def learn_one(stage: Stage, one: Segmentation) -> None:
    """The model of one segmentation, learned on this day's rows."""
    bind_rows(stage.ws, stage.pieces)
    rows = rows_with_places(stage.ws, segments.needs(one), stage.as_of)
    known = beside(stage.ws, one, row_types(stage.ws), stage.models)
    model = answer(stage.ws.engine, segments.learn(one, rows, stage.as_of, known))
    if model is not None:
        stage.models[one.name] = replace(model, definition=ruler_print(stage.ws, one))
        stage.learned.add(one.name)
        stage.notes += segments.news(one, model)


def assign_one(stage: Stage, one: Segmentation) -> None:
    """MEMBERS of one segmentation: a place for every row."""
    bind_rows(stage.ws, stage.pieces)
    rows = rows_with_places(stage.ws, segments.needs(one), stage.as_of)
    kind, model = segments.KINDS[one.kind], stage.models.get(one.name)
    members = kind.assign(rows, one, model, row_types(stage.ws), stage.ws.minor_per_unit)
    path = f"{stage.folder}/members-{one.name}.parquet"
    stage.pieces[f"members-{one.name}"] = [stage.ws.engine.tables.write(members, path, order_by=("customer_id",))]


def profile_one(stage: Stage, one: Segmentation) -> None:
    """What the segments of one segmentation are like."""
    bind_rows(stage.ws, stage.pieces)
    told = {name: kind for name, kind in row_types(stage.ws).items() if name not in BOUNDS}
    numeric = [name for name, kind in told.items() if kind in _NUMERIC]
    worded = bases.words(stage.ws)
    compared = segments.comparable(told, worded)
    rows, members, model = rows_table(stage.ws), members_table(one.name), stage.models.get(one.name)
    fewest, named = telling.fewest(stage.ws, row_types(stage.ws)), titles(stage.ws)
    questions = segments.profile(
        one, rows, members, stage.as_of, model, numeric, worded, fewest, compared, open_day=True, titles=named
    )
    profile = answer(stage.ws.engine, questions, stage.as_of)
    money = prices.said_of_money(stage.notes)
    stage.profiles[one.name] = replace(profile, notes=(*profile.notes, money))


_NUMERIC = (Type.INTEGER, Type.NUMBER, Type.MONEY, Type.SHARE)


def step_name(work: Work) -> Sentence:
    """The step in words, for progress and plans."""
    if work.step.name == predicting.NAME:
        return Sentence("predictions.step_learn" if work.step.kind == "learn" else "predictions.step_predict")
    names = {
        "features": "workspace.step_features",
        "learn": "workspace.step_learn",
        "assign": "workspace.step_assign",
        "profile": "workspace.step_profile",
    }
    return Sentence(names[work.step.kind], {"name": Code(work.step.name)})
