"""What the columns mean, said again in plain Python over plain rows: slow, obvious, and written apart from the code.

Rows are dictionaries with the columns of LINES, ORDERS and ITEMS; everything looks at rows up to `as_of` only.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

Row = Mapping[str, Any]


class Customer:
    """One customer's rows up to the end of `as_of`."""

    def __init__(self, customer: str, lines: Sequence[Row], orders: Sequence[Row], as_of: date) -> None:
        self.as_of = as_of
        self.lines = [row for row in lines if row["customer_id"] == customer and row["at"].date() <= as_of]
        self.sales = [row for row in self.lines if row["kind"] != "return"]
        self.returns = [row for row in self.lines if row["kind"] == "return"]
        self.products = [row for row in self.lines if row["kind"] == "product"]
        sold = {row["order_id"] for row in self.products}
        self.placed = {row["order_id"]: row["ordered_at"] for row in orders if row["order_id"] in sold}
        self.standing = {order for order in self.placed if not self.taken_back(order)}
        self.days = sorted({self.placed[order].date() for order in self.standing})

    def taken_back(self, order: str) -> bool:
        goods = [row for row in self.sales if row["kind"] in ("product", "discount")]
        sold = sum(row["amount"] for row in goods if row["order_id"] == order)
        returned = sum(-row["amount"] for row in self.returns if row["undoes"] == order)
        return 0 < sold <= returned

    def net(self, after: date = date.min) -> int:
        return sum(row["amount"] for row in self.lines if row["at"].date() > after)


def features(
    lines: Sequence[Row], orders: Sequence[Row], items: Sequence[Row], as_of: date, weekend: Iterable[int]
) -> dict[str, dict[str, Any]]:
    """FEATURES by customer."""
    known = {row["customer_id"] for row in lines if row["at"].date() <= as_of}
    return {one: _features(Customer(one, lines, orders, as_of), items, weekend) for one in known}


def _features(who: Customer, items: Sequence[Row], weekend: Iterable[int]) -> dict[str, Any]:
    days, as_of = who.days, who.as_of
    gaps = [(late - early).days for early, late in pairwise(days)]
    hours = hours_known(who.placed.values())
    sold, (discounted, discount) = sum(row["amount"] for row in who.sales), _discounted(who.sales)
    recency = (as_of - days[-1]).days if days else None
    rhythm = statistics.mean(gaps) if gaps else None
    late, half = who.net(as_of - timedelta(days=90)), who.net(as_of - timedelta(days=180))
    early = half - late
    return {
        "as_of": as_of,
        "recency": recency,
        "frequency": len(days),
        "orders": len(who.standing),
        "monetary": who.net(),
        "known_for": (as_of - days[0]).days if days else None,
        "first_on": days[0] if days else None,
        "last_on": days[-1] if days else None,
        "average_order": who.net() / len(who.standing) if who.standing else None,
        "units": sum(row["quantity"] or 0 for row in who.lines),
        "lines": len(who.products),
        "rhythm": rhythm,
        "rhythm_spread": statistics.stdev(gaps) if len(gaps) > 1 else None,
        "overdue": recency / rhythm if rhythm else None,
        "discount_share": discount / (discounted + discount) if discounted + discount > 0 else None,
        "return_share": sum(-row["amount"] for row in who.returns) / sold if sold > 0 else None,
        "weekend_share": sum(day.weekday() in weekend for day in days) / len(days) if days else None,
        "morning_share": sum(5 <= hour < 12 for hour in hours) / len(hours) if hours else None,
        "evening_share": sum(hour >= 17 for hour in hours) / len(hours) if hours else None,
        "spent_90": late,
        "spent_before_90": early,
        "trend": (late - early) / (abs(late) + abs(early)) if late or early else None,
        **_categories(who, items),
    }


def hours_known(moments: Iterable[datetime]) -> list[int]:
    """A moment at midnight sharp is a day without an hour."""
    return [at.hour for at in moments if at.time() != time.min]


def _discounted(sales: Sequence[Row]) -> tuple[int, int]:
    """What was sold on days of which every discount is known, and the discounts."""
    by_day: dict[date, list[Row]] = defaultdict(list)
    first: dict[str, datetime] = {}
    for row in sales:
        first[row["order_id"]] = min(first.get(row["order_id"], row["at"]), row["at"])
    for row in sales:
        by_day[first[row["order_id"]].date()].append(row)
    known = [row for rows in by_day.values() if all(row["discount"] is not None for row in rows) for row in rows]
    return sum(row["amount"] for row in known), sum(row["discount"] for row in known)


def _categories(who: Customer, items: Sequence[Row]) -> dict[str, Any]:
    category = {row["item_id"]: row["category"] for row in items}
    nets: dict[str, int] = defaultdict(int)
    for row in (*who.products, *who.returns):
        if (name := category.get(row["item_id"])) is not None:
            nets[name] += row["amount"]
    bought = {name: net for name, net in nets.items() if net > 0}
    top = min(bought, key=lambda name: (-bought[name], name), default=None)
    share = bought[top] / sum(bought.values()) if top is not None else None
    return {"categories": len(bought), "top_category": top, "top_category_share": share}


def outcomes(
    lines: Sequence[Row], orders: Sequence[Row], start: date, end: date, margin: float
) -> dict[str, dict[str, Any]]:
    """OUTCOMES by customer: what stood at the end of the window less what stood before it."""
    last, before = end - timedelta(days=1), start - timedelta(days=1)
    seen = {row["customer_id"] for row in lines if start <= row["at"].date() < end}
    found = {}
    for one in seen:
        now, then = Customer(one, lines, orders, last), Customer(one, lines, orders, before)
        rows = [row for row in now.lines if row["at"].date() >= start]
        revenue = now.net() - then.net()
        known = all(row["cost"] is not None for row in rows)
        cost = sum(-abs(row["cost"]) if row["kind"] == "return" else row["cost"] for row in rows) if known else 0
        found[one] = {
            "window_start": start,
            "window_end": end,
            "orders": len(now.standing) - len(then.standing),
            "revenue": revenue,
            "margin": revenue - cost if known else _half_away(revenue, margin),
            "retained": any(day >= start for day in now.days),
        }
    return found


def _half_away(revenue: int, margin: float) -> int:
    from decimal import ROUND_HALF_UP, Decimal

    return int((revenue * Decimal(str(margin))).to_integral_value(ROUND_HALF_UP))
