"""Words that stand around a place's name in a cell and are no part of it: «استان فارس», "City of London, UK"."""

from __future__ import annotations

import re

from bakhsh.language.keys import display_form

__all__ = ["parts_of", "plainer"]

_BEFORE = re.compile(
    r"^(?:استان|شهرستان|شهر|بخش|روستای|روستا|شهرک|جزیره|(?:the )?city of|province of|state of|county of|ostan(?:-e)?|"
    r"shahrestan(?:-e)?|shahr-e|shahr|bakhsh-e|estado d[eo])[ \u200c:]+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[ \u200c]+(?:مقدس|المقدسه|province|prov\.?|state|county|city|region|district|ostan|municipality|"
    r"(?:منطقه|ناحیه|district|region)[ \u200c:]*\d+)$",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"(?:منطقه|ناحیه|district|region)(?: شهرداری)?[ \u200c:]*\d+", re.IGNORECASE)
"""A quarter by its number, as a city counts its own: it says no other place."""
_APART = re.compile(r"\s*[,،;؛/\\|>()\[\]]\s*|\s+[-–—:]\s+|\s*\n\s*")


def parts_of(text: str) -> tuple[str, ...]:
    """The names that one cell holds ("Shiraz, Fars" holds two, «تهران، منطقه ۵» one), in their order; none for an empty
    cell."""
    parts = tuple(part for part in _APART.split(display_form(text)) if part)
    return tuple(part for part in parts if not _QUARTER.fullmatch(part)) or parts


def plainer(name: str) -> str:
    """The name without one such word before it and one after it; the name itself where none is."""
    shorn = _AFTER.sub("", _BEFORE.sub("", display_form(name)))
    return shorn or name
