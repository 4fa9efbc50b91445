"""The kind `rule`: every segment has a condition, the first that holds wins, the rest is `others`."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from bakhsh import conditions
from bakhsh.conditions import Condition
from bakhsh.conditions.wording import Wording
from bakhsh.errors import ProjectError
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments.beside import NOTHING, Beside
from bakhsh.loop.segments.members import OTHERS, digest, fingerprint, members, titled, worded
from bakhsh.loop.segments.rule_reasons import Rules, reasons
from bakhsh.records import Membership, Model
from bakhsh.specs import Segment, Segmentation
from bakhsh.tables import Type

__all__ = ["assign", "condition", "describe", "explain", "learn", "learned", "meaning", "segments"]


def segments(
    segmentation: Segmentation, model: Model | None = None, among: Mapping[str, Sequence[Segment]] | None = None
) -> tuple[Segment, ...]:
    """The declared segments in their order, then `others`."""
    rest = Segment(OTHERS, worded(Sentence("segments.others"), segmentation.others))
    return (*segmentation.segments, rest)


def learned(segmentation: Segmentation) -> bool:
    """Where a condition ranks customers: everything else is decided by what is written."""
    return any(conditions.tops(segment.where) for segment in segmentation.segments if segment.where is not None)


def meaning(segmentation: Segmentation) -> Any:
    """What decides who is where, as JSON-ready values."""
    return [[segment.name, conditions.fingerprint(condition(segment))] for segment in segmentation.segments]


def condition(segment: Segment) -> Condition:
    """The segment's condition. Raises ProjectError for a segment without one."""
    if segment.where is None:
        said = Sentence("segments.no_condition", {"segment": Code(segment.name)})
        hint = Sentence("segments.write_condition", {"example": Code('where = "recency <= 30"')})
        raise ProjectError(said, where=segment.at, hint=hint)
    return segment.where


def learn(
    segmentation: Segmentation, rows: ibis.Table, as_of: date, beside: Beside = NOTHING
) -> Generator[ibis.Table, pa.Table, Model | None]:
    """The cut points of `top 20% by …` over all customers of `rows`, whichever segment asks: each is one question.
    NotReady where nobody has a value to rank by; None where no condition ranks anybody."""
    wheres = [condition(segment) for segment in segmentation.segments]
    cuts = yield from conditions.learn_cuts(wheres, rows, beside.types, beside.minor_per_unit)
    if not cuts:
        return None
    definition = fingerprint(segmentation, meaning(segmentation))
    body = {"cuts": {name: cut.body for name, cut in cuts.items()}}
    mark = digest([definition, {name: cut.at for name, cut in cuts.items()}])
    return Model(segmentation.name, "rule", definition, as_of, body, mark)


def _ordered(segmentation: Segmentation, model: Model | None, unit: int) -> tuple[tuple[Segment, Condition], ...]:
    """The declared segments with their conditions, in which cut points are those of the model."""
    cuts = conditions.cuts_from(model.body if model else {})
    return tuple((segment, conditions.with_cuts(condition(segment), cuts, unit)) for segment in segmentation.segments)


def assign(
    rows: ibis.Table, segmentation: Segmentation, model: Model | None, types: Mapping[str, Type], minor_per_unit: int
) -> ibis.Table:
    """MEMBERS by the first condition that holds of a row; `rows` must hold the lifted columns (see `assign.needs`).

    Raises the conditions' first mistake (UnknownName, BadCondition), which a checked project does not have, and
    NotReady where a condition ranks customers and `model` does not hold its cut point.
    """
    branches = [
        (conditions.to_ibis(where, rows, types, minor_per_unit), segment.name)
        for segment, where in _ordered(segmentation, model, minor_per_unit)
    ]
    segment = ibis.cases(*branches, else_=OTHERS) if branches else ibis.literal(OTHERS)
    return members(rows, segmentation, segment, model)


def explain(
    row: Mapping[str, Any],
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type],
    minor_per_unit: int,
    titles: Mapping[str, Argument] | None = None,
    possible: conditions.Possible = conditions.ANYTHING,
) -> Membership:
    """The facts that make the winning condition true, what keeps the customer out of every segment tried before, and
    every single change that would move him, the smallest for its size first; `nearest` is where that one leads."""
    ordered, rest = _ordered(segmentation, model, minor_per_unit), segments(segmentation)[-1]
    return reasons(row, segmentation, Rules(ordered, rest, types, minor_per_unit, titles or {}, possible))


def describe(
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type] | None = None,
    minor_per_unit: int | None = None,
    titles: Mapping[str, Argument] | None = None,
) -> tuple[Sentence, ...]:
    """The order in which segments are tried, and each with its condition in words; as it was written where the money
    unit is not given, since an amount could not be said then. Once there is a model, its cut points."""
    *declared, rest = segments(segmentation)
    tried = []
    for segment in declared:
        where = condition(segment)
        words: Argument = Code(where.text)
        if minor_per_unit is not None:
            words = conditions.to_sentence(where, unit=minor_per_unit, types=types)
        tried.append(Sentence("segments.rule_segment", {"segment": titled(segment), "condition": words}))
    others = Sentence("segments.rule_others", {"segment": titled(rest)})
    cuts = conditions.cuts_from(model.body if model else {})
    wheres = [condition(segment) for segment in declared]
    learned_cuts = conditions.cuts_in_words(wheres, cuts, Wording({}, types or {}, minor_per_unit or 1))
    return (Sentence("segments.rule_meaning"), *tried, others, *learned_cuts)
