"""Personal texts: the one form of a telephone number or e-mail address, whether it has the form of one, and masks."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.digits import to_latin

__all__ = [
    "CHANNELS", "MASK", "canonical", "canonical_forms", "masked", "mobile_forms", "parts", "telephones", "valid",
]  # fmt: skip

CHANNELS = ("mobile", "phone", "email", "name", "post")
"""The ways to reach someone that ADDRESSES knows."""

MASK = "•••"

_IRANIAN_MOBILE = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_TELEPHONE = re.compile(r"\+?[\d\s().\-]{5,20}")
_MOBILE = re.compile(r"989\d{9}")
_LISTED = re.compile(r"[,،;؛/|\n\r\t]+")
_SPOKEN = re.compile(r"\s+(?:-|–|—|و|یا|or|and)\s+|(?<=\d{8})\s*[-–—]\s*(?=\+?\d{8})|(?<=\d{10})\s+(?=[+0]\d{7})")
_LONGEST_NUMBER = 15
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


def parts(text: str) -> tuple[str, ...]:
    """What a cell lists, in its order: addresses apart by comma, semicolon, slash or a line's end; where there are more
    digits than one telephone number has (15), also by a dash, a blank or «و» between two numbers."""
    long = sum(sign.isdigit() for sign in text) > _LONGEST_NUMBER
    listed = [piece for one in _LISTED.split(text) for piece in (_SPOKEN.split(one) if long else (one,))]
    return tuple(piece.strip() for piece in listed if piece.strip())


def telephones(text: str) -> dict[str, str]:
    """Of a cell with several telephone numbers the first Iranian mobile number ("mobile") and the first other one
    ("phone"); empty where the cell holds one number or none."""
    found = [part for part in parts(text) if valid("phone", part)]
    told = {"mobile" if _MOBILE.fullmatch(canonical(part)) else "phone": part for part in reversed(found)}
    return told if len(found) > 1 else {}


def mobile_forms(texts: pa.Array) -> pa.Array:
    """`canonical` of the texts (trimmed, in Latin digits) that are one Iranian mobile number; null for the others."""
    spelled = pc.match_substring_regex(texts, r"^\+?[\d\s().\-]{5,20}$")
    marked = pc.and_(spelled, pc.match_substring_regex(texts, r"[\s().\-]"))
    bare = pc.if_else(spelled, texts, None)
    if pc.any(marked).as_py():
        bare = pc.replace_substring_regex(bare, r"[\s().\-]", "")
    fits = pc.match_substring_regex(bare, r"^(?:\+98|0098|98|0)?9\d{9}$")
    return pc.binary_join_element_wise("98", pc.utf8_slice_codeunits(pc.if_else(fits, bare, None), start=-10), "")


def canonical_forms(texts: pa.Array) -> pa.Array:
    """`canonical` of each text (trimmed, in Latin digits)."""
    forms = mobile_forms(texts)
    rest = pc.and_(pc.is_null(forms), pc.is_valid(texts))
    if not pc.any(rest).as_py():
        return forms
    others = [canonical(text) for text in texts.filter(rest).to_pylist()]
    return pc.replace_with_mask(forms, rest, pa.array(others, pa.string()))


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
