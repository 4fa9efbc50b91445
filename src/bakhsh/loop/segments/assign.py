"""One segment per customer, whatever the kind: the door of the room.

A kind is an object with the functions of `Kind`; `KINDS` names them all. Everything a segmentation means is decided
there, everything around it (order of segmentations, what must be in ROWS first, fingerprints) is decided here.
"""

from __future__ import annotations

import difflib
from collections.abc import Generator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import ibis
import pyarrow as pa

from bakhsh import conditions, records
from bakhsh.conditions import InSegment, Lifted, Membership, Node
from bakhsh.errors import ProjectError, UnknownName, Where
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments import clusters, crossing, predicted, rfm_grid, rule
from bakhsh.loop.segments.beside import NOTHING, Beside
from bakhsh.loop.segments.members import fingerprint
from bakhsh.records import Model
from bakhsh.specs import Segment, Segmentation, asked
from bakhsh.tables import Type

__all__ = [
    "KINDS", "Kind", "all_segments", "assign", "definition", "describe", "explain", "kind_of", "learn", "learned",
    "needs", "news", "order", "segment_names", "segments",
]  # fmt: skip


Among = Mapping[str, Sequence[Segment]]
"""Segments by segmentation."""


class Kind(Protocol):
    """A way of dividing customers. `learn`, `assign`, `explain` and `describe` are its verbs; the rest says what they
    work on."""

    def learn(
        self, segmentation: Segmentation, rows: ibis.Table, as_of: date, beside: Beside = NOTHING
    ) -> Generator[ibis.Table, pa.Table, Model | None]:
        """Yields questions (expressions), is sent their answers, returns what was learned; None where nothing is."""

    def assign(
        self,
        rows: ibis.Table,
        segmentation: Segmentation,
        model: Model | None,
        types: Mapping[str, Type],
        minor_per_unit: int,
    ) -> ibis.Table:
        """MEMBERS: exactly one row for each of `rows`, decided by its own values alone."""

    def explain(
        self,
        row: Mapping[str, Any],
        segmentation: Segmentation,
        model: Model | None,
        types: Mapping[str, Type],
        minor_per_unit: int,
        titles: Mapping[str, Argument] | None = None,
        possible: conditions.Possible = conditions.ANYTHING,
    ) -> records.Membership:
        """Why the customer of this row of ROWS is where `assign` puts him; `titles` are what the project calls its
        features, segmentations and segments; `possible` says what of him can change."""

    def describe(
        self,
        segmentation: Segmentation,
        model: Model | None,
        types: Mapping[str, Type] | None = None,
        minor_per_unit: int | None = None,
        titles: Mapping[str, Argument] | None = None,
    ) -> tuple[Sentence, ...]:
        """The definition in words, and what to know before reading the result; `titles` as in `explain`."""

    def segments(
        self, segmentation: Segmentation, model: Model | None = None, among: Among | None = None
    ) -> tuple[Segment, ...]:
        """Every segment there can be, titled; the rest last. A kind whose segments are found in the data knows them
        from its `model`; `among` are the segments of the segmentations made before it."""

    def learned(self, segmentation: Segmentation) -> bool:
        """Whether a model is needed to assign."""

    def meaning(self, segmentation: Segmentation) -> Any:
        """What decides who is where, as JSON-ready values, titles and places in files left out."""


KINDS: dict[str, Kind] = {
    "rule": rule, "rfm": rfm_grid, "cluster": clusters, "cross": crossing, "predicted": predicted,
}  # fmt: skip
"""The kinds of segmentation by the name that files use."""


def kind_of(segmentation: Segmentation) -> Kind:
    """Raises UnknownName with the near names for a kind nobody has."""
    if segmentation.kind not in KINDS:
        near = difflib.get_close_matches(segmentation.kind.lower(), KINDS, n=3, cutoff=0.5) or list(KINDS)
        found, known = Code(segmentation.kind), tuple(Code(name) for name in near)
        said = Sentence("segments.unknown_kind", {"kind": found, "near": known})
        hint = Sentence("segments.kinds", {"kinds": tuple(Code(name) for name in KINDS)})
        raise UnknownName(said, where=segmentation.at, hint=hint)
    return KINDS[segmentation.kind]


def learn(
    segmentation: Segmentation, rows: ibis.Table, as_of: date, beside: Beside = NOTHING
) -> Generator[ibis.Table, pa.Table, Model | None]:
    """What the kind learns from `rows` (see Kind.learn)."""
    return kind_of(segmentation).learn(segmentation, rows, as_of, beside)


def assign(
    rows: ibis.Table, segmentation: Segmentation, model: Model | None, types: Mapping[str, Type], minor_per_unit: int
) -> ibis.Table:
    """MEMBERS of `segmentation`. `rows` holds the columns that `needs` names; `types` are the types of all others."""
    return kind_of(segmentation).assign(rows, segmentation, model, types, minor_per_unit)


def explain(
    row: Mapping[str, Any],
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type],
    minor_per_unit: int,
    titles: Mapping[str, Argument] | None = None,
    possible: conditions.Possible = conditions.ANYTHING,
) -> records.Membership:
    """Why the customer of `row` (one row of ROWS, money in minor units) is in his segment, and what would move him.
    `titles` are what the project calls its features, segmentations and segments (see `conditions.to_sentence`);
    `possible` what of him can change."""
    return kind_of(segmentation).explain(row, segmentation, model, types, minor_per_unit, titles, possible)


