"""What only shows when all rows of an order lie together: money of the whole order, and its status.

A pure function over ENTRIES of one load in which no order is cut in two. What becomes of an order depends on what its
rows say, never on where they stood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.entries import of_order
from bakhsh.loop.data.money import CHARGES, charged, included, per_order
from bakhsh.loop.data.shares import shares
from bakhsh.loop.data.statuses import UNKNOWN, asked, status_reason
from bakhsh.specs import Policy, Source

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Whole = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["needs_whole_orders", "whole_orders"]

_MOST = 2**63 - 1


def needs_whole_orders(entries: pa.Table, source: Source) -> bool:
    """Whether these ENTRIES of a batch cannot be told without the other rows of their orders."""
    if per_order(source) or any(one.column == "refunded" for one in source.columns):
        return True
    if not asked(source.policy):
        return False
    waiting = pc.and_(pc.equal(entries.column("left_out"), UNKNOWN), pc.is_null(entries.column("status")))
    return bool(pc.any(waiting).as_py())


def whole_orders(entries: pa.Table, source: Source) -> pa.Table:
    """ENTRIES of whole orders, told to the end; in the columns and types of `entries` less those of `of_order`.

    A row without a status has its order's (the first by alphabet of several). A column of `per_order` is what its
    cells say, empty ones and zeros aside; where they disagree the largest, and `doubt` names the column. It is shared
    out by amount over the order's products (over its returns, or all its rows, where it has none), the amount itself by
    what the lines would cost, or else by their pieces. A discount takes at most the goods' worth off. What was refunded
    first takes back what counts, and beyond that what does not. An order whose total no row says has the amounts of its
    rows; where these say nothing either, the rows are left out.
    """
    if not entries.num_rows:
        return entries.drop_columns(list(of_order(source)))
    ordered = entries.take(pc.sort_indices(entries, [(name, "ascending") for name in _by_content(entries)]))
    seen = _Orders.of(ordered)
    columns = {name: ordered.column(name) for name in ordered.column_names}
    if asked(source.policy):
        columns |= _statuses(seen, columns, source.policy)
    columns |= _money(seen, columns, source)
    kept = [name for name in entries.column_names if name not in of_order(source)]
    return pa.table([columns[name] for name in kept], names=kept).cast(entries.select(kept).schema)


def _by_content(entries: pa.Table) -> list[str]:
    """The order, then all a row says: rows that say the same may change places."""
    said = [name for name in entries.column_names if name not in ("load", "part", "file_line", "order_id", "instant")]
    return ["order_id", *said]


@dataclass(frozen=True, slots=True)
class _Orders:
    """Rows of orders beside each other: where each order begins, and which order a row is of."""

    starts: Whole
    order: Whole
    rows: int

    @classmethod
    def of(cls, entries: pa.Table) -> _Orders:
        import numpy as np

        encoded = entries.column("order_id").combine_chunks().dictionary_encode().indices.to_numpy()
        first = np.append(True, encoded[1:] != encoded[:-1])
        return cls(np.flatnonzero(first), np.cumsum(first) - 1, len(encoded))

    def add(self, values: Whole) -> Whole:
        """Per order the sum."""
        import numpy as np

        return np.add.reduceat(values, self.starts)

    def among(self, values: Whole, chosen: Mask) -> tuple[Whole, Whole]:
        """Per order the least and the largest of the chosen; the largest and the least number there is of none."""
        import numpy as np

        least = np.minimum.reduceat(np.where(chosen, values, _MOST), self.starts)
        return least, np.maximum.reduceat(np.where(chosen, values, -_MOST), self.starts)

    def shared(self, totals: Whole, weights: Whole, rows: Mask) -> Whole:
        """Per row its share of its order's total, over the given rows; 0 on the others."""
        import numpy as np

        found = np.zeros(self.rows, np.int64)
        order = self.order[rows]
        if len(order):
            first = np.flatnonzero(np.append(True, order[1:] != order[:-1]))
            found[rows] = shares(totals[order[first]], weights[rows], first)
        return found


