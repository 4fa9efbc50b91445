"""Migration: a matrix, a flow and the shares of the segments through time, one section a segmentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.records import CAUSES, Migration, Move
from bakhsh.report.flow import flow
from bakhsh.report.heat import shade
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown
from bakhsh.report.shares import shares
from bakhsh.report.trends import snapshots

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["SECTION", "CauseBar", "Cell", "MatrixRow", "MigrationView", "migration_view"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix: the share of the row, how many that are, its colour, and the interval with the causes."""

    share: str
    customers: str
    step: int
    stays: bool
    told: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Where one segment's customers went; `arrived` is the row of those who were not there before."""

    title: str
    size: str
    cells: tuple[Cell | None, ...]
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class CauseBar:
    """How many moved for one cause, and the width of its bar in percent."""

    title: str
    customers: str
    width: float


@dataclass(frozen=True, slots=True)
class MigrationView:
    """One segmentation between two days."""

    title: str
    before: str
    after: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    causes: tuple[CauseBar, ...]
    stayed: str
    flow: Markup
    through: Markup
    findings: tuple[str, ...]
    notes: tuple[str, ...]


def migration_view(seen: Migration, reader: Reader, through: Markup) -> MigrationView:
    """Segments that were empty on both days have no row and no column. `through`: their shares through time, drawn."""
    names = [one for one in seen.segments if seen.size(one, before=True) or seen.size(one, before=False)]
    gone = any(not one.to_segment for one in seen.moves)
    cells = {(one.from_segment, one.to_segment): one for one in seen.moves}
    columns = [*names, *([""] if gone else [])]
    starts = [*(one for one in names if seen.size(one, before=True)), *([""] if seen.size("", before=True) else [])]
    titles = {one: reader.title(one, seen.segments[one]) for one in names}
    most = max((one for cause, one in seen.causes.items() if cause != "stayed"), default=0)
    return MigrationView(
        title=reader.title(seen.segmentation, seen.title),
        before=reader.day(seen.before),
        after=reader.day(seen.after),
        columns=tuple(titles.get(one, reader.say(CAUSES["left"])) for one in columns),
        rows=tuple(_row(one, columns, cells, titles, seen, reader) for one in starts),
        causes=tuple(
            CauseBar(reader.say(CAUSES[cause]), reader.number(count), round(100 * count / most, 1))
            for cause in CAUSES
            if (count := seen.causes.get(cause, 0))
        ),
        stayed=reader.say(Sentence("migration.stayed", {"count": seen.causes.get("stayed", 0)})),
        flow=flow(seen, reader),
        through=through,
        findings=tuple(reader.say(one.said) for one in seen.findings),
        notes=tuple(reader.say(one) for one in seen.notes),
    )


def _row(
    start: str, columns: list[str], cells: Mapping[tuple[str, str], Move], titles: Mapping[str, str], seen: Migration,
    reader: Reader,
) -> MatrixRow:  # fmt: skip
    size = seen.size(start, before=True)
    found = tuple(_cell(cells.get((start, one)), start == one, size, reader) for one in columns)
    title = titles.get(start, reader.say(CAUSES["arrived"]))
    return MatrixRow(title, reader.number(size), found, arrived=not start)


def _cell(one: Move | None, stays: bool, size: int, reader: Reader) -> Cell | None:
    if one is None:
        return None
    share = one.customers / size
    return Cell(
        reader.share(share, decimals=0), reader.number(one.customers), shade(share, 1.0), stays, _told(one, reader)
    )


def _told(one: Move, reader: Reader) -> str:
    parts = []
    if one.share is not None:
        args: dict[str, Argument] = {"low": reader.share(one.share.low), "high": reader.share(one.share.high)}
        parts.append(reader.say(Sentence("migration.between", args)))
    for cause in CAUSES:
        if count := one.causes.get(cause):
            parts.append(reader.say(Sentence("migration.cause_of", {"cause": CAUSES[cause], "customers": count})))
    parts.append(f"{reader.money(one.value_before)} → {reader.money(one.value_after)}")
    return " · ".join(parts)


def _collect(ws: Workspace, as_of: date | None) -> tuple[Migration, ...]:
    """The migration of every segmentation that has an earlier snapshot."""
    found = []
    for one in ws.profiles(as_of):
        try:
            found.append(ws.migration(one.segmentation, None, ws.snapshot(as_of).as_of))
        except NotReady:
            continue
    return tuple(found)


def _show(given: Given) -> Iterator[Shown]:
    runs = snapshots(given.view.runs, given.view.run.as_of)
    for seen in given.own or ():
        view = migration_view(seen, given.reader, shares(seen, runs, given.reader))
        heading = given.reader.say(Sentence("migration.heading", {"segmentation": view.title}))
        yield Shown(f"migration-{seen.segmentation}", heading, view)


SECTION = Section("migration", _show, _collect)