def describe(
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type] | None = None,
    minor_per_unit: int | None = None,
    titles: Mapping[str, Argument] | None = None,
) -> tuple[Sentence, ...]:
    """The definition in words, and what to know before reading the result. Conditions are said in words where the
    money unit is given, else shown as they were written. `titles`: what the project calls its segmentations."""
    return kind_of(segmentation).describe(segmentation, model, types, minor_per_unit, titles)


def learned(segmentation: Segmentation) -> bool:
    """Whether `assign` needs a model."""
    return kind_of(segmentation).learned(segmentation)


def segments(segmentation: Segmentation, model: Model | None = None, among: Among | None = None) -> tuple[Segment, ...]:
    """Every segment there can be, each with its title in every language there is; `others` or `no_purchase` last.
    Where a kind finds its segments in the data they are those of `model`: without one only the rest is known."""
    return kind_of(segmentation).segments(segmentation, model, among)


def all_segments(segmentations: Sequence[Segmentation], models: Mapping[str, Model]) -> dict[str, tuple[Segment, ...]]:
    """The segments of every segmentation, by its name; those that cross others come last, as they are called after
    them."""
    found: dict[str, tuple[Segment, ...]] = {}
    for one in sorted(segmentations, key=lambda each: each.kind == "cross"):
        found[one.name] = segments(one, models.get(one.name), found)
    return found


def segment_names(segmentation: Segmentation, model: Model | None = None) -> tuple[str, ...]:
    """The names of `segments`, in the same order."""
    return tuple(segment.name for segment in segments(segmentation, model))


def needs(segmentation: Segmentation) -> tuple[Lifted, ...]:
    """The columns that ROWS must hold before `assign`, each once: lifted calls, and places in other segmentations."""
    found = {lifted.name: lifted for node in asked(segmentation) for lifted in conditions.lift(node)[0]}
    for name in _crossed(segmentation):
        column = conditions.membership_name(name)
        found[column] = Lifted(column, Membership(name))
    return tuple(found.values())


def _crossed(segmentation: Segmentation) -> tuple[str, ...]:
    return segmentation.cross.of if segmentation.kind == "cross" else ()


def news(segmentation: Segmentation, model: Model) -> tuple[Sentence, ...]:
    """What is to be said once, when a model has been learned anew: which segments are new, and which have gone."""
    return clusters.news(segmentation, model) if segmentation.kind == "cluster" else ()


def definition(segmentation: Segmentation) -> str:
    """The fingerprint of what a segmentation means: name, kind, segments with their conditions in order, ruler. Titles,
    comments, spacing and the order of keys in the file do not change it; the order of segments does."""
    return fingerprint(segmentation, kind_of(segmentation).meaning(segmentation))


# ---- the order of segmentations ----------------------------------------------------------------------------------
def order(segmentations: Sequence[Segmentation]) -> tuple[Segmentation, ...]:
    """The segmentations so that each comes after those its conditions ask about, otherwise as they came.

    Raises UnknownName for one that nobody declared and ProjectError for a ring, naming every segmentation on it with
    the file and line that refers to the next.
    """
    by_name = {one.name: one for one in segmentations}
    done: dict[str, Segmentation] = {}
    for one in segmentations:
        _visit(one, by_name, done, [])
    return tuple(done.values())


_Step = tuple[Segmentation, Where]


def _visit(
    one: Segmentation, by_name: Mapping[str, Segmentation], done: dict[str, Segmentation], path: list[_Step]
) -> None:
    if one.name in done:
        return
    for name, where in _asks_about(one):
        if name not in by_name:
            near = tuple(Code(known) for known in difflib.get_close_matches(name, by_name) or sorted(by_name))
            said = Sentence("segments.unknown_segmentation", {"name": Code(name), "near": near})
            raise UnknownName(said, where=where)
        here = [*path, (one, where)]
        ring = [step[0].name for step in here]
        if name in ring:
            raise _ring(here[ring.index(name) :])
        _visit(by_name[name], by_name, done, here)
    done[one.name] = one


def _asks_about(segmentation: Segmentation) -> tuple[tuple[str, Where], ...]:
    """The segmentations that it crosses or its conditions ask about, each once, with the first place that does."""
    found: dict[str, Where] = dict.fromkeys(_crossed(segmentation), segmentation.at)
    for segment in segmentation.segments:
        for name in _named_in(segment.where) if segment.where is not None else ():
            found.setdefault(name, segment.at)
    return tuple(found.items())


def _named_in(node: Node) -> tuple[str, ...]:
    if isinstance(node, InSegment):
        return () if node.ago else (node.segmentation.value,)
    return tuple(name for child in conditions.children(node) for name in _named_in(child))


def _ring(steps: Sequence[_Step]) -> ProjectError:
    names = [one.name for one, _ in steps]
    parts = tuple(
        Sentence("segments.ring_part", {"segmentation": Code(one.name), "next": Code(after), "place": Code(str(where))})
        for (one, where), after in zip(steps, [*names[1:], names[0]], strict=True)
    )
    return ProjectError(
        Sentence("segments.ring", {"parts": parts}), where=steps[0][1], hint=Sentence("segments.break_ring")
    )
