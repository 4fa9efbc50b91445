"""A shop that answers as WooCommerce does, on this machine: lists with pages, a key, and whatever trouble is wanted."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, SECRET = "ck_" + "a1" * 20, "cs_" + "b2" * 20
START = datetime(2024, 1, 1, 8)

Order = dict[str, Any]


@dataclass
class Answer:
    """An answer other than the right one."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Trouble = Callable[["WooShop", str, dict[str, str]], Answer | None]


@dataclass
class WooShop:
    """Orders, customers and products, and what went wrong so far. `trouble` is asked before every answer."""

    orders: list[Order] = field(default_factory=list)
    customers: list[Order] = field(default_factory=list)
    products: list[Order] = field(default_factory=list)
    refunds: dict[int, list[Order]] = field(default_factory=dict)
    trouble: Trouble = lambda shop, path, asked: None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""
    totals: bool = True

    def answer(self, path: str, asked: dict[str, str], authorization: str) -> Answer:
        self.asked.append((path, asked))
        wrong = self.trouble(self, path, asked)
        if wrong is not None:
            return wrong
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if given != f"{KEY}:{SECRET}":
            return Answer(401, json.dumps({"code": "woocommerce_rest_cannot_view"}).encode())
        name = path.removeprefix("/wp-json/wc/v3/")
        if name.endswith("/refunds"):
            return self._listed(self.refunds.get(int(name.split("/")[1]), []), asked)
        if name not in ("orders", "customers", "products"):
            return Answer(404, json.dumps({"code": "rest_no_route"}).encode())
        return self._listed(_filtered(getattr(self, name), name, asked), asked)

    def _listed(self, items: Sequence[Order], asked: dict[str, str]) -> Answer:
        size, number = int(asked["per_page"]), int(asked.get("page", "1"))
        shown = items[(number - 1) * size : number * size]
        counts = {"X-WP-Total": str(len(items)), "X-WP-TotalPages": str(-(-len(items) // size))}
        return Answer(200, json.dumps(shown).encode(), counts if self.totals else {})


def _filtered(items: Sequence[Order], name: str, asked: dict[str, str]) -> list[Order]:
    after = asked.get("modified_after", "")
    in_bin = asked.get("status") == "trash"
    found = [one for one in items if name != "orders" or (one["status"] == "trash") == in_bin]
    found = [one for one in found if not after or one["date_modified_gmt"] > after]
    return sorted(found, key=lambda one: int(one["id"])) if asked.get("orderby") == "id" else found


@contextmanager
def open_shop(shop: WooShop) -> Iterator[WooShop]:
    """The shop at its `url`, until the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            answer = shop.answer(parts.path, asked, self.headers.get("Authorization", ""))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *args: Any) -> None:
            """Keeps quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    shop.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()


def stamp(number: int) -> str:
    """The time of the order with this number: an hour after the one before."""
    return (START + timedelta(hours=number)).isoformat()


def order(number: int, status: str = "completed", currency: str = "GBP", **more: Any) -> Order:
    """An order of two lines, shipping and a fee; every seventh has a coupon, every fifth is a guest's."""
    price = Decimal(number % 90 + 10) + Decimal(number % 4) / 4
    off = Decimal("1.50") if number % 7 == 0 else Decimal(0)
    lines = [
        {"id": number * 10, "name": "Tea", "product_id": 7, "variation_id": 0, "sku": "T", "quantity": 2,
         "subtotal": str(price * 2), "total": str(price * 2 - off), "total_tax": "0.30", "price": float(price)},
        {"id": number * 10 + 1, "name": "چای", "product_id": 8, "variation_id": 81, "sku": "", "quantity": 1,
         "subtotal": "3.99", "total": "3.99", "total_tax": "0", "price": 3.99,
         "meta_data": [{"key": "colour", "value": "red"}]},
    ]  # fmt: skip
    total = price * 2 - off + Decimal("0.30") + Decimal("3.99") + Decimal("2.50") + Decimal("0.75")
    guest = number % 5 == 0
    made = {
        "id": number, "number": f"N{number}", "parent_id": 0, "status": status, "currency": currency,
        "date_created": stamp(number), "date_created_gmt": stamp(number), "date_modified_gmt": stamp(number),
        "date_paid_gmt": stamp(number), "date_completed_gmt": None, "customer_id": 0 if guest else number % 40 + 1,
        "total": str(total), "total_tax": "0.30", "discount_total": str(off), "shipping_total": "2.50",
        "created_via": "checkout", "payment_method": "cod", "payment_method_title": "Cash",
        "billing": {"first_name": "Ann", "last_name": f"No{number % 40}", "company": "", "address_1": "1 Long Street",
                    "address_2": "", "city": "Shiraz", "state": "FRS", "country": "IR", "postcode": "",
                    "email": f"ann{number % 9}@example.com" if guest else "", "phone": f"0912000{number % 40:04d}"},
        "line_items": lines,
        "shipping_lines": [{"id": 1, "method_title": "Post", "total": "2.50", "total_tax": "0"}],
        "fee_lines": [{"id": 2, "name": "Wrapping", "total": "0.75", "total_tax": "0"}],
        "coupon_lines": [{"code": "SPRING", "discount": str(off)}] if off else [],
        "refunds": [], "meta_data": [{"key": "source", "value": "insta"}],
    }  # fmt: skip
    return made | more


def refund(shop: WooShop, number: int, amount: str, lines: Sequence[Order] = ()) -> None:
    """Part of an order is paid back, a day after it; the order changes."""
    of = next(one for one in shop.orders if one["id"] == number)
    at = (datetime.fromisoformat(of["date_created_gmt"]) + timedelta(days=1)).isoformat()
    of["refunds"] = [*of["refunds"], {"id": number * 100, "reason": "", "total": f"-{amount}"}]
    of["date_modified_gmt"] = at
    told = {"id": number * 100, "date_created_gmt": at, "amount": amount, "line_items": list(lines)}
    shop.refunds.setdefault(number, []).append(told)


def worth(orders: Sequence[Order], counted: Sequence[str] = ("completed", "processing")) -> Decimal:
    """What the shop earned: totals of the orders that count, less what was paid back."""
    return sum(
        (Decimal(one["total"]) + sum(Decimal(back["total"]) for back in one["refunds"])
         for one in orders if one["status"] in counted),
        Decimal(0),
    )  # fmt: skip
