"""The matching key of places: "São  Paulo" and "sao-paulo" are one city, «بندر‌انزلي» and "بندر انزلی" too.

Looser than the matching key of names in general: marks on letters and all punctuation go, «آ» is «ا», and letters that
other languages write in Arabic script are the Persian ones.
"""

from __future__ import annotations

import unicodedata

from bakhsh.language.keys import matching_key

__all__ = ["place_key"]

_LETTERS = str.maketrans(
    {
        "ہ": "ه", "ھ": "ه", "ۂ": "ه", "ۃ": "ه", "ے": "ی", "ێ": "ی", "ې": "ی", "ۍ": "ی", "ۆ": "و", "ۇ": "و", "ۈ": "و",
        "ۋ": "و", "ڤ": "و", "ڕ": "ر", "ڵ": "ل", "ں": "ن", "ګ": "گ", "ڪ": "ک", "ء": "",
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a", "ħ": "h",
    }
)  # fmt: skip


def place_key(text: str) -> str:
    """The key of a place's name; empty for a text without letters and digits. Idempotent."""
    key = matching_key(text)
    if key.isascii() and key.isalnum():
        return key
    plain = unicodedata.normalize("NFKD", key.translate(_LETTERS))
    kept = "".join(one for one in plain if unicodedata.category(one) in _KEPT)
    return matching_key(kept.translate(_LETTERS))


_KEPT = frozenset({"Ll", "Lu", "Lt", "Lo", "Nd"})
