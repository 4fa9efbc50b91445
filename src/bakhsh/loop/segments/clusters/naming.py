"""Titles of clusters: the fewest words that say what sets each apart, in both languages, no two alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bakhsh.conditions.wording import Wording
from bakhsh.language.locale import LANGUAGES, locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence
from bakhsh.loop.segments.clusters.composing import composed
from bakhsh.loop.segments.clusters.model import Difference
from bakhsh.loop.segments.clusters.phrases import family, gender
from bakhsh.specs import Title

__all__ = ["holds", "titles"]

_SECOND = 0.5
"""A second difference is named at once where it is at least so large a part of the first."""

_UNSEEN = re.compile("[\u2066-\u2069]")


def titles(
    differing: Sequence[Sequence[Difference]],
    words: Wording,
    kept: Mapping[int, Title] | None = None,
) -> tuple[Title, ...]:
    """The title of each cluster. `kept`: by its place, one that it has already and keeps.

    A cluster takes as few of its differences, the strongest first, as no cluster before it has taken; where all of them
    are taken a number tells the two apart.
    """
    kept = kept or {}
    taken = {_key(title) for title in kept.values()}
    found: list[Title] = []
    for at, differences in enumerate(differing):
        title = kept.get(at) or _free(_ways(differences, words), taken, at + 1)
        taken.add(_key(title))
        found.append(title)
    return tuple(found)


def holds(before: Sequence[Difference], now: Sequence[Difference]) -> bool:
    """Whether what a title was made of is still so: its strongest difference stands, in the same direction."""
    if not before:
        return not now
    first = before[0]
    return any((one.feature, one.word, one.effect > 0) == (first.feature, first.word, first.effect > 0) for one in now)


def _key(title: Title) -> tuple[str, ...]:
    return tuple(title.get(language, "") for language in LANGUAGES)


def _free(ways: Sequence[Sentence], taken: set[tuple[str, ...]], number: int) -> Title:
    for way in ways:
        if _key(title := _worded(way)) not in taken:
            return title
    return _worded(Sentence("clustering.title_numbered", {"title": ways[0], "number": number}))


def _ways(differences: Sequence[Difference], words: Wording) -> list[Sentence]:
    """Titles in the order in which they are tried: the shortest first, but two differences where both are strong."""
    apart: dict[str, Difference] = {}
    for one in differences:
        apart.setdefault("who" if gender(one) else family(one.feature), one)
    strong = list(apart.values())
    if not strong:
        return [Sentence("clustering.average")]
    both = len(strong) > 1 and abs(strong[1].effect) >= _SECOND * abs(strong[0].effect)
    chosen = [] if both else [strong[:1]]
    chosen += [[strong[0], other] for other in strong[1:]]
    chosen += [[strong[0], *pair] for pair in pairwise(strong[1:])]
    return [composed(one, words) for one in chosen]


def _worded(sentence: Sentence) -> Title:
    """The title as text in every language: it stands in tables and files, where marks nobody sees would be in the
    way."""
    return {language: _as_title(render(sentence, locale_for(language))) for language in LANGUAGES}


def _as_title(text: str) -> str:
    plain = _UNSEEN.sub("", text)
    return plain[:1].upper() + plain[1:]
