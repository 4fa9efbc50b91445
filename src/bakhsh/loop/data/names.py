"""Names of people: compared by their words, and shown so that nobody is known by them."""

from __future__ import annotations

import re

from bakhsh.language.keys import matching_key

__all__ = ["far_apart", "masked_name", "name_key", "name_words"]

_TITLES = frozenset(map(matching_key, (
    "آقا", "آقای", "خانم", "سرکار", "جناب", "دکتر", "مهندس", "سید", "سیده", "حاج", "حاجی",
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir",
)))  # fmt: skip
_BETWEEN = re.compile(r"[\s.,،؛;/()_]+")


def name_words(text: str) -> frozenset[str]:
    """The matching keys of a name's words, titles left out; what stands for initials is no word."""
    keys = (matching_key(word) for word in _BETWEEN.split(text))
    return frozenset(key for key in keys if len(key) > 1 and key not in _TITLES and not key.isdigit())


def name_key(text: str) -> str:
    """One form for all spellings and orders of a name of two words or more; empty where there are fewer."""
    words = name_words(text)
    return " ".join(sorted(words)) if len(words) > 1 else ""


def far_apart(one: str, other: str) -> bool:
    """Whether two names have no word in common: not a spelling, not a name left out, but somebody else."""
    first, second = name_words(one), name_words(other)
    return bool(first and second) and not _alike(first, second)


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    joined = "".join(sorted(first)), "".join(sorted(second))
    return bool(first & second) or any(key in joined[1] for key in first) or any(key in joined[0] for key in second)


def masked_name(text: str) -> str:
    """The first letter of every word: "ع… ر…"."""
    return " ".join(f"{word[0]}…" for word in _BETWEEN.split(text.strip()) if word)
