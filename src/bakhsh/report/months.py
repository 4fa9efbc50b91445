"""Revenue by month as columns; time runs from left to right in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bakhsh.language.dates import add_months, month_key
from bakhsh.language.sentences import Sentence
from bakhsh.records import MonthTotal, Reconciliation
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, plain

__all__ = ["SECTION", "Column", "MonthsView", "months"]

_MOST = 36
_NAMED = 13
"""Up to so many columns are wide enough for the name of every month."""


@dataclass(frozen=True, slots=True)
class Column:
    """A month: its height in percent of the highest, its label, and its value where it is written above it."""

    month: str
    name: str
    year: str
    value: str
    height: float
    mark: str
    partial: bool
    negative: bool


@dataclass(frozen=True, slots=True)
class MonthsView:
    """The columns, and what to know about them."""

    columns: tuple[Column, ...]
    notes: tuple[str, ...]


def months(seen: Reconciliation, as_of: date, reader: Reader) -> MonthsView:
    """Net revenue by month up to the month of `as_of`, at most the last 36."""
    known = [one for one in seen.months if one.month <= as_of]
    shown = known[-_MOST:]
    partial = bool(shown) and _is_partial(shown[-1].month, as_of, reader)
    largest = max((one.net for one in shown), default=0)
    marked = _marked(shown)
    columns = tuple(
        Column(
            month=reader.month(one.month),
            name=_name(at, shown, reader),
            year=_year(at, shown, reader),
            value=reader.money(one.net, compact=True),
            height=round(max(one.net, 0) / largest * 100, 2) if largest > 0 else 0.0,
            mark=marked.get(at, ""),
            partial=partial and at == len(shown) - 1,
            negative=one.net < 0,
        )
        for at, one in enumerate(shown)
    )
    return MonthsView(columns, _notes(len(shown), len(known), partial, reader))


def _is_partial(month: date, as_of: date, reader: Reader) -> bool:
    return month <= as_of < add_months(month, 1, reader.counted.calendar) - timedelta(days=1)


def _marked(shown: list[MonthTotal]) -> dict[int, str]:
    """Which values are written above their column: both ends, and the highest where it is not too near to one."""
    if not shown:
        return {}
    last = len(shown) - 1
    found = {0: "first", last: "last"}
    highest = max(range(len(shown)), key=lambda at: shown[at].net)
    room = max(2, len(shown) // 6)
    if room <= highest <= last - room:
        found[highest] = "highest"
    return found


def _name(at: int, shown: list[MonthTotal], reader: Reader) -> str:
    name = reader.month(shown[at].month).rpartition(" ")[0]
    return name if len(shown) <= _NAMED or at in (0, len(shown) - 1) else ""


def _year(at: int, shown: list[MonthTotal], reader: Reader) -> str:
    """Under the ends and the first month of every year that is not too near to one."""
    month, last = shown[at].month, len(shown) - 1
    near = 0 < at <= 2 or last - 2 <= at < last
    crowded = near and len(shown) > _NAMED
    starts = month_key(month, reader.counted.calendar)[1] == 1
    return reader.month(month).rpartition(" ")[2] if at in (0, last) or (starts and not crowded) else ""


def _notes(shown: int, known: int, partial: bool, reader: Reader) -> tuple[str, ...]:
    said = []
    if partial:
        said.append(Sentence("report.month_unfinished"))
    if shown < known:
        said.append(Sentence("report.latest_months", {"shown": shown, "known": known}))
    return tuple(reader.say(one) for one in said)


def _view(given: Given) -> MonthsView:
    return months(given.view.reconciliation, given.view.run.as_of, given.reader)


SECTION = Section("months", plain("months", Sentence("report.revenue_by_month"), _view))
