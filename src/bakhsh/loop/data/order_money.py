"""Money of whole orders: what an order's cells say together, and which of its rows get what share of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.money import charged, included, per_order
from bakhsh.loop.data.order_rows import OrderRows, floats, mask, whole
from bakhsh.specs import CHARGES, Source

if TYPE_CHECKING:
    from bakhsh.loop.data.order_rows import Mask, Whole

__all__ = ["order_money"]

_NO_SALE = "left_out_not_a_sale"


def order_money(
    seen: OrderRows, columns: Mapping[str, pa.Array], source: Source, unread: pa.Table | None = None
) -> dict[str, pa.Array]:
    """The columns of `columns` (ENTRIES of whole orders, rows as in `seen`) that the money of orders changes.

    A column of `per_order` is what its cells say, empty ones and zeros aside; where they disagree the largest, and
    `doubt` names the column. Where no row says it, cells of `unread` rows are heard alike. It is shared out by amount
    over the order's products (over its returns, or all its rows, where it has none), the amount itself by what the
    lines would cost, or else by their pieces. Rows that the policy leaves out take their share along, those that are
    no sale bear none.

    An order whose amount is below zero and that nothing else marks takes back all it holds; where the policy expects no
    such thing it is left out. A discount line of an order that only takes back is given up with the goods: above zero.
    A discount takes at most the goods' worth off. What was refunded first takes back what counts, and beyond that what
    does not. An order whose total no row says has the amounts of its rows; where these say nothing either, the rows are
    left out.
    """
    import numpy as np

    names = per_order(source)
    work = _Sharing(seen, dict(columns), ~mask(pc.equal(columns["left_out"], _NO_SALE)))
    if mask(pc.equal(columns["doubt"], "discount")).any():
        work.doubt("discount", seen.some(mask(pc.equal(columns["doubt"], "discount"))))
    told = {name: _told(work, name, unread) for name in names}
    if "amount" in told:
        _turn(work, told["amount"][0], source)
    work.settle()
    if "amount" in told:
        _share_amounts(work, *told["amount"])
    if "discount" in told:
        _share_discounts(work, told["discount"][0], "discount" in included(source))
    charges = {name: work.columns[name] for name in CHARGES}
    for name in CHARGES:
        if name in told:
            charges[name] = pa.array(work.over(work.sign * np.abs(told[name][0])))
    counted, beside = pa.array(work.amount), charges
    if names:
        counted, beside = charged(counted, charges, source)
    work.columns |= {"amount": counted, **beside}
    _share_refunds(work, told["refunded"][0] if "refunded" in told else None)
    work.columns["doubt"] = _doubts(seen, work.doubts)
    return {name: values for name, values in work.columns.items() if values is not columns[name]}


@dataclass(slots=True)
class _Sharing:
    """Orders while their money is shared out. `bears`: rows that are of the order's goods at all. Once settled, `rows`
    are those that get a share and `sign` is -1 for orders in which these are returns; `amount` changes as it goes."""

    seen: OrderRows
    columns: dict[str, pa.Array]
    bears: Mask
    doubts: dict[str, Mask] = field(default_factory=dict)
    rows: Mask = field(init=False)
    sign: Whole = field(init=False)
    amount: Whole = field(init=False)

    def of_kind(self, kind: str) -> Mask:
        return mask(pc.equal(self.columns["kind"], kind)) & self.bears

    def settle(self) -> None:
        """Which rows get a share, and what discount lines are worth."""
        import numpy as np

        seen = self.seen
        products, returns, bears = self.of_kind("product"), self.of_kind("return"), self.bears
        some = seen.some(products)
        back = ~some & seen.some(returns)
        others = np.where(seen.some(bears)[seen.order], bears, True)
        self.rows = np.where(some[seen.order], products, np.where(back[seen.order], returns, others))
        self.sign = np.where(back, -1, 1)
        self.amount = whole(self.columns["amount"])
        given_up = self.of_kind("discount") & back[seen.order] & (self.amount < 0)
        if given_up.any():
            self.amount = np.where(given_up, -self.amount, self.amount)
            self.doubt("given_up", seen.some(given_up))

    def over(self, totals: Whole) -> Whole:
        """The totals shared out by amount."""
        import numpy as np

        return self.seen.shared(totals, np.abs(self.amount), self.rows)

    def doubt(self, name: str, orders: Mask) -> None:
        self.doubts[name] = self.doubts.get(name, orders) | orders


def _told(work: _Sharing, name: str, unread: pa.Table | None) -> tuple[Whole, Mask]:
    """Per order what a column of it says, and whether it says anything."""
    import numpy as np

    cells = work.columns[f"order_{name}"]
    values, there = whole(cells), mask(pc.is_valid(cells))
    least, largest = work.seen.among(values, values != 0)
    told = work.seen.some(there)
    if unread is not None and unread.num_rows:
        place = pc.index_in(unread.column("order_id"), value_set=work.seen.names)
        mine = unread.filter(pc.is_valid(place))
        at, cells = whole(place.drop_null()), mine.column(f"order_{name}")
        said, silent = whole(cells), largest < least
        heard = (said != 0) & silent[at]
        np.minimum.at(least, at[heard], said[heard])
        np.maximum.at(largest, at[heard], said[heard])
        np.logical_or.at(told, at, mask(pc.is_valid(cells)))
    some = largest >= least
    work.doubt(name, some & (least != largest))
    value = np.where(some, np.where(np.abs(largest) >= np.abs(least), largest, least), 0)
    return value, told


def _turn(work: _Sharing, totals: Whole, source: Source) -> None:
    """Orders below zero that hold no return: all they hold is taken back, or is nothing anybody expects."""
    products = work.of_kind("product")
    below = (totals < 0) & work.seen.some(products) & ~work.seen.some(work.of_kind("return"))
    turned = below[work.seen.order] & products
    if not turned.any():
        return
    columns, rows = work.columns, pa.array(turned)
    if source.policy.returns != "negative":
        out = pc.if_else(rows, "return_not_expected", pa.scalar(None, pa.string()))
        columns["left_out"] = pc.coalesce(columns["left_out"], out)
        return
    columns["kind"] = pc.if_else(rows, "return", columns["kind"])
    whole_order = pa.array(below[work.seen.order] & work.bears)
    priced = pc.and_(whole_order, pc.not_equal(columns["kind"], "discount"))
    given_back = {"quantity": rows, "cost": rows, "amount": priced, **dict.fromkeys(CHARGES, whole_order)}
    for name, mine in given_back.items():
        columns[name] = pc.if_else(mine, pc.negate(pc.abs(columns[name])), columns[name])
    columns["refunded"] = pc.if_else(whole_order, pa.scalar(None, pa.int64()), columns["refunded"])


def _share_amounts(work: _Sharing, totals: Whole, told: Mask) -> None:
    """Sets the amounts where the order's is told; `left_out`, where nobody says any amount."""
    import numpy as np

    seen, columns = work.seen, work.columns
    pieces = np.nan_to_num(np.abs(floats(columns["quantity"]))).clip(0, 1e9)
    priced = seen.add(np.where(work.rows, np.abs(work.amount), 0)) > 0
    weights = np.where(priced[seen.order], np.abs(work.amount), np.rint(pieces * 1000).astype(np.int64))
    others = seen.add(np.where(work.rows | ~work.bears, 0, work.amount))
    goods = np.where(work.sign < 0, -np.abs(totals), totals) - others
    shared = seen.shared(goods, weights, work.rows)
    work.amount = np.where(work.rows & told[seen.order], shared, work.amount)
    nobody = (~told & ~priced)[seen.order] & work.rows
    missing = pc.and_(pa.array(nobody), pc.is_null(columns["left_out"]))
    columns["left_out"] = pc.if_else(missing, "missing_amount", columns["left_out"])


