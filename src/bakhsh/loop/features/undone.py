"""Orders that were taken back wholly, and by which day.

An order is taken back wholly on the first day by which the returns linked to it reach the amount of its sale lines;
on its own day if they are dated before it. An order of zero amount never is, and returns that name no order, an
unknown one or another customer's undo nothing (their money counts all the same). All sale lines of an order are taken
to be of its day.
"""

from __future__ import annotations

import ibis

from bakhsh.loop.features.sums import count, total

__all__ = ["orders_with_returns", "undone"]

_ORDER = ["customer_id", "order_id"]


def orders_with_returns(lines: ibis.Table) -> ibis.Table:
    """customer_id, order_id, sale_amount, sale_lines of the few orders that hold a return line or are named by one.

    Only these can be taken back or be nothing but a return, so all dearer questions are asked of them alone.
    """
    back = lines.filter(lines.kind == "return")
    named = back.filter(back.undoes.notnull())
    few = ibis.union(back.select("order_id"), named.select(order_id="undoes"))
    touched = lines.semi_join(few, "order_id")
    sale = touched.kind != "return"
    return touched.group_by(_ORDER).agg(
        sale_amount=total(touched.amount, sale),
        sale_lines=count(sale),
    )


def undone(lines: ibis.Table, orders: ibis.Table, touched: ibis.Table) -> ibis.Table:
    """customer_id, order_id, placed_on, undone_on of the orders taken back wholly, undone_on never before placed_on."""
    named = lines.filter((lines.kind == "return") & lines.undoes.notnull())
    back = named.group_by("customer_id", order_id=named.undoes, day=named["at"].date()).agg(
        returned=total(named.amount.abs())
    )
    so_far = ibis.window(group_by=_ORDER, order_by="day", preceding=None, following=0)
    known = touched.filter(touched.sale_amount > 0)
    back = back.join(known, _ORDER).mutate(so_far=lambda t: t.returned.sum().over(so_far))
    whole_back = back.filter(back.so_far >= back.sale_amount)
    firsts = whole_back.group_by(_ORDER).agg(undone_on=whole_back.day.min())
    placed = orders.select(*_ORDER, placed_on=orders.ordered_at.date()).join(firsts, _ORDER)
    return placed.mutate(undone_on=ibis.greatest(placed.placed_on, placed.undone_on))
