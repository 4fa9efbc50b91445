"""Lost and found again: how long customers keep buying, and who comes back.

A customer is lost on the day on which he has been silent, without a purchase that stands, for more than `silent` days:
`silent` + 1 days after his last purchase. Until then, and while that day has not come by `as_of`, he still buys. The
curve follows each customer from his first purchase to the day he is first lost; who is not lost yet is censored at
`as_of`. Nothing is known before it could be known, so a later `as_of` never moves an earlier step of the same
customers; and nobody can be lost in the first `silent` days.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.loop.watch.periods import place
from bakhsh.records import Returned, Survival
from bakhsh.stats import kaplan_meier

__all__ = ["survival"]


def survival(
    facts: ibis.Table, as_of: date, silent: int, begins: Sequence[date]
) -> Generator[ibis.Table, pa.Table, Survival]:
    """The Kaplan–Meier curve of "still buying" as of the end of `as_of`, from FACTS, and who came back in each of the
    periods that begin on `begins`. Asks two questions; answers have a row a day at most, and periods² rows."""
    counted = [start for start in begins if start <= as_of]
    pauses = _pauses(facts, as_of, silent)
    ends = (yield _ends(pauses, as_of, silent)).to_pylist()
    steps = kaplan_meier((row["time"], row["lost"], row["customers"] - row["lost"]) for row in ends)
    away = (yield _away(pauses, silent, counted)).to_pylist()
    median = next((one.time for one in steps if one.share.estimate <= 0.5), None)
    return Survival(
        as_of=as_of,
        silent=silent,
        customers=sum(row["customers"] for row in ends),
        lost=sum(row["lost"] for row in ends),
        longest=max((row["time"] for row in ends), default=0),
        median=median,
        steps=steps,
        returned=tuple(_returned(at, start, away) for at, start in enumerate(counted)),
    )


def _pauses(facts: ibis.Table, as_of: date, silent: int) -> ibis.Table:
    """Each purchase day that stands, with the customer's first one, the next one (empty: none yet) and `gap`, the days
    from it to the next or to as_of; `lost`: he was silent for too long after it."""
    today = ibis.date(as_of.isoformat())
    bought = (facts.orders > 0) & (facts.undone_on > today).fill_null(True)
    days = facts.filter((facts.day <= today) & bought).select("customer_id", "day")
    own = ibis.window(group_by="customer_id", order_by="day")
    whole = ibis.window(group_by="customer_id")
    found = days.mutate(next_day=days.day.lead().over(own), first=days.day.min().over(whole))
    gap = ibis.coalesce(found.next_day, today).delta(found.day, unit="day").cast("int64")
    since = found.day.delta(found.first, unit="day").cast("int64")
    return found.mutate(gap=gap, since=since).mutate(lost=(gap > silent))


def _ends(pauses: ibis.Table, as_of: date, silent: int) -> ibis.Table:
    """time, lost, customers: where each customer's way ends."""
    lost_at = pauses.lost.ifelse(pauses.since + (silent + 1), ibis.null("int64"))
    known = ibis.date(as_of.isoformat()).delta(pauses.first, unit="day").cast("int64")
    each = pauses.select("customer_id", lost_at=lost_at, known=known)
    ends = each.group_by("customer_id").agg(lost_at=each.lost_at.min(), known=each.known.max())
    timed = ends.select(time=ibis.coalesce(ends.lost_at, ends.known), lost=ends.lost_at.notnull().cast("int64"))
    return timed.group_by("time").agg(lost=timed.lost.sum(), customers=timed.count())


def _away(pauses: ibis.Table, silent: int, begins: list[date]) -> ibis.Table:
    """lost_in, back_in (periods by their place; back_in empty: not yet), times."""
    gone = pauses.filter(pauses.lost)
    lost_on = gone.day + ibis.interval(days=silent + 1)
    back = gone.next_day.isnull().ifelse(ibis.null("int32"), place(gone.next_day, begins))
    placed = gone.select(lost_in=place(lost_on.cast("date"), begins), back_in=back)
    return placed.group_by("lost_in", "back_in").agg(times=placed.count())


def _returned(at: int, start: date, away: list[dict[str, Any]]) -> Returned:
    """Of those who were lost when the period began or became so in it, how many bought again in it."""
    there = [row for row in away if row["lost_in"] <= at and (row["back_in"] is None or row["back_in"] >= at)]
    newly = sum(row["times"] for row in there if row["lost_in"] == at)
    lost, back = sum(row["times"] for row in there), sum(row["times"] for row in there if row["back_in"] == at)
    return Returned(start, lost, newly, back, back / lost if lost else None)