# ---- statuses ----------------------------------------------------------------------------------------------------
def _statuses(seen: _Orders, columns: dict[str, pa.Array], policy: Policy) -> dict[str, pa.Array]:
    """`status` and `left_out`, where rows without a status have their order's."""
    status, out = columns["status"], columns["left_out"]
    told = pa.table({"order": seen.order, "status": status}).group_by("order").aggregate([("status", "min")])
    first = told.sort_by("order").column("status_min").take(pa.array(seen.order))
    reason = status_reason(policy)
    known = pc.unique(first).to_pylist()
    reasons = pa.array([reason(text) for text in known], pa.string())
    of_order_ = reasons.take(pc.index_in(first, pa.array(known, pa.string())).combine_chunks())
    waiting = pc.and_(pc.and_(pc.equal(pc.fill_null(out, ""), UNKNOWN), pc.is_null(status)), pc.is_valid(first))
    for kind in CHARGES:
        if kind not in policy.counts:
            of_order_ = pc.if_else(
                pc.and_(pc.is_null(of_order_), pc.equal(columns["kind"], kind)), f"{kind}_not_counted", of_order_
            )
    return {"status": pc.coalesce(status, first), "left_out": pc.if_else(waiting, of_order_, out)}


# ---- money -------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Sharing:
    """An order's rows while its money is shared out: `rows` get it, `sign` is -1 where these are returns."""

    seen: _Orders
    rows: Mask
    sign: Whole
    amount: Whole
    doubts: dict[str, Mask]

    def over(self, totals: Whole) -> Whole:
        """The totals shared out by amount."""
        import numpy as np

        return self.seen.shared(totals, np.abs(self.amount), self.rows)

    def doubt(self, name: str, orders: Mask) -> None:
        self.doubts[name] = self.doubts.get(name, orders) | orders


def _money(seen: _Orders, columns: dict[str, pa.Array], source: Source) -> dict[str, pa.Array]:
    import numpy as np

    names = per_order(source)
    rows, sign = _receivers(seen, columns["kind"])
    work = _Sharing(seen, rows, sign, _whole(columns["amount"]), {})
    over = _mask(pc.fill_null(pc.equal(columns["doubt"], "discount"), False))
    if over.any():
        work.doubt("discount", seen.add(over.astype(np.int64)) > 0)
    told = {name: _told(work, name, columns[f"order_{name}"]) for name in names}
    changed: dict[str, pa.Array] = {}
    if "amount" in names:
        changed["left_out"] = _amounts(work, columns, *told["amount"])
    if "discount" in names:
        changed["discount"] = _discounts(work, columns, told["discount"][0], "discount" in included(source))
    charges = {name: columns[name] for name in CHARGES}
    for name in CHARGES:
        if name in names:
            charges[name] = pa.array(work.over(sign * np.abs(told[name][0])))
    counted, beside = pa.array(work.amount), charges
    if names:
        counted, beside = charged(counted, charges, source)
    changed |= {"amount": counted, **beside}
    refunded = told["refunded"][0] if "refunded" in names else None
    changed["refunded"] = _refunds(work, columns, changed, refunded)
    changed["doubt"] = _doubts(seen, work.doubts)
    return {name: values for name, values in changed.items() if values is not None}


def _receivers(seen: _Orders, kind: pa.Array) -> tuple[Mask, Whole]:
    """Which rows money of the whole order is shared out over, and per order whether it is money given back."""
    import numpy as np

    products, returns = (_mask(pc.equal(kind, name)) for name in ("product", "return"))
    some = seen.add(products.astype(np.int64)) > 0
    back = ~some & (seen.add(returns.astype(np.int64)) > 0)
    rows = np.where(some[seen.order], products, np.where(back[seen.order], returns, True))
    return rows, np.where(back, -1, 1)


def _told(work: _Sharing, name: str, cells: pa.Array) -> tuple[Whole, Mask]:
    """Per order what a column of it says, and whether it says anything."""
    import numpy as np

    values, there = _whole(cells), _mask(pc.is_valid(cells))
    least, largest = work.seen.among(values, values != 0)
    some = largest >= least
    work.doubt(name, some & (least != largest))
    value = np.where(some, np.where(np.abs(largest) >= np.abs(least), largest, least), 0)
    return value, work.seen.add(there.astype(np.int64)) > 0


