"""Orders of a WooCommerce shop in a file: what its REST API answered when somebody saved it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bakhsh.edges.sources.woocommerce_rows import META, Row, Rows, orders_in

__all__ = ["Saved", "saved_orders"]

_MONEY = (
    "order_total", "order_tax", "order_discount", "order_shipping", "order_refunded", "subtotal", "discount", "total",
    "tax", "paid",
)  # fmt: skip
_THOUSANDS = {"IRHR": "IRR", "IRHT": "IRT"}


@dataclass(frozen=True, slots=True)
class Saved:
    """The rows of orders as the live shop gives them, but that every amount names the currency of its order, because
    a file may hold several, and that a refund is dated when its order last changed: the list of orders says only how
    much was paid back and why."""

    live: Rows

    @property
    def columns(self) -> tuple[str, ...]:
        return self.live.columns

    def of(self, order: Mapping[str, Any]) -> list[Row]:
        """The rows of one order. Raises ValueError, TypeError, KeyError or AttributeError for what is none."""
        refunds = [_refund(one) for one in order.get("refunds") or []]
        whole = {**order, "id": order["id"], "currency": order["currency"], "refunds": refunds}
        rows = self.live.of(whole, lambda path: refunds)
        code = str(order["currency"] or "").strip().upper()
        return [_counted(row, code) for row in rows] if code else rows


def saved_orders(wanted: Sequence[str]) -> Saved:
    """How orders in a file become rows; `meta.KEY` among the wanted is what plug-ins keep under KEY."""
    return Saved(orders_in("", tuple(name for name in wanted if name.startswith(META))))


def _refund(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """A refund with its amount under both names: the list of orders says "total", the list of refunds "amount"."""
    said = one.get("amount") if one.get("amount") not in (None, "") else one.get("total")
    plain = str(said if said not in (None, "") else 0).lstrip("-")
    return {**one, "amount": plain, "total": f"-{plain}"}


def _counted(row: Row, code: str) -> Row:
    """The row with its amounts in a currency that people name: shops in Iran count thousands too."""
    code, zeros = _THOUSANDS.get(code, code), code in _THOUSANDS
    money = {name: row[name] for name in _MONEY if row.get(name)}
    return {**row, **{name: f"{_times(text or '', zeros)} {code}" for name, text in money.items()}}


def _times(text: str, thousand: bool) -> str:
    """The number a thousandfold, where it is counted in thousands: "1.5" is "1500"."""
    if not thousand:
        return text
    whole, _, part = text.partition(".")
    return f"{whole}{part[:3].ljust(3, '0')}{f'.{part[3:]}' if part[3:] else ''}"