def _share_discounts(work: _Sharing, totals: Whole, contained: bool) -> None:
    """The rows' discounts with their shares of the order's; taken off the amounts, unless these have it in them."""
    import numpy as np

    worth = np.abs(work.seen.add(np.where(work.rows, work.amount, 0)))
    if not contained:
        work.doubt("discount", totals > worth)
        totals = np.minimum(totals, worth)
    shared = work.over(totals)
    if not contained:
        work.amount = work.amount - work.sign[work.seen.order] * shared
    work.columns["discount"] = pc.add(pc.fill_null(work.columns["discount"], 0), pa.array(shared))


def _share_refunds(work: _Sharing, totals: Whole | None) -> None:
    """What was refunded of every line, empty where nothing was."""
    import numpy as np

    seen, columns = work.seen, work.columns
    amount, beside = whole(columns["amount"]), np.sum([whole(columns[name]) for name in CHARGES], axis=0)
    if totals is None:
        by_row = whole(columns["refunded"])
        found = _counted(by_row, amount, beside)
        work.doubt("refunded", seen.some((by_row > 0) & (by_row > amount + beside)))
    else:
        # A charge on a row of its own that does not count is no money that was paid for what does.
        uncounted = mask(pc.ends_with(columns["left_out"], "_not_counted"))
        other_row = uncounted | ~work.bears
        paid = seen.add(np.where(other_row, 0, amount))
        other = seen.add(np.where(work.bears, beside + np.where(uncounted, amount, 0), 0))
        sold = work.sign > 0
        work.doubt("refunded", (totals > 0) & (~sold | (totals > paid + other)))
        counted = np.where(sold, _counted(totals, paid, other), 0)
        found = seen.shared(counted, np.abs(amount), work.rows)
    columns["refunded"] = pc.if_else(pa.array(found != 0), pa.array(found), pa.scalar(None, pa.int64()))


def _counted(refunded: Whole, paid: Whole, beside: Whole) -> Whole:
    """What of a refund is money that counted: what goes beyond it takes back what did not count, as far as it goes."""
    import numpy as np

    found: Whole = refunded - np.minimum(np.maximum(refunded - paid, 0), np.maximum(beside, 0))
    return np.where(refunded > 0, found, 0)


def _doubts(seen: OrderRows, doubts: Mapping[str, Mask]) -> pa.Array:
    found = pa.nulls(seen.rows, pa.string())
    for name in sorted(doubts):
        here = pa.array(doubts[name][seen.order])
        both = pc.binary_join_element_wise(found, name, " ", null_handling="skip")
        found = pc.if_else(here, both, found)
    return found
