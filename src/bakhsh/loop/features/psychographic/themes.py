"""Which themes of interest a category speaks of: what the project says, then the words that the package knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bakhsh.language.keys import matching_key

__all__ = ["Vocabulary", "vocabulary"]

_PATH = " > "
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST = 4
"""So many words in a row are looked up together."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by matching key, and how much of each theme they speak of. A word that speaks of none is there too."""

    words: Mapping[str, Weights] = field(default_factory=dict)

    def themes(self, category: str) -> Weights:
        """The themes of a category and their parts, which add up to 1; empty where nothing is known.

        The whole path is looked up first, then its parts from the deepest up: each as a whole, and else by the phrases
        in it, the longest first. The first part that says anything decides.
        """
        whole = self._word(category)
        if whole is not None:
            return whole
        for part in reversed(category.split(_PATH)):
            found = self._word(part)
            if found is not None:
                return found
            if mixed := self._mixed(part):
                return mixed
        return {}

    def _word(self, text: str) -> Weights | None:
        key = matching_key(text)
        for one in (key, key.removesuffix("s"), f"{key}s"):
            if one in self.words:
                return self.words[one]
        return None

    def _mixed(self, part: str) -> Weights:
        """The themes of all phrases in a part, each phrase counting alike."""
        found = [one for one in self._phrases(_WORD.findall(part)) if one]
        themes = sorted({theme for one in found for theme in one})
        return {theme: sum(one.get(theme, 0) for one in found) / len(found) for theme in themes}

    def _phrases(self, words: list[str]) -> Iterator[Weights]:
        place = 0
        while place < len(words):
            for length in range(min(_LONGEST, len(words) - place), 0, -1):
                known = self._word(" ".join(words[place : place + length]))
                if known is not None:
                    yield known
                    place += length
                    break
            else:
                place += 1


def vocabulary(shipped: Iterable[Mapping[str, object]], own: Mapping[str, tuple[str, ...]]) -> Vocabulary:
    """The rows of THEMES with the project's words laid over them, each speaking of its themes by equal parts."""
    words: dict[str, dict[str, float]] = {}
    for row in shipped:
        words.setdefault(str(row["word"]), {})[str(row["theme"])] = float(str(row["weight"]))
    for word, themes in own.items():
        words[matching_key(word)] = {theme: 1 / len(themes) for theme in themes}
    return Vocabulary(words)
