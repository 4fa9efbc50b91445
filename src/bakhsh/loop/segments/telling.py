"""A difference in words: what it is about, what is usual on either side, a phrase for the sentence on who they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bakhsh.conditions import Name
from bakhsh.conditions.sorts import Sort
from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Argument, Money, Sentence, Share
from bakhsh.records import Difference
from bakhsh.tables import Type

__all__ = ["OTHERS", "about", "figures", "once_each", "phrase", "value_said", "who"]

OTHERS = Sentence("cards.the_others")
"""What a segment is held against where no other one is named."""

_MOST_PHRASES = 3
_TENTH = 0.1
_DIGITS = 3
"""What is usual is told to so many leading digits."""


def about(one: Difference, wording: Wording) -> Argument:
    """The feature, as people call it."""
    return wording.named(Name(one.feature))


def figures(one: Difference, wording: Wording, others: Argument = OTHERS) -> Sentence:
    """What is usual among them and among the others."""
    if one.own is None or one.other is None:
        return Sentence("cards.higher") if one.effect.estimate > 0 else Sentence("cards.lower")
    said: dict[str, Argument] = {"own": value_said(one, one.own, wording), "others": others}
    said["other"] = value_said(one, one.other, wording)
    if one.value:
        word = wording.word(one.value, Name(one.feature)) or one.value
        return Sentence("cards.word", {**said, "value": word})
    if one.measure == "share":
        return Sentence("cards.true_of", said)
    return Sentence("cards.usual", said) if one.measure == "median" else Sentence("cards.average", said)


def value_said(one: Difference, value: float, wording: Wording) -> Argument:
    """A usual value in its unit, to three leading digits; money to three as well."""
    if one.value or one.measure == "share":
        return Share(value, decimals=0)
    return rounded_value(one.feature, value, wording)


def rounded_value(feature: str, value: float, wording: Wording) -> Argument:
    """A value of a feature in its unit, to three leading digits."""
    plain = float(f"{value:.{_DIGITS}g}")
    beside = Name(feature)
    if wording.sort(beside) is Sort.MONEY:
        return Money(round(plain / wording.unit) * wording.unit if abs(plain) >= 100 * wording.unit else round(plain))
    if wording.types.get(feature) is Type.SHARE:
        return Share(plain, decimals=1 if 0 < abs(plain) < _TENTH else 0)
    return wording.found(_whole(plain), beside)


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


# ---- who they are ------------------------------------------------------------------------------------------------
def who(told: Iterable[Difference], wording: Wording) -> Sentence:
    """One sentence from the strongest differences, each kind of thing once."""
    seen: dict[str, Difference] = {}
    for one in told:
        if one.feature.startswith("interest_"):  # the theme liked most says it in words
            continue
        seen.setdefault(_kin(one.feature), one)
    strongest = list(seen.values())[:_MOST_PHRASES]
    if not strongest:
        return Sentence("cards.like_others")
    return Sentence("cards.who", {"phrases": tuple(phrase(one, wording) for one in strongest)})


def once_each(told: Iterable[Difference]) -> Iterable[Difference]:
    """Of differences that say the same thing (orders, purchase days) the first."""
    seen: set[str] = set()
    for one in told:
        family = _family(one.feature)
        if family not in seen:
            seen.add(family)
            yield one


def _family(feature: str) -> str:
    """What a feature says; all distances say that customers live far away."""
    return "far" if feature.startswith("km_to_") else _FAMILIES.get(feature, feature)


def _kin(feature: str) -> str:
    family = _family(feature)
    return _KIN.get(family, family)


def phrase(one: Difference, wording: Wording) -> Sentence:
    """What goes on "customers who …"."""
    more = one.effect.estimate > 0
    family = _family(one.feature)
    if family in _PHRASES and not one.value:
        return _PHRASES[family][0 if more else 1]
    args: dict[str, Argument] = {"feature": about(one, wording)}
    if one.value:
        args["value"] = wording.word(one.value, Name(one.feature)) or one.value
        if _kin(one.feature) == "taste":
            return Sentence("cards.taste", args) if more else Sentence("cards.no_taste", args)
        return Sentence("cards.more_word", args) if more else Sentence("cards.fewer_word", args)
    return Sentence("cards.more_of", args) if more else Sentence("cards.less_of", args)


_PHRASES: Mapping[str, tuple[Sentence, Sentence]] = {
    "recency": (Sentence("cards.long_ago"), Sentence("cards.recently")),
    "frequency": (Sentence("cards.often"), Sentence("cards.seldom")),
    "money": (Sentence("cards.spend_much"), Sentence("cards.spend_little")),
    "lately": (Sentence("cards.lately_much"), Sentence("cards.lately_little")),
    "before": (Sentence("cards.before_much"), Sentence("cards.before_little")),
    "basket": (Sentence("cards.large_baskets"), Sentence("cards.small_baskets")),
    "overdue": (Sentence("cards.overdue"), Sentence("cards.in_time")),
    "known": (Sentence("cards.old_customers"), Sentence("cards.new_customers")),
    "trend": (Sentence("cards.buy_more"), Sentence("cards.buy_less")),
    "discount": (Sentence("cards.at_discount"), Sentence("cards.full_price")),
    "returns": (Sentence("cards.return_much"), Sentence("cards.return_little")),
    "tier": (Sentence("cards.dear"), Sentence("cards.cheap")),
    "online": (Sentence("cards.online"), Sentence("cards.in_person")),
    "active": (Sentence("cards.active"), Sentence("cards.inactive")),
    "seen": (Sentence("cards.unseen"), Sentence("cards.seen")),
    "variety": (Sentence("cards.many_things"), Sentence("cards.few_things")),
    "age": (Sentence("cards.older"), Sentence("cards.younger")),
    "children": (Sentence("cards.with_children"), Sentence("cards.without_children")),
    "satisfied": (Sentence("cards.satisfied"), Sentence("cards.dissatisfied")),
    "complain": (Sentence("cards.complain_more"), Sentence("cards.complain_less")),
    "gap": (Sentence("cards.long_gaps"), Sentence("cards.short_gaps")),
    "far": (Sentence("cards.far"), Sentence("cards.near")),
    "alive": (Sentence("predictions.still_there"), Sentence("predictions.probably_gone")),
    "coming": (Sentence("predictions.will_buy_much"), Sentence("predictions.will_buy_little")),
    "ahead": (Sentence("predictions.worth_much"), Sentence("predictions.worth_little")),
}
"""Phrases of a family: where they have more of it, and less."""

_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "recency": ("recency",),
    "frequency": ("frequency", "orders", "lines", "units"),
    "money": ("monetary", "monetary_real", "monetary_base", "month_rank"),
    "lately": ("spent_90", "spent_90_real"),
    "before": ("spent_before_90", "spent_before_90_real"),
    "basket": ("average_order", "average_order_real", "largest_order", "basket_lines", "basket_units"),
    "overdue": ("overdue",),
    "alive": ("p_alive",),
    "coming": ("expected_orders", "p_buy"),
    "ahead": ("clv",),
    "known": ("known_for",),
    "trend": ("trend", "trend_real"),
    "discount": ("discount_share", "coupon_share"),
    "returns": ("return_share", "returned_orders", "returned_order_share"),
    "tier": ("price_tier",),
    "online": ("online_share",),
    "active": (
        "engagement", "visits", "app_uses", "opens", "clicks", "open_rate", "click_rate", "active_days", "usage_trend",
    ),
    "seen": ("last_active", "last_visit", "last_cart"),
    "variety": ("different_items", "categories", "brands"),
    "age": ("age",),
    "children": ("children", "has_children"),
    "satisfied": ("satisfaction", "review_score", "nps"),
    "complain": ("complaints", "tickets"),
    "gap": ("rhythm", "rhythm_spread"),
}  # fmt: skip
_FAMILIES: Mapping[str, str] = {name: family for family, names in _MEMBERS.items() for name in names}

_KIN: Mapping[str, str] = {
    "seen": "recency", "overdue": "recency", "trend": "lately", "before": "lately", "variety": "frequency",
    "city": "places", "province": "places", "region": "places", "climate_group": "places", "place_class": "places",
    "far": "places", "age_band": "age", "marital_status": "children", "liked_category": "taste",
    "top_category": "taste", "entry_category": "taste", "top_interest": "taste",
}  # fmt: skip
"""Families of which one is enough for a sentence."""
