"""Orders as of a day, from ORDERS, and what came back of them."""

from __future__ import annotations

from datetime import date

import ibis

from bakhsh.loop.features.facts import persons
from bakhsh.loop.features.orders import undone
from bakhsh.loop.features.sums import day, day_of

__all__ = ["given_back", "placed", "standing"]

_ORDER = ["customer_id", "order_id"]


def placed(orders: ibis.Table, as_of: date) -> ibis.Table:
    """The orders of persons with at least one product, placed by the end of `as_of`; `at` is when."""
    known = persons(orders.mutate(at=orders.ordered_at).drop("ordered_at"))
    return known.filter((known.products > 0) & (day_of(known) <= day(as_of)))


def standing(placed: ibis.Table, lines: ibis.Table, as_of: date) -> ibis.Table:
    """Those of `placed` that had not been taken back wholly by the end of `as_of`."""
    back = lines.filter((lines.kind == "return") & (day_of(lines) <= day(as_of)))
    return placed.anti_join(undone(back, placed), _ORDER)


def given_back(placed: ibis.Table, lines: ibis.Table, as_of: date) -> ibis.Table:
    """customer_id, order_id, placed_on, back_on: of the orders of `placed` of which something had come back by the end
    of `as_of`, the first day on which it did; never before the order's own."""
    named = lines.filter((lines.kind == "return") & lines.undoes.notnull() & (day_of(lines) <= day(as_of)))
    first = named.group_by("customer_id", order_id=named.undoes).agg(first_on=day_of(named).min())
    found = first.join(placed.select(*_ORDER, placed_on=day_of(placed)), _ORDER)
    return found.select(*_ORDER, "placed_on", back_on=ibis.greatest(found.placed_on, found.first_on))
