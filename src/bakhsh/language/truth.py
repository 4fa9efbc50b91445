"""Yes and no as files write them, in English and Persian."""

from __future__ import annotations

from bakhsh.language.keys import matching_key

__all__ = ["truth"]

_YES = (
    "yes", "y", "true", "t", "1", "on", "granted", "subscribed", "active", "accepted", "opted in",
    "بله", "بلی", "آری", "دارد", "فعال", "مجاز", "موافق", "موافقم", "رضایت دارم", "رضایت دارد",
)  # fmt: skip
_NO = (
    "no", "n", "false", "f", "0", "off", "withdrawn", "unsubscribed", "inactive", "declined", "opted out",
    "خیر", "نه", "ندارد", "غیرفعال", "غیرمجاز", "مخالف", "مخالفم", "رضایت ندارم", "رضایت ندارد",
)  # fmt: skip
_TRUTH = {**{matching_key(word): True for word in _YES}, **{matching_key(word): False for word in _NO}}


def truth(text: str) -> bool | None:
    """Whether the text says yes (True) or no (False), in any spelling of the same letters; None where it says
    neither."""
    return _TRUTH.get(matching_key(text))
