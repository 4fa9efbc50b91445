"""What a row is: a product, something charged beside it, or something taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.keys import matching_key
from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.matching import holds
from bakhsh.loop.data.money import Money
from bakhsh.loop.data.persons import MASK
from bakhsh.specs import CHARGES

__all__ = ["KINDS", "Kinds", "below_zero", "read_kinds"]

KINDS = ("product", *CHARGES, "discount", "return")
"""Of a line. Products and returns of them are things; the others are money alone."""

_WORDS: Mapping[str, tuple[str, ...]] = {
    "product": ("item", "line item", "goods", "article", "کالا", "محصول", "فروش", "sale"),
    "shipping": ("delivery", "postage", "freight", "ارسال", "هزینه ارسال", "حمل", "کرایه حمل", "پست"),
    "fee": ("fees", "surcharge", "کارمزد"),
    "tax": ("vat", "مالیات", "مالیات بر ارزش افزوده"),
    "discount": ("coupon", "voucher", "rebate", "تخفیف"),
    "return": ("returned", "refund", "برگشتی", "برگشت", "مرجوعی", "برگشت از فروش"),
}
_USUAL = {matching_key(word): kind for kind, words in _WORDS.items() for word in (kind, *words)}
_TOLD = 50
"""So many words that nobody knows are told apart, those with most rows of a batch first."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Per row its kind, and whether its money goes back to the customer (returns, and charges on their papers)."""

    kind: pa.Array
    taken_back: pa.Array
    marked: pa.Array
    """Whether a column of the file says so."""
    unknown: Mapping[str, pa.Array] = field(default_factory=dict)
    """Words of the `kind` column that say nothing anybody knows, and their rows; they are taken for products."""

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

    A kind that the row says stands, in any spelling and in the usual words of shops; else the policy's, by that word,
    by item id or name; else it is a product. A row that is called a product may be something else by policy. By policy
    rows take back: "negative" products with quantity or amount below zero, "prefix" all rows of orders that begin with
    the prefix, what a ledger credits, and whatever `return_when` marks. A product that is taken back is a return;
    shipping and fees that are keep their kind.
    """
    cells = columns.cells(columns.source.table, "kind")
    said = cells.map(lambda text: _USUAL.get(matching_key(text))).text()
    firm = pc.if_else(pc.equal(said, "product"), None, said)
    by_policy = _by_item(columns, cells)
    kind = pc.fill_null(pc.coalesce(firm, by_policy), "product")
    product = pc.equal(kind, "product")
    policy = columns.source.policy
    back = pa.repeat(pa.scalar(False), columns.count)
    if policy.returns == "negative":
        back = pc.and_(product, below_zero(found))
    elif policy.returns == "prefix" and policy.return_prefix:
        back = pc.fill_null(pc.starts_with(orders, policy.return_prefix), False)
    marked = pc.or_(pc.equal(kind, "return"), found.credited)
    for name, values in policy.return_when.items():
        marked = pc.or_(marked, holds(columns.of_file(name), values))
    taken_back = pc.or_(marked, back)
    strange = pc.and_(pc.is_null(said), pc.is_null(by_policy))
    unknown = _unknown(columns, pc.if_else(strange, cells.text(), None))
    return Kinds(pc.if_else(pc.and_(product, taken_back), "return", kind), taken_back, marked, unknown)


def below_zero(found: Money) -> pa.Array:
    """Per row: fewer pieces than none, or an amount below zero."""
    return pc.or_(pc.fill_null(pc.less(found.pieces, 0), False), pc.fill_null(pc.less(found.amount, 0), False))


def _by_item(columns: Columns, said: Cells) -> pa.Array:
    """The kind the policy gives to the word the row says itself, else to its item by id, else by name."""
    found = pa.nulls(columns.count, pa.string())
    for cells in (said, columns.cells(columns.source.table, "item_id"), columns.cells("items", "name")):
        for kind, values in columns.source.policy.kinds.items():
            found = pc.if_else(pc.and_(pc.is_null(found), holds(cells, values)), kind, found)
    return found


def _unknown(columns: Columns, words: pa.Array) -> dict[str, pa.Array]:
    """Rows by word, the rest of the words under an empty one."""
    found = columns.map(columns.source.table, "kind")
    if found is None or words.null_count == len(words):
        return {}
    if found.personal:
        return {MASK: pc.is_valid(words)}
    counts = pc.value_counts(words.drop_null()).to_pylist()
    told = [one["values"] for one in sorted(counts, key=lambda one: (-one["counts"], one["values"]))[:_TOLD]]
    by_word = {word: pc.fill_null(pc.equal(words, word), False) for word in told}
    rest = pc.and_(pc.is_valid(words), pc.invert(pc.is_in(words, value_set=pa.array(told, pa.string()))))
    return by_word | ({"": rest} if len(counts) > len(told) else {})
