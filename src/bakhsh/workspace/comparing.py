"""Segments held against one another: differences, overlap, cards. All are read from a snapshot as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bakhsh.conditions.wording import Wording
from bakhsh.errors import UnknownName
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop import segments
from bakhsh.loop.segments.card import CardMaker
from bakhsh.loop.segments.clusters.model import read
from bakhsh.loop.segments.clusters.saying import trust
from bakhsh.loop.segments.compared import FEWEST, Told, told_of
from bakhsh.loop.segments.overlap import overlap as laid_over
from bakhsh.loop.segments.sampled import Sampled, sampled
from bakhsh.records import Card, Comparison, Overlap, RunRecord, SegmentationProfile, SegmentProfile
from bakhsh.specs import Title
from bakhsh.specs.available import declared
from bakhsh.workspace import bases, telling
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.read import profile, titles_of
from bakhsh.workspace.rows import row_types
from bakhsh.workspace.stage import answer, bind_rows, members_table, rows_table

__all__ = ["card", "cards", "compare", "overlap", "wording_of"]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A segmentation of a snapshot with its customers' values."""

    then: Opened
    profile: SegmentationProfile
    sampled: Sampled
    fewest: Mapping[str, int]


def compare(
    ws: Opened, segmentation: str, segment: str, against: str = "", as_of: date | str | None = None
) -> Comparison:
    """What sets a segment apart from all others, or from the one named. UnknownName for a name that no segment has."""
    seen = profile(ws, segmentation, as_of)
    own, other = _segment(seen, segment), _segment(seen, against) if against else None
    if other is not None and own.segment == other.segment:
        raise UnknownName(Sentence("cards.against_itself"))
    among = [own.segment, other.segment] if other else ()
    return _compared(_see(ws, seen, among), [(own, other)])[0]


def _compared(seen: _Seen, pairs: Sequence[tuple[SegmentProfile, SegmentProfile | None]]) -> list[Comparison]:
    """Each segment against the other one, or against all others."""
    enough = [pair for pair in pairs if min(_sides(seen, *pair)) >= FEWEST]
    names = [(own.segment, other.segment if other else "") for own, other in enough]
    told = dict(zip(names, told_of(seen.sampled, names, seen.fewest), strict=True))
    return [
        _comparison(seen, own, other, told.get((own.segment, other.segment if other else ""))) for own, other in pairs
    ]


def _sides(seen: _Seen, own: SegmentProfile, other: SegmentProfile | None) -> tuple[int, int]:
    return own.customers, other.customers if other else seen.profile.customers - own.customers


def _comparison(seen: _Seen, own: SegmentProfile, other: SegmentProfile | None, told: Told | None) -> Comparison:
    return Comparison(
        seen.profile.segmentation,
        own.segment,
        own.title,
        seen.profile.as_of,
        *_sides(seen, own, other),
        told.differences if told else (),
        told.tested if told else 0,
        against=other.segment if other else "",
        against_title=other.title if other else {},
        too_few=told is None,
        sample=None if seen.sampled.whole else seen.sampled.table.num_rows,
    )


def _segment(seen: SegmentationProfile, name: str) -> SegmentProfile:
    """The segment of this name, or of this title in any language."""
    for one in seen.segments:
        if name == one.segment or name in one.title.values():
            return one
    known = tuple(Code(one.segment) for one in seen.segments)
    args: dict[str, Argument] = {"name": Code(name), "segmentation": Code(seen.segmentation), "known": known}
    raise UnknownName(Sentence("cards.no_segment", args))


def _see(ws: Opened, seen: SegmentationProfile, among: Sequence[str] = ()) -> _Seen:
    run = ws.snapshot(seen.as_of)
    then = opened_then(ws, run)
    part = f"members-{seen.segmentation}"
    bind_rows(then, {"rows": pieces_of(ws, run, "rows"), part: pieces_of(ws, run, part)})
    types = row_types(then)
    numeric, worded = segments.comparable(types, bases.words(then))
    places = members_table(seen.segmentation).select("customer_id", "segment")
    names = [one.segment for one in seen.segments]
    asked = sampled(rows_table(then), places, names, seen.customers, numeric, worded, among)
    return _Seen(then, seen, answer(then.engine, asked), telling.fewest(then, types))


def card(ws: Opened, segmentation: str, segment: str, as_of: date | str | None = None) -> Card:
    """One segment on a card."""
    seen = profile(ws, segmentation, as_of)
    own = _segment(seen, segment)
    return _cards(ws, _see(ws, seen), [own])[0]


def cards(ws: Opened, segmentation: str, as_of: date | str | None = None) -> tuple[Card, ...]:
    """A card for each segment that has customers, in their order."""
    seen = profile(ws, segmentation, as_of)
    return tuple(_cards(ws, _see(ws, seen), [one for one in seen.segments if one.customers]))


def _cards(ws: Opened, seen: _Seen, wanted: Sequence[SegmentProfile]) -> list[Card]:
    wording = _wording(ws, ws.snapshot(seen.profile.as_of), seen.then)
    of_base = {one.name: one.base for one in declared(seen.then.files)}
    compared = _compared(seen, [(own, None) for own in wanted])
    makers = (CardMaker(seen.profile, seen.sampled, wording, one, of_base) for one in compared)
    cards = [maker.card(own) for maker, own in zip(makers, wanted, strict=True)]
    return [replace(one, notes=(*one.notes, *_trust(ws, seen, one.segment))) for one in cards]


def _trust(ws: Opened, seen: _Seen, segment: str) -> tuple[Sentence, ...]:
    """Of a cluster how far it can be trusted."""
    if seen.profile.kind != "cluster":
        return ()
    model = ws.models(ws.snapshot(seen.profile.as_of))[seen.profile.segmentation]
    return trust(read(model.body), segment)


def wording_of(ws: Opened, as_of: date | str | None = None) -> Wording:
    """What features and their values are called, for a snapshot's day."""
    run = ws.snapshot(as_of)
    return _wording(ws, run, opened_then(ws, run))


def _wording(ws: Opened, run: RunRecord, then: Opened) -> Wording:
    return Wording(titles_of(ws.files, ws.models(run)), row_types(then), then.minor_per_unit)


def overlap(ws: Opened, one: str, other: str, as_of: date | str | None = None) -> Overlap:
    """Two segmentations of a snapshot laid over each other."""
    first, second = profile(ws, one, as_of), profile(ws, other, as_of)
    run = ws.snapshot(as_of)
    names = {f"members-{name}" for name in (one, other)}
    bind_rows(ws, {name: pieces_of(ws, run, name) for name in ("rows", *names)})
    sides = [(each.segmentation, [part.segment for part in each.segments]) for each in (first, second)]
    members = members_table(one), members_table(other).view()
    return answer(ws.engine, laid_over(sides[0], sides[1], members, run.as_of, _titles(first, second)))


def _titles(*seen: SegmentationProfile) -> dict[str, Title]:
    found: dict[str, Title] = {}
    for one in seen:
        found[one.segmentation] = one.title
        found |= {f"{one.segmentation}.{part.segment}": part.title for part in one.segments}
    return found
