"""Digits and separators, both ways, and the strict reading of a number somebody typed.

Persian (۰–۹) and Arabic-Indic (٠–٩) digits are read alike; only Persian ones are written.
"""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["DIGITS_TO_LATIN", "parse_number", "to_latin", "to_persian"]

_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
_LATIN = "0123456789"

DIGITS_TO_LATIN: dict[str, str] = dict(zip(_PERSIAN + _ARABIC_INDIC, _LATIN * 2, strict=True))
"""Every Persian and Arabic-Indic digit with its Latin twin."""

_TO_LATIN = str.maketrans(DIGITS_TO_LATIN)
_TO_PERSIAN = str.maketrans(_LATIN + ",.", _PERSIAN + "٬٫")


def to_latin(text: str) -> str:
    """`text` with Latin digits; everything else, separators too, stays."""
    return text.translate(_TO_LATIN)


def to_persian(text: str) -> str:
    """A *number* written with Latin digits, "," and ".", in Persian digits, "٬" and "٫".

    Meant for numbers only: in running text it would turn every comma and full stop into a separator.
    """
    return text.translate(_TO_PERSIAN)


# One alphabet for the grammar below: Persian separators and typographic minus become ASCII, marks nobody sees go.
_PLAIN = str.maketrans(
    {**DIGITS_TO_LATIN, "٫": ".", "٬": ",", "،": ",", "−": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "ي": "ی"}
    | dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200c")
)
_CURRENCY = r"(?:[$€£¥₺₹₽₩﷼]|ریال|تومان|tomans?|rials?|irr|irt|usd|eur|gbp|aed|try|cad|aud|chf|jpy|cny|inr)"
_NUMBER = re.compile(
    rf"""(?P<before>{_CURRENCY})?\s*
        (?P<open>\()?\s*
        (?P<sign>[+-])?\s*
        (?P<inside>{_CURRENCY})?\s*
        (?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:\ \d{{3}})+|\d*)
        (?:\.(?P<part>\d*))?
        (?:e(?P<power>[+-]?\d{{1,2}}))?\s*
        (?P<behind>-)?
        (?P<close>\))?\s*
        (?P<after>{_CURRENCY})?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_LONGEST = 48


def parse_number(text: str) -> Decimal | None:
    """The number `text` spells, exactly; None where it spells none, or where two readings are possible.

    Read: Latin, Persian and Arabic-Indic digits; "," "٬" "،" or a space between groups of three; "." or "٫" before the
    fraction; a leading "+", "-" or "−", or a "-" behind, as accounting programs write it; accounting brackets "(12)"
    for −12; a power of ten up to two digits ("1.2e3"); one currency word or sign before or after. Not read, hence None:
    "1,5" and "1.200,50" (decimal comma), "12,34,567", "۱۲/۵" (a slash is a decimal mark for some and a division for
    others), "12%", "1.2.3", "-12-", "-(12)", "NaN", "12 هزار", more than 48 characters. "1,200" is twelve hundred and
    "1.200" is one and a fifth, always.
    """
    plain = text.translate(_PLAIN).strip()
    found = _NUMBER.fullmatch(plain) if len(plain) <= _LONGEST else None
    if found is None or not (found["whole"] or found["part"]):
        return None
    bracketed = found["open"] is not None
    currencies = sum(found[place] is not None for place in ("before", "inside", "after"))
    signs = sum((bracketed, found["sign"] is not None, found["behind"] is not None))
    if bracketed != (found["close"] is not None) or signs > 1 or currencies > 1:
        return None
    whole = found["whole"].replace(",", "").replace(" ", "") or "0"
    sign = "-" if bracketed or found["behind"] else found["sign"] or ""
    return Decimal(f"{sign}{whole}.{found['part'] or '0'}e{found['power'] or '0'}")
