"""Everybody together: the few figures a report opens with, from ROWS."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date

import ibis
import pyarrow as pa

from bakhsh.records import Overview
from bakhsh.tables import BUCKET_MARK

__all__ = ["overview"]

_ACTIVE_DAYS = 90


def overview(
    rows: ibis.Table, as_of: date, lines: ibis.Table | None = None
) -> Generator[ibis.Table, pa.Table, Overview]:
    """Counts and sums over all customers; shares and means are empty where nobody has bought. Of `lines`, where they
    are given, the money of bucket customers up to as_of."""
    answer = yield rows.agg(
        customers=rows.count(),
        buyers=_count(rows.frequency > 0),
        repeaters=_count(rows.frequency > 1),
        active_90=_count((rows.recency < _ACTIVE_DAYS).fill_null(False)),
        revenue=rows.monetary.sum().fill_null(0),
        orders=rows.orders.sum().fill_null(0),
        revenue_90=rows.spent_90.sum().fill_null(0),
        revenue_before_90=rows.spent_before_90.sum().fill_null(0),
    )
    found = answer.to_pylist()[0]
    if lines is not None:
        today = ibis.date(as_of.isoformat())
        many = lines.filter(lines.customer_id.startswith(BUCKET_MARK) & (lines["at"].date() <= today))
        summed = yield many.agg(revenue=many.amount.sum().fill_null(0).cast("int64"))
        found["bucket_revenue"] = int(summed.to_pylist()[0]["revenue"])
    buyers, repeaters, orders = found["buyers"], found.pop("repeaters"), found["orders"]
    return Overview(
        as_of=as_of,
        repeat_share=repeaters / buyers if buyers else None,
        average_order=found["revenue"] / orders if orders else None,
        **found,
    )


def _count(condition: ibis.Value) -> ibis.Value:
    """Of a two-valued condition; 0 over no rows at all."""
    return condition.cast("int64").sum().fill_null(0)
