"""Sums of a customer's day: what every reading of a customer is computed from, and nothing else.

Facts depend on the customer's own rows alone: never on a day of looking, on settings or on other customers. So they
are kept, and derived again only when the customer is touched. What a later day undid is dated, so that a reading as
of any day can leave it out.
"""

from __future__ import annotations

from typing import Any

import ibis

from bakhsh.loop.features.sums import count, total
from bakhsh.loop.features.undone import orders_with_returns, undone
from bakhsh.tables import CATEGORY_FACTS, FACTS

__all__ = ["category_facts", "facts"]


def facts(lines: ibis.Table, orders: ibis.Table) -> ibis.Table:
    """FACTS: one row for each customer and local day with a line or an order.

    A sale line is any line whose kind is not `return`. Pieces are the quantities of all sale lines: a line that is not
    of pieces has an empty quantity. An order counts, on the day of its `ordered_at`, when it has a sale line; every
    order of ORDERS has lines. What was given back stands on the day it was given back. Cost is empty on a day with a
    line of unknown cost. When orders count as taken back is said in `undone`.
    """
    sold, placed = _of_lines(lines), _of_orders(lines, orders)
    both = sold.outer_join(placed, ["customer_id", "day"])
    all_gone = (both.gone > 0) & (both.gone == both.orders)
    return both.select(
        customer_id=both.customer_id.coalesce(both.customer_id_right),
        day=both.day.coalesce(both.day_right),
        cost=(both.unknown == 0).ifelse(both.cost, ibis.null("int64")),
        undone_on=all_gone.ifelse(both.gone_by, ibis.null("date")),
        **{name: both[name].coalesce(0) for name in _FROM_LINES + _FROM_ORDERS},
    ).select(*FACTS.names)


def category_facts(lines: ibis.Table, items: ibis.Table) -> ibis.Table:
    """CATEGORY_FACTS: one row for each customer, category and local day; lines without a category are absent."""
    known = items.filter(items.category.notnull()).select("item_id", "category")
    sold = lines.join(known, "item_id")
    return (
        sold.group_by("customer_id", "category", day=sold["at"].date())
        .agg(
            amount=total(sold.amount),
            units=sold.quantity.sum().coalesce(0),
            lines=count(sold.kind != "return"),
        )
        .select(*CATEGORY_FACTS.names)
    )


_FROM_LINES = ("amount", "discount", "units", "lines", "returned", "returned_units")
_FROM_ORDERS = ("orders", "morning_orders", "evening_orders", "undone_orders")


def _of_lines(lines: ibis.Table) -> ibis.Table:
    """What a day's lines add up to; `unknown`: how many of them have no cost."""
    sale = lines.kind != "return"
    return lines.group_by("customer_id", day=lines["at"].date()).agg(
        amount=total(lines.amount, sale),
        discount=total(lines.discount, sale),
        cost=total(sale.ifelse(lines.cost, -lines.cost.abs())),
        unknown=count(lines.cost.isnull()),
        units=lines.quantity.sum(where=sale).coalesce(0),
        lines=count(sale),
        returned=total(lines.amount.abs(), ~sale),
        returned_units=lines.quantity.abs().sum(where=~sale).coalesce(0),
    )


def _of_orders(lines: ibis.Table, orders: ibis.Table) -> ibis.Table:
    """What a day's orders add up to. `gone`: how many of them were taken back at some time, `gone_by` the last time."""
    touched = orders_with_returns(lines)
    placed = orders.anti_join(touched.filter(touched.sale_lines == 0), ["customer_id", "order_id"])
    hour = placed.ordered_at.hour()
    undoing = undone(lines, orders, touched)
    events = ibis.union(
        _event(
            placed,
            placed.ordered_at.date(),
            orders=ibis.literal(1, "int32"),
            morning_orders=_one((hour >= 5) & (hour < 12)),
            evening_orders=_one(hour >= 17),
        ),
        _event(undoing, undoing.undone_on, undone_orders=ibis.literal(1, "int32")),
        _event(undoing, undoing.placed_on, gone=ibis.literal(1, "int32"), gone_by=undoing.undone_on),
    )
    sums = {name: total(events[name]) for name in (*_FROM_ORDERS, "gone")}
    return events.group_by("customer_id", "day").agg(gone_by=events.gone_by.max(), **sums)


def _event(table: ibis.Table, day: Any, **given: Any) -> ibis.Table:
    """Rows that add what is `given` to a customer's day, and nothing else."""
    nothing = {name: ibis.literal(0, "int32") for name in (*_FROM_ORDERS, "gone")}
    columns = {**nothing, "gone_by": ibis.null("date"), **given}
    return table.select("customer_id", day=day, **columns)


def _one(condition: Any) -> Any:
    """1 where it holds, else 0."""
    return condition.cast("int32")
