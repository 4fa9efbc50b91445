"""The kind `rule`: every segment has a condition, the first that holds wins, the rest is `others`."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from bakhsh import conditions
from bakhsh.conditions import Condition
from bakhsh.errors import ProjectError
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments.beside import NOTHING, Beside
from bakhsh.loop.segments.members import OTHERS, members, titled, worded
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
    """Never: a rule is decided by what is written."""
    return False


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
    """Nothing is asked and nothing learned."""
    yield from ()
    return None


def assign(
    rows: ibis.Table, segmentation: Segmentation, model: Model | None, types: Mapping[str, Type], minor_per_unit: int
) -> ibis.Table:
    """MEMBERS by the first condition that holds of a row; `rows` must hold the lifted columns (see `assign.needs`).

    Raises the conditions' first mistake (UnknownName, BadCondition), which a checked project does not have.
    """
    branches = [
        (conditions.to_ibis(condition(segment), rows, types, minor_per_unit), segment.name)
        for segment in segmentation.segments
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
) -> Membership:
    """The facts that make the winning condition true, what keeps the customer out of every segment tried before, and
    every single change that would move him, the smallest for its size first; `nearest` is where that one leads."""
    *declared, rest = segments(segmentation)
    ordered = tuple((segment, condition(segment)) for segment in declared)
    return reasons(row, segmentation, Rules(ordered, rest, types, minor_per_unit, titles or {}))


def describe(
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type] | None = None,
    minor_per_unit: int | None = None,
) -> tuple[Sentence, ...]:
    """The order in which segments are tried, and each with its condition in words; as it was written where the money
    unit is not given, since an amount could not be said then."""
    *declared, rest = segments(segmentation)
    tried = []
    for segment in declared:
        where = condition(segment)
        words: Argument = Code(where.text)
        if minor_per_unit is not None:
            words = conditions.to_sentence(where, unit=minor_per_unit, types=types)
        tried.append(Sentence("segments.rule_segment", {"segment": titled(segment), "condition": words}))
    others = Sentence("segments.rule_others", {"segment": titled(rest)})
    return (Sentence("segments.rule_meaning"), *tried, others)
