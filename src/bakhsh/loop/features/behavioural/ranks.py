"""The rank of a customer's spending among each month's buyers: money compared without any price index.

Of a month's buyers, which share spent less? Whatever prices do, everybody of a month paid the prices of that month.
"""

from __future__ import annotations

import ibis

from bakhsh.conditions.sums import Day, day, number, total, whole
from bakhsh.language.locale import Calendar
from bakhsh.loop.features.behavioural.months import month_of

__all__ = ["STEPS", "cuts_by_month", "ranked"]

STEPS = 20
"""Ranks of a month are told to a twentieth; the mean over months is finer."""


def cuts_by_month(facts: ibis.Table, days: ibis.Table, as_of: Day, calendar: Calendar) -> ibis.Table:
    """month, cut_1 … cut_19: discrete lower quantiles of what the buyers of each month spent in it, returns of the
    month taken off; who spent nothing is no buyer."""
    spent = _spent(facts, days, as_of, calendar)
    counted = spent.group_by("month", "spent").agg(buyers=whole(spent.count()))
    so_far = ibis.window(group_by="month", order_by="spent", preceding=None, following=0)
    counted = counted.mutate(
        reached=whole(counted.buyers.sum().over(so_far)),
        everybody=whole(counted.buyers.sum().over(ibis.window(group_by="month"))),
    )
    cuts = {
        f"cut_{step}": counted.spent.min(where=counted.reached * STEPS >= counted.everybody * step)
        for step in range(1, STEPS)
    }
    return counted.group_by("month").agg(**cuts)


def ranked(facts: ibis.Table, days: ibis.Table, cuts: ibis.Table, as_of: Day, calendar: Calendar) -> ibis.Table:
    """customer_id, month_rank: the mean, over the months in which he bought, of his place among the month's buyers.

    The place lies in the middle of those who spent as much: everybody alike is 0.5. `cuts` are those of
    `cuts_by_month`, as they came back.
    """
    spent = _spent(facts, days, as_of, calendar).join(cuts, "month")
    names = [name for name in cuts.columns if name.startswith("cut_")]
    below = sum((spent[name] < spent.spent).cast("int64") for name in names)
    up_to = sum((spent[name] <= spent.spent).cast("int64") for name in names)
    placed = spent.select("customer_id", place=number(below + up_to + 1) / ibis.literal(2.0 * STEPS, "float64"))
    return placed.group_by("customer_id").agg(month_rank=placed.place.mean())


def _spent(facts: ibis.Table, days: ibis.Table, as_of: Day, calendar: Calendar) -> ibis.Table:
    known = month_of(facts.filter(facts.day <= day(as_of)), days, calendar)
    sums = known.group_by("customer_id", "month").agg(spent=total(known.amount - known.returned))
    return sums.filter(sums.spent > 0)
