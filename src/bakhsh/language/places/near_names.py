"""Names that are spelled nearly alike: at most so many letters wrong, missing, added or swapped with the next.

Distance: Damerau-Levenshtein in the form of optimal string alignment (Damerau 1964, Levenshtein 1966). Two names within
distance n share a text that is left after deleting at most n letters from each, so an index of such texts finds all
near names without comparing with every one (the symmetric-delete idea of Garbe 2012).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["NearNames", "letters_apart", "reach", "slipped"]

_ONE, _TWO = 5, 9
"""Letters that a known name must have so that one, and two, may be wrong in it."""


def reach(name: str, least: int = _ONE) -> int:
    """How many letters may be wrong where `name` is meant: none in names shorter than `least` (5), one in those shorter
    than nine letters, two in the others."""
    return (len(name) >= least) + (len(name) >= _TWO)


def letters_apart(left: str, right: str, most: int) -> int:
    """Letters to change, drop, add or swap with their neighbour to turn one into the other; `most` + 1 where it is
    more than `most`."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        last, row, before = before, [i] + [0] * len(right), row
        for j, b in enumerate(right, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


_ALIKE = ("سصث", "زذضظ", "تط", "قغ", "حه", "اع", "aeiouy")
"""Letters that are written for each other, for they sound alike."""


def slipped(text: str, name: str) -> bool:
    """Whether `text` is what a slip makes of `name`: two neighbours changed places, one letter inside it left out or
    put in too many (at its end the last one twice), or one written for another that sounds alike. Any other letter in
    its place makes another name as often as it is a slip (سیردان is not سیرجان), and so does a letter more or less at
    an end (ازگل is not ازگله)."""
    before = next((at for at, (a, b) in enumerate(zip(text, name, strict=False)) if a != b), min(len(text), len(name)))
    short = min(len(text), len(name)) - before
    after = next((at for at in range(short) if text[-1 - at] != name[-1 - at]), short)
    ours, theirs = text[before : len(text) - after], name[before : len(name) - after]
    if len(ours) + len(theirs) == 1:
        return before > 0 and (after > 0 or (ours or theirs) == text[before - 1])
    if len(ours) == len(theirs) == 1:
        return any(ours in letters and theirs in letters for letters in _ALIKE)
    return len(ours) == len(theirs) <= 2 and ours == theirs[::-1]


class NearNames:
    """An index over known names; of those shorter than `least` letters no letter may be wrong."""

    def __init__(self, names: Iterable[str], least: int = _ONE) -> None:
        self._least = least
        self._by_rest: dict[str, list[str]] = {}
        for name in names:
            for rest in _rests(name, max(reach(name, least), 1)):
                self._by_rest.setdefault(rest, []).append(name)

    def nearest(self, text: str) -> dict[str, bool]:
        """The known names nearest to `text`, all that are equally near, sorted; and whether each is within its reach.
        One that is not is too short to be sure of, and yet may be meant."""
        found: dict[str, int] = {}
        for rest in _rests(text, 2):
            for name in self._by_rest.get(rest, ()):
                if name not in found and len(name) > 2:
                    found[name] = letters_apart(text, name, max(reach(name, self._least), 1))
        near = {name: apart for name, apart in found.items() if apart <= max(reach(name, self._least), 1)}
        least = min(near.values(), default=0)
        return {name: apart <= reach(name, self._least) for name, apart in sorted(near.items()) if apart == least}


def _rests(text: str, deletions: int) -> Iterator[str]:
    """`text` and what is left of it after up to so many deletions, each once."""
    seen = {text}
    fresh = [text]
    for _ in range(deletions):
        fresh = [
            shorter for one in fresh for at in range(len(one)) if (shorter := one[:at] + one[at + 1 :]) not in seen
        ]
        fresh = list(dict.fromkeys(fresh))
        seen.update(fresh)
    yield from seen
