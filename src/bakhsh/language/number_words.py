"""Small numbers written as words: «دو فرزند», «بدون فرزند», "three children", "no kids"."""

from __future__ import annotations

import re

from bakhsh.language.keys import DISPLAY

__all__ = ["in_digits"]

_WORDS = {
    "هیچ": 0, "بدون": 0, "بی": 0, "یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8,
    "ده": 10, "no": 0, "without": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
"""Not «نه», which says no as well as nine, nor "none", which many programs write where nothing is known."""
_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS)})(?!\w)")
_PLAIN = str.maketrans({**DISPLAY, "\u200c": " "})


def in_digits(text: str) -> str:
    """The text with its number words up to ten as digits, the words for none as 0; a text without any as it is."""
    plain = text.translate(_PLAIN).lower()
    found = _WORD.sub(lambda word: str(_WORDS[word[0]]), plain)
    return text if found == plain else found
