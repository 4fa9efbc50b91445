"""Rows that hold nothing but a date, and say the day of the rows below them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bakhsh.edges.sources.marks import blank
from bakhsh.edges.sources.month_names import month_of
from bakhsh.language.digits import to_latin

__all__ = ["date_alone"]

_LABEL = re.compile(r"تاریخ|مورخه?|روز|امروز|\bdate\b|\bday\b|[:：()\[\]|–—]", re.I)
_WEEKDAY = re.compile(
    r"(?:یک|دو|سه|چهار|پنج)? ?شنبه|جمعه|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I
)  # fmt: skip
_NUMBERS = re.compile(r"\d{4}([/.\-])\d{1,2}\1\d{1,2}|\d{1,2}([/.\-])\d{1,2}\2\d{2}(?:\d{2})?")
_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00)?$")
_NAMED = re.compile(r"\d{1,2}(?:st|nd|rd|th|م|ام)? ?[^\W\d]+,? ?\d{4}|[^\W\d]+ \d{1,2},? \d{4}")
_MOST = 3


def date_alone(cells: Iterable[str | None]) -> str | None:
    """The date, as it is written, where the cells hold a date and at most the word for it and the day of the week; None
    where they hold anything else."""
    texts = list(dict.fromkeys(cell.strip() for cell in cells if cell is not None and not blank(cell)))
    if not texts or len(texts) > _MOST:
        return None
    plain = to_latin(" ".join(texts)).replace("\u200c", " ").replace("ي", "ی").replace("ك", "ک")
    plain = _MIDNIGHT.sub("", plain)
    rest = " ".join(_WEEKDAY.sub(" ", _LABEL.sub(" ", plain)).split()).strip(" ،,")
    if _NUMBERS.fullmatch(rest):
        return rest
    return rest if _NAMED.fullmatch(rest) and month_of(re.sub(r"^\d{1,2}\S{0,2} ?", "", rest)) else None
