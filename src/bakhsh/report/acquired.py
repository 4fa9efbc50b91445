"""Where customers come from: whom each source has won, when it is paid back, what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.language.render import show
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import Acquired, Acquisition
from bakhsh.records.acquiring_words import again_said, payback_said, segments_said, source_said
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown
from bakhsh.tables.features import feature_title

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["SECTION", "AcquiredView", "By", "acquired_view"]

_MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class By:
    """The sources by one column; a row: source, won, cost, margin, payback, bought again by day 90, 180 and 365, CLV,
    segments."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


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


def _by(one: Acquisition, reader: Reader) -> By:
    by: Argument = feature_title(one.by) or Code(one.by)
    return By(
        reader.say(Sentence("acquisition.by", {"by": by})), tuple(_row(one, each, reader) for each in one.sources)
    )


def _row(found: Acquisition, one: Acquired, reader: Reader) -> tuple[str, ...]:
    cost = one.cost / one.costed if one.cost is not None and one.costed else None
    margin = one.margin_each.estimate if one.margin_each else None
    again = [show(again_said(each), reader.locale) for each in one.again] or [reader.share(None)] * 3
    return (
        show(source_said(one), reader.locale), reader.number(one.customers), reader.money(cost, compact=True),
        reader.money(margin, compact=True), show(payback_said(one), reader.locale), *again,
        reader.money(one.clv.estimate if one.clv else None, compact=True),
        show(segments_said(one, found.titles), reader.locale),
    )  # fmt: skip


def _collect(ws: Workspace, as_of: date | None) -> tuple[Acquisition, ...] | None:
    from bakhsh.workspace.acquiring import recorded

    found = [name for name in recorded(ws, as_of) if name in _SHOWN]
    return tuple(ws.acquisition(name, "", as_of) for name in found) or None


_SHOWN = ("acquired_via", "campaign", "branch", "entry_category")


def _show(given: Given) -> Iterator[Shown]:
    if given.own:
        heading = given.reader.say(Sentence("acquisition.section"))
        yield Shown("acquired", heading, acquired_view(given.own, given.reader))


SECTION = Section("acquired", _show, _collect)
