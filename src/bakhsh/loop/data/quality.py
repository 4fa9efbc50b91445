"""Reconciliation: from what the files say to what was sold, month by month, to the smallest unit of money."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import pyarrow as pa

from bakhsh.language.dates import month_starts
from bakhsh.language.locale import Calendar
from bakhsh.language.sentences import Code, Money, Sentence
from bakhsh.loop.data.fates import DUPLICATE, REPLACED
from bakhsh.loop.data.ledger import standing
from bakhsh.records import Exclusion, MonthTotal, Reconciliation
from bakhsh.specs import Project, Source

__all__ = ["LedgerTables", "reconcile"]

_TABLES = ("lines", "orders")


@dataclass(frozen=True, slots=True)
class LedgerTables:
    """ENTRIES, VERSIONS and REJECTED as loads brought them, and LINES as derived from those that count. Of ENTRIES
    only those of `present` loads are asked for."""

    entries: ibis.Table
    versions: ibis.Table
    lines: ibis.Table
    rejected: ibis.Table


def reconcile(
    ledger_tables: LedgerTables,
    present: Sequence[int],
    sources: Sequence[Source],
    project: Project,
    windows: Sequence[int] = (),
) -> Generator[ibis.Table, pa.Table, Reconciliation]:
    """Every row of every file of lines or orders, as the files stand now: sold, returned, or left out for a reason.

    `present` are the loads that are the last reading of their file: of these all rows count, of earlier readings of a
    file only those of orders that stand and that no last reading holds as they stand. Rows of an order that another
    load says just so are duplicates, rows of one that a later load says otherwise are replaced. All questions are
    grouped by day (the local one); months are the project's. Per month and in all, what the files say = exclusions +
    sold - returned, exactly. Rows without a readable day stand in `undated`.

    `windows` are earlier readings of what was asked for in parts (a database since a mark): what they rejected counts
    too, but a row that several readings rejected alike counts once.
    """
    lines = ledger_tables.lines
    counted = yield _by_day(lines, sold=_total(_if(lines.kind != "return", lines.amount)))
    outdone = yield _outdone(ledger_tables.entries, ledger_tables.versions, present)
    named = [one.name for one in sources if one.table in _TABLES]
    refused = yield _refused(ledger_tables.rejected, named, present, windows)
    returns = yield _returns(lines)
    months = _Months.over(project.calendar, counted, outdone, refused)
    for row in counted.to_pylist():
        months.count(row["day"], row["rows"], row["sold"], row["sold"] - row["amount"])
    for row in (*outdone.to_pylist(), *refused.to_pylist()):
        months.exclude(row["reason"], row["day"], row["rows"], row["amount"])
    undated = _exclusions(months.left_out[None])
    matched = [row for row in returns.to_pylist() if row["sold_on"] is not None]
    return Reconciliation(
        months=months.totals(),
        return_lines=sum(returns.column("rows").to_pylist()),
        matched_returns=sum(row["rows"] for row in matched),
        of_earlier_month=sum(row["rows"] for row in matched if months.of(row["sold_on"]) < months.of(row["day"])),
        notes=(*_undated_note(undated), *(note for source in sources for note in _policy(source))),
        undated=undated,
    )


# ---- questions ---------------------------------------------------------------------------------------------------
def _total(value: Any) -> Any:
    """A sum as int64, said in the SQL as well: engines widen sums and Ibis would leave the cast out."""
    return ops.Cast(value.sum().coalesce(0), dt.int64).to_expr()


def _if(condition: Any, value: Any) -> Any:
    return ibis.ifelse(condition, value, 0)


def _among(column: Any, values: Sequence[Any]) -> Any:
    return column.isin(list(values)) if values else ibis.literal(False)


def _by_day(table: ibis.Table, **more: Any) -> ibis.Table:
    """Rows and amount by local day."""
    grouped = table.group_by(day=table["at"].date())
    return grouped.agg(rows=table.count().cast("int64"), amount=_total(table.amount), **more)


def _outdone(entries: ibis.Table, versions: ibis.Table, present: Sequence[int]) -> ibis.Table:
    """Rows of orders that stand as another load has them, by reason and day."""
    stands = standing(versions, present).select("order_id", standing="load", stood="content")
    both = versions.filter(_among(versions.load, present)).join(stands, "order_id")
    other = both.filter(both.load != both.standing)
    reason = ibis.ifelse(other.content == other.stood, DUPLICATE, REPLACED)
    rows = entries.join(other.select("load", "order_id", reason=reason), ["load", "order_id"])
    grouped = rows.group_by("reason", day=rows["at"].date())
    return grouped.agg(rows=rows.count().cast("int64"), amount=_total(rows.amount))


def _refused(
    rejected: ibis.Table, sources: Sequence[str], present: Sequence[int], windows: Sequence[int]
) -> ibis.Table:
    """Rejected rows of files of lines or orders, by reason and day; the day is empty where it could not be read."""
    of_orders = rejected.filter(_among(rejected.source, sources) & _among(rejected.load, [*present, *windows]))
    if windows:
        alike = [name for name in of_orders.columns if name not in _PLACE]
        counted = of_orders.group_by(*alike, "load").agg(rows=of_orders.count().cast("int64"))
        most = counted.group_by(*alike).agg(rows=counted["rows"].max())
        by_day = most.group_by("reason", day=most["at"].date())
        return by_day.agg(rows=_total(most["rows"]), amount=_total(most.amount * most["rows"]))
    grouped = of_orders.group_by("reason", day=of_orders["at"].date())
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
_LeftOut = dict[str, list[int]]


def _no_reasons() -> _LeftOut:
    return defaultdict(lambda: [0, 0])


@dataclass
class _Months:
    """Sums by month, the first day of each in order; left out under None: no month."""

    starts: list[date]
    counted: dict[date, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    left_out: dict[date | None, _LeftOut] = field(default_factory=lambda: defaultdict(_no_reasons))

    @classmethod
    def over(cls, calendar: str, *tables: pa.Table) -> _Months:
        days = [day for table in tables for day in table.column("day").to_pylist() if day is not None]
        return cls(month_starts(min(days), max(days), cast(Calendar, calendar)) if days else [])

    def of(self, day: date) -> date:
        return self.starts[bisect_right(self.starts, day) - 1]

    def count(self, day: date, rows: int, sold: int, returned: int) -> None:
        sums = self.counted[self.of(day)]
        for place, value in enumerate((rows, sold, returned)):
            sums[place] += value

    def exclude(self, reason: str, day: date | None, rows: int, amount: int) -> None:
        sums = self.left_out[None if day is None else self.of(day)][reason]
        sums[0] += rows
        sums[1] += amount

    def totals(self) -> tuple[MonthTotal, ...]:
        """The months in order; months between them in which nothing stands are there too."""
        return tuple(self._total(month) for month in self.starts)

    def _total(self, month: date) -> MonthTotal:
        rows, sold, returned = self.counted[month]
        exclusions = _exclusions(self.left_out[month])
        excluded = sum(one.amount for one in exclusions)
        return MonthTotal(
            month=month,
            rows=rows + sum(one.rows for one in exclusions),
            file_amount=excluded + sold - returned,
            sold=sold,
            returned=returned,
            net=sold - returned,
            exclusions=exclusions,
        )


def _exclusions(found: Mapping[str, list[int]]) -> tuple[Exclusion, ...]:
    """Reasons with rows or money, by name."""
    named = (Exclusion(reason, rows, amount) for reason, (rows, amount) in sorted(found.items()))
    return tuple(one for one in named if one.rows or one.amount)


# ---- in words ----------------------------------------------------------------------------------------------------
def _undated_note(undated: tuple[Exclusion, ...]) -> tuple[Sentence, ...]:
    rows, amount = sum(one.rows for one in undated), sum(one.amount for one in undated)
    return (Sentence("data.note_undated", {"count": rows, "amount": Money(amount)}),) if rows else ()


def _policy(source: Source) -> Iterable[Sentence]:
    """What the declaration makes of the rows of a file, one sentence a rule."""
    if source.table not in _TABLES:
        return
    policy, name = source.policy, {"source": Code(source.name)}
    if policy.returns == "prefix":
        yield Sentence("data.note_returns_prefix", {**name, "prefix": Code(policy.return_prefix)})
    elif policy.returns == "negative":
        yield Sentence("data.note_returns_negative", name)
    else:
        yield Sentence("data.note_returns_none", name)
    if policy.zero_price == "reject":
        yield Sentence("data.note_zero_price", name)
    if policy.statuses:
        yield Sentence("data.note_statuses", {**name, "statuses": tuple(policy.statuses)})
    for column, values in policy.pieces_not.items():
        yield Sentence("data.note_pieces_not", {**name, "column": Code(column), "values": tuple(values)})
