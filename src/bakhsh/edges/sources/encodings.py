"""Which encoding a text is in, from its bytes: its marks, its zero bytes, or what its letters spell."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Encoding", "by_mark", "likely"]

_LOOKED_AT = 1 << 18
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_PAGES = ("cp1256", "iso8859_6", "cp1252", "cp1251", "cp1253", "cp1254", "cp1250")
"""Pages of one byte a letter, those our users meet first: a tie goes to the earlier one."""
_ARABIC = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u200c]{2,}")
_OFTEN = frozenset("اينرلمدهوتبسک\u0649")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Encoding:
    """`supposed`: a guess that no byte contradicts; without it the bytes themselves say so."""

    name: str
    supposed: bool = False


def by_mark(start: bytes) -> str:
    """The encoding a text declares with its first bytes, or that its zero bytes betray; empty where there is neither.

    UTF-16 without a mark: one byte of each digit, delimiter and line end is zero, always on the same side, and a table
    holds enough of these (three, and one in eight characters) whatever its language.
    """
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    looked = start[:4096]
    even, odd, pairs = looked[::2].count(0), looked[1::2].count(0), max(len(looked) // 2, 1)
    if max(even, odd) < max(pairs / 8, 3) or min(even, odd) * 20 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def likely(start: bytes) -> Encoding:
    """The encoding of a text that begins with these bytes: by its mark, UTF-8 where it holds, else the page whose
    letters make words."""
    whole = len(start) < _LOOKED_AT
    start = start[:_LOOKED_AT]
    marked = by_mark(start)
    if marked:
        return Encoding(marked)
    beyond = [line for line in start.splitlines() if not line.isascii()]
    damaged = [line for number, line in enumerate(beyond, 1) if not _holds(line, number == len(beyond) and not whole)]
    if not damaged:
        return Encoding("utf-8")
    # Lines of another encoding are hardly ever UTF-8 too: where most are, a few are damaged.
    most = len(beyond) > 2 * len(damaged)
    return Encoding("utf-8" if most else _page(b"\n".join(beyond)), supposed=True)


def _holds(line: bytes, cut: bool) -> bool:
    """Whether a line is UTF-8; `cut`: it may end within a letter."""
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(line, final=not cut)
    except UnicodeDecodeError:
        return False
    return True


def _page(text: bytes) -> str:
    """The page of one byte a letter that fits best; where our own evidence is thin, as charset-normalizer says."""
    scores = {page: _spells(text, page) for page in _PAGES}
    best = max(_PAGES, key=lambda page: scores[page])
    if scores[best] < _CLEAR:
        return _by_statistics(text, tuple(page for page in _PAGES if scores[page] > _IMPOSSIBLE)) or best
    return best


_IMPOSSIBLE = -1.0
_CLEAR = 0.5


def _spells(text: bytes, page: str) -> float:
    """How far the letters beyond ASCII make words of one script, 0 to 1; -1 where a byte is none of the page.

    Arabic letters stand beside Arabic letters, the frequent ones most; Western accents single among Latin letters.
    """
    try:
        words = [word for word in _WORD.findall(text.decode(page)) if not word.isascii()]
    except UnicodeDecodeError:
        return _IMPOSSIBLE
    if not words:
        return 0.0
    return sum(_weight(word, page) for word in words) / len(words)


def _weight(word: str, page: str) -> float:
    if page in ("cp1256", "iso8859_6"):
        if not _ARABIC.fullmatch(word):
            return 0.0
        return 0.4 + 0.6 * sum(letter in _OFTEN for letter in word) / len(word)
    beyond = sum(not letter.isascii() for letter in word)
    if page in ("cp1251", "cp1253"):
        return 0.8 if beyond == len(word) > 1 and word[1:].islower() else 0.0
    single = beyond <= max(len(word) / 3, 1) and len(word) > beyond and word[1:].islower()
    turkish = page == "cp1252" and _TURKISH.intersection(word)
    return _WESTERN[page] * (0.5 if turkish else 1) if single else 0.0


_TURKISH = frozenset("ðþýÐÞÝ")
"""Icelandic letters, which are ğ, ş, ı, Ğ, Ş, İ in the Turkish page and there far commoner."""
_WESTERN = {"cp1252": 0.9, "cp1254": 0.88, "cp1250": 0.86}
"""Which Western page it is, single accents hardly say: the commonest first."""


def _by_statistics(text: bytes, pages: tuple[str, ...]) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(text[:65_536], cp_isolation=list(pages), enable_fallback=False).best() if pages else None
    return found.encoding if found is not None else ""
