"""Retention: of the customers who first bought in a month, how many bought again in each later one."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import date, timedelta

import ibis
import pyarrow as pa

from bakhsh.language.dates import add_months
from bakhsh.language.locale import Calendar
from bakhsh.records import Cohort, CohortTable

__all__ = ["retention"]


def retention(
    facts: ibis.Table, as_of: date, months: Sequence[date], calendar: Calendar
) -> Generator[ibis.Table, pa.Table, CohortTable]:
    """The cohort table as of the end of `as_of`, from FACTS; rows of later days change nothing.

    `months` are the first days of consecutive months of `calendar`, ascending; those after `as_of` are left out, and
    so are customers who first bought before the first of them. Active in a month is who has a purchase day in it that
    had not been taken back wholly by `as_of`; the first purchase is the first such day. A month in which nobody bought
    for the first time is a cohort of none. Asks one question; its answer has at most months × (months + 1) / 2 rows.
    """
    counted = [month for month in months if month <= as_of]
    answer = yield _actives(facts, as_of, counted)
    active = {(row["cohort"], row["month"]): row["customers"] for row in answer.to_pylist()}
    cohorts = tuple(
        Cohort(
            month=first,
            size=active.get((cohort, cohort), 0),
            active=tuple(active.get((cohort, month), 0) for month in range(cohort, len(counted))),
        )
        for cohort, first in enumerate(counted)
    )
    return CohortTable(as_of, calendar, cohorts, partial=_is_unfinished(counted, as_of, calendar))


def _actives(facts: ibis.Table, as_of: date, months: list[date]) -> ibis.Table:
    """cohort, month (both by their place in `months`), customers."""
    today = ibis.date(as_of.isoformat())
    bought = (facts.orders > 0) & (facts.undone_on > today).fill_null(True)
    days = facts.filter((facts.day <= today) & bought)
    seen = days.select("customer_id", month=_place(days.day, months, 0, len(months))).distinct()
    firsts = seen.group_by("customer_id").agg(cohort=seen.month.min())
    both = seen.join(firsts.filter(firsts.cohort >= 0), "customer_id")
    return both.group_by("cohort", "month").agg(customers=both.count())


def _place(day: ibis.Value, months: list[date], low: int, high: int) -> ibis.Value:
    """Which of months[low:high] the day lies in; low - 1 before them all. Halving asks log2 comparisons of a row."""
    if low == high:
        return ibis.literal(low - 1, "int32")
    middle = (low + high) // 2
    later = _place(day, months, middle + 1, high)
    return (day >= ibis.date(months[middle].isoformat())).ifelse(later, _place(day, months, low, middle))


def _is_unfinished(months: list[date], as_of: date, calendar: Calendar) -> bool:
    return bool(months) and as_of < add_months(months[-1], 1, calendar) - timedelta(days=1)
