"""What columns are called in shops' files, in English and Persian, and how near a header comes to that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache

from bakhsh.language.keys import matching_key

__all__ = ["PERSONAL", "ROLES", "nearness"]

ROLES: Mapping[str, tuple[str, ...]] = {
    "order_id": (
        "order id", "order number", "order no", "order", "invoice", "invoice no", "invoice number", "basket id",
        "receipt", "receipt no", "transaction id", "document no", "id order", "name",
        "شماره فاکتور", "فاکتور", "شماره سفارش", "کد سفارش", "سفارش", "شماره سند", "کد فاکتور", "شماره رسید",
    ),
    "customer_id": (
        "customer id", "customer", "client id", "household id", "user id", "customer user", "member id", "buyer id",
        "account id", "customer no", "customer code", "contact code", "id customer", "cust id", "card no",
        "کد مشتری", "شماره مشتری", "شناسه مشتری", "مشتری", "طرف حساب", "کد طرف حساب", "شماره اشتراک", "کد اشتراک",
    ),
    "ordered_at": (
        "order date", "ordered at", "date", "created at", "created ts", "created", "invoice date", "purchase date",
        "order time", "timestamp", "transaction timestamp", "transaction date", "datetime", "date created",
        "order purchase timestamp", "date time cart finalize", "time",
        "تاریخ", "تاریخ فاکتور", "تاریخ سفارش", "تاریخ ثبت", "تاریخ خرید", "زمان", "تاریخ شمسی", "زمان ثبت",
    ),
    "item_id": (
        "item id", "product id", "sku", "stock code", "item code", "product code", "lineitem sku", "id item", "barcode",
        "article", "کد کالا", "کد محصول", "شناسه کالا", "شناسه محصول", "بارکد",
    ),
    "items.name": (
        "item", "item name", "product", "product name", "description", "lineitem name", "title",
        "نام کالا", "نام محصول", "کالا", "محصول", "شرح کالا", "شرح",
    ),
    "items.category": (
        "category", "product category", "department", "item category", "product type", "group",
        "گروه کالا", "دسته", "دسته بندی", "گروه محصول", "گروه", "دسته کالا",
    ),
    "items.brand": ("brand", "vendor", "manufacturer", "برند", "مارک", "سازنده"),
    "quantity": (
        "quantity", "qty", "units", "pieces", "count", "number of items", "lineitem quantity", "quantity item",
        "number of cds", "تعداد", "مقدار", "تعداد کالا",
    ),
    "price": (
        "price", "unit price", "item price", "price each", "lineitem price", "product price",
        "قیمت", "قیمت واحد", "فی", "مبلغ واحد", "بهای واحد",
    ),
    "amount": (
        "amount", "total", "line total", "sales", "sales value", "revenue", "total amount", "order total", "sum",
        "total price", "total purchase", "amount gross order", "payable", "net amount", "value", "dollar value",
        "subtotal", "مبلغ", "مبلغ کل", "جمع", "جمع کل", "مبلغ قابل پرداخت", "مبلغ نهایی", "مبلغ فاکتور", "مبلغ خرید",
        "قابل پرداخت",
    ),
    "discount": (
        "discount", "discount amount", "retail disc", "lineitem discount", "order discount", "discount total",
        "تخفیف", "مبلغ تخفیف", "جمع تخفیف",
    ),
    "cost": ("cost", "total cost", "cogs", "بهای تمام شده"),
    "unit_cost": ("unit cost", "cost price", "purchase price", "قیمت خرید"),
    "status": ("status", "order status", "financial status", "وضعیت", "وضعیت سفارش"),
    "channel": ("channel", "sales channel", "source", "کانال", "کانال فروش"),
    "branch": ("branch", "store", "store id", "shop", "location", "شعبه", "فروشگاه", "نام شعبه", "کد شعبه"),
    "salesperson": ("salesperson", "employee", "seller", "salesman code", "فروشنده", "بازاریاب"),
    "coupon": ("coupon", "coupon code", "discount code", "voucher", "کد تخفیف", "کوپن"),
    "payment_method": ("payment method", "payment", "payment method title", "روش پرداخت", "نحوه پرداخت"),
    "shipping_method": ("shipping method", "shipping", "روش ارسال", "نحوه ارسال"),
    "customers.city": ("city", "billing city", "customer city", "city name fa", "شهر", "شهرستان"),
    "customers.country": ("country", "billing country", "customer country", "کشور"),
    "customers.gender": ("gender", "sex", "جنسیت"),
    "customers.birth_date": ("birth date", "birthday", "date of birth", "تاریخ تولد"),
    "customers.joined_on": ("joined on", "joined", "registered", "registration date", "signup date", "تاریخ عضویت"),
    "mobile": ("mobile", "cell", "cellphone", "mobile number", "موبایل", "شماره موبایل", "تلفن همراه", "شماره همراه"),
    "phone": ("phone", "telephone", "billing phone", "phone number", "تلفن", "شماره تلفن", "شماره تماس"),
    "email": ("email", "e mail", "mail", "customer email", "billing email", "ایمیل", "پست الکترونیک"),
    "name": (
        "customer name", "full name", "billing name", "contact title", "first name", "last name", "billing first name",
        "billing last name", "نام مشتری", "نام و نام خانوادگی", "نام خانوادگی", "نام",
    ),
    "post": ("address", "billing address", "street", "billing address1", "billing address 1", "آدرس", "نشانی"),
    "national_id": ("national id", "national code", "ssn", "کد ملی", "شماره ملی"),
}  # fmt: skip
"""Columns of contracts (and national_id, which is never taken) with the names files give them."""

PERSONAL = ("mobile", "phone", "email", "name", "post", "national_id")

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_UNITS = {"تومان", "ریال", "toman", "rial", "irr", "irt", "usd", "eur", "gbp"}


@lru_cache(maxsize=4096)
def _words(header: str) -> tuple[str, ...]:
    """The words of a header: camel case and underscores divide them, a money unit is none of them."""
    found = (matching_key(word) for word in _WORDS.findall(header.replace("\u200c", " ")))
    return tuple(word for word in found if word and word not in _UNITS)


@lru_cache(maxsize=8192)
def nearness(role: str, header: str) -> float:
    """How surely `header` names the role: 1 for one of its names, 0.8 where it holds all words of one, less for a
    misspelling, 0 for anything else."""
    words = _words(header)
    joined = "".join(words)
    best = 0.0
    for alias in ROLES[role]:
        known = _words(alias)
        key = "".join(known)
        if joined == key:
            return 1.0
        if len(known) > 1 and set(known) <= set(words):
            best = max(best, 0.8)
        elif len(words) > 1 and len(key) > 3 and (words[-1] == key or words[0] == key):
            best = max(best, 0.55)
        elif len(key) > 4 and len(joined) > 4:
            alike = SequenceMatcher(None, joined, key).ratio()
            best = max(best, 0.7 * alike if alike >= 0.86 else 0.0)
    return best
