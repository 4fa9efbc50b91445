"""Items of a WooCommerce shop as rows: an order as its lines, shipping, fees and refunds; a customer; a product.

The rows of an order add up to its `total` to the last digit (column `paid`): what no line explains, such as a gift card
that a plug-in took off, is a row of its own. Refunds are rows with their own day, and add up to what was paid back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from bakhsh.edges.sources.woocommerce_states import province
from bakhsh.language.typed import text_of
from bakhsh.language.units import UnknownUnit, unit
from bakhsh.specs import Source

__all__ = ["META", "ForeignCurrency", "Row", "Rows", "orders_in", "rows_of"]

META = "meta."
"""`meta.KEY` in a mapping is what a plug-in keeps under KEY, on the line or else on the order."""

Row = dict[str, str | None]
Fetch = Callable[[str], Sequence[Any]]
_Item = Mapping[str, Any]

_OF_ORDER = (
    "order_id", "order_number", "parent_id", "status", "currency", "created", "modified", "paid_at", "completed_at",
    "customer_id", "name", "company", "email", "phone", "address", "city", "state", "province", "postcode", "country",
    "payment_method", "shipping_method", "coupons", "channel", "order_total", "order_tax", "order_discount",
    "order_shipping", "order_refunded",
)  # fmt: skip
_OF_LINE = (
    "at", "kind", "line_id", "product_id", "variation_id", "sku", "item", "quantity", "subtotal", "discount", "total",
    "tax", "paid",
)  # fmt: skip
_OF_CUSTOMER = (
    "customer_id", "created", "modified", "name", "email", "phone", "company", "address", "city", "state", "province",
    "postcode", "country",
)  # fmt: skip
_OF_PRODUCT = (
    "product_id", "sku", "item", "category", "categories", "brand", "price", "regular_price", "stock", "status",
    "created", "modified",
)  # fmt: skip
_IRANIAN = {"IRR": 1, "IRT": 10, "IRHR": 1_000, "IRHT": 10_000}
"""Ways of counting rials that shops in Iran use as a currency, in rials."""


class ForeignCurrency(Exception):
    """An order in another currency than the source declares; `code` is its."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Rows(Protocol):
    """Items of one list as rows of these columns; all cells are text, or None."""

    @property
    def columns(self) -> tuple[str, ...]: ...
    def of(self, item: _Item, fetch: Fetch) -> list[Row]: ...


def rows_of(source: Source, project_unit: str) -> Rows:
    """How the items become rows for the table this source fills. Money is counted in the unit of the source."""
    meta = tuple(name for name in source.asked if name.startswith(META))
    counted = next((one.unit for one in source.columns if one.column in ("amount", "price", "items.price")), "")
    if source.table == "customers":
        return _Customers((*_OF_CUSTOMER, *meta))
    if source.table == "items":
        return _Products((*_OF_PRODUCT, *meta))
    return orders_in(counted or project_unit, meta)


def orders_in(unit: str, meta: tuple[str, ...]) -> Rows:
    """How orders become rows whose money is counted in `unit`; where that is empty, as each order counts it."""
    return _Orders((*_OF_ORDER, *_OF_LINE, *meta), unit)


# ---- orders ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Orders:
    columns: tuple[str, ...]
    unit: str

    def of(self, item: _Item, fetch: Fetch) -> list[Row]:
        """The rows of one order; `fetch` asks for the refunds of one that has any."""
        factor = _factor(str(item.get("currency") or ""), self.unit)
        refunds = item.get("refunds") or []
        found = fetch(f"orders/{item['id']}/refunds") if refunds else []
        head = _head(item, refunds, factor)
        lines = [*_sold(item, factor), *(line for one in found for line in _refunded(one, item, factor))]
        keys = [name.removeprefix(META) for name in self.columns if name.startswith(META)]
        return [head | line.row | _meta(keys, line.meta, item) for line in lines]


@dataclass(frozen=True, slots=True)
class _Line:
    """A row's own cells, what was paid for it, and its plug-ins' data."""

    row: Row
    paid: Decimal
    meta: _Item


