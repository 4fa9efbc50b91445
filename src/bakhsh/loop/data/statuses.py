"""Which orders count by their status, and what the usual words for a status mean."""

from __future__ import annotations

from collections.abc import Callable

from bakhsh.language.keys import matching_key
from bakhsh.loop.data.matching import matcher
from bakhsh.specs import Policy

__all__ = ["UNKNOWN", "asked", "meaning_of", "status_reason"]

UNKNOWN = "status_unknown"
"""The reason of an order whose status nobody declared."""

_LISTS = ("statuses", "cancelled", "returned", "unpaid", "test")


def asked(policy: Policy) -> bool:
    """Whether a status decides anything."""
    return any(getattr(policy, name) for name in _LISTS)


def status_reason(policy: Policy) -> Callable[[str | None], str | None]:
    """Why an order of a status does not count; None where it does.

    A status is known by its matching key; the "wc-" that WooCommerce puts before its own makes no difference. One that
    several lists name belongs to the first of cancelled, returned, unpaid, test, statuses that names it without `*`, or
    else with it. Where a list is given, a status (or an empty cell) that none names is unknown.
    """
    lists = [(name, getattr(policy, name)) for name in (*_LISTS[1:], "statuses")]
    exact = [(name, matcher([one for one in values if "*" not in one], _key)) for name, values in lists]
    loose = [(name, matcher([one for one in values if "*" in one], _key)) for name, values in lists]
    decides = asked(policy)

    def reason(status: str | None) -> str | None:
        if not decides:
            return None
        for name, found in (*exact, *loose):
            if status is not None and found(status) is not None:
                return None if name == "statuses" else f"status_{name}"
        return UNKNOWN

    return reason


def meaning_of(status: str) -> str:
    """What shops usually mean by the word: statuses (it counts), cancelled, returned, unpaid or test; empty where it
    is none of the usual ones."""
    return _USUAL.get(_key(status), "")


def _key(text: str) -> str:
    return matching_key(text).removeprefix("wc-").replace("_", "").replace("-", "")


_WORDS = {
    "statuses": (
        "completed", "complete", "processing", "paid", "partially_refunded", "partially paid", "fulfilled", "shipped",
        "delivered", "invoiced", "done", "success", "successful", "تکمیل شده", "تکمیل‌شده", "تکمیل", "در حال انجام",
        "در حال پردازش", "پرداخت شده", "ارسال شده", "تحویل شده", "تحویل داده شده", "تسویه شده", "قطعی", "نهایی",
        "نهایی شده", "تایید شده", "تأیید شده", "موفق", "فروش",
    ),
    "cancelled": (
        "cancelled", "canceled", "cancel", "voided", "void", "trash", "deleted", "rejected", "unavailable", "لغو شده",
        "لغو", "کنسل", "کنسل شده", "انصراف", "ابطال", "باطل شده", "ابطال شده", "حذف شده", "رد شده",
    ),
    "returned": (
        "refunded", "refund", "returned", "return", "chargeback", "مرجوعی", "مرجوع", "مرجوع شده", "برگشتی",
        "برگشت خورده", "برگشت شده", "برگشت داده شده", "مسترد شده", "استرداد", "بازپرداخت شده", "عودت داده شده",
    ),
    "unpaid": (
        "pending", "pending payment", "on-hold", "failed", "unpaid", "expired", "draft", "checkout-draft", "created",
        "authorized", "awaiting payment", "در انتظار پرداخت", "منتظر پرداخت", "در انتظار", "پرداخت نشده", "ناموفق",
        "در انتظار بررسی", "پیش‌نویس", "پیش نویس", "منقضی شده", "پیش‌فاکتور",
    ),
    "test": ("test", "test order", "demo", "تست", "آزمایشی", "سفارش تستی", "سفارش آزمایشی"),
}  # fmt: skip
_USUAL = {_key(word): name for name, words in _WORDS.items() for word in words}
