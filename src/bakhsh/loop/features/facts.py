"""Sums of a customer's day: what every reading of a customer is computed from, and nothing else.

Facts depend on the customer's own rows alone: never on a day of looking, on settings or on other customers. So they
are kept, and derived again only when the customer is touched. What a later day undid is dated, so that a reading as
of any day can leave it out.
"""

from __future__ import annotations

from typing import Any

import ibis

from bakhsh.conditions.sums import count, day_of, total
from bakhsh.loop.features.orders import placed, undone
from bakhsh.tables import BUCKET_MARK, CATEGORY_FACTS, FACTS

__all__ = ["category_facts", "facts", "persons"]


def facts(lines: ibis.Table) -> ibis.Table:
    """FACTS: one row for each person and local day with a line; bucket customers have none.

    An order counts on the day of its earliest sale line (a line whose kind is not `return`), with all its sale lines; a
    document of returns alone, or without any product, is no order, though its money counts. Pieces are the
    quantities of all sale lines: a line that is not of pieces has an empty quantity. What was given back stands on
    the day it was given back. Cost is empty on a day with a line of unknown cost. When orders count as taken back
    is said in `orders.undone`.
    """
    lines = persons(lines)
    orders = placed(lines)
    sold, back = _sold(orders), _given_back(lines, orders)
    both = sold.outer_join(back, ["customer_id", "day"])
    known = (both.unknown.coalesce(0) == 0) & (both.unknown_right.coalesce(0) == 0)
    cost = both.cost.coalesce(0) - both.cost_right.coalesce(0)
    return both.select(
        customer_id=both.customer_id.coalesce(both.customer_id_right),
        day=both.day.coalesce(both.day_right),
        cost=known.ifelse(cost, ibis.null("int64")),
        discount=(both.undiscounted.coalesce(0) == 0).ifelse(both.discount.coalesce(0), ibis.null("int64")),
        undone_on=(both.gone == both.orders).ifelse(both.gone_by, ibis.null("date")),
        **{name: both[name].coalesce(0) for name in (*_SOLD, *_GIVEN_BACK)},
    ).select(*FACTS.names)


def category_facts(lines: ibis.Table, items: ibis.Table) -> ibis.Table:
    """CATEGORY_FACTS: one row for each person, category and local day; lines without a category are absent, and those
    that are no product."""
    lines = persons(lines)
    lines = lines.filter(lines.kind.isin(["product", "return"]))
    known = items.filter(items.category.notnull()).select("item_id", "category")
    sold = lines.join(known, "item_id")
    return (
        sold.group_by("customer_id", "category", day=day_of(sold))
        .agg(
            amount=total(sold.amount),
            units=sold.quantity.sum().coalesce(0),
            lines=count(sold.kind != "return"),
        )
        .select(*CATEGORY_FACTS.names)
    )


def persons(lines: ibis.Table) -> ibis.Table:
    """The lines of customers who are one person each."""
    return lines.filter(~lines.customer_id.startswith(BUCKET_MARK))


_SOLD = ("orders", "amount", "units", "lines", "timed_orders", "morning_orders", "evening_orders")
_GIVEN_BACK = ("returned", "returned_units", "undone_orders")


def _sold(orders: ibis.Table) -> ibis.Table:
    """What a day's orders add up to; `unknown`: how many of their lines have no cost, `undiscounted`: of how many no
    file says a discount. A moment at midnight to the microsecond is a day without an hour."""
    hour, goods = orders["at"].hour(), orders.products > 0
    timed = goods & (orders["at"] != orders["at"].truncate("D"))
    return orders.group_by("customer_id", day=day_of(orders)).agg(
        orders=count(goods),
        amount=total(orders.amount),
        discount=total(orders.discount),
        undiscounted=total(orders.lines - orders.discounts),
        cost=total(orders.cost),
        unknown=total(orders.lines - orders.costs),
        units=orders.units.sum(),
        lines=total(orders.products),
        timed_orders=count(timed),
        morning_orders=count(timed & (hour >= 5) & (hour < 12)),
        evening_orders=count(timed & (hour >= 17)),
    )


def _given_back(lines: ibis.Table, orders: ibis.Table) -> ibis.Table:
    """What a day's returns add up to, and the orders they undid; of the day's own orders, `gone` were taken back at
    some time, the last of them on `gone_by`. Few customers' days have any of this."""
    returns, gone = lines.filter(lines.kind == "return"), undone(lines, orders)
    one = ibis.literal(1, "int64")
    parts = ibis.union(
        _part(
            returns,
            day_of(returns),
            returned=returns.amount.abs(),
            returned_units=returns.quantity.abs(),
            cost=returns.cost.abs(),
            unknown=returns.cost.isnull().cast("int64"),
        ),
        _part(gone, gone.undone_on, undone_orders=one),
        _part(gone, gone.placed_on, gone=one, gone_by=gone.undone_on),
    )
    sums = {name: total(parts[name]) for name in _PARTS if name not in ("returned_units", "gone_by")}
    return parts.group_by("customer_id", "day").agg(
        returned_units=parts.returned_units.sum(), gone_by=parts.gone_by.max(), **sums
    )


_PARTS = {
    "returned": "int64", "returned_units": "float64", "cost": "int64", "unknown": "int64", "undone_orders": "int64",
    "gone": "int64", "gone_by": "date",
}  # fmt: skip


def _part(table: ibis.Table, day: Any, **given: Any) -> ibis.Table:
    """Rows that add what is `given` to a customer's day, and nothing else."""
    columns = {name: given.get(name, ibis.null(kind)) for name, kind in _PARTS.items()}
    return table.select("customer_id", day=day, **columns)
