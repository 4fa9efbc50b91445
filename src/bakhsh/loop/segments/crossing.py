"""The kind `cross`: segmentations crossed with one another; a cell with too few customers belongs to the rest.

Which cells stand is learned once and kept, so that a cell of about the smallest size does not come and go from day to
day; it is learned again when one of the crossed segmentations is.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from bakhsh import conditions
from bakhsh.errors import NotReady
from bakhsh.language.locale import LANGUAGES, Language, locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Argument, Code, Sentence, Titled
from bakhsh.loop.segments.beside import NOTHING, Beside
from bakhsh.loop.segments.members import OTHERS, digest, fingerprint, members, titled, worded
from bakhsh.records import Membership, Model
from bakhsh.specs import Segment, Segmentation, Title
from bakhsh.tables import Type

__all__ = ["assign", "describe", "explain", "learn", "learned", "meaning", "segments"]

_MOST_MOVES = 3


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells that stand, the largest first: of each the segment of every crossed segmentation. `titles`: what those
    segments were called when this was learned."""

    of: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    titles: Mapping[str, Mapping[str, Title]]


def _read(segmentation: Segmentation, model: Model | None) -> _Cells:
    if model is None:
        said = Sentence("clustering.not_crossed", {"segmentation": Code(segmentation.name)})
        hint = Sentence("segments.run_first", {"command": Code("bakhsh run")})
        raise NotReady(said, where=segmentation.at, hint=hint)
    body = model.body
    return _Cells(tuple(body["of"]), tuple(map(tuple, body["cells"])), body["titles"])


def _name(cell: Sequence[str]) -> str:
    return conditions.CROSSED.join(cell)


def segments(
    segmentation: Segmentation, model: Model | None = None, among: Mapping[str, Sequence[Segment]] | None = None
) -> tuple[Segment, ...]:
    """The cells that stand, called by the titles of what they cross, then the rest."""
    declared = {segment.name: segment.title for segment in segmentation.segments}
    rest = Segment(OTHERS, worded(Sentence("segments.others"), segmentation.others))
    if model is None:
        return (rest,)
    found = _read(segmentation, model)
    named = {
        name: {one.name: one.title for one in (among or {}).get(name, ())} or found.titles.get(name, {})
        for name in found.of
    }
    cells = (
        Segment(_name(cell), {**_title(cell, found.of, named), **_filled(declared.get(_name(cell), {}))})
        for cell in found.cells
    )
    return (*cells, rest)


def _filled(title: Title) -> Title:
    return {language: text for language, text in title.items() if text}


def _title(cell: Sequence[str], of: Sequence[str], titles: Mapping[str, Mapping[str, Title]]) -> Title:
    """What its parts are called, in every language."""

    def part(at: int, language: Language) -> str:
        own = titles.get(of[at], {}).get(cell[at], {})
        return own.get(language) or cell[at]

    return {language: _joined([part(at, language) for at in range(len(cell))], language) for language in LANGUAGES}


def _joined(parts: Sequence[str], language: Language) -> str:
    text = parts[0]
    for part in parts[1:]:
        text = render(Sentence("clustering.crossed", {"first": Code(text), "second": Code(part)}), locale_for(language))
    return "".join(sign for sign in text if not "\u2066" <= sign <= "\u2069")


def learned(segmentation: Segmentation) -> bool:
    """Always: the cells that stand."""
    return True


def meaning(segmentation: Segmentation) -> Any:
    """What decides who is where, as JSON-ready values: what is crossed, and how small a cell may be."""
    return {"of": list(segmentation.cross.of), "minimum": segmentation.cross.minimum}


