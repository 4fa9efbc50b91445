"""Kinds of events: the words we know them by, and how files write them in both languages.

A word that can mean two things stands in no list (shipped goods or a sent message, points of a club or a score, a call
to sell or for help): it is told as unknown, and the project says which.
"""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.language.keys import matching_key

__all__ = ["EVENT_KINDS", "kind_of"]

EVENT_KINDS: Mapping[str, tuple[str, ...]] = {
    "visit": ("visits", "site visit", "web visit", "website visit", "page view", "pageview", "view",
              "session", "visited",
              "بازدید", "بازدید از سایت", "بازدید سایت", "مشاهده", "مشاهده صفحه", "ورود به سایت"),
    "app": ("app use", "app open", "app_open", "app session", "login", "log in", "ورود به اپ", "استفاده از اپ",
            "اپلیکیشن", "اپ"),
    "search": ("searched", "جستجو", "جست‌وجو"),
    "cart": ("add to cart", "add_to_cart", "added to cart", "basket", "سبد", "سبد خرید", "افزودن به سبد",
             "افزودن به سبد خرید"),
    "sent": ("message sent", "email sent", "sms sent", "ارسال پیام", "ارسال ایمیل", "ارسال پیامک"),
    "open": ("opens", "opened", "email open", "email_open", "open email", "باز کردن",
             "بازکردن ایمیل", "باز کردن ایمیل", "باز شد"),
    "click": ("clicks", "clicked", "email click", "email_click", "link click", "کلیک", "کلیک روی لینک"),
    "ticket": ("tickets", "support ticket", "support", "support call", "تیکت", "پشتیبانی", "تماس با پشتیبانی"),
    "complaint": ("complaints", "complain", "complained", "شکایت", "اعتراض", "نارضایتی"),
    "review": ("reviews", "rating", "product review", "order review", "stars", "نظر", "دیدگاه",
               "امتیاز به کالا", "ثبت نظر"),
    "nps": ("net promoter score", "recommendation", "ان پی اس", "شاخص خالص مروجان"),
    "csat": ("customer satisfaction", "satisfaction", "رضایت", "رضایت‌سنجی", "نظرسنجی رضایت"),
    "referral": ("referrals", "refer", "referred", "invite", "invited a friend", "معرفی", "معرفی دوست",
              "دعوت", "دعوت از دوستان"),
    "points": ("point", "loyalty points", "club points", "امتیاز باشگاه", "امتیاز وفاداری", "امتیاز باشگاه مشتریان"),
    "service": ("service visit", "serviced", "maintenance", "repair", "سرویس", "تعمیر", "نگهداری", "سرویس دوره‌ای"),
}  # fmt: skip
"""The kinds features are read from. `value` is the score of a review, nps or csat answer, the hours until a ticket was
solved, and the points earned (below zero: spent)."""

_KEYS = {matching_key(text): kind for kind, texts in EVENT_KINDS.items() for text in (kind, *texts)}


def kind_of(text: str, settled: Mapping[str, str]) -> str | None:
    """The kind that a file's word means, the project's own answers first; None for one that nobody knows."""
    key = matching_key(text)
    return next((kind for said, kind in settled.items() if matching_key(said) == key), _KEYS.get(key))
