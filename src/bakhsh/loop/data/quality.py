"""Reconciliation: from what the files say to what was sold, month by month, to the smallest unit of money."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import pyarrow as pa

from bakhsh.language.dates import month_starts
from bakhsh.language.locale import Calendar
from bakhsh.language.sentences import Money, Sentence
from bakhsh.loop.data.fates import DUPLICATE, REPLACED
from bakhsh.loop.data.findings import LedgerTables, findings
from bakhsh.loop.data.ledger import says, standing
from bakhsh.loop.data.policy_notes import policy_notes
from bakhsh.records import Exclusion, MonthTotal, Reconciliation, SourceTotal
from bakhsh.specs import CHARGES, Project, Source
from bakhsh.tables import BUCKET_MARK

__all__ = ["LedgerTables", "reconcile"]

_TABLES = ("lines", "orders")


def reconcile(
    ledger_tables: LedgerTables,
    present: Sequence[int],
    sources: Sequence[Source],
    project: Project,
    loads: Mapping[str, Sequence[int]] | None = None,
    windows: Sequence[int] = (),
) -> Generator[ibis.Table, pa.Table, Reconciliation]:
    """Every row of every file of lines or orders, as the files stand now: sold, returned, or left out for a reason.

    `present` are the loads that are the last reading of their file: of these all rows count, of earlier readings of a
    file only those of orders that stand and that no last reading holds as they stand. Rows of an order that another
    load says just so are duplicates, rows of one that a later load says otherwise are replaced; rows the policy leaves
    out have its reason, whatever another load says. `loads`: those of each source, by its name, where several are to
    be told apart. All questions are grouped by day (the local one); months are the project's. Per month, per source and
    in all, what the files say = exclusions + sold - returned, exactly. Rows without a readable day stand in `undated`.

    `windows` are earlier readings of what was asked for in parts (a database since a mark): what they rejected counts
    too, but a row that several readings rejected alike counts once.
    """
    lines = ledger_tables.lines
    named = [one for one in sources if one.table in _TABLES]
    by_load = _source_of(named, loads or {})
    counted = yield _counted(lines, by_load)
    outdone = yield _outdone(ledger_tables.entries, ledger_tables.versions, present, by_load)
    refused = yield _refused(ledger_tables.rejected, [one.name for one in named], present, windows)
    returns = yield _returns(lines)
    told = yield from findings(ledger_tables, present, named, by_load)
    months = _Months.over(project.calendar, counted, outdone, refused)
    for row in counted.to_pylist():
        months.count(row)
    for row in (*outdone.to_pylist(), *refused.to_pylist()):
        months.exclude(row["source"], row["reason"], row["day"], row["rows"], row["amount"])
    undated = _exclusions(months.of_all(None).left_out)
    matched = [row for row in returns.to_pylist() if row["sold_on"] is not None]
    return Reconciliation(
        months=months.totals(),
        return_lines=sum(returns.column("rows").to_pylist()),
        matched_returns=sum(row["rows"] for row in matched),
        of_earlier_month=sum(row["rows"] for row in matched if months.of(row["sold_on"]) < months.of(row["day"])),
        notes=(*_undated_note(undated), *policy_notes(sources)),
        undated=undated,
        sources=months.by_source([one.name for one in named]),
        findings=told,
    )


# ---- questions ---------------------------------------------------------------------------------------------------
def _total(value: Any) -> Any:
    """A sum as int64, said in the SQL as well: engines widen sums and Ibis would leave the cast out."""
    return ops.Cast(value.sum().coalesce(0), dt.int64).to_expr()


def _if(condition: Any, value: Any) -> Any:
    return ibis.ifelse(condition, value, 0)


def _among(column: Any, values: Sequence[Any]) -> Any:
    return column.isin(list(values)) if values else ibis.literal(False)


def _source_of(sources: Sequence[Source], loads: Mapping[str, Sequence[int]]) -> Any:
    """From a column of loads to the names of their sources; without `loads` there is but one."""
    known = [(one.name, list(loads[one.name])) for one in sources if loads.get(one.name)]

    def name(load: Any) -> Any:
        if not known:
            return ibis.literal(sources[0].name if sources else "")
        return ibis.cases(*((load.isin(numbers), ibis.literal(of)) for of, numbers in known), else_="")

    return name


def _counted(lines: ibis.Table, by_load: Any) -> ibis.Table:
    """What counts, by source and local day. What was refunded of a line is no row of a file."""
    refund = (lines.kind == "return") & lines.undoes.notnull() & lines.quantity.isnull()
    many = lines.customer_id.startswith(BUCKET_MARK)
    return lines.group_by(source=by_load(lines.load), day=lines["at"].date()).agg(
        rows=_total(ibis.ifelse(refund, 0, 1)),
        amount=_total(lines.amount),
        sold=_total(_if(lines.kind != "return", lines.amount)),
        bucket=_total(_if(many, lines.amount)),
        **{name: _total(lines[name].coalesce(0)) for name in CHARGES},
    )


def _outdone(entries: ibis.Table, versions: ibis.Table, present: Sequence[int], by_load: Any) -> ibis.Table:
    """Rows of orders that stand as another load has them, by reason, source and day."""
    stands = standing(versions, present).select("order_id", standing="load", stood="content")
    both = versions.filter(_among(versions.load, present)).join(stands, "order_id")
    other = both.filter(both.load != both.standing)
    reason = ibis.ifelse(other.content == other.stood, DUPLICATE, REPLACED)
    counts = entries.filter(entries.left_out.isnull())
    rows = counts.join(other.select("load", "order_id", reason=reason), ["load", "order_id"])
    grouped = rows.group_by("reason", source=by_load(rows.load), day=rows["at"].date())
    return grouped.agg(rows=rows.count().cast("int64"), amount=_total(says(rows)))


def _refused(
    rejected: ibis.Table, sources: Sequence[str], present: Sequence[int], windows: Sequence[int]
) -> ibis.Table:
    """Rejected rows of files of lines or orders, by reason and day; the day is empty where it could not be read."""
    of_orders = rejected.filter(_among(rejected.source, sources) & _among(rejected.load, [*present, *windows]))
    if windows:
        alike = [name for name in of_orders.columns if name not in _PLACE]
        counted = of_orders.group_by(*alike, "load").agg(rows=of_orders.count().cast("int64"))
        most = counted.group_by(*alike).agg(rows=counted["rows"].max())
        by_day = most.group_by("reason", "source", day=most["at"].date())
        return by_day.agg(rows=_total(most["rows"]), amount=_total(most.amount * most["rows"]))
    grouped = of_orders.group_by("reason", "source", day=of_orders["at"].date())
    return grouped.agg(rows=of_orders.count().cast("int64"), amount=_total(of_orders.amount))


_PLACE = ("load", "line")
"""Where a row stood: nothing it says."""


def _returns(lines: ibis.Table) -> ibis.Table:
    """Return lines by their day and the day of the sale they undo."""
    sales = lines.select(undoes="order_id", undoes_line="line", sold_at="at")
    back = lines.filter(lines.kind == "return").select("undoes", "undoes_line", "at")
    both = back.left_join(sales, ["undoes", "undoes_line"])
    grouped = both.group_by(day=both["at"].date(), sold_on=both.sold_at.date())
    return grouped.agg(rows=both.count().cast("int64"))


# ---- adding up ---------------------------------------------------------------------------------------------------
def _no_reasons() -> dict[str, list[int]]:
    return defaultdict(lambda: [0, 0])


@dataclass
class _Sums:
    """What was counted and left out, of one month or source or of all."""

    rows: int = 0
    sold: int = 0
    returned: int = 0
    bucket: int = 0
    left_out: dict[str, list[int]] = field(default_factory=_no_reasons)

    def add(self, other: _Sums) -> None:
        self.rows += other.rows
        self.sold += other.sold
        self.returned += other.returned
        self.bucket += other.bucket
        for reason, (rows, amount) in other.left_out.items():
            self.leave_out(reason, rows, amount)

    def leave_out(self, reason: str, rows: int, amount: int) -> None:
        self.left_out[reason][0] += rows
        self.left_out[reason][1] += amount

    def told(self) -> dict[str, Any]:
        """The fields that a month and a source have in common."""
        exclusions = _exclusions(self.left_out)
        net = self.sold - self.returned
        return {
            "rows": self.rows + sum(one.rows for one in exclusions),
            "file_amount": sum(one.amount for one in exclusions) + net,
            "sold": self.sold, "returned": self.returned, "net": net, "exclusions": exclusions, "bucket": self.bucket,
        }  # fmt: skip


@dataclass
class _Months:
    """Sums by month (the first day of each in order; None: no day) and source."""

    starts: list[date]
    sums: dict[tuple[date | None, str], _Sums] = field(default_factory=lambda: defaultdict(_Sums))

    @classmethod
    def over(cls, calendar: str, *tables: pa.Table) -> _Months:
        days = [day for table in tables for day in table.column("day").to_pylist() if day is not None]
        return cls(month_starts(min(days), max(days), cast(Calendar, calendar)) if days else [])

    def of(self, day: date) -> date:
        return self.starts[bisect_right(self.starts, day) - 1]

    def count(self, row: Mapping[str, Any]) -> None:
        """A day of a source: what was sold and returned, and charges beside it that do not count."""
        sums = self.sums[(self.of(row["day"]), row["source"])]
        sums.add(_Sums(row["rows"], row["sold"], row["sold"] - row["amount"], row["bucket"]))
        for name in CHARGES:
            sums.leave_out(f"{name}_not_counted", 0, row[name])

    def exclude(self, source: str, reason: str, day: date | None, rows: int, amount: int) -> None:
        self.sums[(None if day is None else self.of(day), source)].leave_out(reason, rows, amount)

    def of_all(self, month: date | None) -> _Sums:
        return self._added(one for (of, _), one in self.sums.items() if of == month)

    def totals(self) -> tuple[MonthTotal, ...]:
        """The months in order; months between them in which nothing stands are there too."""
        return tuple(MonthTotal(month=month, **self.of_all(month).told()) for month in self.starts)

    def by_source(self, names: Sequence[str]) -> tuple[SourceTotal, ...]:
        """The sources in their order, and any other one of which something is left."""
        others = sorted({name for _, name in self.sums} - set(names))
        found = (
            (name, self._added(one for (_, of), one in self.sums.items() if of == name)) for name in (*names, *others)
        )
        return tuple(SourceTotal(source=name, **sums.told()) for name, sums in found)

    def _added(self, parts: Any) -> _Sums:
        found = _Sums()
        for part in parts:
            found.add(part)
        return found


def _exclusions(found: Mapping[str, list[int]]) -> tuple[Exclusion, ...]:
    """Reasons with rows or money, by name."""
    named = (Exclusion(reason, rows, amount) for reason, (rows, amount) in sorted(found.items()))
    return tuple(one for one in named if one.rows or one.amount)


def _undated_note(undated: tuple[Exclusion, ...]) -> tuple[Sentence, ...]:
    rows, amount = sum(one.rows for one in undated), sum(one.amount for one in undated)
    return (Sentence("data.note_undated", {"count": rows, "amount": Money(amount)}),) if rows else ()
