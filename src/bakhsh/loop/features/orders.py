"""The orders lines make, and by which day they were taken back.

Everything here is found from LINES alone, order by order, so that the lines are grouped once.
"""

from __future__ import annotations

import ibis

from bakhsh.conditions.sums import count, day_of, total, whole

__all__ = ["placed", "undone", "with_returns"]

_ORDER = ["customer_id", "order_id"]


def placed(lines: ibis.Table) -> ibis.Table:
    """One row for each order with a sale line (kind other than `return`): customer_id, order_id, `at`, and the sums of
    its sale lines; `costs` is the number of those whose cost is known, `discounts` of those whose discount is.
    `products` is the number of those that are products, `goods` what was paid for them, discounts taken off.

    `at` is the time of the earliest. All sale lines of an order are taken to be of that day, as a document has one.
    """
    sales = lines.filter(lines.kind != "return")
    return sales.group_by(_ORDER).agg(
        at=sales["at"].min(),
        amount=total(sales.amount),
        discount=total(sales.discount),
        cost=total(sales.cost),
        costs=whole(sales.cost.count()),
        units=sales.quantity.sum().coalesce(0),
        lines=whole(sales.count()),
        discounts=whole(sales.discount.count()),
        products=count(sales.kind == "product"),
        goods=total(sales.amount, sales.kind.isin(["product", "discount"])),
    )


def undone(lines: ibis.Table, orders: ibis.Table) -> ibis.Table:
    """customer_id, order_id, placed_on, undone_on of the orders (of `placed`) that were taken back wholly.

    That is on the first day by which the returns linked to the order reach what was paid for its products (shipping
    need not come back); on its own day if they are dated before it. An order of goods for nothing never is, and a
    return that names no order, an unknown one or another customer's undoes nothing (its money counts all the same).
    """
    named = lines.filter((lines.kind == "return") & lines.undoes.notnull())
    back = named.group_by("customer_id", order_id=named.undoes, day=named["at"].date()).agg(
        returned=total(named.amount.abs())
    )
    paid = orders.filter(orders.goods > 0).select(*_ORDER, amount="goods", placed_on=day_of(orders))
    back = back.join(paid, _ORDER)
    so_far = ibis.window(group_by=[back.customer_id, back.order_id], order_by=back.day, preceding=None, following=0)
    reached = back.mutate(so_far=back.returned.sum().over(so_far))
    reached = reached.filter(reached.so_far >= reached.amount)
    first = reached.group_by(*_ORDER, "placed_on").agg(reached_on=reached.day.min())
    return first.select(*_ORDER, "placed_on", undone_on=ibis.greatest(first.placed_on, first.reached_on))


def with_returns(orders: ibis.Table, lines: ibis.Table) -> ibis.Table:
    """ORDERS with back_on, the first day of a return that names the order, and undone_on, as `undone` says it; neither
    is before the order's own day."""
    named = lines.filter((lines.kind == "return") & lines.undoes.notnull())
    first = named.group_by("customer_id", order_id=named.undoes).agg(first_on=day_of(named).min())
    gone = undone(lines, orders.mutate(at=orders.ordered_at)).select(*_ORDER, "undone_on")
    both = first.left_join(gone, _ORDER).select(*_ORDER, "first_on", "undone_on")
    joined = orders.left_join(both, _ORDER)
    after = ibis.greatest(joined.first_on, joined.ordered_at.date())
    back = joined.first_on.notnull().ifelse(after, ibis.null("date"))
    return joined.mutate(back_on=back).select(*orders.columns, "back_on", "undone_on")
