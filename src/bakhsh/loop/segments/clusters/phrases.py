"""What people say of a cluster that stands out in a feature: "frequent buyers", "from Tehran", "high annual income"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bakhsh.conditions import Name
from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments.clusters.model import Difference

__all__ = ["called", "family", "gender", "phrase", "untitled"]

_SAID: Mapping[str, tuple[Sentence, Sentence]] = {
    "frequency": (Sentence("clustering.high_frequency"), Sentence("clustering.low_frequency")),
    "monetary": (Sentence("clustering.high_monetary"), Sentence("clustering.low_monetary")),
    "recency": (Sentence("clustering.high_recency"), Sentence("clustering.low_recency")),
    "overdue": (Sentence("clustering.high_overdue"), Sentence("clustering.low_overdue")),
    "known_for": (Sentence("clustering.high_known_for"), Sentence("clustering.low_known_for")),
    "average_order": (Sentence("clustering.high_average_order"), Sentence("clustering.low_average_order")),
    "rhythm": (Sentence("clustering.high_rhythm"), Sentence("clustering.low_rhythm")),
    "categories": (Sentence("clustering.high_categories"), Sentence("clustering.low_categories")),
    "discount_share": (Sentence("clustering.high_discount_share"), Sentence("clustering.low_discount_share")),
    "return_share": (Sentence("clustering.high_return_share"), Sentence("clustering.low_return_share")),
    "weekend_share": (Sentence("clustering.high_weekend_share"), Sentence("clustering.low_weekend_share")),
    "morning_share": (Sentence("clustering.high_morning_share"), Sentence("clustering.low_morning_share")),
    "evening_share": (Sentence("clustering.high_evening_share"), Sentence("clustering.low_evening_share")),
    "trend": (Sentence("clustering.high_trend"), Sentence("clustering.low_trend")),
    "online_share": (Sentence("clustering.high_online_share"), Sentence("clustering.low_online_share")),
    "repeat_share": (Sentence("clustering.high_repeat_share"), Sentence("clustering.low_repeat_share")),
    "engagement": (Sentence("clustering.high_engagement"), Sentence("clustering.low_engagement")),
    "satisfaction": (Sentence("clustering.high_satisfaction"), Sentence("clustering.low_satisfaction")),
    "price_tier": (Sentence("clustering.high_price_tier"), Sentence("clustering.low_price_tier")),
    "novelty": (Sentence("clustering.high_novelty"), Sentence("clustering.low_novelty")),
    "brand_loyalty": (Sentence("clustering.high_brand_loyalty"), Sentence("clustering.low_brand_loyalty")),
    "age": (Sentence("clustering.high_age"), Sentence("clustering.low_age")),
    "income": (Sentence("clustering.high_income"), Sentence("clustering.low_income")),
    "education_rank": (Sentence("clustering.high_education_rank"), Sentence("clustering.low_education_rank")),
    "household_size": (Sentence("clustering.high_household_size"), Sentence("clustering.low_household_size")),
    "children": (Sentence("clustering.high_children"), Sentence("clustering.low_children")),
    "km_to_nearest": (Sentence("clustering.high_km_to_nearest"), Sentence("clustering.low_km_to_nearest")),
}
"""Of a feature: what is said where it is high, and where it is low."""

_SAME: Mapping[str, str] = {
    "orders": "frequency", "spent_90": "monetary", "monetary_real": "monetary", "monetary_base": "monetary",
    "average_order_real": "average_order", "largest_order": "average_order", "income_rank": "income",
    "trend_real": "trend", "rhythm_spread": "rhythm", "last_active": "recency", "last_visit": "recency",
}  # fmt: skip
"""Features that are said with the words of another."""

_GENDERS: Mapping[str, str] = {
    **dict.fromkeys(("female", "woman", "women", "زن", "خانم"), "women"),
    **dict.fromkeys(("male", "man", "men", "مرد", "آقا"), "men"),
}
_PEOPLE = {"women": Sentence("clustering.women"), "men": Sentence("clustering.men")}
_FEWER = {"women": Sentence("clustering.fewer_women"), "men": Sentence("clustering.fewer_men")}
_TAIL = re.compile(r"(_\d+_\d+|_(k|m|usd|eur|gbp|irr|irt|pct|percent))+$")
_WORDS: Mapping[tuple[str, str], Sentence] = {
    ("has_children", "true"): Sentence("clustering.with_children"),
    ("has_children", "false"): Sentence("clustering.without_children"),
}
_BOUGHT = frozenset({"top_category", "entry_category", "top_brand"})
_LIKED = frozenset({"top_interest", "liked_category"})
_PLACES = frozenset({"city", "province", "region", "country", "nearest_point"})
_HOW_MUCH = frozenset({"frequency", "orders", "units", "lines", "monetary", "spent_90", "different_items"})
_INTEREST = "interest_"


def family(feature: str) -> str:
    """Features of one family say nearly the same: one of them is enough in a title."""
    feature = _SAME.get(feature, feature)
    if feature in _HOW_MUCH:
        return "how much"
    if feature in _PLACES:
        return "where"
    return "what" if feature in _BOUGHT | _LIKED or feature.startswith(_INTEREST) else feature


def gender(one: Difference) -> str:
    """`women` or `men` where there are more, or fewer, of them, whatever the column is called; else nothing."""
    return _GENDERS.get(one.word.strip().casefold(), "")


def phrase(one: Difference, words: Wording) -> Sentence:
    """The difference as a few words, without an article or a verb, so that several can stand side by side."""
    if one.word:
        return _of_word(one, words)
    place = 0 if one.effect > 0 else 1
    said = _SAID.get(_SAME.get(one.feature, one.feature))
    if said is not None:
        return said[place]
    theme = _theme(one.feature, words)
    if theme is not None:
        args = {"word": theme}
        return Sentence("clustering.not_fond_of", args) if place else Sentence("clustering.fond_of", args)
    feature = {"feature": called(one.feature, words)}
    if untitled(one.feature, words):
        return Sentence("clustering.low_own", feature) if place else Sentence("clustering.high_own", feature)
    return Sentence("clustering.low", feature) if place else Sentence("clustering.high", feature)


def _of_word(one: Difference, words: Wording) -> Sentence:
    if who := gender(one):
        return (_PEOPLE if one.effect > 0 else _FEWER)[who]
    value: object = {"true": True, "false": False}.get(one.word, one.word)
    word: dict[str, Argument] = {"word": words.found(value, Name(one.feature))}
    both = {"feature": called(one.feature, words), **word}
    if untitled(one.feature, words):
        return _of_own_word(one, both)
    if one.effect < 0:
        return Sentence("clustering.is_not_word", both)
    if (one.feature, one.word) in _WORDS:
        return _WORDS[one.feature, one.word]
    if one.feature in _BOUGHT:
        return Sentence("clustering.buyers_of", word)
    if one.feature in _LIKED:
        return Sentence("clustering.fond_of", word)
    if one.feature in _PLACES:
        return Sentence("clustering.from_place", word)
    return Sentence("clustering.aged", word) if one.feature == "age_band" else Sentence("clustering.is_word", both)


def _of_own_word(one: Difference, args: Mapping[str, Argument]) -> Sentence:
    """A word of a column that only its file has named."""
    if one.word in ("true", "false"):
        feature = {"feature": args["feature"]}
        has = (one.word == "true") == (one.effect > 0)
        return Sentence("clustering.own_yes", feature) if has else Sentence("clustering.own_no", feature)
    if one.effect < 0:
        return Sentence("clustering.is_not_word_own", args)
    return Sentence("clustering.is_word_own", args)


def _theme(feature: str, words: Wording) -> Argument:
    """The theme of an interest, in words; None for any other feature."""
    theme = feature.removeprefix(_INTEREST)
    return (words.word(theme, Name("top_interest")) or theme) if theme != feature else None


def untitled(feature: str, words: Wording) -> bool:
    """Whether a feature has no title, only the name that its file gave it."""
    return isinstance(words.named(Name(feature)), Code)


def called(feature: str, words: Wording) -> Argument:
    """The feature; a column that has no title by its name without what only a file needs: the signs between its words,
    a unit or a range at its end (`spending_score_1_100`: spending score)."""
    named = words.named(Name(feature))
    if not isinstance(named, Code):
        return named
    return Code((_TAIL.sub("", named.text.strip("_")) or named.text).replace("_", " "))