def _factor(currency: str, wanted: str) -> Decimal:
    """By what amounts are multiplied to count in the wanted unit; 1 where none is wanted or the order names none."""
    code = currency.strip().upper()
    if not wanted:
        return Decimal(1)
    try:
        declared = unit(wanted)
    except UnknownUnit:
        return Decimal(1)
    if code in _IRANIAN and declared.currency == "IRR":
        return Decimal(_IRANIAN[code]) / declared.minor_per_unit
    if code and code != declared.currency:
        raise ForeignCurrency(code[:10])
    return Decimal(1)


def _head(item: _Item, refunds: Sequence[_Item], factor: Decimal) -> Row:
    """The cells that all rows of an order share."""
    billing = item.get("billing") or {}
    shipping = item.get("shipping_lines") or []
    return {
        "order_id": _text(item.get("id")), "order_number": _text(item.get("number")),
        "parent_id": _text(item.get("parent_id") or None), "status": _text(item.get("status")),
        "currency": _text(item.get("currency")), "created": _moment(item, "date_created"),
        "modified": _moment(item, "date_modified"), "paid_at": _moment(item, "date_paid"),
        "completed_at": _moment(item, "date_completed"), "customer_id": _text(item.get("customer_id") or None),
        **_person(billing),
        "payment_method": _text(item.get("payment_method_title") or item.get("payment_method")),
        "shipping_method": _text(shipping[0].get("method_title")) if shipping else None,
        "coupons": ", ".join(str(one.get("code")) for one in item.get("coupon_lines") or []) or None,
        "channel": _text(item.get("created_via")), "order_total": _money(item, "total", factor),
        "order_tax": _money(item, "total_tax", factor), "order_discount": _money(item, "discount_total", factor),
        "order_shipping": _money(item, "shipping_total", factor),
        "order_refunded": text_of(-sum((_number(one.get("total")) for one in refunds), Decimal(0)) * factor),
    }  # fmt: skip


def _sold(item: _Item, factor: Decimal) -> Iterator[_Line]:
    """What was sold, and what no line explains. An order with no line at all has one row."""
    at = _moment(item, "date_created")
    lines = [
        *(_line(one, at, "product", 1, factor) for one in item.get("line_items") or []),
        *(_line(one, at, "shipping", 1, factor) for one in item.get("shipping_lines") or []),
        *(_line(one, at, "fee", 1, factor) for one in item.get("fee_lines") or []),
    ]
    rest = _number(item.get("total")) * factor - sum((line.paid for line in lines), Decimal(0))
    yield from lines
    if rest or not lines:
        yield _rest(at, "discount" if rest < 0 else "fee", "difference", rest)


def _refunded(refund: _Item, item: _Item, factor: Decimal) -> Iterator[_Line]:
    """What was paid back, below zero, on its own day."""
    at = _moment(refund, "date_created") or _moment(item, "date_modified")
    lists = ("line_items", "shipping_lines", "fee_lines")
    lines = [_line(one, at, "return", -1, factor) for name in lists for one in refund.get(name) or []]
    said = [line for line in lines if line.paid]
    rest = -abs(_number(refund.get("amount"))) * factor - sum((line.paid for line in said), Decimal(0))
    yield from said
    if rest:
        yield _rest(at, "return", "refund", rest)


def _line(one: _Item, at: str | None, kind: str, sign: int, factor: Decimal) -> _Line:
    """One line; with `sign` -1 its numbers are below zero, however the shop writes them."""
    total, tax = _number(one.get("total")), _number(one.get("total_tax"))
    quantity = _number(one.get("quantity")) if "quantity" in one else None
    subtotal = _number(one.get("subtotal")) if "subtotal" in one else total
    discount = (abs(subtotal) - abs(total)) * factor
    if sign < 0:
        total, tax, subtotal = -abs(total), -abs(tax), -abs(subtotal)
        quantity = -abs(quantity) if quantity else None
    paid = (total + tax) * factor
    product = one.get("product_id") or None
    row = {
        "at": at, "kind": kind, "line_id": _text(one.get("id")), "product_id": _text(product),
        "variation_id": _text(one.get("variation_id") or None), "sku": _text(one.get("sku")),
        "item": _text(one.get("name") or one.get("method_title")), "quantity": text_of(quantity),
        "subtotal": text_of(subtotal * factor), "discount": text_of(discount), "total": text_of(total * factor),
        "tax": text_of(tax * factor), "paid": text_of(paid),
    }  # fmt: skip
    return _Line(row, paid, one)


