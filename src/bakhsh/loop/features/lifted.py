"""Columns that conditions ask for: `count(…)` and `spent(…)` over a customer's own lines."""

from __future__ import annotations

from datetime import date

import ibis

from bakhsh.conditions import FIELDS, Call, Last, Lifted, Window, bounds, key_of, matches
from bakhsh.conditions.sums import Day, day, day_of, total, whole
from bakhsh.language.locale import Calendar
from bakhsh.loop.features.orders import placed, undone

__all__ = ["counts_days", "lifted"]


def lifted(
    column: Lifted,
    lines: ibis.Table,
    orders: ibis.Table,
    items: ibis.Table,
    as_of: Day,
    calendar: Calendar = "gregorian",
) -> ibis.Table:
    """customer_id and the column, named as `column` says, for the customers with a matching line in the window.

    `spent` adds up what was paid for matching lines less what was given back, each on its own day. `count` counts
    orders with a matching product that had not been taken back wholly by `as_of`; with `distinct` the different
    values (by matching key) of a field over the products of such orders. Lines after `as_of` change nothing; who is
    absent has 0. A window of months counts months of `calendar`.

    TypeError for a window that is reckoned from a calendar or from dates without a day (see `counts_days`).
    """
    call = column.call
    if not isinstance(call, Call):
        raise TypeError(f"not a column over lines: {call!r}")
    found = _matching(call, lines, orders, items, _bounds(call.window, as_of, calendar))
    if call.function == "spent":
        value = total(found.amount)
    else:
        found = _standing(found.filter(found.kind == "product"), lines, as_of)
        what = found.order_id if call.distinct is None else found.value
        value = whole(what.nunique())
    return found.group_by("customer_id").agg(**{column.name: value})


def counts_days(column: Lifted) -> bool:
    """Whether the column's window is so many days before any day, and so may be asked of TODAY."""
    window = column.call.window if isinstance(column.call, Call) else None
    return window is None or (isinstance(window, Last) and not window.months)


def _bounds(window: Window | None, as_of: Day, calendar: Calendar) -> tuple[ibis.Value | None, ibis.Value]:
    """First day and the day after the last."""
    if isinstance(as_of, date):
        start, end = bounds(window, as_of, calendar)
        return (day(start) if start else None), day(end)
    if isinstance(window, Last) and not window.months:
        return day(as_of, window.days - 1), day(as_of, -1)
    if window is not None:
        raise TypeError(f"not so many days before any day: {window!r}")
    return None, day(as_of, -1)


def _matching(
    call: Call, lines: ibis.Table, orders: ibis.Table, items: ibis.Table, window: tuple[ibis.Value | None, ibis.Value]
) -> ibis.Table:
    """Lines in the window that pass all filters, with `belongs`: the order they are of, for a return the one it takes
    back, and where the call counts different values, the line's `value`."""
    start, end = window
    at = day_of(lines)
    inside = at < end if start is None else (at < end) & (at >= start)
    found = lines.filter(inside).mutate(belongs=lines.undoes.coalesce(lines.order_id))
    orders = orders.mutate(belongs=orders.order_id)
    for one in call.filters:
        table, name = FIELDS[one.field]
        if table == "LINES":
            found = found.filter(matches(one, found[name]))
        elif table == "ITEMS":
            found = found.semi_join(items.filter(matches(one, items[name])), "item_id")
        else:
            found = found.semi_join(orders.filter(matches(one, orders[name])), "belongs")
    return found if call.distinct is None else _with_value(found, call.distinct, items, orders)


def _with_value(found: ibis.Table, field: str, items: ibis.Table, orders: ibis.Table) -> ibis.Table:
    table, name = FIELDS[field]
    if table == "LINES":
        return found.mutate(value=key_of(found[name]))
    others, key = (items, "item_id") if table == "ITEMS" else (orders, "belongs")
    values = others.select(key, value=key_of(others[name]))
    return found.left_join(values, key).drop(f"{key}_right")


def _standing(sales: ibis.Table, lines: ibis.Table, as_of: Day) -> ibis.Table:
    """Lines of orders that had not been taken back wholly by `as_of`."""
    named = lines.filter((lines.kind == "return") & lines.undoes.notnull()).select(order_id="undoes")
    gone = undone(lines, placed(lines.semi_join(named, "order_id")))
    return sales.anti_join(gone.filter(gone.undone_on <= day(as_of)), ["customer_id", "order_id"])
