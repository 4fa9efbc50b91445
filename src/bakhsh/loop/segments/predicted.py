"""The kind `predicted`: bands of a value by boundaries, percentiles or shares of its sum, and stages of life.

The value may be any number of ROWS: a prediction, a feature, something reckoned. A customer at a boundary belongs to
the band above it; percentiles are cut where `top 20% by …` is cut, so equal values are never parted. Shares of the sum
are those of ABC analysis: the first band is the fewest of the highest who together make at least so much of the sum of
all values above zero, with everybody who is level with the last of them. Who has no value is in `others`, and who has
never bought has no stage of life yet: both stand apart.

Bands and stages are conditions of the one language, tried in order, so they are assigned and explained as rules are.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from bakhsh import conditions
from bakhsh.conditions import Compare, Condition, Cut, IsEmpty, Number, Top, Value
from bakhsh.conditions.cuts import cut_name
from bakhsh.conditions.ranks import making
from bakhsh.conditions.sorts import Sort, sort_of
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments.band_words import bands_in_words, rest_title, titles
from bakhsh.loop.segments.beside import NOTHING, Beside
from bakhsh.loop.segments.members import NO_PURCHASE, OTHERS, digest, fingerprint, members
from bakhsh.loop.segments.rule_reasons import Rules, reasons
from bakhsh.records import Membership, Model
from bakhsh.specs import Segment, Segmentation, asked, stage_conditions
from bakhsh.tables import Type

__all__ = ["assign", "describe", "explain", "learn", "learned", "meaning", "segments"]

_Bands = tuple[tuple[Segment, Condition], ...]


def segments(
    segmentation: Segmentation, model: Model | None = None, among: Mapping[str, Sequence[Segment]] | None = None
) -> tuple[Segment, ...]:
    """The bands, the highest first, or the stages of life; then who has no value, or has not bought yet. Titles of the
    file go before ours."""
    declared = {segment.name: segment.title for segment in segmentation.segments}
    named = zip(segmentation.predicted.bands, titles(segmentation.predicted), strict=True)
    found = [Segment(name, {**title, **_filled(declared.get(name, {}))}) for name, title in named]
    rest = NO_PURCHASE if segmentation.predicted.way == "stage" else OTHERS
    title = {**rest_title(segmentation.predicted), **_filled(segmentation.others), **_filled(declared.get(rest, {}))}
    return (*found, Segment(rest, title))


def _filled(title: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in title.items() if text}


def learned(segmentation: Segmentation) -> bool:
    """Percentiles and shares of the sum are learned; boundaries and stages are what is written."""
    return segmentation.predicted.way in ("percentile", "share")


def meaning(segmentation: Segmentation) -> Any:
    """What decides who is where, as JSON-ready values."""
    found = segmentation.predicted
    written = [conditions.fingerprint(node) for node in asked(segmentation)]
    return [found.way, [str(bound.normalize()) for bound in found.bounds], list(found.bands), written]


# ---- learning ----------------------------------------------------------------------------------------------------
def learn(
    segmentation: Segmentation, rows: ibis.Table, as_of: date, beside: Beside = NOTHING
) -> Generator[ibis.Table, pa.Table, Model | None]:
    """The boundaries, over all customers of `rows` who have the value: one question each. NotReady where nobody has it
    (for shares of the sum: where nobody has one above zero)."""
    found = segmentation.predicted
    if not learned(segmentation):
        return None
    if found.way == "percentile":
        cuts = yield from conditions.learn_cuts(_tops(segmentation), rows, beside.types, beside.minor_per_unit)
    else:
        cuts = yield from _shares(segmentation, rows, beside.types, beside.minor_per_unit)
    definition = fingerprint(segmentation, meaning(segmentation))
    mark = digest([definition, {name: cut.at for name, cut in cuts.items()}])
    body = {"cuts": {name: cut.body for name, cut in cuts.items()}}
    return Model(segmentation.name, "predicted", definition, as_of, body, mark)


def _value(segmentation: Segmentation) -> Value:
    value = segmentation.predicted.by
    assert value is not None, "a checked file names what its bands are of"
    return value


def _tops(segmentation: Segmentation) -> tuple[Top, ...]:
    """Of every percentile those above it, the highest first."""
    value, bounds = _value(segmentation), segmentation.predicted.bounds
    return tuple(Top((100 - bound) / 100, value) for bound in reversed(bounds))


def _share_name(bound: Decimal) -> str:
    return f"{bound.normalize():f}% of the sum"


def _shares(
    segmentation: Segmentation, rows: ibis.Table, types: Mapping[str, Type], unit: int
) -> Generator[ibis.Table, pa.Table, dict[str, Cut]]:
    value = _value(segmentation)
    money = sort_of(value, types) is Sort.MONEY
    cuts: dict[str, Cut] = {}
    for bound in segmentation.predicted.bounds:
        answer = (yield making(value, rows, types, unit, float(bound / 100))).to_pylist()
        if not answer:
            said = Sentence("banded.nothing_to_share", {"name": Code(segmentation.name), "value": Code(value.text)})
            raise NotReady(said, hint=Sentence("banded.nobody_known_hint"))
        row = answer[0]
        cuts[_share_name(bound)] = Cut(row["value"], int(row["known"]), int(row["inside"]), int(row["tied"]), money)
    return cuts


# ---- bands as conditions -----------------------------------------------------------------------------------------
def _ordered(segmentation: Segmentation, model: Model | None, unit: int) -> _Bands:
    """Every band or stage with its condition, in the order in which they are tried."""
    found = segmentation.predicted
    named = {one.name: one for one in segments(segmentation)}
    if found.way == "stage":
        assert found.stage is not None, "a checked file declares one way"
        return tuple((named[name], where) for name, where in stage_conditions(found.stage).items())
    value, above = _value(segmentation), _above(segmentation, model, unit)
    lowest = above[-1].compared if isinstance(above[-1], Top) else above[-1]
    *higher, last = (named[name] for name in found.bands)
    return (*zip(higher, above, strict=True), (last, Compare("<", value, lowest.right)))


def _above(segmentation: Segmentation, model: Model | None, unit: int) -> tuple[Top | Compare, ...]:
    """Who is above each boundary, the highest first. NotReady where it has not been learned."""
    found, value = segmentation.predicted, _value(segmentation)
    if found.way == "cut":
        return tuple(Compare(">=", value, Number(bound)) for bound in reversed(found.bounds))
    if model is None:
        said = Sentence("banded.not_learned", {"segmentation": Code(segmentation.name)})
        hint = Sentence("segments.run_first", {"command": Code("bakhsh run")})
        raise NotReady(said, where=segmentation.at, hint=hint)
    cuts = conditions.cuts_from(model.body)
    if found.way == "percentile":
        return tuple(conditions.with_cuts(top, cuts, unit) for top in _tops(segmentation))
    at = (cuts[_share_name(bound)] for bound in found.bounds)
    exact = (Decimal(repr(cut.at)) / (unit if cut.money else 1) for cut in at)
    return tuple(Compare(">=", value, Number(limit)) for limit in exact)


def assign(
    rows: ibis.Table, segmentation: Segmentation, model: Model | None, types: Mapping[str, Type], minor_per_unit: int
) -> ibis.Table:
    """MEMBERS by the first band or stage whose condition holds. Raises the value's mistakes, which a checked project
    does not have, and NotReady where boundaries have not been learned."""
    branches = [
        (conditions.to_ibis(where, rows, types, minor_per_unit), segment.name)
        for segment, where in _ordered(segmentation, model, minor_per_unit)
    ]
    rest = segments(segmentation)[-1].name
    return members(rows, segmentation, ibis.cases(*branches, else_=rest), model)


def explain(
    row: Mapping[str, Any],
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type],
    minor_per_unit: int,
    titles: Mapping[str, Argument] | None = None,
    possible: conditions.Possible = conditions.ANYTHING,
) -> Membership:
    """The value and the band it stands in, with what keeps the customer out of the next higher one; of stages every one
    tried before. Then every single change that would move him, the smallest for its size first."""
    ordered, rest = _ordered(segmentation, model, minor_per_unit), segments(segmentation)[-1]
    found = reasons(row, segmentation, Rules(ordered, rest, types, minor_per_unit, titles or {}, possible))
    if segmentation.predicted.way == "stage":
        if found.segment == NO_PURCHASE:
            return replace(found, because=(Sentence("segments.because_no_purchase"),))
        return found
    if found.segment == OTHERS:
        value = _value(segmentation)
        empty = conditions.because(IsEmpty(value), row, types, minor_per_unit, titles)
        return replace(found, because=tuple(Sentence("segments.because_fact", {"fact": fact}) for fact in empty))
    if found.segment == segmentation.predicted.bands[-1]:
        # That he is under the lowest boundary is all there is to say: the band above it would say the same again.
        return replace(found, because=found.because[:1])
    return replace(found, because=(found.because[0], *found.because[1:][-1:]))


def describe(
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type] | None = None,
    minor_per_unit: int | None = None,
    titles: Mapping[str, Argument] | None = None,
) -> tuple[Sentence, ...]:
    """How bands or stages come about; once there is a model, the boundaries and how many stand above each."""
    cuts = conditions.cuts_from(model.body if model else {})
    names = (
        [cut_name(top) for top in _tops(segmentation)]
        if segmentation.predicted.way == "percentile"
        else [_share_name(bound) for bound in segmentation.predicted.bounds]
    )
    learned_cuts = [cuts[name] for name in names if name in cuts]
    return bands_in_words(segmentation, segments(segmentation), learned_cuts, types or {}, minor_per_unit)
