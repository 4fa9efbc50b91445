"""The shop's own price index: what the same things cost from month to month.

Items sold in two months are compared with themselves: the price of a piece is what was paid for it, on average of the
month. Of all matched items the Törnqvist index is taken (Törnqvist 1936; Diewert 1976, "Exact and superlative index
numbers"): the mean of the price relatives' logarithms, weighted by the halves of both months' shares of spending, and
months are chained. An item that is new or gone is matched with nothing, so a change of the range is no inflation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis

from bakhsh.language.locale import Calendar
from bakhsh.loop.features.behavioural.months import month_of
from bakhsh.loop.features.sums import day, number, total, whole

__all__ = ["FEWEST", "REACH", "chained", "matched"]

FEWEST = 10
"""Fewer items sold in both months say nothing of prices."""

REACH = 3
"""So many months back a month is compared where the one before has too few of its items."""


def matched(lines: ibis.Table, days: ibis.Table, as_of: date, calendar: Calendar) -> ibis.Table:
    """month, back, items, earlier, earlier_log, later, later_log: for each month and the one `back` months before it,
    the items sold in both, their spending in each, and that spending times the logarithm of their price relatives."""
    sold = lines.filter((lines.kind == "product") & (lines.quantity > 0) & (lines.amount > 0))
    sold = sold.filter(sold["at"].date() <= day(as_of)).mutate(day=sold["at"].date())
    monthly = month_of(sold, days, calendar)
    priced = monthly.group_by("item_id", "month").agg(paid=total(monthly.amount), pieces=monthly.quantity.sum())
    priced = priced.mutate(price=number(priced.paid) / number(priced.pieces).nullif(0))
    return ibis.union(*(_pairs(priced, back) for back in range(1, REACH + 1)))


def _pairs(priced: ibis.Table, back: int) -> ibis.Table:
    before = priced.select("item_id", month=priced.month + back, paid_before=priced.paid, price_before=priced.price)
    both = priced.join(before, ["item_id", "month"])
    change = (both.price / both.price_before.nullif(0)).ln()
    sums = both.group_by("month").agg(
        items=whole(both.count()),
        earlier=total(both.paid_before),
        earlier_log=(number(both.paid_before) * change).sum(),
        later=total(both.paid),
        later_log=(number(both.paid) * change).sum(),
    )
    return sums.mutate(back=ibis.literal(back, "int64"))


def chained(pairs: Sequence[Mapping[str, Any]]) -> tuple[dict[int, float], dict[int, int]]:
    """The level of each month that could be reached, 1 in the first, and the matched items behind its last step.

    A month is linked to the nearest of the REACH before it that has a level and FEWEST items in common with it; one
    that has none stays without. Levels are rounded to twelve digits, so that the order of adding does not matter.
    """
    by_month: dict[int, dict[int, Mapping[str, Any]]] = {}
    for row in pairs:
        if row["items"] >= FEWEST:
            by_month.setdefault(row["month"], {})[row["back"]] = row
    levels: dict[int, float] = {}
    items: dict[int, int] = {}
    for month in sorted(by_month):
        for back, row in sorted(by_month[month].items()):
            if not levels:
                levels[month - back] = 1.0
            if month - back in levels:
                step = (row["earlier_log"] / row["earlier"] + row["later_log"] / row["later"]) / 2
                levels[month] = float(f"{levels[month - back] * math.exp(step):.12g}")
                items[month] = row["items"]
                break
    return levels, items
