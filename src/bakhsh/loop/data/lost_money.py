"""What rows nobody could read say of their whole orders: it is heard where no row that was taken says it.

An order was paid whatever becomes of one of its rows, and in many exports its total stands on the first row alone. So a
cell of a rejected row that speaks of the whole order counts as if it stood on the order's other rows; the rejected row
itself keeps no share of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.entries import of_order
from bakhsh.loop.data.money import MOST
from bakhsh.specs import Source

__all__ = ["Heard", "heard", "unread", "with_totals"]

_TOTAL = "order_amount"


def unread(main: pa.Table, kept: pa.Array, columns: Columns) -> pa.Table | None:
    """`order_id` and the columns of `of_order` of the rows that are not taken, in step with REJECTED, and per column
    ("unclear_…") whether something stands there that is no number; None where the source has no money of whole orders.
    """
    names = of_order(columns.source)
    if not names:
        return None
    found = {"order_id": main.column("order_id").combine_chunks()}
    for name in names:
        values = main.column(name).combine_chunks()
        small = pc.fill_null(pc.less_equal(pc.abs(values), MOST), False)
        said = pc.is_valid(columns.cells(columns.source.table, name.removeprefix("order_")).text())
        found[name] = pc.if_else(small, values, None)
        found[f"unclear_{name}"] = pc.and_(said, pc.invert(small))
    return pa.table(found).filter(pc.invert(kept))


@dataclass(frozen=True, slots=True)
class Heard:
    """What the rows of `unread` add to a load.

    `given`: those rows of them whose order has rows that were taken. By column of `of_order`: of how many such orders
    rejected rows alone say it (`shared`), and of how many nobody does, because what stands there is no number (`lost`).
    `borne`: orders whose total is on rows that were taken; `alone`: the total of orders without such rows (of several
    the largest).
    """

    given: pa.Table
    shared: Mapping[str, int]
    lost: Mapping[str, int]
    borne: frozenset[str]
    alone: Mapping[str, int]


def heard(found: Sequence[pa.Table], entries: Iterable[pa.Table], source: Source) -> Heard | None:
    """What is heard of rejected rows, whose orders' other rows are among `entries`; None where there are no such rows.
    A zero beside a value says nothing."""
    if not any(table.num_rows for table in found):
        return None
    rejected = pa.concat_tables(found)
    rejected = rejected.filter(pc.is_valid(rejected.column("order_id")))
    names = of_order(source)
    asked = pc.unique(rejected.column("order_id"))
    wanted = ["order_id", *names]
    near = [one.select(wanted).filter(pc.is_in(one.column("order_id"), value_set=asked)) for one in entries]
    taken = pa.concat_tables([rejected.select(wanted).slice(0, 0), *near])
    present = _orders(taken, None)
    shared: dict[str, int] = {}
    lost: dict[str, int] = {}
    for name in names:
        silent = present - _orders(taken, _says(taken, name))
        said = silent & _orders(rejected, _says(rejected, name))
        unclear = (silent - said) & _orders(rejected, rejected.column(f"unclear_{name}"))
        shared |= {name: len(said)} if said else {}
        lost |= {name: len(unclear)} if unclear else {}
    borne: frozenset[str] = frozenset()
    alone: dict[str, int] = {}
    if _TOTAL in names:
        told = _orders(taken, pc.is_valid(taken.column(_TOTAL)))
        borne = present & (told | _orders(rejected, pc.is_valid(rejected.column(_TOTAL))))
        alone = _largest(rejected, present)
    given = rejected.filter(pc.is_in(rejected.column("order_id"), value_set=pa.array(sorted(present), pa.string())))
    return Heard(given.select(wanted), shared, lost, borne, alone)


def with_totals(rejected: Sequence[pa.Table], found: Sequence[pa.Table], said: Heard) -> list[pa.Table]:
    """REJECTED, so that what a file holds adds up: 0 on rows whose order's total is on its other rows; of orders that
    have none the total, on the first row that says it."""
    if not (said.borne or said.alone):
        return list(rejected)
    left = dict(said.alone)
    return [_with_totals(*both, said, left) for both in zip(rejected, found, strict=True)]


def _with_totals(rejected: pa.Table, found: pa.Table, said: Heard, left: dict[str, int]) -> pa.Table:
    amounts = rejected.column("amount").to_pylist()
    told = zip(found.column("order_id").to_pylist(), found.column(_TOTAL).to_pylist(), strict=True)
    for place, (order, total) in enumerate(told):
        if total and total == left.get(order):
            amounts[place] = left.pop(order)
        elif order in said.borne or order in said.alone:
            amounts[place] = 0
    where = rejected.column_names.index("amount")
    return rejected.set_column(where, "amount", pa.array(amounts, rejected.schema.field("amount").type))


def _largest(rejected: pa.Table, present: frozenset[str]) -> dict[str, int]:
    """Per order of which no row was taken the total, farthest from zero of several, above zero of two such."""
    found: dict[str, int] = {}
    for order, total in zip(*(rejected.column(name).to_pylist() for name in ("order_id", _TOTAL)), strict=True):
        if total and order not in present:
            found[order] = max(found.get(order, 0), total, key=lambda one: (abs(one), one))
    return found


def _says(table: pa.Table, name: str) -> pa.ChunkedArray:
    return pc.fill_null(pc.not_equal(table.column(name), 0), False)


def _orders(table: pa.Table, rows: pa.ChunkedArray | None) -> frozenset[str]:
    """The orders of these rows, of all without any."""
    orders = table.column("order_id")
    return frozenset(pc.unique(orders if rows is None else orders.filter(rows)).to_pylist())
