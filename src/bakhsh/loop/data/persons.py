"""Personal texts: the one form of a telephone number or e-mail address, whether it has the form of one, and masks."""

from __future__ import annotations

import re

from bakhsh.language.digits import to_latin

__all__ = ["CHANNELS", "MASK", "canonical", "masked", "valid"]

CHANNELS = ("mobile", "phone", "email", "name", "post")
"""The ways to reach someone that ADDRESSES knows."""

MASK = "•••"

_IRANIAN_MOBILE = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_TELEPHONE = re.compile(r"\+?[\d\s().\-]{5,20}")
_TELLING = re.compile(r"[^@\s,;|\t]+@[^@\s,;|\t]+|\+?\d[\d \-]{6,}\d")


def canonical(text: str) -> str:
    """One form for all spellings of a telephone number or an e-mail address; any other text trimmed.

    "0912 345 6789", "+98 912 345 6789" and "۰۹۱۲۳۴۵۶۷۸۹" are 989123456789; "Ali@Example.COM " is ali@example.com.
    Pseudonyms are made of this, so it must never change.
    """
    plain = to_latin(text).strip()
    if "@" in plain:
        return plain.lower()
    if not _TELEPHONE.fullmatch(plain):
        return plain
    digits = re.sub(r"[^\d+]", "", plain)
    mobile = _IRANIAN_MOBILE.fullmatch(digits)
    return f"98{mobile[1]}" if mobile else digits.removeprefix("+").removeprefix("00")


def valid(channel: str, address: str) -> bool:
    """Whether the address has the form of one: an e-mail with a domain, a number of 8 to 15 digits, any other text."""
    if channel == "email":
        return _EMAIL.fullmatch(address.strip()) is not None
    if channel in ("mobile", "phone"):
        digits = canonical(address)
        return digits.isdigit() and 8 <= len(digits) <= 15
    return bool(address.strip())


def masked(text: str) -> str:
    """`text` without what looks like an e-mail address or a telephone, card or national number."""
    return _TELLING.sub(MASK, to_latin(text))
