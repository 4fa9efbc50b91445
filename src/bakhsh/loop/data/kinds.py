"""What a row is: a product, something charged beside it, or something taken back."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.keys import matching_key
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.matching import holds
from bakhsh.loop.data.money import Money

__all__ = ["KINDS", "Kinds", "below_zero", "read_kinds"]

KINDS = ("product", "shipping", "fee", "tax", "discount", "return")
"""Of a line. Products and returns of them are things; the others are money alone."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Per row its kind, and whether its money goes back to the customer (returns, and charges on their papers)."""

    kind: pa.Array
    taken_back: pa.Array
    marked: pa.Array
    """Whether a column of the file says so."""

    def signed(self, values: pa.Array) -> pa.Array:
        """The values below zero where the row is taken back, else as they came."""
        return pc.if_else(self.taken_back, pc.negate(pc.abs(values)), values)

    def amounts(self, values: pa.Array) -> pa.Array:
        """The same for amounts: a discount is below zero too."""
        values = self.signed(values)
        return pc.if_else(self.discounts, pc.negate(pc.abs(values)), values)

    def pieces(self, values: pa.Array) -> pa.Array:
        """The same for pieces: empty where a row is of no thing."""
        thing = pc.is_in(self.kind, value_set=pa.array(["product", "return"]))
        return pc.if_else(thing, self.signed(values), None)

    @property
    def discounts(self) -> pa.Array:
        return pc.equal(self.kind, "discount")


def read_kinds(columns: Columns, orders: pa.Array, found: Money) -> Kinds:
    """The kind of every row.

    A declared kind stands, in any spelling; else the policy's, by item id or name; else it is a product. By policy
    rows take back: "negative" products with quantity or amount below zero, "prefix" all rows of orders that begin with
    the prefix, and whatever `return_when` marks. A product that is taken back is a return; shipping and fees that are
    keep their kind.
    """
    cells = columns.cells(columns.source.table, "kind")
    said = cells.map(lambda text: next((kind for kind in KINDS if kind == matching_key(text)), None))
    kind = pc.fill_null(pc.coalesce(said.text(), _by_item(columns)), "product")
    product = pc.equal(kind, "product")
    policy = columns.source.policy
    back = pa.repeat(pa.scalar(False), columns.count)
    if policy.returns == "negative":
        back = pc.and_(product, below_zero(found))
    elif policy.returns == "prefix" and policy.return_prefix:
        back = pc.fill_null(pc.starts_with(orders, policy.return_prefix), False)
    marked = pc.equal(kind, "return")
    for name, values in policy.return_when.items():
        marked = pc.or_(marked, holds(columns.of_file(name), values))
    taken_back = pc.or_(marked, back)
    return Kinds(pc.if_else(pc.and_(product, taken_back), "return", kind), taken_back, marked)


def below_zero(found: Money) -> pa.Array:
    """Per row: fewer pieces than none, or an amount below zero."""
    return pc.or_(pc.fill_null(pc.less(found.pieces, 0), False), pc.fill_null(pc.less(found.amount, 0), False))


def _by_item(columns: Columns) -> pa.Array:
    """The kind the policy gives to the row's item, by its id, else by its name."""
    found = pa.nulls(columns.count, pa.string())
    for cells in (columns.cells(columns.source.table, "item_id"), columns.cells("items", "name")):
        for kind, values in columns.source.policy.kinds.items():
            found = pc.if_else(pc.and_(pc.is_null(found), holds(cells, values)), kind, found)
    return found
