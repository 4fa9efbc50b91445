"""Customers described: features, how files spell them, and where customers live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bakhsh.language.sentences import Sentence, Titled
from bakhsh.stats import Interval

__all__ = ["FeatureInfo", "SpelledWord", "FeatureWords", "ScaleReliability", "PlaceName", "PlaceWord", "Places"]


@dataclass(frozen=True, slots=True)
class FeatureInfo:
    """A feature: a named record of what is known of a customer as of a day.

    `origin`: standard (there always is), base (reckoned from what sources fill), own (declared in features/), column (a
    source's own). `grain`: what it is reckoned over; `window`: how far back ("90 days"), of a prediction how far ahead
    ("next 90 days"); `empty`: what an empty value means. `lacks`: what it needs that the project has not
    ("customers.birth_date", of alternatives one); such a feature cannot be asked for. `title`: what people call it.
    Text of the project's own is `Titled` by language.
    """

    name: str
    type: str
    means: Sentence | Titled | None
    origin: str
    title: Sentence | Titled | None = None
    base: str = ""
    grain: str = "customer"
    window: str = "ever"
    empty: Sentence | Titled | None = None
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpelledWord:
    """A spelling of the files and the term it is taken for. `known`: by a list of words or by an answer."""

    text: str
    term: str
    customers: int
    known: bool


@dataclass(frozen=True, slots=True)
class FeatureWords:
    """How files spell a feature. `empty`: of so many of the customers they say nothing. `numbers`: a column of numbers,
    years or money, and `words` are its texts that could not be read."""

    feature: str
    customers: int
    empty: int
    words: tuple[SpelledWord, ...]
    numbers: bool = False


@dataclass(frozen=True, slots=True)
class ScaleReliability:
    """How far one dimension of a scale can be trusted. `feature`: its score in conditions; `items`: how many it has;
    `scored`: people with a score; `people`: those who answered all its items, over whom `coefficient` is reckoned.
    `method`: alpha (Cronbach), of two items spearman_brown, of one empty; `coefficient` is empty where the answers do
    not vary or fewer than three people gave all of them."""

    scale: Titled
    dimension: Titled
    feature: str
    items: int
    scored: int
    people: int
    method: str
    coefficient: Interval | None


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place by its id, in the project's language, with its province (empty where that is not known)."""

    place_id: str
    name: str
    province: str
    population: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """What files say of where customers live, and how it is open: unknown, ambiguous, elsewhere (the city lies in
    another province than the one beside it) or beside (next to a place that is clear stands a word nobody knows); or
    that it was taken for a name spelled nearly so. `among`: the places it can mean, the largest first; of the last two
    the one that counts."""

    city: str
    province: str
    country: str
    state: str
    customers: int
    among: tuple[PlaceName, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where the `customers` of whom anything is said live: `counts` of them by what is known (placed: the city;
    province, country: no further; and by the states of PlaceWord, of which beside and taken may be placed too, so that
    the counts can come to more than the customers); the number of `open` words; `words`: two hundred of them, and as
    many that were taken for another name."""

    customers: int
    counts: Mapping[str, int]
    open: int
    words: tuple[PlaceWord, ...]
    notes: tuple[Sentence, ...] = ()
