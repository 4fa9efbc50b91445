"""Rows of lines or orders as ENTRIES: who, when, what, how much, and which way the money went."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.keys import matching_key
from bakhsh.loop.data.amounts import minor_units, product
from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.fates import Fates
from bakhsh.loop.data.ids import Ids, read_ids
from bakhsh.loop.data.moments import Moments
from bakhsh.loop.data.numbers import Numbers
from bakhsh.loop.data.shown import kept_text
from bakhsh.loop.data.values import column_values, moments, open_columns
from bakhsh.specs import Source
from bakhsh.tables import ENTRIES

__all__ = ["ALSO_READ", "SHARED", "empty_entries", "entries"]

ALSO_READ = ("price", "unit_cost")
"""Columns a source of lines may map besides those of ENTRIES: the price and the cost of one piece."""

SHARED = "shared"
"""The numbering of a source that speaks of the orders of other sources."""

_KINDS = ("product", "shipping", "fee", "discount", "return")
_TEXTS = ("status", "channel", "branch", "salesperson", "coupon", "payment_method", "shipping_method")


def entries(columns: Columns, fates: Fates, customers: Ids, lines: pa.Array, part: str = "") -> pa.Table:
    """ENTRIES (without load) of every row of the batch, in its order; `fates` learns which of them are not taken.

    The values of a row that is not taken are filled as far as they could be read: money that is left out has to be
    explained by month.
    """
    table = columns.source.table
    found = _money(columns)
    at = moments(columns, table, "at")
    order = read_ids(columns.cells(table, "order_id"))
    items = read_ids(columns.cells(table, "item_id"))
    if columns.map(table, "order_id") is None:
        order = Ids(_order_of(customers.values, at.local), order.destroyed)
    status = columns.cells(table, "status")
    _judge_ids(columns, fates, (("order_id", order), ("customer_id", customers), ("item_id", items)))
    _judge_time(columns, fates, at)
    _judge_money(columns, fates, found)
    kind, taken_back = _kinds(columns, order.values, found)
    numbered = _numbered(order.values, columns.source)
    _judge_policy(columns, fates, found, kind, taken_back)
    fates.reject("status_not_counted", _uncounted(status, columns.source.policy.statuses), _file(columns, "status"))
    values: dict[str, pa.Array] = {
        "part": pa.repeat(pa.scalar(part or None, pa.string()), columns.count), "file_line": lines,
        "order_id": numbered, "customer_id": customers.values,
        "at": at.local, "instant": at.instant, "item_id": items.values, "kind": kind,
        "quantity": _signed(found.pieces, taken_back), "amount": _signed(found.amount, taken_back),
        "discount": found.discount, "cost": _signed(found.cost, taken_back),
    }  # fmt: skip
    values |= {name: kept_text(columns.cells(table, name)) for name in _TEXTS}
    further = open_columns(columns, ENTRIES, ALSO_READ)
    values |= {name: column_values(columns, table, name, kind) for name, kind in further.items()}
    schema = _schema(columns)
    return pa.table([values[name] for name in schema.names], schema=schema)


def empty_entries() -> pa.Table:
    """ENTRIES (without load) with no row, for a source of something else."""
    return ENTRIES.schema().remove(ENTRIES.names.index("load")).empty_table()


def _schema(columns: Columns) -> pa.Schema:
    return ENTRIES.schema(open_columns(columns, ENTRIES, ALSO_READ)).remove(ENTRIES.names.index("load"))


def _file(columns: Columns, name: str) -> str:
    """The column of the file that fills this one."""
    found = columns.map(columns.source.table, name)
    return found.source if found else ""


def _order_of(customers: pa.Array, at: pa.Array) -> pa.Array:
    """An order is all a customer buys at one moment, where the file has no orders: "17850@2010-12-01T08:26:00"."""
    encoded = at.dictionary_encode()
    texts = pc.replace_substring(encoded.dictionary.cast(pa.string()), " ", "T")
    whole = pc.replace_substring_regex(texts, r"\.0+$", "")
    return pc.binary_join_element_wise(customers, whole.take(encoded.indices), "@")


def _numbered(orders: pa.Array, source: Source) -> pa.Array:
    """Order ids as the ledger knows them: under the name of their numbering, where the source has its own."""
    if source.numbering in ("", SHARED):
        return orders
    return pc.binary_join_element_wise(source.numbering, orders, "/")


# ---- money -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Money:
    """What a row says about pieces and money, signs as they came."""

    numbers: dict[str, Numbers]
    pieces: pa.Array
    price: pa.Array | None
    amount: pa.Array
    discount: pa.Array
    cost: pa.Array
    large: pa.Array


def _money(columns: Columns) -> _Money:
    table = columns.source.table
    names = [
        name for name in ("quantity", "price", "amount", "discount", "cost", "unit_cost") if columns.map(table, name)
    ]
    numbers = {
        name: columns.numbers(table, name) if name == "quantity" else columns.money(table, name) for name in names
    }
    nothing = pa.nulls(columns.count, pa.int64())
    discount, large = _minor(columns, numbers, "discount")
    discount = pc.fill_null(pc.abs(discount), 0)
    amount, too_large = _minor(columns, numbers, "amount")
    large = pc.or_(large, too_large)
    if "price" in numbers:
        computed, too_large = _times_quantity(columns, numbers, "price")
        large = pc.or_(large, pc.and_(too_large, pc.is_null(amount)))
        amount = pc.coalesce(amount, _less(computed, discount))
    cost, too_large = _minor(columns, numbers, "cost")
    if "unit_cost" in numbers:
        cost = pc.coalesce(cost, _times_quantity(columns, numbers, "unit_cost")[0])
    pieces = numbers["quantity"].floats() if "quantity" in numbers else nothing.cast(pa.float64())
    pieces = pc.if_else(_not_pieces(columns), None, pieces)
    price = numbers["price"].floats() if "price" in numbers else None
    return _Money(numbers, pieces, price, amount, discount, cost, pc.or_(large, too_large))


def _minor(columns: Columns, numbers: dict[str, Numbers], name: str) -> tuple[pa.Array, pa.Array]:
    if name not in numbers:
        return pa.nulls(columns.count, pa.int64()), pa.repeat(pa.scalar(False), columns.count)
    return minor_units(numbers[name], columns.unit(columns.source.table, name))


def _times_quantity(columns: Columns, numbers: dict[str, Numbers], name: str) -> tuple[pa.Array, pa.Array]:
    """Quantity × price, rounded once a row; a file without quantities sells one piece a row."""
    unit = columns.unit(columns.source.table, name)
    if "quantity" not in numbers:
        return minor_units(numbers[name], unit)
    return product(numbers["quantity"], numbers[name], unit)


def _less(computed: pa.Array, discount: pa.Array) -> pa.Array:
    """The amount after the row's discount: nearer to zero, on either side of it."""
    return pc.if_else(pc.less(computed, 0), pc.add(computed, discount), pc.subtract(computed, discount))


