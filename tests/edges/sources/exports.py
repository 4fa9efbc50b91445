"""Small exports in the forms that shop systems and accounting programs document, made here, with what is true of them.

Every truth is added up while the orders are made, never read back from the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random

__all__ = ["EXPORTS", "Export", "Truth", "written"]

Rows = list[list[object]]


@dataclass(slots=True)
class Truth:
    """What is true of an export: money in minor units, customers that bought and counted, what was taken back."""

    revenue: int = 0
    returned: int = 0
    customers: set[str] = field(default_factory=set)

    def sold(self, customer: str, minor: Decimal | int) -> None:
        self.revenue += int(minor)
        self.customers.add(customer)

    def took_back(self, minor: Decimal | int) -> None:
        self.revenue -= int(minor)
        self.returned += int(minor)


@dataclass(frozen=True, slots=True)
class Export:
    """An export: its file, what it is recognised as, what is asked about it and the true answers, and the truth."""

    name: str
    file: str
    make: Callable[[], tuple[bytes, Truth]]
    preset: str
    unit: str
    answers: Mapping[str, str] = field(default_factory=dict)


def written(folder: Path, export: Export) -> tuple[Path, Truth]:
    """The export's file in the folder, and what is true of it."""
    content, truth = export.make()
    path = folder / export.file
    path.write_bytes(content)
    return path, truth


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]], mark: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    written = text.getvalue()
    if encoding == "cp1256":  # that page has no Persian ye and ke
        written = written.translate(str.maketrans("یک", "يك"))
    return written.encode(encoding)


def _money(minor: int | Decimal) -> str:
    return f"{Decimal(minor) / 100:.2f}"


# ---- Shopify -----------------------------------------------------------------------------------------------------
_SHOPIFY = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
    "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price", "Lineitem sku",
    "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status", "Billing Name", "Billing City",
    "Billing Zip", "Billing Province", "Billing Country", "Billing Phone", "Notes", "Cancelled at", "Payment Method",
    "Refunded Amount", "Vendor", "Outstanding Balance", "Id", "Tags", "Source", "Lineitem discount",
)  # fmt: skip
_SHOPIFY_STATUSES = ("paid",) * 6 + ("partially_refunded", "refunded", "voided", "pending")


