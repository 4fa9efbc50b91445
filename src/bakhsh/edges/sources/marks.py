"""What a single cell of a page gives away: that its row is a sum, a page's foot, a heading. Words only, no places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from fnmatch import fnmatchcase

from bakhsh.language.keys import matching_key

__all__ = ["PSEUDO", "Mark", "Marks", "blank", "looks_like_number"]

PSEUDO = ("@sheet", "@file", "@title", "@line", "@column", "@value", "@month", "@date", "@between")
"""Columns that there always are; "@column" and "@value" say something of wide tables only."""

_TOTALS = (
    "جمع", "جمع کل", "جمع نهایی", "جمع جزء", "جمع صفحه", "جمع این صفحه", "جمع فاکتور", "جمع فاکتورها", "جمع مبالغ",
    "جمع مبلغ", "جمع فروش", "جمع کل فروش", "جمع روز", "جمع ماه", "جمع سال", "مجموع", "مجموع کل", "سرجمع", "سر جمع",
    "حاصل جمع", "جمع ستون", "total", "grand total", "subtotal", "sub total", "sum", "totals", "sum total",
    "page total", "total sum", "overall total", "balance",
)  # fmt: skip
_CARRIED = (
    "نقل از صفحه", "نقل به صفحه", "منقول از", "منقول به", "نقل از", "مانده از قبل", "مانده از صفحه", "جمع نقل",
    "carried forward", "brought forward", "balance forward", "carried over", "continued",
)  # fmt: skip
_WORDS = frozenset(matching_key(word) for word in ("جمع", "مجموع", "سرجمع", "total", "totals", "subtotal", "sum"))
_PAGE = re.compile(
    r"(?:صفحه|برگ|page|p\.)\s*:?\s*\d+(?:\s*(?:از|/|of|-)\s*\d+)?|\d+\s*(?:/|of|از)\s*\d+\s*(?:صفحه|pages?)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+(−]?\s*[\d۰-۹٠-٩][\d۰-۹٠-٩.,/٫٬،:\s()eE+−-]*%?")
_EDGE = " \t:：.،,-–—=*()[]«»\"'\u200e\u200f"
_MOST = 200_000


class Mark(Enum):
    """What a cell says of its row: nothing, that it is a sum (the whole cell does, or its first or last word), that it
    is the foot of a page."""

    NONE = 0
    OPENING = 1
    TOTAL = 2
    PAGE = 3


def blank(cell: str | None) -> bool:
    return cell is None or not cell.strip(" \t\r\n\u00a0\u200c\u200e\u200f\ufeff")


def looks_like_number(text: str) -> bool:
    """Whether the cell holds a number, a date in digits, a telephone number: nothing that names."""
    return _NUMBER.fullmatch(text.strip()) is not None


class Marks:
    """The marks of cells, remembered by text. `totals`: further words (or globs) that say a sum."""

    def __init__(self, totals: Iterable[str] = ()) -> None:
        self._known: dict[str, Mark] = {}
        self._totals = frozenset(matching_key(word) for word in (*_TOTALS, *totals))
        self._globs = tuple(matching_key(word) for word in totals if "*" in word)

    def of(self, cell: str | None) -> Mark:
        if cell is None or (cell[:1].isascii() and cell[:1].isdigit()):
            return Mark.NONE
        found = self._known.get(cell)
        if found is None:
            if len(self._known) > _MOST:
                self._known.clear()
            found = self._known[cell] = self._read(cell)
        return found

    def _read(self, cell: str) -> Mark:
        text = cell.strip(_EDGE)
        if not text or len(text) > 120:
            return Mark.NONE
        if _PAGE.fullmatch(text):
            return Mark.PAGE
        key = matching_key(text)
        if key in self._totals or any(fnmatchcase(key, glob) for glob in self._globs):
            return Mark.TOTAL
        if any(key.startswith(matching_key(one)) for one in _CARRIED):
            return Mark.TOTAL
        return self._by_words(text)

    def _by_words(self, text: str) -> Mark:
        words = [matching_key(word.strip(_EDGE)) for word in text.split()]
        words = [word for word in words if word and not looks_like_number(word)]
        if not words:
            return Mark.NONE
        if "".join(words) in self._totals or (words[0] in _WORDS and len(words) == 1):
            return Mark.TOTAL
        if words[0] in _WORDS or words[-1] in _WORDS or words[:2] == ["grand", "total"]:
            return Mark.OPENING
        return Mark.NONE
