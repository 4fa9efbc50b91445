"""Rows of lines or orders as ENTRIES: who, when, what, how much, and which way the money went."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.bucket_customers import order_of_many
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.fates import Fates
from bakhsh.loop.data.ids import Ids, read_ids
from bakhsh.loop.data.kinds import Kinds, below_zero, read_kinds
from bakhsh.loop.data.moments import Moments
from bakhsh.loop.data.money import Money, charged, per_order, read_money
from bakhsh.loop.data.policy import left_out
from bakhsh.loop.data.shown import kept_text
from bakhsh.loop.data.values import column_values, moments, open_columns
from bakhsh.specs import Source
from bakhsh.tables import ENTRIES, Type

__all__ = ["ALSO_READ", "SHARED", "empty_entries", "entries", "of_order"]

ALSO_READ = ("price", "credit", "unit_cost")
"""Columns a source of lines may map besides those of ENTRIES: the price and the cost of one piece, what a ledger
credits."""

SHARED = "shared"
"""The numbering of a source that speaks of the orders of other sources."""

_TEXTS = ("status", "channel", "branch", "salesperson", "coupon", "payment_method", "shipping_method")


def of_order(source: Source) -> tuple[str, ...]:
    """Columns that ENTRIES of the source carry until whole orders have been seen: `order_shipping` and the like."""
    return tuple(f"order_{name}" for name in per_order(source))


def entries(
    columns: Columns, fates: Fates, customers: Ids, lines: pa.Array, pseudonym: Callable[[str], str], part: str = ""
) -> pa.Table:
    """ENTRIES (without load, with the columns of `of_order`) of every row of the batch, in its order; `fates` learns
    which of them are not taken.

    A row that the policy leaves out is taken, with its reason, whatever its money looks like. The values of a row that
    is not taken are filled as far as they could be read: money that is left out has to be explained by month.
    """
    table = columns.source.table
    found = read_money(columns)
    at = moments(columns, table, "at")
    order = read_ids(columns.cells(table, "order_id"))
    items = read_ids(columns.cells(table, "item_id"))
    if columns.map(table, "order_id") is None:
        made = _order_of(customers.values, at.local)
        order = Ids(order_of_many(columns, made, customers.values, pseudonym), order.destroyed)
    kinds = read_kinds(columns, order.values, found)
    out = left_out(columns, kinds, found)
    _judge_ids(columns, fates, (("order_id", order), ("customer_id", customers), ("item_id", items)))
    _judge_time(columns, fates, at)
    counts = _Judged(fates, pc.is_null(out))
    _judge_money(columns, counts, found)
    _judge_policy(columns, counts, found, kinds)
    for word, rows in kinds.unknown.items():
        counts.notice("kind_unknown", rows, word)
    values: dict[str, pa.Array] = {
        "part": pa.repeat(pa.scalar(part or None, pa.string()), columns.count), "file_line": lines,
        "order_id": _numbered(order.values, columns.source), "customer_id": customers.values,
        "at": at.local, "instant": at.instant, "item_id": items.values, "left_out": out,
        "doubt": pc.if_else(pc.and_(found.over, pc.invert(kinds.discounts)), "discount", pa.scalar(None, pa.string())),
    }  # fmt: skip
    values |= _money(columns, found, kinds, out)
    values |= {name: kept_text(columns.cells(table, name)) for name in _TEXTS}
    further = open_columns(columns, ENTRIES, ALSO_READ)
    values |= {name: column_values(columns, table, name, kind) for name, kind in further.items()}
    schema = _schema(columns)
    return pa.table([values[name] for name in schema.names], schema=schema)


def _money(columns: Columns, found: Money, kinds: Kinds, out: pa.Array) -> dict[str, pa.Array]:
    """The columns of money, with their signs; revenue as the policy has it, where rows alone can say it."""
    source = columns.source
    amount = kinds.amounts(pc.if_else(kinds.discounts, found.uncapped, found.amount))
    charges = {name: kinds.signed(values) for name, values in found.charges.items()}
    if found.of_order:
        amount = pc.fill_null(amount, 0)
    else:
        amount, charges = charged(amount, charges, source)
        amount = pc.if_else(pc.is_valid(out), pc.fill_null(amount, 0), amount)
    known = pc.and_(pc.greater(found.refunded, 0), pc.invert(kinds.taken_back))
    refunded = pc.if_else(pc.fill_null(known, False), found.refunded, None)
    return {
        "kind": kinds.kind, "quantity": kinds.pieces(found.pieces), "amount": amount,
        "discount": pc.if_else(kinds.discounts, pc.abs(found.uncapped), found.discount),
        "cost": kinds.signed(found.cost), "refunded": refunded,
        "refunded_at": moments(columns, source.table, "refunded_at").local,
        **charges, **{f"order_{name}": values for name, values in found.of_order.items()},
    }  # fmt: skip


def empty_entries() -> pa.Table:
    """ENTRIES (without load) with no row, for a source of something else."""
    return ENTRIES.schema().remove(ENTRIES.names.index("load")).empty_table()


def _schema(columns: Columns) -> pa.Schema:
    further = open_columns(columns, ENTRIES, ALSO_READ) | dict.fromkeys(of_order(columns.source), Type.MONEY)
    return ENTRIES.schema(further).remove(ENTRIES.names.index("load"))


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


# ---- what is taken -----------------------------------------------------------------------------------------------
class _Judged:
    """Fates of the rows that count: what the policy leaves out is not asked about its money."""

    def __init__(self, fates: Fates, counts: pa.Array) -> None:
        self._fates, self._counts = fates, counts

    def reject(self, reason: str, rows: pa.Array, column: str = "") -> None:
        self._fates.reject(reason, pc.and_(rows, self._counts), column)

    def notice(self, remark: str, rows: pa.Array, column: str = "") -> None:
        self._fates.notice(remark, pc.and_(rows, self._counts), column)


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


def _judge_money(columns: Columns, fates: _Judged, found: Money) -> None:
    for name, numbers in found.numbers.items():
        for reason, rows in numbers.reasons():
            fates.reject(reason, rows, _file(columns, name))
        fates.notice("other_unit", numbers.rows_of(numbers.converted), _file(columns, name))
        fates.notice("round_number", numbers.rows_of(numbers.round), _file(columns, name))
    fates.reject("number_too_large", found.large)
    fates.reject("both_sides", found.both_sides, _file(columns, "credit"))
    if "amount" not in found.of_order:
        fates.reject("missing_amount", pc.is_null(found.amount), _file(columns, "amount") or _file(columns, "price"))


def _judge_policy(columns: Columns, fates: _Judged, found: Money, kinds: Kinds) -> None:
    policy = columns.source.policy
    price = found.price if found.price is not None else found.amount.cast(pa.float64())
    name = _file(columns, "price") or _file(columns, "amount")
    product = pc.equal(kinds.kind, "product")
    if policy.negative_price == "reject" and found.price is not None:
        plain = pc.invert(pc.or_(kinds.discounts, kinds.marked))
        fates.reject("negative_price", pc.and_(plain, pc.fill_null(pc.less(price, 0), False)), name)
    fates.reject("return_not_expected", pc.and_(product, below_zero(found)), _file(columns, "quantity") or name)
    if policy.zero_price == "reject":
        fates.reject("zero_price", pc.fill_null(pc.equal(price, 0), False), name)
