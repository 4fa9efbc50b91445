"""What only shows when all rows of an order lie together: money of the whole order, its status, rows said twice.

A pure function over ENTRIES of one load in which no order is cut in two. What becomes of an order depends on what its
rows say, never on where they stood.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.entries import of_order
from bakhsh.loop.data.fates import SAID_TWICE
from bakhsh.loop.data.money import charged, per_order
from bakhsh.loop.data.order_money import order_money
from bakhsh.loop.data.order_rows import OrderRows
from bakhsh.loop.data.statuses import UNKNOWN, asked, status_reason
from bakhsh.specs import CHARGES, Policy, Source

__all__ = ["needs_whole_orders", "whole_orders"]


def needs_whole_orders(entries: pa.Table, source: Source) -> bool:
    """Whether these ENTRIES of a batch cannot be told without the other rows of their orders."""
    if per_order(source) or _once(source) or any(one.column == "refunded" for one in source.columns):
        return True
    if pc.any(pc.equal(entries.column("kind"), "discount")).as_py():
        return True
    if not asked(source.policy):
        return False
    return bool(pc.any(_waiting(entries.column("left_out"), entries.column("status"))).as_py())


def _waiting(out: pa.Array, status: pa.Array) -> pa.Array:
    """Rows that say no status themselves."""
    return pc.and_(pc.equal(pc.fill_null(out, ""), UNKNOWN), pc.is_null(status))


def whole_orders(entries: pa.Table, source: Source, unread: pa.Table | None = None) -> pa.Table:
    """ENTRIES of whole orders, told to the end; in the columns and types of `entries` less those of `of_order`.

    A row without a status has its order's (the first by alphabet of several). Of rows of an order that say exactly the
    same, `same_lines = "drop"` leaves one; the others are duplicates. What becomes of the order's money says
    `order_money`; `unread` are rejected rows that speak of these orders (`lost_money.Heard.given`).
    """
    names = [name for name in entries.column_names if name not in of_order(source)]
    schema = entries.select(names).schema
    if not entries.num_rows:
        return schema.empty_table()
    ordered = entries.take(pc.sort_indices(entries, [(name, "ascending") for name in _by_content(entries)]))
    again = _again(ordered) if _once(source) else None
    parts = []
    if again is not None:
        parts.append(_alone(ordered.filter(again), source))
        ordered = ordered.filter(pc.invert(again))
    seen = OrderRows.of(ordered.column("order_id"))
    columns = {name: ordered.column(name) for name in ordered.column_names}
    if asked(source.policy):
        columns |= _statuses(seen, columns, source.policy)
    columns |= order_money(seen, columns, source, unread)
    parts.append(columns)
    return pa.concat_tables([pa.table([one[name] for name in names], names=names).cast(schema) for one in parts])


def _by_content(entries: pa.Table) -> list[str]:
    """The order, then all a row says: rows that say the same may change places."""
    said = [name for name in entries.column_names if name not in ("load", "part", "file_line", "order_id", "instant")]
    return ["order_id", *said]


# ---- rows said twice ---------------------------------------------------------------------------------------------
def _once(source: Source) -> bool:
    """Whether a row that says just what another one of its order says is dropped; only orders the file numbers."""
    return source.policy.same_lines == "drop" and any(one.column == "order_id" for one in source.columns)


def _again(ordered: pa.Table) -> pa.Array:
    """Of rows sorted by content: which count and say just what the one before says."""
    same = pa.repeat(pa.scalar(True), ordered.num_rows - 1)
    for name in _by_content(ordered):
        values = ordered.column(name).combine_chunks()
        here, before = values.slice(1), values.slice(0, len(values) - 1)
        equal = pc.or_kleene(pc.equal(here, before), pc.and_(pc.is_null(here), pc.is_null(before)))
        same = pc.and_(same, pc.fill_null(equal, False))
    out = ordered.column("left_out").combine_chunks()
    counts = pc.or_(pc.is_null(out), _waiting(out, ordered.column("status").combine_chunks()))
    return pc.and_(pa.concat_arrays([pa.array([False]), same]), counts)


def _alone(again: pa.Table, source: Source) -> dict[str, pa.Array]:
    """The columns of rows that are dropped: each says its own money, nothing of its order's."""
    columns = {name: again.column(name) for name in again.column_names}
    shared = per_order(source)
    if shared:
        amount = pa.array([0] * again.num_rows, pa.int64()) if "amount" in shared else columns["amount"]
        amount, beside = charged(amount, {name: columns[name] for name in CHARGES}, source)
        columns |= {"amount": amount, **beside}
    return columns | {"left_out": pa.repeat(pa.scalar(SAID_TWICE), again.num_rows)}


# ---- statuses ----------------------------------------------------------------------------------------------------
def _statuses(seen: OrderRows, columns: dict[str, pa.Array], policy: Policy) -> dict[str, pa.Array]:
    """`status` and `left_out`, where rows without a status have their order's."""
    status, out = columns["status"], columns["left_out"]
    told = pa.table({"order": seen.order, "status": status}).group_by("order").aggregate([("status", "min")])
    first = told.sort_by("order").column("status_min").take(pa.array(seen.order))
    reason = status_reason(policy)
    known = pc.unique(first).to_pylist()
    reasons = pa.array([reason(text) for text in known], pa.string())
    of_order_ = reasons.take(pc.index_in(first, pa.array(known, pa.string())).combine_chunks())
    waiting = pc.and_(_waiting(out, status), pc.is_valid(first))
    for kind in CHARGES:
        if kind not in policy.counts:
            of_order_ = pc.if_else(
                pc.and_(pc.is_null(of_order_), pc.equal(columns["kind"], kind)), f"{kind}_not_counted", of_order_
            )
    return {"status": pc.coalesce(status, first), "left_out": pc.if_else(waiting, of_order_, out)}