def learn(
    segmentation: Segmentation, rows: ibis.Table, as_of: date, beside: Beside = NOTHING
) -> Generator[ibis.Table, pa.Table, Model | None]:
    """The cells with customers enough. Asks for the size of each. NotReady where none has."""
    of, minimum = segmentation.cross.of, segmentation.cross.minimum
    places = {f"place_{at}": rows[conditions.membership_name(name)] for at, name in enumerate(of)}
    counted = (yield rows.group_by(**places).aggregate(customers=rows.count())).to_pylist()
    sized = sorted((-row["customers"], tuple(row[place] for place in places)) for row in counted if all(
        row[place] is not None for place in places
    ))  # fmt: skip
    cells = [list(cell) for size, cell in sized if -size >= minimum]
    if not cells:
        args: dict[str, Argument] = {"count": minimum, "largest": -sized[0][0] if sized else 0}
        raise NotReady(
            Sentence("clustering.no_cell", args), where=segmentation.at,
            hint=Sentence("clustering.lower_minimum", {"key": Code("minimum")}),
        )  # fmt: skip
    titles = {name: {one.name: dict(one.title) for one in beside.segments.get(name, ())} for name in of}
    definition = fingerprint(segmentation, meaning(segmentation))
    body = {"of": list(of), "cells": cells, "titles": titles}
    return Model(segmentation.name, "cross", definition, as_of, body, digest([definition, list(of), sorted(cells)]))


def assign(
    rows: ibis.Table, segmentation: Segmentation, model: Model | None, types: Mapping[str, Type], minor_per_unit: int
) -> ibis.Table:
    """MEMBERS by the places in the crossed segmentations, which `rows` hold; `others` are those in no cell that
    stands."""
    found = _read(segmentation, model)
    name = rows[conditions.membership_name(found.of[0])]
    for other in found.of[1:]:
        name = name + ibis.literal(conditions.CROSSED) + rows[conditions.membership_name(other)]
    stands = name.isin([_name(cell) for cell in found.cells])
    return members(rows, segmentation, ibis.cases((stands, name), else_=OTHERS), model)


def explain(
    row: Mapping[str, Any],
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type],
    minor_per_unit: int,
    titles: Mapping[str, Argument] | None = None,
    possible: conditions.Possible = conditions.ANYTHING,
) -> Membership:
    """The customer's place in each crossed segmentation, and the cells that a move in one of them would lead to, where
    a change of one thing leads there."""
    found, called = _read(segmentation, model), titles or {}
    places = tuple(str(row.get(conditions.membership_name(name))) for name in found.of)
    named = {one.name: one for one in segments(segmentation, model)}
    here = named[_name(places) if places in found.cells else OTHERS]
    because = [_is_in(name, place, called) for name, place in zip(found.of, places, strict=True)]
    if here.name == OTHERS:
        because.append(Sentence("clustering.too_small", {"count": segmentation.cross.minimum}))
    moves = list(_moves(found, places, named, called, possible))
    return Membership(
        segmentation.name, here.name, here.title, tuple(because),
        tuple(said for _, said in moves[:_MOST_MOVES]), moves[0][0] if moves else "", None,
        tuple(name for name, _ in moves),
    )  # fmt: skip


def _is_in(name: str, place: str, called: Mapping[str, Argument]) -> Sentence:
    args = {"segmentation": called.get(name) or name, "segment": called.get(f"{name}.{place}") or place}
    return Sentence("clustering.stands_in", args)


def _moves(
    found: _Cells,
    places: tuple[str, ...],
    named: Mapping[str, Segment],
    called: Mapping[str, Argument],
    possible: conditions.Possible,
) -> Iterator[tuple[str, Sentence]]:
    """The cells that differ from his places in one only, the largest first."""
    for cell in found.cells:
        other = [at for at in range(len(places)) if cell[at] != places[at]]
        if len(other) == 1 and possible.reaches(found.of[other[0]], cell[other[0]]):
            at = other[0]
            to: Titled = titled(named[_name(cell)])
            yield _name(cell), Sentence("clustering.moves_with", {
                "cell": to, "segmentation": called.get(found.of[at]) or found.of[at],
                "segment": called.get(f"{found.of[at]}.{cell[at]}") or cell[at],
            })  # fmt: skip


def describe(
    segmentation: Segmentation,
    model: Model | None,
    types: Mapping[str, Type] | None = None,
    minor_per_unit: int | None = None,
    titles: Mapping[str, Argument] | None = None,
) -> tuple[Sentence, ...]:
    """What is crossed, how small a cell may be, and how many stand."""
    of = tuple((titles or {}).get(name) or Code(name) for name in segmentation.cross.of)
    said = Sentence("clustering.crosses", {"of": of, "count": segmentation.cross.minimum})
    if model is None:
        return (said,)
    return (said, Sentence("clustering.cells_stand", {"count": len(_read(segmentation, model).cells)}))
