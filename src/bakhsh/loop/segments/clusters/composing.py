"""A few differences put together as a person would say them: "older women", "men with high annual income"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Sentence
from bakhsh.loop.segments.clusters.model import Difference
from bakhsh.loop.segments.clusters.phrases import called, gender, phrase, untitled

__all__ = ["composed"]

_AGED: Mapping[tuple[str, bool], Sentence] = {
    ("women", True): Sentence("clustering.older_women"),
    ("women", False): Sentence("clustering.younger_women"),
    ("men", True): Sentence("clustering.older_men"),
    ("men", False): Sentence("clustering.younger_men"),
}


def composed(differences: Sequence[Difference], words: Wording) -> Sentence:
    """One to three differences as one title. Who they are comes first, then how old, then what is high or low of them;
    all else follows in its order."""
    who = next((one for one in differences if gender(one) and one.effect > 0), None)
    age = next((one for one in differences if one.feature == "age"), None)
    rest = [one for one in differences if one is not who and (who is None or one is not age)]
    traits = [one for one in rest if _trait(one, words)]
    others = [phrase(one, words) for one in rest if one not in traits]
    first = [_person(who, age)] if who is not None else []
    if traits:
        first = [_with(who, age, _joined(_of_traits(traits, words)))]
    # Where nobody was named, what stood first in strength stays first.
    parts = [*others, *first] if who is None and rest[0] not in traits else [*first, *others]
    return _joined(parts)


def _trait(one: Difference, words: Wording) -> bool:
    """Whether it is a number of a column of the shop's own: high or low, and no more is known of it."""
    return not one.word and phrase(one, words).id in _HIGH_OR_LOW and untitled(one.feature, words)


_HIGH_OR_LOW = ("clustering.high_own", "clustering.low_own")


def _person(who: Difference, age: Difference | None) -> Sentence:
    people = gender(who)
    if age is not None:
        return _AGED[people, age.effect > 0]
    return Sentence("clustering.women") if people == "women" else Sentence("clustering.men")


def _with(who: Difference | None, age: Difference | None, traits: Sentence) -> Sentence:
    if who is None:
        return Sentence("clustering.those_with", {"what": traits})
    return Sentence("clustering.person_with", {"who": _person(who, age), "what": traits})


def _of_traits(traits: Sequence[Difference], words: Wording) -> list[Sentence]:
    """Two that point the same way share the word for it."""
    first, *others = traits
    for other in others:
        if (first.effect > 0) == (other.effect > 0):
            args = {"first": called(first.feature, words), "second": called(other.feature, words)}
            high = first.effect > 0
            both = Sentence("clustering.high_both_own", args) if high else Sentence("clustering.low_both_own", args)
            return [both, *(phrase(one, words) for one in others if one is not other)]
    return [phrase(one, words) for one in traits]


def _joined(parts: Sequence[Sentence]) -> Sentence:
    return reduce(lambda one, other: Sentence("clustering.title_two", {"first": one, "second": other}), parts)
