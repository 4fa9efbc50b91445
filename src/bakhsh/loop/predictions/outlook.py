"""What is expected of everybody and of each segment, and which customers who matter are slipping away."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import count, number, total, whole
from bakhsh.records import OutlookOf, Slipping
from bakhsh.stats import Interval

__all__ = ["MATTER", "SLIPPED", "expected", "slipping"]

MATTER = 0.8
"""The customers who matter have paid this part of everything: value is high where most of it comes from."""

SLIPPED = 0.5
"""Below this probability a customer is more probably gone than not."""

_LEVEL = 0.90
_ENDS = ("", "_low", "_high")
_SUMMED = tuple(f"{name}{end}" for name in ("expected_orders", "clv") for end in _ENDS)


def expected(
    rows: ibis.Table, members: ibis.Table | None, titles: Mapping[str, Mapping[str, str]]
) -> Generator[ibis.Table, pa.Table, tuple[OutlookOf, ...]]:
    """Asks once for sums over ROWS: of each segment of `members` in the order of `titles`, without members of everybody
    under an empty name. Segments without a customer who has predictions are left out."""
    if members is None:
        named = rows.mutate(segment=ibis.literal(""))
    else:
        named = rows.join(members.select("customer_id", "segment"), "customer_id")
    known = named.filter(named.expected_orders.notnull())
    sums = {name: known[name].sum().cast("float64") for name in _SUMMED}
    asked = known.group_by("segment").agg(
        customers=whole(known.count()), alive=known.p_alive.sum(), valued=whole(known.clv.count()), **sums
    )
    found = {row["segment"]: row for row in (yield asked).to_pylist()}
    return tuple(_of(name, title, found[name]) for name, title in titles.items() if name in found)


def _of(name: str, title: Mapping[str, str], row: Mapping[str, Any]) -> OutlookOf:
    value = _interval(row, "clv") if row["valued"] else None
    orders, bounded = _interval(row, "expected_orders"), row["expected_orders_low"] is not None
    return OutlookOf(name, dict(title), row["customers"], row["alive"], orders, value, bounded)


def _interval(row: Mapping[str, Any], name: str) -> Interval:
    middle, low, high = (row[f"{name}{end}"] for end in _ENDS)
    return Interval(middle, middle if low is None else low, middle if high is None else high, _LEVEL)


def slipping(rows: ibis.Table) -> Generator[ibis.Table, pa.Table, Slipping]:
    """Asks once who paid most of everything and is more probably gone than not."""
    paid = rows.filter(rows.monetary > 0)
    before = ibis.window(order_by=[ibis.desc(paid.monetary), paid.customer_id], preceding=None, following=0)
    ranked = paid.mutate(so_far=number(paid.monetary.sum().over(before)), all_paid=number(paid.monetary.sum().over()))
    matter = ranked.filter(ranked.so_far - number(ranked.monetary) < MATTER * ranked.all_paid)
    gone = (matter.p_alive < SLIPPED).fill_null(False)
    asked = matter.agg(
        matter=whole(matter.count()),
        customers=count(gone),
        paid=total(matter.monetary, gone),
        all_paid=matter.all_paid.max().coalesce(0.0),
        orders=matter.expected_orders.sum(where=gone).coalesce(0.0),
    )
    row = (yield asked).to_pylist()[0]
    of_all = row["paid"] / row["all_paid"] if row["all_paid"] else 0.0
    return Slipping(row["matter"], row["customers"], row["paid"], of_all, row["orders"], MATTER, SLIPPED)
