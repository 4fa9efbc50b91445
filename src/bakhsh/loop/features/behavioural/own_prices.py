"""The shop's own price index: what the same things cost from month to month.

Items sold in two months are compared with themselves: the price of a piece is what it was listed at when it was paid
for, on average of the month. A discount is no fall in prices, and pieces that came back were not sold. Of all matched
items the Törnqvist index is taken (Törnqvist 1936; Diewert 1976, "Exact and superlative index numbers"): the mean of
the price relatives' logarithms, weighted by the halves of both months' shares of value, and months are chained. An item
that is new or gone is matched with nothing, so a change of the range is no inflation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import ibis

from bakhsh.conditions.sums import Day, day, number, whole
from bakhsh.language.locale import Calendar
from bakhsh.loop.features.behavioural.months import month_of

__all__ = ["FEWEST", "REACH", "chained", "matched"]

FEWEST = 10
"""Fewer items sold in both months say nothing of prices."""

REACH = 3
"""So many months back a month is compared where the one before has too few of its items."""


def matched(lines: ibis.Table, days: ibis.Table, as_of: Day, calendar: Calendar) -> ibis.Table:
    """month, back, items, earlier, earlier_log, later, later_log: for each month and the one `back` months before it,
    the items sold in both, their list value in each, and that value times the logarithm of their price relatives."""
    monthly = month_of(_kept(lines, as_of), days, calendar)
    priced = monthly.group_by("item_id", "month").agg(paid=monthly.value.sum(), pieces=monthly.pieces.sum())
    priced = priced.mutate(price=number(priced.paid) / number(priced.pieces).nullif(0))
    return ibis.union(*(_pairs(priced, back) for back in range(1, REACH + 1)))


def _kept(lines: ibis.Table, as_of: Day) -> ibis.Table:
    """The product lines paid by `as_of` with the `pieces` that had not come back by then, and their `value` at list
    price, before discount. Of a line in part taken back, by amount, that part is left out."""
    known = lines.filter(lines["at"].date() <= day(as_of))
    sold = known.filter((known.kind == "product") & (known.quantity > 0) & (known.amount > 0))
    back = known.filter((known.kind == "return") & known.undoes.notnull() & known.undoes_line.notnull())
    undone = back.group_by(of=back.undoes, of_line=back.undoes_line).agg(given_back=-back.amount.sum())
    both = sold.left_join(undone, [sold.order_id == undone.of, sold.line == undone.of_line])
    share = 1 - number(both.given_back).coalesce(0) / number(both.amount)
    listed = number(both.amount + both.discount.coalesce(0))
    kept = both.mutate(day=both["at"].date(), pieces=number(both.quantity) * share, value=listed * share)
    return kept.filter(share > _LEAST)


_LEAST = 1e-6
"""What rounding leaves of a line that came back."""


def _pairs(priced: ibis.Table, back: int) -> ibis.Table:
    before = priced.select("item_id", month=priced.month + back, paid_before=priced.paid, price_before=priced.price)
    both = priced.join(before, ["item_id", "month"])
    change = (both.price / both.price_before.nullif(0)).ln()
    sums = both.group_by("month").agg(
        items=whole(both.count()),
        earlier=number(both.paid_before).sum(),
        earlier_log=(number(both.paid_before) * change).sum(),
        later=number(both.paid).sum(),
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
