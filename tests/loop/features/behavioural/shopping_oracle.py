"""What the features of orders and choices mean, said again in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from tests.loop.features.ledgers import Ledger
from tests.loop.features.oracle import Customer

Row = Mapping[str, Any]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def shopping(ledger: Ledger, as_of: date) -> dict[str, dict[str, Any]]:
    """Every feature of orders and choices by customer; None where it is empty."""
    known = {row["customer_id"] for row in ledger.lines if row["at"].date() <= as_of}
    return {one: _of(Customer(one, ledger.lines, ledger.orders, as_of), ledger) for one in known}


def _of(who: Customer, ledger: Ledger) -> dict[str, Any]:
    orders = {row["order_id"]: row for row in ledger.orders}
    live = [orders[one] for one in who.standing]
    placed = len(who.placed)
    return {
        "basket_lines": len(who.products) / placed if placed else None,
        "basket_units": sum(row["quantity"] or 0 for row in who.sales) / placed if placed else None,
        "largest_order": max((row["goods"] for row in live), default=None),
        "coupon_share": _share([bool(row["coupon"]) for row in live]),
        "online_share": _share([row["channel"].lower() == "online" for row in live if row["channel"]]),
        "last_salesperson": _last_seller(live),
        **_weekday(who.days),
        **_daypart(live),
        **_leading([row["channel"].lower() for row in live if row["channel"]], "channel", "channels", spelled(live)),
        **_leading([row["branch"] for row in live if row["branch"]], "branch", "branches"),
        "top_payment_method": _first_of_most(Counter(row["payment_method"] for row in live if row["payment_method"])),
        **_returns(who),
        **_choices(who, ledger),
        **_entry(who, live, ledger),
    }


def _share(holds: Sequence[bool]) -> float | None:
    return sum(holds) / len(holds) if holds else None


def spelled(live: Iterable[Row]) -> Callable[[str], str]:
    """The first spelling of a channel among a customer's orders."""
    return lambda key: min(row["channel"] for row in live if row["channel"] and row["channel"].lower() == key)


def _last_seller(live: Sequence[Row]) -> str | None:
    named = [row for row in live if row["salesperson"]]
    latest = max((row["ordered_at"] for row in named), default=None)
    return min((row["salesperson"] for row in named if row["ordered_at"] == latest), default=None)


def _weekday(days: Sequence[date]) -> dict[str, Any]:
    counts = Counter(day.weekday() for day in days)
    top = min(counts, key=lambda one: (-counts[one], one), default=None)
    share = counts[top] / len(days) if top is not None else None
    return {"favourite_weekday": None if top is None else WEEKDAYS[top], "favourite_weekday_share": share}


def _daypart(live: Sequence[Row]) -> dict[str, Any]:
    parts = {"morning": range(5, 12), "afternoon": range(12, 17), "evening": range(17, 24), "night": range(5)}
    hours = [row["ordered_at"].hour for row in live if row["ordered_at"].time() != time.min]
    counts = {name: sum(hour in part for hour in hours) for name, part in parts.items()}
    best = max(counts.values())
    return {"favourite_daypart": next(name for name in parts if counts[name] == best) if best else None}


def _first_of_most(counts: Mapping[str, int]) -> str | None:
    return min(counts, key=lambda one: (-counts[one], one), default=None)


def _leading(values: Sequence[str], name: str, several: str, said: Callable[[str], str] = str) -> dict[str, Any]:
    counts = Counter(values)
    shown = Counter({said(one): count for one, count in counts.items()})
    top = _first_of_most(shown)
    return {
        several: len(counts) or None,
        f"top_{name}": top,
        f"top_{name}_share": shown[top] / len(values) if top is not None else None,
    }


def _returns(who: Customer) -> dict[str, Any]:
    first: dict[str, date] = {}
    for row in who.returns:
        if row["undoes"] in who.placed:
            day = row["at"].date()
            first[row["undoes"]] = min(first.get(row["undoes"], day), day)
    took = [max((day - who.placed[order].date()).days, 0) for order, day in first.items()]
    return {
        "returned_orders": len(took) if who.placed else None,
        "returned_order_share": len(took) / len(who.placed) if who.placed else None,
        "days_to_return": sum(took) / len(took) if took else None,
    }


def _choices(who: Customer, ledger: Ledger) -> dict[str, Any]:
    brand = {row["item_id"]: row["brand"] for row in ledger.items}
    category = {row["item_id"]: row["category"] for row in ledger.items}
    things = [row for row in (*who.products, *who.returns) if row["item_id"] is not None]
    kept = {item for item, net in _nets(things, lambda row: row["item_id"]).items() if net > 0}
    bought = {(row["item_id"], row["at"].date()) for row in who.products if row["item_id"] in kept}
    days: dict[date, set[str]] = defaultdict(set)
    for row in who.products:
        if category.get(row["item_id"]) is not None:
            days[row["at"].date()].add(category[row["item_id"]])
    brands = _divided(_nets(things, lambda row: brand.get(row["item_id"])))
    categories = _divided(_nets(things, lambda row: category.get(row["item_id"])))
    return {
        "different_items": len(kept) or None,
        "repeat_share": _share([len({day for item, day in bought if item == one}) > 1 for one in kept]),
        "brands": brands[0],
        "top_brand": brands[1],
        "top_brand_share": brands[2],
        "brand_concentration": brands[3],
        "category_concentration": categories[3],
        "mixed_share": _share([len(names) > 1 for names in days.values()]),
    }


def _nets(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, int]:
    found: dict[Any, int] = defaultdict(int)
    for row in rows:
        if key(row) is not None:
            found[key(row)] += row["amount"]
    return found


def _divided(nets: Mapping[str, int]) -> tuple[int | None, str | None, float | None, float | None]:
    bought = {name: net for name, net in nets.items() if net > 0}
    if not bought:
        return None, None, None, None
    whole, top = sum(bought.values()), min(bought, key=lambda one: (-bought[one], one))
    return len(bought), top, bought[top] / whole, sum((net / whole) ** 2 for net in bought.values())


def _entry(who: Customer, live: Sequence[Row], ledger: Ledger) -> dict[str, Any]:
    first = min(live, key=lambda row: (row["ordered_at"], row["order_id"]), default=None)
    if first is None:
        return {"entry_channel": None, "entry_item": None, "entry_category": None}
    category = {row["item_id"]: row["category"] for row in ledger.items}
    rows = [row for row in who.products if row["order_id"] == first["order_id"] and row["item_id"] is not None]
    items = _nets(rows, lambda row: row["item_id"])
    item = min(items, key=lambda one: (-items[one], one), default=None)
    return {"entry_channel": first["channel"] or None, "entry_item": item, "entry_category": category.get(item)}
