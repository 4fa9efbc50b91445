"""What a row says of pieces and money, signs as they came; and which of it becomes revenue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.amounts import minor_units, product
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.matching import holds
from bakhsh.loop.data.numbers import Numbers
from bakhsh.specs import CHARGES, Source

__all__ = ["MOST", "Money", "PerOrder", "charged", "included", "per_order", "read_money"]

PerOrder = tuple[str, ...]

_MONEY = ("amount", "credit", "discount", "cost", *CHARGES, "refunded")
_NUMBERS = ("quantity", "price", "amount", "credit", "discount", "cost", "unit_cost", *CHARGES, "refunded")
MOST = 10**17
"""Money of whole orders is added up with that of their lines: beyond this no sum of a few would be sure to fit."""


@dataclass(frozen=True, slots=True)
class Money:
    """What rows say. `discount` is empty where the file has no such column. `charges` and `refunded` speak of the row,
    `of_order` (by column) of its whole order; what is there of the one is missing in the other. `over`: whether the
    discount is more than the line costs; no more than that is taken off then. Of a row that is itself a discount
    `uncapped` is the amount. `credited`: rows whose money a ledger credits; `both_sides`: rows that it debits as well.
    """

    numbers: Mapping[str, Numbers]
    pieces: pa.Array
    price: pa.Array | None
    amount: pa.Array
    discount: pa.Array
    cost: pa.Array
    charges: Mapping[str, pa.Array]
    refunded: pa.Array
    of_order: Mapping[str, pa.Array]
    large: pa.Array
    over: pa.Array
    uncapped: pa.Array
    credited: pa.Array
    both_sides: pa.Array


def per_order(source: Source) -> PerOrder:
    """The columns of the source that speak of whole orders, as declared and mapped."""
    filled = {one.column for one in source.columns}
    known = ("amount", "discount", *CHARGES, "refunded")
    return tuple(name for name in known if name in filled and name in source.policy.per_order)


def included(source: Source) -> frozenset[str]:
    """What of discount, shipping, fee and tax the amounts of the source already contain."""
    said = source.policy.includes
    if said is not None:
        return frozenset(said)
    whole = "amount" in per_order(source) or (
        source.table == "orders" and any(one.column == "amount" for one in source.columns)
    )
    return frozenset(("discount", *CHARGES)) if whole else frozenset()


def read_money(columns: Columns) -> Money:
    """The money of a batch's rows. A mapped amount stands as it is, unless the policy says that the row's discount is
    not in it; one reckoned from price and quantity has that taken off. Discounts and refunds are 0 or more, whatever
    their sign in the file."""
    table, shared = columns.source.table, per_order(columns.source)
    names = [name for name in _NUMBERS if columns.map(table, name)]
    numbers = {
        name: columns.numbers(table, name) if name == "quantity" else columns.money(table, name) for name in names
    }
    read = {name: _minor(columns, numbers, name) for name in _MONEY}
    large = _any(columns, [too_large for name, (_, too_large) in read.items() if name != "cost"])
    values = {name: value for name, (value, _) in read.items()}
    credited, both = _credits(columns, values)
    for name in ("discount", "refunded"):
        values[name] = pc.abs(values[name])
    of_order = {name: values[name] for name in shared}
    empty = pa.nulls(columns.count, pa.int64())
    values |= dict.fromkeys(shared, empty)
    if "discount" in numbers or columns.map(table, "kind") or columns.source.policy.kinds.get("discount"):
        values["discount"] = pc.fill_null(values["discount"], 0)
    amount = uncapped = values["amount"]
    taken = off = pc.fill_null(values["discount"], 0)
    if columns.source.policy.includes is not None and "discount" not in included(columns.source):
        taken = pc.if_else(pc.is_valid(amount), _at_most(off, amount), off)
        uncapped, amount = _less(amount, off), _less(amount, taken)
    if "price" in numbers:
        computed, too_large = _times_quantity(columns, numbers, "price")
        large = pc.or_(large, pc.and_(too_large, pc.is_null(amount)))
        taken = pc.if_else(pc.is_valid(amount), taken, _at_most(off, computed))
        uncapped = pc.coalesce(uncapped, _less(computed, off))
        amount = pc.coalesce(amount, _less(computed, taken))
    over = pc.less(taken, off)
    values["discount"] = pc.if_else(over, taken, values["discount"])
    added = [*of_order.values(), *(values[name] for name in CHARGES if name in numbers)]
    if added:
        large = _any(columns, [large, *(_beyond(one) for one in (amount, *added))])
    cost = values["cost"]
    if "unit_cost" in numbers:
        cost = pc.coalesce(cost, _times_quantity(columns, numbers, "unit_cost")[0])
    pieces = numbers["quantity"].floats() if "quantity" in numbers else empty.cast(pa.float64())
    pieces = pc.if_else(_not_pieces(columns), None, pieces)
    price = numbers["price"].floats() if "price" in numbers else None
    charges = {name: values[name] for name in CHARGES}
    return Money(
        numbers, pieces, price, amount, values["discount"], cost, charges, values["refunded"], of_order, large,
        over, uncapped, credited, both,
    )  # fmt: skip


def _credits(columns: Columns, values: dict[str, pa.Array]) -> tuple[pa.Array, pa.Array]:
    """Which rows are credited, and which are debited as well. Credits become amounts below zero; where neither side
    says anything, there is no amount. `values` is changed."""
    nothing = pa.repeat(pa.scalar(False), columns.count)
    if columns.map(columns.source.table, "credit") is None:
        return nothing, nothing
    credited, debited = (pc.fill_null(pc.not_equal(values[name], 0), False) for name in ("credit", "amount"))
    debits = pc.if_else(debited, values["amount"], None)
    values["amount"] = pc.if_else(credited, pc.negate(values["credit"]), debits)
    return credited, pc.and_(credited, debited)


def charged(amount: pa.Array, charges: Mapping[str, pa.Array], source: Source) -> tuple[pa.Array, dict[str, pa.Array]]:
    """Amounts after the policy, and what of the charges stands beside them: those that do not count.

    What counts is in the amount, and what does not is not, however the file writes it.
    """
    contained, counts = included(source), source.policy.counts
    beside: dict[str, pa.Array] = {}
    for name, values in charges.items():
        known = pc.fill_null(values, 0)
        if name in counts and name not in contained:
            amount = pc.add(amount, known)
        elif name not in counts and name in contained:
            amount = pc.subtract(amount, known)
        beside[name] = pa.nulls(len(values), pa.int64()) if name in counts else values
    return amount, beside


def _beyond(values: pa.Array) -> pa.Array:
    return pc.fill_null(pc.greater(pc.abs(values), MOST), False)


def _minor(columns: Columns, numbers: Mapping[str, Numbers], name: str) -> tuple[pa.Array, pa.Array]:
    if name not in numbers:
        return pa.nulls(columns.count, pa.int64()), pa.repeat(pa.scalar(False), columns.count)
    return minor_units(numbers[name], columns.unit(columns.source.table, name))


def _any(columns: Columns, masks: list[pa.Array]) -> pa.Array:
    found = pa.repeat(pa.scalar(False), columns.count)
    for mask in masks:
        found = pc.or_(found, mask)
    return found


def _times_quantity(columns: Columns, numbers: Mapping[str, Numbers], name: str) -> tuple[pa.Array, pa.Array]:
    """Quantity × price, rounded once a row; a file without quantities sells one piece a row."""
    unit = columns.unit(columns.source.table, name)
    if "quantity" not in numbers:
        return minor_units(numbers[name], unit)
    return product(numbers["quantity"], numbers[name], unit)


def _at_most(discount: pa.Array, amount: pa.Array) -> pa.Array:
    """No more of the discount than the line costs: beyond that a sale would turn into a return."""
    return pc.if_else(pc.greater(discount, pc.abs(pc.fill_null(amount, 0))), pc.abs(pc.fill_null(amount, 0)), discount)


def _less(computed: pa.Array, discount: pa.Array) -> pa.Array:
    """The amount after the row's discount: nearer to zero, on either side of it."""
    return pc.if_else(pc.less(computed, 0), pc.add(computed, discount), pc.subtract(computed, discount))


def _not_pieces(columns: Columns) -> pa.Array:
    """The rows whose quantity counts something else than pieces."""
    policy = columns.source.policy
    return _any(columns, [holds(columns.of_file(name), values) for name, values in policy.pieces_not.items()])
