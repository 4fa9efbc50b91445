"""Money of whole orders that stands on rows nobody could read: it is said, kept with the rejected row, never guessed.

Spread over the order's other rows it would pay for the rejected one too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.entries import of_order
from bakhsh.specs import Source

__all__ = ["Lost", "lost_orders", "unread", "with_lost_totals"]


def unread(main: pa.Table, kept: pa.Array, source: Source) -> pa.Table | None:
    """`order_id` and the columns of `of_order` of the rows that are not taken, in step with REJECTED; None where the
    source has no money of whole orders."""
    names = of_order(source)
    return main.filter(pc.invert(kept)).select(["order_id", *names]) if names else None


@dataclass(frozen=True, slots=True)
class Lost:
    """Orders of which a column stands on rows alone that were not taken; `partly`: those that have other rows."""

    orders: frozenset[str]
    partly: frozenset[str]


def lost_orders(found: Iterable[pa.Table], entries: Iterable[pa.Table], source: Source) -> Mapping[str, Lost]:
    """By column of `of_order` what is lost of it. Zeros say nothing."""
    tables = list(found)
    left = {name: _saying(tables, name) for name in of_order(source)}
    if not any(left.values()):
        return {}
    said: dict[str, set[str]] = {name: set() for name in left}
    present: dict[str, set[str]] = {name: set() for name in left}
    for table in entries:
        for name, orders in left.items():
            near = table.filter(pc.is_in(table.column("order_id"), value_set=pa.array(sorted(orders), pa.string())))
            said[name] |= _saying([near], name)
            present[name].update(near.column("order_id").to_pylist())
    lost = {name: frozenset(orders - said[name]) for name, orders in left.items()}
    return {name: Lost(orders, orders & present[name]) for name, orders in lost.items() if orders}


def with_lost_totals(rejected: pa.Table, found: pa.Table, orders: set[str]) -> pa.Table:
    """REJECTED with the total of each of these orders as the amount of the first row that says it, so that what a file
    holds still adds up. These rows have no amount of their own. `orders` loses what was found."""
    amounts = rejected.column("amount").to_pylist()
    told = zip(found.column("order_id").to_pylist(), found.column("order_amount").to_pylist(), strict=True)
    for place, (order, total) in enumerate(told):
        if total and order in orders:
            amounts[place] = total
            orders.discard(order)
    where = rejected.column_names.index("amount")
    return rejected.set_column(where, "amount", pa.array(amounts, rejected.schema.field("amount").type))


def _saying(tables: Iterable[pa.Table], name: str) -> set[str]:
    found: set[str] = set()
    for table in tables:
        says = pc.fill_null(pc.not_equal(table.column(name), 0), False)
        found.update(one for one in pc.unique(table.column("order_id").filter(says)).to_pylist() if one is not None)
    return found
