"""One segmentation: its segments with their size, their money and their rule in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bakhsh import conditions
from bakhsh.errors import BakhshError
from bakhsh.language.sentences import Argument, Sentence, Titled
from bakhsh.records import RunRecord, SegmentationProfile, SegmentProfile
from bakhsh.report.grid import Grid, area, grid
from bakhsh.report.profiles import ProfileTable, profile_table
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown
from bakhsh.report.trends import Trend, snapshots, trends
from bakhsh.report.worded import WordTable, word_table
from bakhsh.specs.called import called
from bakhsh.specs.prices import SAID_OF_MONEY
from bakhsh.tables import Type

__all__ = ["SECTION", "Rule", "SegmentRow", "SegmentationView", "Wording", "segmentation", "titles"]

_TOLD = SAID_OF_MONEY | {"segments.rule_segment", "segments.rule_others"}
"""Notes of a segmentation that the rows of its table say already, or the top of the page for all of them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What conditions need to be said in words: what the project calls things, and the types of its own columns."""

    titles: Mapping[str, Argument]
    types: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who belongs to a segment: in words, or as the user would type it."""

    words: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as a line of a table. Widths are percent of the widest bar of the table; both bars share one scale."""

    title: str
    rule: Rule
    empty: bool
    customers: str
    share: str
    width: float
    revenue: str
    revenue_share: str
    revenue_width: float


@dataclass(frozen=True, slots=True)
class SegmentationView:
    """Everything the report says about one segmentation."""

    name: str
    title: str
    meaning: str
    rows: tuple[SegmentRow, ...]
    customers: str
    revenue: str
    grid: Grid | None
    profile: ProfileTable
    words: WordTable
    trends: tuple[Trend, ...]
    through: tuple[str, ...]
    notes: tuple[str, ...]


def segmentation(
    seen: SegmentationProfile, through: Sequence[RunRecord], wording: Wording, reader: Reader
) -> SegmentationView:
    """The segments in their order, empty ones too."""
    widest = max((max(one.share, one.revenue_share) for one in seen.segments), default=0.0)
    return SegmentationView(
        name=seen.segmentation,
        title=reader.title(seen.segmentation, seen.title),
        meaning=reader.title("", seen.meaning),
        rows=tuple(_row(one, _rule(one, seen, wording, reader), widest, reader) for one in seen.segments),
        customers=reader.number(seen.customers),
        revenue=reader.amount(seen.revenue),
        grid=grid(seen, reader),
        profile=profile_table(seen, reader),
        words=word_table(seen, wording.titles, reader),
        trends=trends(seen, through, reader),
        through=tuple(reader.day(one.as_of) for one in through),
        notes=tuple(reader.say(note) for note in seen.notes if note.id not in _TOLD),
    )


def _row(one: SegmentProfile, rule: Rule, widest: float, reader: Reader) -> SegmentRow:
    return SegmentRow(
        title=reader.title(one.segment, one.title),
        rule=rule,
        empty=one.customers == 0,
        customers=reader.number(one.customers),
        share=reader.share(one.share),
        width=_percent(one.share, widest),
        revenue=reader.amount(one.revenue),
        revenue_share=reader.share(one.revenue_share),
        revenue_width=_percent(one.revenue_share, widest),
    )


def _percent(value: float, largest: float) -> float:
    return round(max(value, 0.0) / largest * 100, 2) if largest > 0 else 0.0


def _rule(one: SegmentProfile, seen: SegmentationProfile, wording: Wording, reader: Reader) -> Rule:
    if seen.rfm is not None:
        return Rule(area(one.segment, seen.rfm.scores, reader))
    if seen.kind != "rule":
        return Rule(code=one.rule)
    if not one.rule:
        return Rule(reader.say(Sentence("report.rule_others")))
    try:
        parsed = conditions.parse(one.rule)
    except BakhshError:  # written for an earlier grammar: shown as it was written
        return Rule(code=one.rule)
    unit = reader.locale.money.minor_per_unit
    return Rule(reader.say(conditions.to_sentence(parsed, wording.titles, unit, wording.types)))


def titles(profiles: Sequence[SegmentationProfile], features: Mapping[str, Argument]) -> dict[str, Argument]:
    """What the project calls its features (`specs.called`), segmentations and segments, as `conditions.to_sentence`
    looks them up."""
    found = dict(features)
    for profile in profiles:
        found[profile.segmentation] = Titled(profile.segmentation, profile.title)
        for one in profile.segments:
            found[f"{profile.segmentation}.{one.segment}"] = Titled(one.segment, one.title)
    return found


def _shown(given: Given) -> Iterator[Shown]:
    view = given.view
    wording = Wording(titles(view.profiles, called(view.files)), view.types)
    through = snapshots(view.runs, view.run.as_of)
    for at, seen in enumerate(view.profiles, start=1):
        found = segmentation(seen, through, wording, given.reader)
        yield Shown(f"s{at}", found.title, found)


SECTION = Section("segmentation", _shown)