def _not_pieces(columns: Columns) -> pa.Array:
    """The rows whose quantity counts something else than pieces."""
    found = pa.repeat(pa.scalar(False), columns.count)
    for name, values in columns.source.policy.pieces_not.items():
        cells = columns.of_file(name)
        found = pc.or_(found, _holds(cells, values))
    return found


def _holds(cells: Cells, values: tuple[str, ...]) -> pa.Array:
    """Per row: the cell is one of these, by matching key."""
    keys = {matching_key(value) for value in values}
    said = [text is not None and matching_key(text) in keys for text in cells.texts.to_pylist()]
    return pc.fill_null(cells.each(pa.array(said, pa.bool_())), False)


def _signed(values: pa.Array, taken_back: pa.Array) -> pa.Array:
    return pc.if_else(taken_back, pc.negate(pc.abs(values)), values)


# ---- what a row is -----------------------------------------------------------------------------------------------
def _kinds(columns: Columns, orders: pa.Array, found: _Money) -> tuple[pa.Array, pa.Array]:
    """The kind of every row, and which take something back.

    A declared kind stands, in any spelling; an unknown or missing one is a product. By policy a product is a return:
    "negative" when its quantity or amount is below zero, "prefix" when its order begins with the prefix.
    """
    cells = columns.cells(columns.source.table, "kind")
    said = cells.map(lambda text: next((kind for kind in _KINDS if kind == matching_key(text)), "product"))
    kind = pc.fill_null(said.text(), "product")
    product = pc.equal(kind, "product")
    policy = columns.source.policy
    back = pa.repeat(pa.scalar(False), columns.count)
    if policy.returns == "negative":
        back = _below_zero(found)
    elif policy.returns == "prefix" and policy.return_prefix:
        back = pc.fill_null(pc.starts_with(orders, policy.return_prefix), False)
    taken_back = pc.or_(pc.equal(kind, "return"), pc.and_(product, back))
    return pc.if_else(taken_back, "return", kind), taken_back


def _below_zero(found: _Money) -> pa.Array:
    return pc.or_(pc.fill_null(pc.less(found.pieces, 0), False), pc.fill_null(pc.less(found.amount, 0), False))


def _judge_ids(columns: Columns, fates: Fates, ids: tuple[tuple[str, Ids], ...]) -> None:
    for name, one in ids:
        fates.reject("id_destroyed", one.destroyed, _file(columns, name))
    (_, order), (_, customer), _ = ids
    if columns.map(columns.source.table, "order_id") is not None:
        fates.reject("missing_order", pc.is_null(order.values), _file(columns, "order_id"))
    fates.reject("missing_customer", pc.is_null(customer.values), _file(columns, "customer_id"))


def _judge_time(columns: Columns, fates: Fates, at: Moments) -> None:
    name = _file(columns, "at")
    for reason, rows in at.reasons():
        fates.reject(reason, rows, name)
    fates.reject("missing_date", pc.is_null(at.local), name)


def _judge_money(columns: Columns, fates: Fates, found: _Money) -> None:
    for name, numbers in found.numbers.items():
        for reason, rows in numbers.reasons():
            fates.reject(reason, rows, _file(columns, name))
        fates.notice("other_unit", numbers.rows_of(numbers.converted), _file(columns, name))
    fates.reject("number_too_large", found.large)
    fates.reject("missing_amount", pc.is_null(found.amount), _file(columns, "amount") or _file(columns, "price"))


def _judge_policy(columns: Columns, fates: Fates, found: _Money, kind: pa.Array, taken_back: pa.Array) -> None:
    policy = columns.source.policy
    price = found.price if found.price is not None else found.amount.cast(pa.float64())
    name = _file(columns, "price") or _file(columns, "amount")
    if policy.negative_price == "reject" and found.price is not None:
        fates.reject("negative_price", pc.fill_null(pc.less(price, 0), False), name)
    below = pc.and_(pc.equal(kind, "product"), pc.and_(_below_zero(found), pc.invert(taken_back)))
    fates.reject("return_not_expected", below, _file(columns, "quantity") or name)
    if policy.zero_price == "reject":
        fates.reject("zero_price", pc.fill_null(pc.equal(price, 0), False), name)


def _uncounted(status: Cells, counted: tuple[str, ...]) -> pa.Array:
    if not counted:
        return pa.repeat(pa.scalar(False), len(status.rows))
    return pc.invert(_holds(status, counted))
