"""Retention by month of first purchase as a heat table; months run from left to right in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from bakhsh.language.sentences import Sentence
from bakhsh.records import Cohort, CohortTable
from bakhsh.report.heat import shade
from bakhsh.report.reader import Reader
from bakhsh.report.section import Section, plain

__all__ = ["SECTION", "CohortCell", "CohortRow", "CohortsView", "cohorts"]

_MOST_ROWS, _MOST_MONTHS = 24, 12


@dataclass(frozen=True, slots=True)
class CohortCell:
    """One month of a cohort: the share that bought, how many that are, and the cell's colour. `partial`: the month is
    not over."""

    share: str
    customers: str
    step: int
    partial: bool


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One cohort from its first month after on."""

    month: str
    size: str
    cells: tuple[CohortCell, ...]


@dataclass(frozen=True, slots=True)
class CohortsView:
    """Headings (1st, 2nd … month after), rows, and what to know about them."""

    months: tuple[str, ...]
    rows: tuple[CohortRow, ...]
    notes: tuple[str, ...]


def cohorts(seen: CohortTable, reader: Reader) -> CohortsView:
    """The last 24 cohorts and the first 12 months after each; months without a new customer have no row."""
    known = [one for one in seen.cohorts if one.size]
    shown = known[-_MOST_ROWS:]
    largest = max((active / one.size for one in shown for active in _after(one)), default=0.0)
    months = max((len(_after(one)) for one in shown), default=0)
    return CohortsView(
        tuple(reader.number(after) for after in range(1, months + 1)),
        tuple(_row(one, largest, seen.partial, reader) for one in shown),
        _notes(len(shown), len(known), seen.partial and months > 0, reader),
    )


def _after(one: Cohort) -> tuple[int, ...]:
    return one.active[1 : _MOST_MONTHS + 1]


def _row(one: Cohort, largest: float, partial: bool, reader: Reader) -> CohortRow:
    last = len(one.active) - 1
    cells = tuple(
        CohortCell(
            reader.share(active / one.size, decimals=0),
            reader.number(active),
            shade(active / one.size, largest),
            partial and after == last,
        )
        for after, active in enumerate(_after(one), start=1)
    )
    return CohortRow(reader.month(one.month), reader.number(one.size), cells)


def _notes(shown: int, known: int, partial: bool, reader: Reader) -> tuple[str, ...]:
    said = []
    if partial:
        said.append(Sentence("report.cohorts_partial"))
    if shown < known:
        said.append(Sentence("report.latest_cohorts", {"shown": shown, "known": known}))
    return tuple(reader.say(one) for one in said)


SECTION = Section(
    "retention",
    plain("retention", Sentence("report.retention"), lambda given: cohorts(given.view.cohorts, given.reader)),
)
