"""How the project's segmentations overlap: a matrix for each pair that has something in common."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from bakhsh.language.sentences import Sentence, Share, Titled
from bakhsh.loop.segments.overlap import overlap_said
from bakhsh.records import Overlap, OverlapCell
from bakhsh.report.heat import shade
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown

if TYPE_CHECKING:
    from bakhsh.workspace import Workspace

__all__ = ["SECTION", "OverlapView", "overlap_view"]

_MOST = 3
"""So many pairs are drawn, those with most in common."""

_LEAST = 0.1
"""A pair with less in common is not drawn."""

_STRONGEST = 3.0
"""A lift of two to this power has the strongest colour."""


@dataclass(frozen=True, slots=True)
class CellView:
    """A pair of segments: its customers, how many times chance it is, its colour, and both in words."""

    customers: str
    times: str
    kind: str
    sure: bool
    said: str


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """A segment of the first segmentation with its cells."""

    title: str
    cells: tuple[CellView, ...]
    total: str


@dataclass(frozen=True, slots=True)
class OverlapView:
    """The matrix of two segmentations; segments without customers have no row or column."""

    one: str
    other: str
    columns: tuple[str, ...]
    rows: tuple[OverlapRow, ...]
    totals: tuple[str, ...]
    customers: str
    said: str


def overlap_view(seen: Overlap, reader: Reader) -> OverlapView:
    """The matrix in the reader's language and digits."""
    by_row = {one.one: 0 for one in seen.cells}
    by_column = {one.other: 0 for one in seen.cells}
    for one in seen.cells:
        by_row[one.one] += one.customers
        by_column[one.other] += one.customers
    cells = {(one.one, one.other): one for one in seen.cells}
    columns = [name for name, size in by_column.items() if size]
    rows = tuple(
        OverlapRow(
            _title(seen, f"{seen.one}.{name}", reader),
            tuple(_cell(cells[name, column], seen, reader) for column in columns),
            reader.number(size),
        )
        for name, size in by_row.items()
        if size
    )
    return OverlapView(
        _title(seen, seen.one, reader),
        _title(seen, seen.other, reader),
        tuple(_title(seen, f"{seen.other}.{name}", reader) for name in columns),
        rows,
        tuple(reader.number(by_column[name]) for name in columns),
        reader.number(seen.customers),
        reader.say(overlap_said(seen)),
    )


def _title(seen: Overlap, name: str, reader: Reader) -> str:
    return reader.title(name.rpartition(".")[2], seen.titles.get(name, {}))


def _cell(one: OverlapCell, seen: Overlap, reader: Reader) -> CellView:
    said = Sentence(
        "cards.overlap_cell",
        {
            "customers": one.customers, "of_one": Share(one.of_one or 0.0, 0),
            "of_other": Share(one.of_other or 0.0, 0),
            "one": Titled(one.one, seen.titles.get(f"{seen.one}.{one.one}", {})),
            "other": Titled(one.other, seen.titles.get(f"{seen.other}.{one.other}", {})),
        },
    )  # fmt: skip
    if one.lift is None or not one.customers:
        return CellView(reader.number(one.customers), "", _kind(one), one.sure, reader.say(said))
    times = reader.say(Sentence("cards.times", {"times": float(f"{one.lift.estimate:.2g}")}))
    return CellView(reader.number(one.customers), times, _kind(one), one.sure, reader.say(said))


def _kind(one: OverlapCell) -> str:
    """The class of a cell's colour: deeper the more it is above chance, warm where it is below."""
    if one.lift is None or not one.sure:
        return "h0"
    if one.lift.estimate < 1:
        return "less"
    return f"h{max(shade(math.log2(one.lift.estimate), _STRONGEST), 1)}"


def _collect(ws: Workspace, as_of: date | None) -> tuple[Overlap, ...]:
    names = [one.segmentation for one in ws.profiles(as_of)]
    found = [ws.overlap(one, other, as_of) for one, other in combinations(names, 2)]
    telling = sorted((one for one in found if (one.shared or 0.0) >= _LEAST), key=lambda one: -(one.shared or 0.0))
    return tuple(telling[:_MOST])


def _shown(given: Given) -> Iterator[Shown]:
    if given.own:
        heading = given.reader.say(Sentence("cards.overlap_heading"))
        yield Shown("overlap", heading, tuple(overlap_view(one, given.reader) for one in given.own))


SECTION = Section("overlaps", _shown, _collect)