def shopify() -> tuple[bytes, Truth]:
    """What speaks of an order stands on its first row alone; prices before tax, money back under the order.
    Cancelled orders keep their financial status."""
    chance, truth, rows = Random(1), Truth(), []
    for number in range(1001, 1061):
        person = chance.randrange(24)
        email, phone = f"buyer{person}@example.com", ""
        if person % 8 == 0:
            email, phone = "", f"+33612345{person:03}"
        lines = [(chance.randrange(1, 4), chance.randrange(500, 9000)) for _ in range(chance.randrange(1, 4))]
        subtotal = sum(pieces * price for pieces, price in lines)
        discount = chance.choice((0, 0, subtotal // 10))
        shipping, tax = chance.choice((0, 495)), (subtotal - discount) // 5
        total = subtotal - discount + shipping + tax
        status = _SHOPIFY_STATUSES[number % len(_SHOPIFY_STATUSES)]
        refunded = {"partially_refunded": lines[0][1], "refunded": total}.get(status, 0)
        day = f"2024-{number % 9 + 1:02}-{number % 27 + 1:02} 10:{number % 60:02}:00 +0200"
        cancelled = number % 20 in (3, 6)  # paid, and partially refunded
        if status in ("paid", "partially_refunded") and not cancelled:
            truth.sold(email or phone, total)
            truth.revenue -= refunded
            truth.returned += refunded
        for place, (pieces, price) in enumerate(lines):
            row: dict[str, object] = {
                "Name": f"#{number}", "Created at": day if not place else "", "Lineitem quantity": pieces,
                "Lineitem name": f"Mug {price % 7}", "Lineitem price": _money(price),
                "Lineitem sku": f"MUG-{price % 7}", "Vendor": "Potter", "Lineitem discount": "0.00",
                "Lineitem taxable": "true",
            }  # fmt: skip
            if not place:
                row |= {
                    "Email": email, "Financial Status": status, "Paid at": day, "Currency": "EUR",
                    "Subtotal": _money(subtotal - discount), "Shipping": _money(shipping), "Taxes": _money(tax),
                    "Total": _money(total), "Discount Amount": _money(discount), "Billing Name": f"Buyer {person}",
                    "Billing City": "Lyon", "Billing Zip": "'69001", "Billing Country": "FR", "Billing Phone": phone,
                    "Refunded Amount": _money(refunded), "Id": 5_000_000 + number, "Payment Method": "Card",
                    "Cancelled at": day if cancelled else "", "Accepts Marketing": "no" if person % 3 else "yes",
                }  # fmt: skip
            rows.append([row.get(name, "") for name in _SHOPIFY])
    return _csv(_SHOPIFY, rows), truth


# ---- WooCommerce -------------------------------------------------------------------------------------------------
_WOO = (
    "order_id", "order_number", "order_date", "paid_date", "status", "shipping_total", "tax_total", "cart_discount",
    "order_discount", "discount_total", "order_total", "order_subtotal", "order_currency", "payment_method",
    "payment_method_title", "customer_id", "customer_email", "billing_first_name", "billing_last_name",
    "billing_email", "billing_phone", "billing_city", "billing_state", "billing_country", "line_item_1",
)  # fmt: skip


def woo_orders() -> tuple[bytes, Truth]:
    """One order a row; guests have the number 0 and are known by their e-mail address."""
    chance, truth, rows = Random(2), Truth(), []
    statuses = ("completed",) * 5 + ("processing", "refunded", "cancelled", "failed", "on-hold")
    for number in range(1, 81):
        person = chance.randrange(30)
        guest = person % 3 == 0
        total, status = chance.randrange(1000, 50_000), chance.choice(statuses)
        email = f"p{person}@example.org"
        if status in ("completed", "processing"):
            truth.sold(email, total)
        rows.append([
            number, 7000 + number, f"2023-{number % 12 + 1:02}-{number % 28 + 1:02} 09:{number % 60:02}:11", "", status,
            "4.90", _money(total // 6), "0.00", "0.00", "0.00", _money(total), _money(total - total // 6 - 490), "GBP",
            "stripe", "Card", 0 if guest else 100 + person, email, "Ann", f"Reader{person}", email,
            f"+44770090{person:04}", "Leeds", "", "GB", f"name:Book {number % 5}|quantity:1|total:{_money(total)}",
        ])  # fmt: skip
    return _csv(_WOO, rows), truth


_WOO_ITEMS = (
    "Order Number", "Order Status", "Order Date", "Customer Note", "First Name (Billing)", "Last Name (Billing)",
    "Company (Billing)", "Address 1&2 (Billing)", "City (Billing)", "State Code (Billing)", "Postcode (Billing)",
    "Country Code (Billing)", "Email (Billing)", "Phone (Billing)", "Payment Method Title", "Cart Discount Amount",
    "Order Subtotal Amount", "Shipping Method Title", "Order Shipping Amount", "Order Refund Amount",
    "Order Total Amount", "Order Total Tax Amount", "SKU", "Item #", "Item Name", "Quantity (- Refund)", "Item Cost",
    "Coupon Code", "Discount Amount", "Discount Amount Tax", "Order Currency",
)  # fmt: skip


def woo_items() -> tuple[bytes, Truth]:
    """A row an item, the order's money on all of them; a Persian shop that counts in tomans."""
    chance, truth, rows = Random(3), Truth(), []
    statuses = ("تکمیل شده",) * 5 + ("در حال انجام", "لغو شده", "در انتظار پرداخت", "مسترد شده")
    for number in range(1, 61):
        person = chance.randrange(20)
        lines = [(chance.randrange(1, 4), chance.randrange(20, 900) * 1000) for _ in range(chance.randrange(1, 4))]
        goods = sum(pieces * price for pieces, price in lines)
        off, shipping = chance.choice((0, 0, 50_000)), chance.choice((0, 35_000))
        total, status = max(goods - off, 0) + shipping, chance.choice(statuses)
        back = lines[0][1] if number % 11 == 0 and status == "تکمیل شده" else 0
        if status in ("تکمیل شده", "در حال انجام"):
            truth.sold(f"0912{person:07}", total * 10)
            truth.revenue -= back * 10
            truth.returned += back * 10
        for place, (pieces, price) in enumerate(lines, 1):
            rows.append([
                number, status, f"2024-{number % 12 + 1:02}-{number % 28 + 1:02} 18:{number % 60:02}", "", "مینا",
                f"مشتری {person}", "", "خیابان آزادی", "تهران", "THR", "1458889694", "IR", f"m{person}@example.ir",
                f"0912{person:07}", "درگاه پرداخت", off, goods, "پیک", shipping, back, total, 0,
                f"K{price // 1000 % 9}", place, f"کالا {price // 1000 % 9}", pieces, price, "", 0, 0, "IRT",
            ])  # fmt: skip
    return _csv(_WOO_ITEMS, rows, encoding="utf-8-sig"), truth


# ---- Hesabfa -----------------------------------------------------------------------------------------------------
_HESABFA = (
    "Number", "InvoiceType", "Date", "DueDate", "ContactCode", "ContactTitle", "Currency", "RowNumber", "ItemCode",
    "Description", "Unit", "Quantity", "UnitPrice", "Sum", "Discount", "Tax", "TotalAmount",
)  # fmt: skip


def hesabfa() -> tuple[bytes, Truth]:
    """Invoices with their items as the interface of the program names them: 0 is a sale, 1 a purchase, 2 a return."""
    chance, truth, rows = Random(4), Truth(), []
    for number in range(1, 71):
        kind = chance.choice((0, 0, 0, 0, 1, 2))
        contact = 100 + chance.randrange(18)
        for line in range(1, chance.randrange(2, 4)):
            pieces, price = chance.randrange(1, 5), chance.randrange(100, 9000) * 1000
            off = chance.choice((0, price // 10))
            tax = (pieces * price - off) // 10
            total = pieces * price - off + tax
            if kind == 0:
                truth.sold(str(contact), total)
            elif kind == 2:
                truth.took_back(total)
            rows.append([
                1000 + number, kind, f"2024-0{number % 9 + 1}-{number % 28 + 1:02} 12:00:00", "", contact,
                f"شخص {contact}", "IRR", line, f"{price % 7:04}", f"کالای {price % 7}", "عدد", pieces, price,
                pieces * price, off, tax, total,
            ])  # fmt: skip
    return _csv(_HESABFA, rows, encoding="utf-8-sig"), truth


def hesabfa_persian() -> tuple[bytes, Truth]:
    """The same under Persian headers and with Jalali days; nothing says whether tomans or rials are counted."""
    header = (
        "شماره فاکتور", "نوع فاکتور", "تاریخ", "کد شخص", "نام شخص", "کد کالا", "شرح", "تعداد", "مبلغ واحد", "تخفیف",
        "مبلغ کل",
    )  # fmt: skip
    chance, truth, rows = Random(5), Truth(), []
    for number in range(1, 61):
        kind = chance.choice(("فروش",) * 5 + ("برگشت از فروش", "خرید"))
        contact = 200 + chance.randrange(15)
        for _ in range(chance.randrange(1, 4)):
            pieces, price = chance.randrange(1, 6), chance.randrange(10, 900) * 1000
            off = chance.choice((0, 0, 5000))
            total = pieces * price - off
            if kind == "فروش":
                truth.sold(str(contact), total * 10)
            elif kind == "برگشت از فروش":
                truth.took_back(total * 10)
            rows.append([
                number, kind, f"1403/{number % 6 + 1:02}/{number % 30 + 1:02}", contact, f"مشتری {contact}",
                f"A{price % 8}", f"جنس {price % 8}", pieces, price, off, total,
            ])  # fmt: skip
    return _csv(header, rows), truth


# ---- PrestaShop --------------------------------------------------------------------------------------------------
def prestashop() -> tuple[bytes, Truth]:
    """The back office's list of orders: semicolons, euros written beside the numbers."""
    header = ("ID", "Reference", "New client", "Delivery", "Customer", "Total", "Payment", "Status", "Date")
    chance, truth, rows = Random(6), Truth(), []
    statuses = ("Payment accepted", "Delivered", "Delivered", "Shipped", "Canceled", "Refunded", "Payment error")
    for number in range(1, 71):
        person, total, status = chance.randrange(22), chance.randrange(900, 40_000), chance.choice(statuses)
        if status in ("Payment accepted", "Delivered", "Shipped"):
            truth.sold(f"{person}", total)
        reference = "".join(chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(9))
        rows.append([
            number, reference, chance.randrange(2), "France", f"{chr(65 + person)}. DUPONT", f"€{_money(total)}",
            "Bank wire", status, f"2024-{number % 12 + 1:02}-{number % 28 + 1:02} 11:{number % 60:02}:00",
        ])  # fmt: skip
    return _csv(header, rows, ";"), truth


# ---- accounting programs -----------------------------------------------------------------------------------------
def accounting_rials() -> tuple[bytes, Truth]:
    """A list of invoice lines with the net beside the gross, in rials by its headers, in the old Windows encoding."""
    header = (
        "شماره فاکتور", "تاریخ فاکتور", "كد مشتري", "نام مشتري", "كد كالا", "شرح كالا", "تعداد", "في (ريال)",
        "مبلغ كل (ريال)", "تخفيف (ريال)", "مبلغ خالص (ريال)",
    )  # fmt: skip
    chance, truth, rows = Random(7), Truth(), []
    for number in range(1, 66):
        person = 1 + chance.randrange(21)
        for _ in range(chance.randrange(1, 4)):
            pieces, price = chance.randrange(1, 9), chance.randrange(50, 3000) * 1000
            off = chance.choice((0, 0, 20_000))
            truth.sold(str(person), pieces * price - off)
            rows.append([
                number, f"1402/{number % 12 + 1:02}/{number % 29 + 1:02}", f"{person:04}", f"فروشگاه {person}",
                f"{price % 6:03}", f"روغن {price % 6}", pieces, f"{price:,}", f"{pieces * price:,}", f"{off:,}",
                f"{pieces * price - off:,}",
            ])  # fmt: skip
    return _csv(header, rows, ";", "cp1256"), truth


def accounting_negative() -> tuple[bytes, Truth]:
    """Customers by their names, returns as rows below zero, tomans by the header, Persian digits."""
    digits = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    header = ("ش فاکتور", "تاریخ", "طرف حساب", "نام کالا", "مقدار", "فی", "مبلغ (تومان)")
    chance, truth, rows = Random(8), Truth(), []
    names = [f"{first} {last}" for first in ("رضا", "مریم", "نگار", "سعید") for last in ("کریمی", "رستمی", "احمدی")]
    for number in range(1, 71):
        name = chance.choice(names)
        for _ in range(chance.randrange(1, 3)):
            pieces, price = chance.randrange(1, 6), chance.randrange(10, 300) * 1000
            if number % 9 == 0:
                truth.took_back(pieces * price * 10)
                pieces = -pieces
            else:
                truth.sold(name, pieces * price * 10)
            row = [number, f"1403/{number % 12 + 1:02}/{number % 29 + 1:02}", name, f"برنج {price % 5}"]
            rows.append([str(one).translate(digits) for one in (*row, pieces, price, pieces * price)])
    return _csv(header, rows), truth


# ---- DigiKala ----------------------------------------------------------------------------------------------------
def digikala() -> tuple[bytes, Truth]:
    """The open order data: an order's money on each of its rows; nothing says in what it is counted."""
    header = (
        "ID_Order", "ID_Customer", "ID_Item", "DateTime_CartFinalize", "Amount_Gross_Order", "city_name_fa",
        "Quantity_item",
    )  # fmt: skip
    chance, truth, rows = Random(9), Truth(), []
    for number in range(1, 81):
        person, amount = 1_000_000 + chance.randrange(40), chance.randrange(10_000, 9_000_000)
        truth.sold(str(person), amount)
        for _ in range(chance.choice((1, 1, 2))):
            rows.append([
                11_000_000 + number, person, 700_000 + chance.randrange(20),
                f"2018-0{number % 9 + 1}-{number % 28 + 1:02} 07:42:{number % 60:02}.000", f"{amount}.0",
                chance.choice(("تهران", "اصفهان", "آمل", "اهواز")), f"{chance.randrange(1, 3)}.0",
            ])  # fmt: skip
    return _csv(header, rows), truth


# ---- a plain shop ------------------------------------------------------------------------------------------------
def plain_totals() -> tuple[bytes, Truth]:
    """No known system: a line a row with price and pieces, and the order's total again on each of its rows."""
    header = ("Invoice", "Date", "Client", "Product", "Qty", "Unit price (EUR)", "Invoice total")
    chance, truth, rows = Random(10), Truth(), []
    for number in range(1, 71):
        client = f"C{chance.randrange(25):03}"
        lines = [(chance.randrange(1, 5), chance.randrange(100, 9000)) for _ in range(chance.randrange(1, 5))]
        total = sum(pieces * price for pieces, price in lines)
        truth.sold(client, total)
        for pieces, price in lines:
            rows.append([
                f"F{number:05}", f"{number % 28 + 1:02}/{number % 12 + 1:02}/2023", client, f"Tea {price % 9}", pieces,
                _money(price).replace(".", ","), _money(total).replace(".", ","),
            ])  # fmt: skip
    return _csv(header, rows, ";", "cp1252"), truth


EXPORTS = (
    Export("shopify", "shopify.csv", shopify, "shopify_orders", "EUR"),
    Export("woocommerce orders", "woo.csv", woo_orders, "woocommerce_orders", "GBP"),
    Export("woocommerce items", "woo_items.csv", woo_items, "woocommerce_items", "IRT"),
    Export("hesabfa", "hesabfa.csv", hesabfa, "hesabfa_items", "IRR"),
    Export("hesabfa in Persian", "hesabfa_fa.csv", hesabfa_persian, "hesabfa_items_fa", "IRT", {"unit": "IRT"}),
    Export("prestashop", "prestashop.csv", prestashop, "prestashop_orders", "EUR"),
    Export("accounting in rials", "rials.csv", accounting_rials, "", "IRR"),
    Export("accounting with negative rows", "negative.csv", accounting_negative, "", "IRT"),
    Export("digikala", "digikala.csv", digikala, "digikala_open", "IRR", {"unit": "IRR"}),
    Export("totals on every row", "totals.csv", plain_totals, "", "EUR"),
)
"""Ten of them, each another form."""
