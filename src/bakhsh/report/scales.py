"""How far the scales of a survey can be trusted: one line a dimension, and what that allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bakhsh.language.sentences import Argument, Sentence
from bakhsh.records import ScaleReliability
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown

__all__ = ["SECTION", "Gauge", "ScaleRow", "ScaleTable", "ScalesView", "scales"]

LEAST, GROUPS, SINGLE = 0.6, 0.7, 0.9
"""Below the first a score is not to be used; from the second on it compares groups, and only from the third on does it
speak of one person (Nunnally and Bernstein 1994, Psychometric Theory, chapter 7)."""

_METHODS = {"alpha": Sentence("scales.alpha"), "spearman_brown": Sentence("scales.spearman_brown")}


@dataclass(frozen=True, slots=True)
class Gauge:
    """A coefficient on a scale from 0 to 1, in percent of its length; what lies outside is drawn at its ends."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """A dimension. `kind` is the colour of what it may be used for."""

    title: str
    feature: str
    items: str
    people: str
    method: str
    coefficient: str
    interval: str
    gauge: Gauge | None
    kind: str
    reading: str


@dataclass(frozen=True, slots=True)
class ScaleTable:
    """One scale with its dimensions."""

    title: str
    rows: tuple[ScaleRow, ...]


@dataclass(frozen=True, slots=True)
class ScalesView:
    """All scales. `mark`: where on a gauge the least lies."""

    tables: tuple[ScaleTable, ...]
    mark: float
    note: str


def scales(seen: Sequence[ScaleReliability], least: int, reader: Reader) -> ScalesView:
    """The scales in their order; of dimensions that fewer than `least` people have a score of, no coefficient is
    told."""
    tables = tuple(
        ScaleTable(reader.title(name, dict(rows[0].scale.title)), tuple(_row(one, least, reader) for one in rows))
        for name, rows in ((name, list(rows)) for name, rows in groupby(seen, key=lambda one: one.scale.name))
    )
    args: dict[str, Argument] = {"least": LEAST, "single": SINGLE}
    return ScalesView(tables, 100 * LEAST, reader.say(Sentence("scales.note", args)))


def _row(one: ScaleReliability, least: int, reader: Reader) -> ScaleRow:
    told = one.coefficient if one.people >= least else None
    kind, reading = _reading(one, least)
    return ScaleRow(
        title=reader.title(one.dimension.name, one.dimension.title),
        feature=one.feature,
        items=reader.number(one.items),
        people=reader.number(one.scored),
        method=reader.say(_METHODS[one.method]) if told else "",
        coefficient=reader.number(told.estimate, 2) if told else reader.number(None),
        interval=_between(told.low, told.high, reader) if told else "",
        gauge=Gauge(_at(told.low), _at(told.estimate), _at(told.high)) if told else None,
        kind=kind,
        reading=reader.say(reading),
    )


def _reading(one: ScaleReliability, least: int) -> tuple[str, Sentence]:
    """What a dimension may be used for."""
    if not one.method:
        return "waiting", Sentence("scales.one_item")
    if one.people < least:
        return "waiting", Sentence("scales.too_few", {"least": least})
    if one.coefficient is None:
        return "waiting", Sentence("scales.no_variation")
    found = one.coefficient.estimate
    if found < LEAST:
        return "hurts", Sentence("scales.do_not_use")
    if found < GROUPS:
        return "cannot_tell", Sentence("scales.groups_with_care")
    return "works", Sentence("scales.groups") if found < SINGLE else Sentence("scales.single")


def _between(low: float, high: float, reader: Reader) -> str:
    return reader.say(Sentence("scales.between", {"low": reader.number(low, 2), "high": reader.number(high, 2)}))


def _at(value: float) -> float:
    return round(100 * min(max(value, 0.0), 1.0), 2)


def _shown(given: Given) -> Iterator[Shown]:
    if given.own:
        least = given.view.files.project.told.values
        heading = given.reader.say(Sentence("scales.heading"))
        yield Shown("scales", heading, scales(given.own, least, given.reader))


SECTION = Section("scales", _shown, lambda ws, as_of: ws.scales(as_of))