def _amounts(work: _Sharing, columns: dict[str, pa.Array], totals: Whole, told: Mask) -> pa.Array:
    """Sets the amounts where the order's is told; `left_out`, where nobody says any amount."""
    import numpy as np

    seen = work.seen
    pieces = np.nan_to_num(np.abs(_floats(columns["quantity"]))).clip(0, 1e9)
    priced = seen.add(np.where(work.rows, np.abs(work.amount), 0)) > 0
    weights = np.where(priced[seen.order], np.abs(work.amount), np.rint(pieces * 1000).astype(np.int64))
    others = seen.add(np.where(work.rows, 0, work.amount))
    goods = np.where(work.sign < 0, -np.abs(totals), totals) - others
    shared = seen.shared(goods, weights, work.rows)
    work.amount = np.where(work.rows & told[seen.order], shared, work.amount)
    nobody = (~told & ~priced)[seen.order] & work.rows
    return pc.if_else(pc.and_(pa.array(nobody), pc.is_null(columns["left_out"])), "missing_amount", columns["left_out"])


def _discounts(work: _Sharing, columns: dict[str, pa.Array], totals: Whole, contained: bool) -> pa.Array:
    """The rows' discounts with their shares of the order's; taken off the amounts, unless these have it in them."""
    import numpy as np

    worth = np.abs(work.seen.add(np.where(work.rows, work.amount, 0)))
    if not contained:
        work.doubt("discount", totals > worth)
        totals = np.minimum(totals, worth)
    shared = work.over(totals)
    if not contained:
        work.amount = work.amount - work.sign[work.seen.order] * shared
    return pc.add(pc.fill_null(columns["discount"], 0), pa.array(shared))


def _refunds(
    work: _Sharing, columns: dict[str, pa.Array], changed: dict[str, pa.Array], totals: Whole | None
) -> pa.Array:
    """What was refunded of every line, empty where nothing was."""
    import numpy as np

    seen = work.seen
    amount, beside = _whole(changed["amount"]), np.sum([_whole(changed[name]) for name in CHARGES], axis=0)
    if totals is None:
        totals_by_row = _whole(columns["refunded"])
        found = _counted(totals_by_row, amount, beside)
        beyond = (totals_by_row > 0) & (totals_by_row > amount + beside)
        work.doubt("refunded", seen.add(beyond.astype(np.int64)) > 0)
    else:
        # A charge on a row of its own that does not count is no money that was paid for what does.
        uncounted = _mask(pc.fill_null(pc.ends_with(columns["left_out"], "_not_counted"), False))
        paid = seen.add(np.where(uncounted, 0, amount))
        other = seen.add(beside + np.where(uncounted, amount, 0))
        sold = work.sign > 0
        work.doubt("refunded", (totals > 0) & (~sold | (totals > paid + other)))
        counted = np.where(sold, _counted(totals, paid, other), 0)
        found = seen.shared(counted, np.abs(amount), work.rows)
    return pc.if_else(pa.array(found != 0), pa.array(found), pa.scalar(None, pa.int64()))


def _counted(refunded: Whole, paid: Whole, beside: Whole) -> Whole:
    """What of a refund is money that counted: what goes beyond it takes back what did not count, as far as it goes."""
    import numpy as np

    found: Whole = refunded - np.minimum(np.maximum(refunded - paid, 0), np.maximum(beside, 0))
    return np.where(refunded > 0, found, 0)


def _doubts(seen: _Orders, doubts: dict[str, Mask]) -> pa.Array:
    found = pa.nulls(seen.rows, pa.string())
    for name in sorted(doubts):
        here = pa.array(doubts[name][seen.order])
        both = pc.binary_join_element_wise(found, name, " ", null_handling="skip")
        found = pc.if_else(here, both, found)
    return found


def _whole(values: pa.Array) -> Whole:
    import numpy as np

    found: Whole = pc.fill_null(values, 0).to_numpy().astype(np.int64)
    return found


def _floats(values: pa.Array) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = pc.fill_null(values, 0.0).to_numpy()
    return found


def _mask(values: pa.Array) -> Mask:
    found: Mask = values.to_numpy().astype(bool)
    return found
