"""Where customers come from: whom each source has won, when it is paid back, what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.language.render import show
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import Acquired, Acquisition
from bakhsh.records.acquiring_words import payback_said, segments_said, source_said
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown
from bakhsh.stats import Interval
from bakhsh.tables.features import feature_title

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["SECTION", "AcquiredView", "By", "acquired_view"]

_MOST_MONTHS = 24

Figure = tuple[str, str]
"""An estimate and its interval; nothing of what is not known."""


@dataclass(frozen=True, slots=True)
class By:
    """The sources by one column, a row each in two tables of the same order. `paid`: source, won, cost, payback, and
    with their intervals margin, revenue and CLV. `kept`: source, bought again by day 90, 180 and 365 with their
    intervals, segments."""

    heading: str
    paid: tuple[tuple[str, str, str, str, tuple[Figure, ...]], ...]
    kept: tuple[tuple[str, tuple[Figure, ...], str], ...]


@dataclass(frozen=True, slots=True)
class AcquiredView:
    """Everything of the section, in words and figures. A month: its name, new and returning revenue, the width of the
    bar of either in percent of the largest month."""

    tables: tuple[By, ...]
    months: tuple[tuple[str, str, str, float, float], ...]
    notes: tuple[str, ...]


def acquired_view(found: tuple[Acquisition, ...], reader: Reader) -> AcquiredView:
    """The last two years of new and returning revenue."""
    months = found[0].months[-_MOST_MONTHS:]
    largest = max((one.new + one.returning for one in months), default=0)

    def width(part: int) -> float:
        return round(100 * max(part, 0) / largest, 1) if largest > 0 else 0.0

    return AcquiredView(
        tuple(_by(one, reader) for one in found),
        tuple(
            (
                reader.month(one.month), reader.money(one.new, compact=True), reader.money(one.returning, compact=True),
                width(one.new), width(one.returning),
            )
            for one in months
        ),
        tuple(reader.say(note) for note in found[0].notes),
    )  # fmt: skip


def _by(found: Acquisition, reader: Reader) -> By:
    by: Argument = feature_title(found.by) or Code(found.by)
    names = [show(source_said(one), reader.locale) for one in found.sources]
    mixes = [show(segments_said(one, found.titles), reader.locale) for one in found.sources]
    return By(
        reader.say(Sentence("acquisition.by", {"by": by})),
        tuple((name, *_paid(one, reader)) for name, one in zip(names, found.sources, strict=True)),
        tuple(
            (name, tuple(_share(each.share, reader) for each in one.again) or (_share(None, reader),) * 3, mix)
            for name, one, mix in zip(names, found.sources, mixes, strict=True)
        ),
    )


def _paid(one: Acquired, reader: Reader) -> tuple[str, str, str, tuple[Figure, ...]]:
    cost = one.cost / one.costed if one.cost is not None and one.costed else None
    return (
        reader.number(one.customers), reader.money(cost, compact=True), show(payback_said(one), reader.locale),
        tuple(_money(each, reader) for each in (one.margin_each, one.revenue_each, one.clv)),
    )  # fmt: skip


def _money(found: Interval | None, reader: Reader) -> Figure:
    ends = (reader.money(end, compact=True) for end in (found.low, found.high)) if found else None
    return reader.money(found.estimate if found else None, compact=True), _ends(ends, reader)


def _share(found: Interval | None, reader: Reader) -> Figure:
    ends = (reader.share(end, 0) for end in (found.low, found.high)) if found else None
    return reader.share(found.estimate if found else None, 0), _ends(ends, reader)


def _ends(ends: Iterator[str] | None, reader: Reader) -> str:
    low, high = ends or ("", "")
    return reader.say(Sentence("migration.between", {"low": low, "high": high})) if low else ""


def _collect(ws: Workspace, as_of: date | None) -> tuple[Acquisition, ...] | None:
    from bakhsh.workspace.acquiring import recorded

    found = [ws.acquisition(name, "", as_of) for name in recorded(ws, as_of) if name in _SHOWN]
    # One source beside none says nothing of sources; where nothing else is recorded, it at least says that.
    return tuple(one for one in found if len(one.sources) > 1) or tuple(found[:1]) or None


_SHOWN = ("acquired_via", "campaign", "branch", "entry_category")


def _show(given: Given) -> Iterator[Shown]:
    if given.own:
        heading = given.reader.say(Sentence("acquisition.section"))
        yield Shown("acquired", heading, acquired_view(given.own, given.reader))


SECTION = Section("acquired", _show, _collect)
