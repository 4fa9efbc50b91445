"""Vocabularies: the words that a feature can be, what people call them, and every way in which files write them.

A term is a name of ours (`female`, `bachelor`): it is what features hold and conditions compare. Its title is shown, in
the reader's language. Spellings meet by their matching key; a spelling that means two things stands in no list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from bakhsh import reference
from bakhsh.language.bands import parse_band
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Sentence, Titled

__all__ = ["FEW", "REST", "UNKNOWN", "Term", "Vocabulary", "vocabulary", "word_said", "word_title"]

UNKNOWN = "unknown"
"""The term of whom nothing is known, in every vocabulary."""

REST, FEW = "(others)", "(too few)"
"""What is told of a group in place of words: of all other values together; of so few customers that no value is told.
No vocabulary has a term in brackets."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word: its title by language, its spellings beside name and titles, and its place where words have an order
    (more is a higher rank; None where it has none)."""

    name: str
    title: Mapping[str, str]
    spellings: tuple[str, ...] = ()
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one feature, in their order. `keys`: the term that each spelling (by matching key) means."""

    feature: str
    terms: Mapping[str, Term]
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def term(self, text: str) -> str | None:
        """The term that `text` spells; None where it is no known spelling."""
        return self.keys.get(matching_key(text))

    @property
    def ranks(self) -> dict[str, int]:
        """The terms that have a place in an order, with it."""
        return {name: one.rank for name, one in self.terms.items() if one.rank is not None}


@cache
def vocabulary(feature: str) -> Vocabulary | None:
    """The words of a feature that come with the package; None for a feature without any."""
    if feature not in reference.word_lists():
        return None
    terms = {
        name: Term(name, one["title"], tuple(one.get("spellings", ())), one.get("rank"))
        for name, one in reference.words(feature).items()
    }
    return Vocabulary(feature, terms, dict(_keys(terms)))


def _keys(terms: Mapping[str, Term]) -> Iterator[tuple[str, str]]:
    """Spellings first and names last, so that a name always means its own term."""
    for one in terms.values():
        for text in (*one.spellings, *one.title.values()):
            yield matching_key(text), one.name
    for name in terms:
        yield matching_key(name), name
        yield matching_key(name.replace("_", " ")), name


_BANDED = ("age_band", "income_band")


def word_said(feature: str, term: str) -> Argument:
    """What people call a term of a feature: its title, or a band with its ends as numbers; None for any other word."""
    if titled := word_title(feature, term):
        return titled
    band = parse_band(term) if feature in _BANDED else None
    if band is None or band.exact or band.money:  # numbers alone would pass for the project's own unit
        return None
    low, high = (None if end is None else int(end) for end in (band.low, band.high))
    if low is None:
        return Sentence("demographic.band_under", {"end": high})
    if high is None:
        return Sentence("demographic.band_over", {"low": low})
    return Sentence("demographic.band_between", {"low": low, "high": high})


def word_title(feature: str, term: str) -> Titled | None:
    """What people call a term of a feature, in every language; None for a word of no vocabulary."""
    words = vocabulary(feature)
    found = words.terms.get(term) if words else None
    return Titled(term, found.title) if found else None
