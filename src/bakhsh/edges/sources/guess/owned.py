"""A file of what customers own: cars with their chassis numbers, devices with serial numbers, and their days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.roles import Part, Parts
from bakhsh.edges.sources.headers import nearness
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Sentence

__all__ = ["owned"]

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "asset_id": (
        "asset id", "asset", "vin", "chassis", "chassis no", "chassis number", "serial", "serial no", "serial number",
        "device id", "contract id", "plate", "license plate", "شماره شاسی", "شاسی", "شماره سریال", "سریال", "پلاک",
        "شماره پلاک", "شناسه دستگاه", "شماره قرارداد",
    ),
    "kind": (
        "kind", "type", "asset type", "model", "vehicle", "device", "نوع", "مدل", "نوع دستگاه", "نوع خودرو", "خودرو",
        "دستگاه",
    ),
    "bought_on": (
        "bought", "bought on", "purchase date", "purchased on", "date of purchase", "sold on", "delivery date",
        "delivered on", "تاریخ خرید", "تاریخ تحویل", "تاریخ فروش",
    ),
    "last_service_on": (
        "last service", "last service date", "last serviced", "serviced on", "آخرین سرویس", "تاریخ آخرین سرویس",
        "تاریخ سرویس",
    ),
    "warranty_until": (
        "warranty", "warranty until", "warranty end", "warranty expiry", "warranty ends", "guarantee until",
        "پایان گارانتی", "گارانتی تا", "تاریخ پایان گارانتی", "پایان ضمانت", "ضمانت تا",
    ),
    "lease_until": ("lease until", "lease end", "lease ends", "lease expiry", "پایان لیزینگ", "پایان اجاره"),
    "mileage": ("mileage", "odometer", "kilometres", "kilometers", "km", "کارکرد", "کیلومتر"),
}  # fmt: skip
_KEYS = {matching_key(text): role for role, texts in _HEADERS.items() for text in texts}
_DAYS = ("bought_on", "last_service_on", "warranty_until", "lease_until")
_COVERED = frozenset({"last_service_on", "warranty_until", "lease_until"})
_MONEY = frozenset({"amount", "price", "order_id", "quantity"})


def owned(found: Parts, columns: Sequence[Profile]) -> Parts:
    """The parts of ASSETS where every header is sure: whose it is, what tells things apart and never repeats, its kind,
    and until when it is served, covered or leased. Empty for any other file, and for one with money in it."""
    who = found.get("customer_id")
    if who is None or nearness("customer_id", who.column.name) < 0.75 or _sold(found):
        return {}
    parts: Parts = {"customer_id": who}
    for column in columns:
        role = _KEYS.get(matching_key(column.name.replace("_", " ")), "")
        if role and role not in parts and column is not who.column and _fits(role, column):
            form = column.dates.form if column.dates and role in _DAYS else ""
            parts[role] = Part(column, role, 0.9, Sentence("guess.header_says"), form)
    return parts if {"asset_id", "kind"} <= parts.keys() and parts.keys() & _COVERED else {}


def _sold(found: Parts) -> bool:
    return any(nearness(role, found[role].column.name) >= 0.75 for role in _MONEY & found.keys())


def _fits(role: str, column: Profile) -> bool:
    if role in _DAYS:
        return column.dates is not None and column.dates.share >= 0.9
    if role == "asset_id":
        return column.filled > 0.99 and column.distinct > 0.99
    return column.numeric == 1 if role == "mileage" else column.filled > 0
