"""From what the files say to what was sold: every month, and every reason for which something was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bakhsh.language.sentences import Sentence
from bakhsh.loop.data.fates import reason
from bakhsh.loop.data.way import way
from bakhsh.loop.features.outcomes import as_declared
from bakhsh.records import Exclusion, MonthTotal, Reconciliation
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, plain
from bakhsh.specs import Project

__all__ = ["ASSUMPTIONS", "SECTION", "LedgerView", "MonthRow", "ReasonRow", "WayRow", "assumptions", "reconciliation"]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason: rows and money left out for it, in all and by month."""

    reason: str
    rows: str
    amount: str
    months: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month, or all of them, from what the files say (before refunds) to what remains: in_files - left_out = sold,
    sold - returned = net."""

    month: str
    rows: str
    in_files: str
    left_out: str
    sold: str
    returned: str
    net: str


@dataclass(frozen=True, slots=True)
class WayRow:
    """A step from what the files say to revenue; `amounts` are the sources' own, where there are several."""

    kind: str
    label: str
    rows: str
    amount: str
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The way from the files to revenue, months and their sum, and the reasons by month."""

    sources: tuple[str, ...]
    way: tuple[WayRow, ...]
    findings: tuple[str, ...]

    months: tuple[MonthRow, ...]
    total: MonthRow
    reasons: tuple[ReasonRow, ...]
    returns: str
    notes: tuple[str, ...]


def reconciliation(seen: Reconciliation, reader: Reader) -> LedgerView:
    """All months and the rows of none, with their sum; reasons with most rows first."""
    parts = [(reader.month(one.month), one) for one in seen.months]
    if seen.undated:
        parts.append((reader.say(Sentence("report.no_day")), _without_day(seen.undated)))
    steps = _way(seen, reader)
    several = bool(steps) and bool(steps[0].amounts)
    return LedgerView(
        sources=tuple(one.source for one in seen.sources) if several else (),
        way=steps,
        findings=tuple(reader.say(one) for one in seen.findings),
        months=tuple(_row(label, [one], reader) for label, one in parts),
        total=_row(reader.say(Sentence("report.total")), [one for _, one in parts], reader),
        reasons=_reasons(parts, reader),
        returns=_returns(seen, reader),
        notes=tuple(reader.say(note) for note in seen.notes),
    )


def _way(seen: Reconciliation, reader: Reader) -> tuple[WayRow, ...]:
    """The steps in words; none where no file was read."""
    return tuple(
        WayRow(
            one.kind,
            reader.say(one.said) if isinstance(one.said, Sentence) else one.said.text,
            "" if one.rows is None else reader.number(one.rows),
            reader.amount(one.amount),
            tuple(reader.amount(amount or None) for amount in one.amounts),
        )
        for one in (way(seen) if seen.months or seen.undated else ())
    )


def _without_day(undated: tuple[Exclusion, ...]) -> MonthTotal:
    """Rows without a readable day as if they were a month after all others."""
    rows, amount = sum(one.rows for one in undated), sum(one.amount for one in undated)
    return MonthTotal(date.max, rows, amount, 0, 0, 0, undated)


def _row(label: str, months: Sequence[MonthTotal], reader: Reader) -> MonthRow:
    left_out = sum(one.amount for month in months for one in month.exclusions)
    return MonthRow(
        label,
        reader.number(sum(one.rows for one in months)),
        reader.amount(sum(one.file_amount + one.returned for one in months)),
        reader.amount(left_out),
        reader.amount(sum(one.sold for one in months)),
        reader.amount(sum(one.returned for one in months)),
        reader.amount(sum(one.net for one in months)),
    )


def _reasons(parts: Sequence[tuple[str, MonthTotal]], reader: Reader) -> tuple[ReasonRow, ...]:
    found: dict[str, list[tuple[str, Exclusion]]] = {}
    for label, month in parts:
        for one in month.exclusions:
            found.setdefault(one.reason, []).append((label, one))
    ordered = sorted(found.items(), key=lambda item: (-sum(one.rows for _, one in item[1]), item[0]))
    return tuple(
        ReasonRow(
            _said(name, reader),
            reader.number(sum(one.rows for _, one in months)),
            reader.amount(sum(one.amount for _, one in months)),
            tuple((label, reader.number(one.rows), reader.amount(one.amount)) for label, one in months),
        )
        for name, months in ordered
    )


def _said(name: str, reader: Reader) -> str:
    """The reason in words; its id where a later release knows one that this one does not."""
    try:
        return reader.say(reason(name))
    except KeyError:
        return name


def _returns(seen: Reconciliation, reader: Reader) -> str:
    if not seen.return_lines:
        return ""
    args = {"count": seen.return_lines, "matched": seen.matched_returns, "earlier": seen.of_earlier_month}
    return reader.say(Sentence("report.returns_matched", args))


def assumptions(project: Project, reader: Reader) -> tuple[str, ...]:
    """What the figures rest on beyond the data."""
    said = [Sentence("report.money_nominal")]
    if project.margin is not None:
        said.append(Sentence("report.declared_margin", {"margin": as_declared(project.margin)}))
    if not reader.own_months:
        jalali = reader.counted.calendar == "jalali"
        said.append(Sentence("report.months_jalali") if jalali else Sentence("report.months_gregorian"))
    return tuple(reader.say(one) for one in said)


def _ledger(given: Given) -> LedgerView:
    return reconciliation(given.view.reconciliation, given.reader)


def _assumed(given: Given) -> tuple[str, ...]:
    return _ledger(given).notes + assumptions(given.view.files.project, given.reader)


SECTION = Section("ledger", plain("ledger", Sentence("report.reconciliation"), _ledger))
ASSUMPTIONS = Section("assumptions", plain("assumptions", Sentence("report.assumptions"), _assumed))
