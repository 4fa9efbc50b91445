"""Retention: of the customers who first bought in a period, how many bought again in each later one, for how much."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import date, timedelta

import ibis
import pyarrow as pa

from bakhsh.language.locale import Calendar
from bakhsh.loop.watch.periods import next_start, place
from bakhsh.records import Cohort, CohortTable, SegmentRetention
from bakhsh.stats import wilson

__all__ = ["retention", "segment_retention"]


def retention(
    facts: ibis.Table, as_of: date, begins: Sequence[date], calendar: Calendar, period: str = "month"
) -> Generator[ibis.Table, pa.Table, CohortTable]:
    """The cohort table as of the end of `as_of`, from FACTS; rows of later days change nothing.

    `begins` are the first days of consecutive periods of `calendar`, ascending; those after `as_of` are left out, and
    so are customers who first bought before the first of them. Active in a period is who has a purchase day in it that
    had not been taken back wholly by `as_of`; the first purchase is the first such day. Revenue is all that a cohort
    paid in a period, less what it was given back in it. A period in which nobody bought for the first time is a cohort
    of none. Asks one question; its answer has at most periods × (periods + 1) / 2 rows.
    """
    counted = [start for start in begins if start <= as_of]
    answer = yield _cells(facts, as_of, counted)
    cells = {(row["cohort"], row["period"]): (row["customers"], int(row["revenue"])) for row in answer.to_pylist()}
    cohorts = tuple(
        Cohort(
            month=first,
            size=cells.get((cohort, cohort), (0, 0))[0],
            active=tuple(cells.get((cohort, later), (0, 0))[0] for later in range(cohort, len(counted))),
            revenue=tuple(cells.get((cohort, later), (0, 0))[1] for later in range(cohort, len(counted))),
        )
        for cohort, first in enumerate(counted)
    )
    unfinished = bool(counted) and as_of < next_start(counted[-1], period, calendar) - timedelta(days=1)
    return CohortTable(as_of, calendar, cohorts, unfinished, period)


def _cells(facts: ibis.Table, as_of: date, begins: list[date]) -> ibis.Table:
    """cohort, period (both by their place in `begins`), customers, revenue."""
    today = ibis.date(as_of.isoformat())
    bought = (facts.orders > 0) & (facts.undone_on > today).fill_null(True)
    known = facts.filter(facts.day <= today)
    days = known.select(
        "customer_id",
        period=place(known.day, begins),
        paid=known.amount - known.returned,
        bought=bought.cast("int64"),
    )
    each = days.group_by("customer_id", "period").agg(paid=days.paid.sum(), bought=days.bought.max())
    active = each.filter(each.bought > 0)
    firsts = active.group_by("customer_id").agg(cohort=active.period.min())
    both = each.join(firsts.filter(firsts.cohort >= 0), "customer_id")
    # Who takes back before he ever bought to keep has no period before his cohort's.
    later = both.filter(both.period >= both.cohort)
    return later.group_by("cohort", "period").agg(customers=later.bought.sum(), revenue=later.paid.sum())


def segment_retention(
    members: ibis.Table, facts: ibis.Table, before: date, after: date, titles: Sequence[tuple[str, dict[str, str]]]
) -> Generator[ibis.Table, pa.Table, tuple[SegmentRetention, ...]]:
    """Of the members of each segment as of `before`: how many bought from the next day up to the end of `after`, and
    for how much. `titles`: the segments in their order."""
    start, end = ibis.date(before.isoformat()), ibis.date(after.isoformat())
    window = facts.filter((facts.day > start) & (facts.day <= end))
    bought = ((window.orders > 0) & (window.undone_on > end).fill_null(True)).cast("int64")
    each = window.select("customer_id", paid=window.amount - window.returned, bought=bought)
    sums = each.group_by("customer_id").agg(paid=each.paid.sum(), bought=each.bought.max())
    keyed = sums.select(id_paid=sums.customer_id, paid=sums.paid, bought=sums.bought)
    joined = members.left_join(keyed, members.customer_id == keyed.id_paid)
    answer = yield joined.group_by("segment").agg(
        customers=joined.count(),
        active=joined.bought.sum().fill_null(0),
        revenue=joined.paid.sum().fill_null(0),
    )
    found = {row["segment"]: row for row in answer.to_pylist()}
    named = dict(titles)
    return tuple(
        _segment(name, named.get(name, {}), found.get(name, {"customers": 0, "active": 0, "revenue": 0}))
        for name in (*named, *sorted(found.keys() - named.keys()))
    )


def _segment(name: str, title: dict[str, str], row: dict[str, int]) -> SegmentRetention:
    active, customers = int(row["active"]), int(row["customers"])
    return SegmentRetention(name, title, customers, active, wilson(active, customers), int(row["revenue"]))
