"""NEXT_ORDERS: when each customer is expected again, overall and in categories, by the keys he shares with others."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import Day, count, day
from bakhsh.loop.predictions.counts import CELLS, grained
from bakhsh.loop.predictions.fitting import cells_of
from bakhsh.loop.predictions.next_order import EXPECTED
from bakhsh.records import AwaitedOrders
from bakhsh.tables import CONTRACTS

__all__ = ["AHEAD", "awaited", "dated", "next_orders_of"]

AHEAD = (7, 30, 90)
"""Within so many days orders that are expected are counted."""

_DAY_NAMES = {"low": "low_on", "median": "median_on", "high": "high_on"}


def dated(body: Mapping[str, Any], keys: pa.Table, as_of: date) -> pa.Table:
    """The keys with the dates of whoever is like this (`next_order.next_orders`; a day that has begun is that day) and
    `p_ever`; no dates where an order is as good as impossible. Pure, as `scoring.score` is."""
    import numpy as np

    from bakhsh.loop.predictions.next_order import next_orders
    from bakhsh.loop.predictions.purchases.fitted import Fitted

    found = next_orders(Fitted.read(body), cells_of(keys))
    columns = {name: keys.column(name) for name in CELLS}
    start = np.datetime64(as_of, "D")
    for name, column in _DAY_NAMES.items():
        known = np.isfinite(found[name])
        days = np.ceil(np.where(known, found[name], 1.0)).astype("timedelta64[D]")
        columns[column] = pa.array(start + days, pa.date32(), mask=~known)
    return pa.table(columns | {"p_ever": pa.array(found["p_ever"])})


def next_orders_of(
    counted: ibis.Table, scored: ibis.Table, weekly: bool, as_of: Day, category: str | None = None
) -> ibis.Table:
    """NEXT_ORDERS of everybody in `counted`, in `category` or (None) in any; `scored`: `dated`, bound."""
    contract = CONTRACTS["NEXT_ORDERS"]
    joined = grained(counted, weekly).inner_join(scored, list(CELLS))
    named = ibis.null("string") if category is None else ibis.literal(category, "string")
    held = {"as_of": day(as_of), "customer_id": joined.customer_id, "category": named}
    held |= {name: joined[name] for name in scored.columns if name in contract.names}
    return joined.select(**{one.name: held[one.name].cast(one.type.ibis) for one in contract.columns})


def awaited(next_orders: ibis.Table, as_of: Day) -> Generator[ibis.Table, pa.Table, AwaitedOrders]:
    """Asks once how many customers are expected within each of AHEAD by the median date, and how many no longer."""
    anywhere = next_orders.filter(next_orders.category.isnull())
    expected = (anywhere.p_ever >= EXPECTED).fill_null(False)
    by = {f"within_{days}": count(expected & (anywhere.median_on <= day(as_of, -days))) for days in AHEAD}
    row = (yield anywhere.agg(expected=count(expected), gone=count(~expected), **by)).to_pylist()[0]
    return AwaitedOrders(tuple((days, row[f"within_{days}"]) for days in AHEAD), row["expected"], row["gone"])
