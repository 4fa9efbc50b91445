"""How far clusters can be trusted: why so many, a map of the customers, how surely each is found again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bakhsh.language.sentences import Argument, Sentence, Share, Titled
from bakhsh.loop.segments.cluster.choosing import AGREE
from bakhsh.records import ClusterCandidate, ClusterMap, ClusterPart, Clusters
from bakhsh.report.dots import COLOURS, dots
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown

if TYPE_CHECKING:
    from bakhsh.workspace import Workspace

__all__ = ["SECTION", "ClustersView", "clusters_view"]

_READINGS: Mapping[str, tuple[Sentence, Sentence, str]] = {
    "natural": (Sentence("clustering.natural"), Sentence("clustering.natural_means"), "works"),
    "reproducible": (Sentence("clustering.reproducible"), Sentence("clustering.reproducible_means"), "waiting"),
    "constructed": (Sentence("clustering.constructed"), Sentence("clustering.constructed_means"), "cannot_tell"),
    "none": (Sentence("clustering.nothing"), Sentence("clustering.nothing_means"), "hurts"),
}
"""Of a reading: its name, what it means for those who use the clusters, and the colour of the name."""

_WIDE, _LOWEST, _HIGHEST, _MARGIN = 1_400, 0.42, 0.8, 0.02


@dataclass(frozen=True, slots=True)
class Badge:
    """The number of a cluster where its centre lies, in percent of the map."""

    number: str
    title: str
    colour: str
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class MapView:
    """The picture, `height` in percent of its width, and what is said under it."""

    image: str
    height: float
    badges: tuple[Badge, ...]
    alt: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartRow:
    """A cluster in the list beside the map; `width`: of its bar, in percent; `kind`: its colour."""

    number: str
    title: str
    colour: str
    customers: str
    jaccard: str
    width: float
    kind: str
    again: str
    near: str


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A number of clusters that was tried; the gauge of its agreement in percent."""

    k: str
    smallest: str
    agreement: str
    interval: str
    low: float
    middle: float
    high: float
    worst: str
    separation: str
    valleys: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class ClustersView:
    """Everything the page says of one cluster segmentation. `mark`: where on a gauge samples begin to agree."""

    name: str
    reading: str
    kind: str
    means: str
    reason: str
    map: MapView | None
    parts: tuple[PartRow, ...]
    candidates: tuple[CandidateRow, ...]
    mark: float
    learned: str


def clusters_view(seen: Clusters, reader: Reader) -> ClustersView:
    """The clusters in the reader's language and digits."""
    reading, means, kind = _READINGS[seen.reading]
    return ClustersView(
        seen.segmentation,
        reader.say(reading),
        kind,
        reader.say(means),
        reader.say(seen.reason),
        _map(seen, seen.map, reader) if seen.map is not None else None,
        tuple(_part(at, seen, reader) for at in range(len(seen.parts))),
        tuple(_candidate(one, reader) for one in seen.candidates),
        AGREE * 100,
        reader.say(Sentence("clustering.learned_on", {"day": seen.learned_as_of})),
    )


def _colour(at: int) -> str:
    return COLOURS[at % len(COLOURS)]


def _map(seen: Clusters, laid: ClusterMap, reader: Reader) -> MapView:
    top = max((y for places in laid.points for _, y in places), default=_LOWEST)
    # Both directions keep one scale: where the map would be too high it is narrowed instead.
    scale = min(1.0 - 2 * _MARGIN, (_HIGHEST - 2 * _MARGIN) / max(top, _MARGIN))
    height = max(top * scale + 2 * _MARGIN, _LOWEST)
    aside, lift = (1 - scale) / 2, (height - top * scale) / 2
    moved = [[(aside + x * scale, lift + y * scale) for x, y in places] for places in laid.points]
    badges = []
    for at, (part, centre) in enumerate(zip(seen.parts, laid.centres, strict=True)):
        if centre is not None:
            left, up = aside + centre[0] * scale, lift + centre[1] * scale
            title = reader.title(part.segment, part.title)
            place = round(left * 100, 2), round((1 - up / height) * 100, 2)
            badges.append(Badge(reader.number(at + 1), title, _colour(at), *place))
    image = dots(moved, _WIDE, round(_WIDE * height))
    alt = reader.say(Sentence("clustering.map_alt", {"title": Titled(seen.segmentation, seen.title)}))
    return MapView(image, round(height * 100, 2), tuple(badges), alt, tuple(_said(laid, reader)))


def _said(laid: ClusterMap, reader: Reader) -> Iterator[str]:
    if laid.drawn < laid.customers:
        yield reader.say(Sentence("clustering.map_drawn", {"drawn": laid.drawn, "customers": laid.customers}))
    if laid.across:
        yield reader.say(Sentence("clustering.map_across", {"features": laid.across}))
    if laid.up:
        yield reader.say(Sentence("clustering.map_up", {"features": laid.up}))
    yield reader.say(Sentence("clustering.map_held", {"share": Share(laid.held, decimals=0)}))


def _part(at: int, seen: Clusters, reader: Reader) -> PartRow:
    one = seen.parts[at]
    return PartRow(
        reader.number(at + 1),
        reader.title(one.segment, one.title),
        _colour(at),
        reader.say(Sentence("clustering.count_of", {"count": one.customers})),
        reader.number(one.jaccard, 2),
        round(one.jaccard * 100, 2),
        _sure(one.jaccard),
        reader.say(one.again),
        _near(one, seen, reader),
    )


def _sure(jaccard: float) -> str:
    if jaccard >= 0.75:
        return "works" if jaccard >= 0.85 else "waiting"
    return "cannot_tell" if jaccard >= 0.6 else "hurts"


def _near(one: ClusterPart, seen: Clusters, reader: Reader) -> str:
    """Whether a valley lies between the cluster and the one that is nearest."""
    numbers = {part.segment: at for at, part in enumerate(seen.parts, start=1)}
    args: dict[str, Argument] = {"number": numbers[one.neighbour]}
    said = Sentence("clustering.valley_to", args) if one.parted else Sentence("clustering.no_valley_to", args)
    return reader.say(said)


def _candidate(one: ClusterCandidate, reader: Reader) -> CandidateRow:
    found = one.agreement
    bounds = {"low": reader.number(found.low, 2), "high": reader.number(found.high, 2)}
    state = "chosen" if one.chosen else "open" if one.in_range and "small" not in one.why.id else "out"
    return CandidateRow(
        reader.number(one.k),
        reader.share(one.smallest),
        reader.number(found.estimate, 2),
        reader.say(Sentence("clustering.interval", dict(bounds))),
        _percent(found.low),
        _percent(found.estimate),
        _percent(found.high),
        reader.number(one.agreement_low, 2),
        reader.number(one.separation, 2),
        reader.say(Sentence("clustering.valleys_of", {"valleys": one.valleys, "k": one.k})),
        state,
        reader.say(one.why),
    )


def _percent(value: float) -> float:
    return round(min(max(value, 0.0), 1.0) * 100, 2)


def _collect(ws: Workspace, as_of: date | None) -> tuple[Clusters, ...]:
    return tuple(ws.clusters(one.segmentation, as_of) for one in ws.profiles(as_of) if one.kind == "cluster")


def _shown(given: Given) -> Iterator[Shown]:
    for at, one in enumerate(given.own or (), start=1):
        title = Titled(one.segmentation, one.title)
        heading = given.reader.say(Sentence("clustering.heading", {"title": title}))
        yield Shown(f"clusters{at}", heading, clusters_view(one, given.reader))


SECTION = Section("clusters", _shown, _collect)