def _rest(at: str | None, kind: str, item: str, amount: Decimal) -> _Line:
    cells = {"at": at, "kind": kind, "item": item, "total": text_of(amount), "tax": "0", "paid": text_of(amount)}
    return _Line({**cells, "discount": "0", "subtotal": text_of(amount)}, amount, {})


# ---- customers and products --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Customers:
    columns: tuple[str, ...]

    def of(self, item: _Item, fetch: Fetch) -> list[Row]:
        """The row of one registered customer; names and address as of the account, else as of the last bill."""
        billing = item.get("billing") or {}
        own = {key: item.get(key) or billing.get(key) for key in ("first_name", "last_name", "email")}
        row = {
            "customer_id": _text(item.get("id")), "created": _moment(item, "date_created"),
            "modified": _moment(item, "date_modified"), **_person({**billing, **own}),
        }  # fmt: skip
        keys = [name.removeprefix(META) for name in self.columns if name.startswith(META)]
        return [row | _meta(keys, item, {})]


@dataclass(frozen=True, slots=True)
class _Products:
    columns: tuple[str, ...]

    def of(self, item: _Item, fetch: Fetch) -> list[Row]:
        """The row of one product; its first category, and all of them."""
        categories = [str(one.get("name")) for one in item.get("categories") or []]
        brands = [str(one.get("name")) for one in item.get("brands") or []]
        row = {
            "product_id": _text(item.get("id")), "sku": _text(item.get("sku")), "item": _text(item.get("name")),
            "category": categories[0] if categories else None, "categories": ", ".join(categories) or None,
            "brand": brands[0] if brands else None, "price": _text(item.get("price")),
            "regular_price": _text(item.get("regular_price")), "stock": _text(item.get("stock_quantity")),
            "status": _text(item.get("status")), "created": _moment(item, "date_created"),
            "modified": _moment(item, "date_modified"),
        }  # fmt: skip
        keys = [name.removeprefix(META) for name in self.columns if name.startswith(META)]
        return [row | _meta(keys, item, {})]


# ---- cells -------------------------------------------------------------------------------------------------------
def _person(address: _Item) -> Row:
    state, country = str(address.get("state") or ""), str(address.get("country") or "")
    name = f"{address.get('first_name') or ''} {address.get('last_name') or ''}".strip()
    streets = [str(address[key]) for key in ("address_1", "address_2") if address.get(key)]
    return {
        "name": name or None, "company": _text(address.get("company")), "email": _text(address.get("email")),
        "phone": _text(address.get("phone")), "address": ", ".join(streets) or None,
        "city": _text(address.get("city")), "state": state or None, "province": province(state, country) or None,
        "postcode": _text(address.get("postcode")), "country": country or None,
    }  # fmt: skip


def _moment(item: _Item, name: str) -> str | None:
    """The instant in UTC; where the shop gives none, its local time."""
    if item.get(f"{name}_gmt"):
        return f"{item[f'{name}_gmt']}+00:00"
    return _text(item.get(name))


def _meta(keys: Sequence[str], line: _Item, item: _Item) -> Row:
    """What plug-ins keep under these keys; the line's word before the order's."""
    held = {str(one.get("key")): one.get("value") for of in (item, line) for one in of.get("meta_data") or []}
    return {f"{META}{key}": text_of(held.get(key)) for key in keys}


def _money(item: _Item, name: str, factor: Decimal) -> str | None:
    return text_of(_number(item.get(name)) * factor) if item.get(name) not in (None, "") else None


def _number(value: Any) -> Decimal:
    """An amount as the API writes it ("120.50"); nothing is 0."""
    try:
        return Decimal(str(value if value not in (None, "") else 0))
    except InvalidOperation:
        raise ValueError("an amount of the shop is no number") from None


def _text(value: Any) -> str | None:
    return None if value in (None, "") else text_of(value)
