"""How long customers keep buying, who comes back, and which segments stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.records import Retained, Returned, Survival
from bakhsh.report.curve import curve
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["SECTION", "BackRow", "KeepingView", "StayTable", "keeping_view"]

_MOST_MONTHS = 18


@dataclass(frozen=True, slots=True)
class BackRow:
    """A month: those who were lost, those of them who came back, the share and the width of its bar in percent."""

    month: str
    lost: str
    back: str
    share: str
    width: float


@dataclass(frozen=True, slots=True)
class StayTable:
    """Of each segment's members at an earlier day, who bought since: title, members, buyers, share, interval, paid."""

    title: str
    note: str
    rows: tuple[tuple[str, str, str, str, str, str, float], ...]


@dataclass(frozen=True, slots=True)
class KeepingView:
    """Everything of the section, in words and figures."""

    curve: Markup
    said: tuple[str, ...]
    back: tuple[BackRow, ...]
    stays: tuple[StayTable, ...]


def keeping_view(seen: Survival, retained: tuple[Retained, ...], reader: Reader) -> KeepingView:
    """The last eighteen months of those who came back."""
    args: dict[str, Argument] = {"silent": seen.silent, "customers": seen.customers, "lost": seen.lost}
    half: dict[str, Argument] = {"days": seen.median or 0}
    median = Sentence("retention.median", half) if seen.median else Sentence("retention.no_median")
    back = [one for one in seen.returned if one.lost][-_MOST_MONTHS:]
    most = max((one.share or 0.0 for one in back), default=0.0)
    return KeepingView(
        curve(seen, reader),
        tuple(reader.say(one) for one in (Sentence("retention.curve", args), median)),
        tuple(_back(one, most, reader) for one in back),
        tuple(_stays(one, reader) for one in retained),
    )


def _back(one: Returned, most: float, reader: Reader) -> BackRow:
    width = round(100 * (one.share or 0.0) / most, 1) if most else 0.0
    return BackRow(
        reader.month(one.start), reader.number(one.lost), reader.number(one.back), reader.share(one.share), width
    )


def _stays(one: Retained, reader: Reader) -> StayTable:
    note = Sentence("retention.bought_between", {"before": one.before, "after": one.after})
    rows = []
    for part in (each for each in one.segments if each.customers):
        ends: dict[str, Argument] = {"low": reader.share(part.share.low), "high": reader.share(part.share.high)}
        interval = reader.say(Sentence("migration.between", ends))
        rows.append((
            reader.title(part.segment, part.title), reader.number(part.customers), reader.number(part.active),
            reader.share(part.share.estimate), interval, reader.money(part.revenue, compact=True),
            round(100 * part.share.estimate, 1),
        ))  # fmt: skip
    return StayTable(reader.title(one.segmentation, one.title), reader.say(note), tuple(rows))


def _collect(ws: Workspace, as_of: date | None) -> tuple[Survival, tuple[Retained, ...]]:
    found = []
    for one in ws.profiles(as_of):
        try:
            found.append(ws.retained(one.segmentation, None, ws.snapshot(as_of).as_of))
        except NotReady:
            continue
    return ws.survival(as_of), tuple(found)


def _show(given: Given) -> Iterator[Shown]:
    if given.own is not None and given.own[0].customers:
        heading = given.reader.say(Sentence("retention.keeping"))
        survival, retained = given.own
        yield Shown("keeping", heading, keeping_view(survival, retained, given.reader))


SECTION = Section("keeping", _show, _collect)
