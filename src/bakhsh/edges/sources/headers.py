"""What columns are called in shops' files, in English and Persian, and how near a header comes to that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache

from bakhsh.language.keys import matching_key

__all__ = ["PERSONAL", "ROLES", "is_sensitive", "nearness"]

ROLES: Mapping[str, tuple[str, ...]] = {
    "order_id": (
        "order id", "order number", "order no", "order", "order code", "order reference", "invoice", "invoice no",
        "invoice number", "invoice id", "basket id", "receipt", "receipt no", "transaction id", "document no",
        "bill no", "id order", "sales order", "rechnung", "rechnungsnr", "rechnungsnummer", "bestellnummer",
        "bestellnr",
        "facture", "numero de facture", "commande",
        "شماره فاکتور", "فاکتور", "شماره سفارش", "کد سفارش", "شناسه سفارش", "سفارش", "شماره سند", "کد فاکتور",
        "شماره رسید", "ش فاکتور", "شماره صورتحساب", "شماره فاکتور فروش", "سریال فاکتور", "شماره حواله", "شناسه فاکتور",
    ),
    "customer_id": (
        "customer id", "customer", "client", "client id", "household id", "user id", "customer user", "member id",
        "buyer", "buyer id", "account id", "customer no", "customer number", "customer code", "contact code",
        "id customer", "kunde", "kundennr", "kundennummer", "code client", "cust id", "card no", "shopper id",
        "guest id", "consumer id", "subscriber id", "person id",
        "کد مشتری", "شماره مشتری", "شناسه مشتری", "مشتری", "طرف حساب", "کد طرف حساب", "شماره اشتراک", "کد اشتراک",
        "کد شخص", "خریدار", "کد خریدار", "طرف مقابل", "کد تفصیلی", "تفصیلی", "شناسه کاربر", "کاربر", "شخص", "کد کاربر",
    ),
    "ordered_at": (
        "order date", "ordered at", "date", "created at", "created ts", "created", "invoice date", "purchase date",
        "order time", "timestamp", "transaction timestamp", "transaction date", "datetime", "date created",
        "order purchase timestamp", "date time cart finalize", "time", "sale date", "sales date", "day", "order day",
        "datum",
        "bestelldatum", "rechnungsdatum", "belegdatum", "date de commande", "date facture",
        "تاریخ", "تاریخ فاکتور", "تاریخ سفارش", "تاریخ ثبت", "تاریخ خرید", "زمان", "تاریخ شمسی", "زمان ثبت",
        "تاریخ فروش", "تاریخ سند", "تاریخ صدور", "تاریخ ثبت سفارش", "روز", "تاریخ و زمان", "تاریخ صورتحساب",
    ),
    "item_id": (
        "item id", "product id", "sku", "stock code", "item code", "product code", "lineitem sku", "id item", "barcode",
        "article", "product no", "item no", "artikelnr", "artikelnummer",
        "کد کالا", "کد محصول", "شناسه کالا", "شناسه محصول", "بارکد", "کد جنس", "شماره کالا", "کد خدمات",
    ),
    "items.name": (
        "item", "item name", "artikel", "bezeichnung", "produkt", "produit", "designation", "product",
        "product name", "description", "lineitem name", "title", "goods",
        "نام کالا", "نام محصول", "کالا", "محصول", "شرح کالا", "شرح", "جنس", "نام جنس", "شرح کالا یا خدمات",
        "عنوان کالا", "کالا / خدمات", "کالا و خدمات", "عنوان محصول", "شرح محصول",
    ),
    "items.category": (
        "category", "product category", "product category name", "category name", "department", "item category",
        "product type", "group", "product group",
        "گروه کالا", "دسته", "دسته بندی", "گروه محصول", "گروه", "دسته کالا", "گروه اصلی", "دسته محصول", "نوع کالا",
    ),
    "items.brand": ("brand", "vendor", "manufacturer", "برند", "مارک", "سازنده"),
    "quantity": (
        "quantity", "qty", "units", "pieces", "count", "number of items", "lineitem quantity", "quantity item",
        "number of cds", "units sold", "menge", "anzahl", "quantite", "تعداد", "مقدار", "تعداد کالا",
        "تعداد / مقدار", "تعداد اصلی", "تعداد فروش",
    ),
    "price": (
        "price", "unit price", "item price", "price each", "lineitem price", "product price", "preis", "einzelpreis",
        "prix", "prix unitaire",
        "قیمت", "قیمت واحد", "فی", "مبلغ واحد", "بهای واحد", "فی فروش", "قیمت فروش", "مبلغ فی", "نرخ",
    ),
    "amount": (
        "amount", "total", "line total", "sales", "sales value", "revenue", "total amount", "order total", "sum",
        "total price", "total purchase", "amount gross order", "payable", "net amount", "value", "dollar value",
        "subtotal", "betrag", "gesamt", "gesamtbetrag", "umsatz", "summe", "montant", "montant total", "order value",
        "order amount", "grand total", "total paid", "paid", "turnover", "spend",
        "مبلغ", "مبلغ کل", "جمع", "جمع کل", "مبلغ قابل پرداخت", "مبلغ نهایی", "مبلغ فاکتور", "مبلغ خرید",
        "قابل پرداخت", "خالص", "مبلغ خالص", "جمع مبلغ", "جمع فاکتور", "مبلغ سفارش", "مبلغ فروش", "فروش", "بهای کل",
        "مبلغ پرداختی", "پرداختی", "جمع سطر", "مبلغ ناخالص", "خالص فروش", "مبلغ پس از تخفیف", "مبلغ بعد از تخفیف",
        "جمع نهایی", "مبلغ کل پس از تخفیف", "جمع سفارش", "فروش خالص", "debit", "debits", "soll", "بدهکار",
        "مبلغ بدهکار", "بد", "گردش بدهکار",
    ),
    "credit": ("credit", "credits", "haben", "بستانکار", "مبلغ بستانکار", "بس", "گردش بستانکار"),
    "discount": (
        "discount", "discount amount", "retail disc", "lineitem discount", "order discount", "discount total",
        "تخفیف", "مبلغ تخفیف", "جمع تخفیف", "جمع تخفیفات", "تخفیفات",
    ),
    "tax": ("tax", "vat", "tax total", "taxes", "tax amount", "مالیات", "ارزش افزوده", "مالیات و عوارض", "جمع مالیات"),
    "shipping": (
        "shipping total", "shipping cost", "freight", "freight value", "delivery fee", "shipping amount",
        "هزینه ارسال", "کرایه", "کرایه حمل", "هزینه حمل",
    ),
    "cost": ("cost", "total cost", "cogs", "بهای تمام شده", "مبلغ بهای تمام شده"),
    "unit_cost": ("unit cost", "cost price", "purchase price", "قیمت خرید", "فی خرید"),
    "status": ("status", "order status", "financial status", "وضعیت", "وضعیت سفارش", "وضعیت فاکتور"),
    "channel": ("channel", "sales channel", "source", "کانال", "کانال فروش", "نحوه فروش"),
    "branch": ("branch", "store", "store id", "shop", "location", "شعبه", "فروشگاه", "نام شعبه", "کد شعبه", "انبار"),
    "salesperson": ("salesperson", "employee", "seller", "salesman code", "فروشنده", "بازاریاب", "ویزیتور", "صندوقدار"),
    "coupon": ("coupon", "coupon code", "discount code", "voucher", "کد تخفیف", "کوپن"),
    "payment_method": (
        "payment method", "payment", "payment method title", "payment type", "روش پرداخت", "نحوه پرداخت",
        "نحوه تسویه", "نوع پرداخت",
    ),
    "shipping_method": ("shipping method", "shipping", "روش ارسال", "نحوه ارسال"),
    "customers.city": ("city", "billing city", "customer city", "city name fa", "town", "شهر", "شهرستان", "نام شهر"),
    "customers.province": (
        "province", "state", "billing state", "billing province", "customer state", "region", "استان", "نام استان",
    ),
    "customers.postal_code": (
        "postcode", "zip", "zip code", "postal code", "billing postcode", "billing zip", "customer zip code prefix",
        "کد پستی", "کدپستی",
    ),
    "customers.latitude": ("latitude", "lat", "customer latitude", "عرض جغرافیایی"),
    "customers.longitude": ("longitude", "lng", "lon", "long", "customer longitude", "طول جغرافیایی"),
    "customers.country": ("country", "billing country", "customer country", "کشور"),
    "customers.gender": ("gender", "sex", "جنسیت", "جنس مشتری", "geschlecht", "sexe"),
    "customers.birth_date": (
        "birth date", "birthday", "date of birth", "birthdate", "dob", "geburtsdatum", "تاریخ تولد", "تولد", "ت تولد",
    ),
    "customers.birth_year": (
        "birth year", "year of birth", "year birth", "yob", "born in", "geburtsjahr", "سال تولد", "سال تولد مشتری",
    ),
    "customers.stated_age": ("age", "age group", "age band", "age range", "stated age", "سن", "گروه سنی", "بازه سنی"),
    "customers.education": (
        "education", "education level", "level of education", "educational level", "highest education",
        "تحصیلات", "میزان تحصیلات", "سطح تحصیلات", "مدرک تحصیلی", "آخرین مدرک تحصیلی",
    ),
    "customers.marital_status": (
        "marital status", "marital", "civil status", "marriage", "وضعیت تأهل", "وضعیت تاهل", "تأهل", "وضعیت ازدواج",
    ),
    "customers.household_size": (
        "household size", "family size", "size of household", "number of people in household", "بعد خانوار",
        "تعداد اعضای خانواده", "تعداد خانوار", "تعداد افراد خانواده", "اعضای خانوار",
    ),
    "customers.children": (
        "children", "number of children", "kids", "kids count", "kidhome", "number of kids", "child count",
        "children count", "تعداد فرزندان", "تعداد فرزند", "فرزندان", "فرزند", "تعداد اولاد",
    ),
    "customers.teenagers": ("teenhome", "teenagers", "number of teenagers", "teens", "تعداد فرزندان نوجوان"),
    "customers.income": (
        "income", "annual income", "monthly income", "household income", "income band", "income group", "salary",
        "درآمد", "درآمد ماهانه", "درآمد سالانه", "میزان درآمد", "سطح درآمد", "حقوق", "درامد",
    ),
    "customers.occupation": (
        "occupation", "job", "profession", "job title", "beruf", "شغل", "حرفه", "شغل مشتری", "پیشه",
    ),
    "customers.joined_on": (
        "joined on", "joined", "registered", "registration date", "signup date", "customer since", "dt customer",
        "member since", "تاریخ عضویت", "تاریخ ثبت نام",
    ),
    "mobile": (
        "mobile", "cell", "cellphone", "mobile number", "mobile phone", "موبایل", "شماره موبایل", "تلفن همراه",
        "شماره همراه", "همراه", "همراه مشتری", "موبایل مشتری",
    ),
    "phone": (
        "phone", "telephone", "billing phone", "phone number", "tel", "customer phone", "تلفن", "شماره تلفن",
        "شماره تماس", "تلفن تماس", "تلفن ثابت", "تلفن مشتری", "شماره تماس مشتری", "تماس",
    ),
    "email": ("email", "e mail", "mail", "customer email", "billing email", "email address", "ایمیل", "پست الکترونیک"),
    "name": (
        "customer name", "full name", "billing name", "contact title", "first name", "last name", "billing first name",
        "billing last name", "client name", "buyer name", "contact name", "name", "surname", "نام مشتری",
        "نام و نام خانوادگی", "نام خانوادگی", "نام", "نام خریدار", "نام طرف حساب", "عنوان طرف حساب", "نام شخص",
        "عنوان مشتری", "نام گیرنده",
    ),
    "post": (
        "address", "billing address", "street", "billing address1", "billing address 1", "delivery address", "آدرس",
        "نشانی", "آدرس مشتری",
    ),
    "national_id": ("national id", "national code", "ssn", "passport no", "کد ملی", "شماره ملی", "کدملی", "شناسه ملی"),
    "purpose": ("purpose", "permission", "consent type", "هدف", "نوع رضایت"),
    "granted": (
        "granted", "consent", "opt in", "opted in", "subscribed", "accepts marketing", "sms ok", "sms consent",
        "email opt in", "email consent", "newsletter", "رضایت", "موافقت", "رضایت پیامک", "اجازه ارسال پیامک", "خبرنامه",
        "عضویت پیامک",
    ),
    "kind": ("event", "event type", "event name", "action", "activity", "رویداد", "نوع رویداد"),
}  # fmt: skip
"""Columns of contracts (and national_id, which is never taken) with the names files give them."""

PERSONAL = ("mobile", "phone", "email", "name", "post", "national_id")

_SENSITIVE = frozenset(map(matching_key, (
    "religion", "religious", "faith", "ethnicity", "ethnic", "race", "racial", "disability", "disease", "diagnosis",
    "illness", "medical", "health", "politics", "political", "sexuality", "مذهب", "مذهبی", "دین", "دینی", "قومیت",
    "قوم", "قومی", "نژاد", "نژادی", "بیماری", "سلامت", "سلامتی", "معلولیت", "سیاسی", "سیاست",
)))  # fmt: skip

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_UNITS = {
    matching_key(word)
    for word in (
        "تومان", "تومن", "ریال", "هزار", "میلیون", "به", "toman", "tomans", "rial", "rials", "irr", "irt", "usd", "eur",
        "gbp",
    )
}  # fmt: skip
"""Words of a header that say in what money is counted, and name nothing."""


@lru_cache(maxsize=4096)
def _words(header: str) -> tuple[str, ...]:
    """The words of a header: camel case and underscores divide them, a money unit is none of them."""
    found = (matching_key(word) for word in _WORDS.findall(header.replace("\u200c", " ")))
    return tuple(word for word in found if word and word not in _UNITS)


def is_sensitive(header: str) -> bool:
    """Whether the header names what nobody should be divided by: belief, origin, health, opinion, sexuality (Iran's
    Electronic Commerce Act, article 58; GDPR, article 9)."""
    return not _SENSITIVE.isdisjoint(_words(header))


@lru_cache(maxsize=16384)
def nearness(role: str, header: str) -> float:
    """How surely `header` names the role: 1 for one of its names, 0.8 where it holds all words of one, less for a
    misspelling, 0 for anything else. Of a header of several rows ("Sale / Amount") the last one says most."""
    top, divided, last = header.rpartition(" / ")
    best = _nearness(role, _words(header))
    return max(best, 0.95 * _nearness(role, _words(last))) if divided and top else best


def _nearness(role: str, words: tuple[str, ...]) -> float:
    joined = "".join(words)
    if not joined:
        return 0.0
    best = 0.0
    for known, key in _aliases(role):
        if joined == key:
            return 1.0
        if len(known) > 1 and set(known) <= set(words):
            best = max(best, 0.8)
        elif len(words) > 1 and len(key) > 3 and (words[-1] == key or words[0] == key):
            best = max(best, 0.55)
        elif best < 0.7 and len(key) > 4 and abs(len(joined) - len(key)) < 4 and joined[0] == key[0]:
            alike = SequenceMatcher(None, joined, key).ratio()
            best = max(best, 0.7 * alike if alike >= 0.86 else 0.0)
    return best


@lru_cache(maxsize=128)
def _aliases(role: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    found = (_words(alias) for alias in ROLES[role])
    return tuple((words, "".join(words)) for words in found)
