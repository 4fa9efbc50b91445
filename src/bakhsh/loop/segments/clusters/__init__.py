"""The kind `cluster`: groups nobody declared, found in the data, named, explained and kept.

A model holds how features are prepared and where the centres lie; a customer belongs to the nearest. Until it is
learned anew the centres stand, so that who changes cluster has changed himself.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions import ANYTHING, Possible
from bakhsh.conditions.wording import Wording
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments.beside import NOTHING, Beside
from bakhsh.loop.segments.clusters import learning, saying
from bakhsh.loop.segments.clusters.model import Found, read, required
from bakhsh.loop.segments.clusters.reasons import Asked, reasons
from bakhsh.loop.segments.clusters.rules import rules
from bakhsh.loop.segments.clusters.scoring import missing, placed
from bakhsh.loop.segments.members import NO_PURCHASE, OTHERS, digest, fingerprint, members, titled, worded
from bakhsh.records import Membership, Model
from bakhsh.specs import Segment, Segmentation
from bakhsh.tables import Type

__all__ = [
    "assign", "describe", "explain", "kept", "learn", "learned", "meaning", "news", "required", "segments", "written",
]  # fmt: skip


def segments(
    segmentation: Segmentation, model: Model | None = None, among: Mapping[str, Sequence[Segment]] | None = None
) -> tuple[Segment, ...]:
    """The clusters of the model, titled as the file says or by what sets them apart; then who is in none of them."""
    declared = {segment.name: segment.title for segment in segmentation.segments}
    found = read(model.body) if model is not None else None
    parts = found.parts if found is not None else ()
    named = [Segment(one.name, {**one.title, **_said(declared.get(one.name, {}))}) for one in parts]
    if found is None or found.buyers:
        said = worded(Sentence("segments.no_purchase"), declared.get(NO_PURCHASE, {}))
        named.append(Segment(NO_PURCHASE, said))
    return (*named, Segment(OTHERS, worded(Sentence("clustering.others"), segmentation.others)))


def _said(title: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in title.items() if text}


def learned(segmentation: Segmentation) -> bool:
    """Always."""
    return True


def meaning(segmentation: Segmentation) -> Any:
    """What decides who is where, as JSON-ready values: features, how many, how, and what weighs how much."""
    spec = segmentation.cluster
    weights = {base: weight for base, weight in sorted(spec.weights.items()) if weight != 1}
    return {"features": sorted(spec.features), "k": list(spec.k), "method": spec.method, "weights": weights}


def learn(
    segmentation: Segmentation, rows: ibis.Table, as_of: date, beside: Beside = NOTHING
) -> Generator[ibis.Table, pa.Table, Model | None]:
    """The clusters as a model (see `learning.found` for what is asked and raised)."""
    return kept(segmentation, (yield from learning.found(segmentation, rows, beside)), as_of)


def kept(segmentation: Segmentation, found: Found, as_of: date) -> Model:
    """What was found as a model."""
    definition = fingerprint(segmentation, meaning(segmentation))
    return Model(segmentation.name, "cluster", definition, as_of, found.body, digest([definition, found.measure]))


def assign(
    rows: ibis.Table, segmentation: Segmentation, model: Model | None, types: Mapping[str, Type], minor_per_unit: int
) -> ibis.Table:
    """MEMBERS by the nearest centre, with how clearly. Raises NotReady where a feature is no longer there."""
    found = required(segmentation, model)
    lost = missing(found, rows.columns)
    if lost:
        args: dict[str, Argument] = {
            "segmentation": Code(segmentation.name), "names": tuple(Code(name) for name in lost),
            "command": Code(f"bakhsh run --refit {segmentation.name}"),
        }  # fmt: skip
        raise NotReady(Sentence("clustering.feature_gone", args), where=segmentation.at)
    table = placed(rows, found)
    return members(table, segmentation, table.segment, model, strength=table.strength)


def explain(
    row: Mapping[str, Any],
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type],
    minor_per_unit: int,
    titles: Mapping[str, Argument] | None = None,
    possible: Possible = ANYTHING,
) -> Membership:
    """The features that draw the customer to his centre and away from the next, how far that is, and the smallest
    single changes that would move him."""
    found = required(segmentation, model)
    words = Wording({**found.called, **(titles or {})}, types, minor_per_unit)
    asked = Asked(found, segments(segmentation, model), types, words, possible)
    return reasons(row, segmentation, asked)


def describe(
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type] | None = None,
    minor_per_unit: int | None = None,
    titles: Mapping[str, Argument] | None = None,
) -> tuple[Sentence, ...]:
    """How many clusters there are and why, how far they can be trusted, and what each is like."""
    if model is None:
        return (saying.unlearned(segmentation),)
    return saying.described(read(model.body), segments(segmentation, model))


def news(segmentation: Segmentation, model: Model) -> tuple[Sentence, ...]:
    """How many clusters were found and why, how they are to be read, which features were left out, and what became of
    the clusters of before."""
    named = {one.name: titled(one) for one in segments(segmentation, model)}
    return saying.learned_anew(segmentation, read(model.body), named)


def written(segmentation: Segmentation, model: Model | None, unit: int) -> tuple[tuple[Segment, str], ...]:
    """The clusters as rules: each with the condition that comes near to it (see `rules`). Who has not bought comes
    first, where only buyers are divided. Raises NotReady before anything was learned."""
    found = required(segmentation, model)
    named = {one.name: one for one in segments(segmentation, model)}
    first = ((named[NO_PURCHASE], "frequency = 0"),) if found.buyers else ()
    return (*first, *((named[name], text) for name, text in rules(found, unit).items()))
