"""Which part of a card a feature belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.tables.features import KNOWN

__all__ = ["COMPARED_PARTS", "part_of"]

COMPARED_PARTS = ("people", "needs", "prices", "channels", "times", "places", "values")
"""The parts that say in what they differ from the others, in their order on the card."""

_FEATURES: Mapping[str, tuple[str, ...]] = {
    "needs": (
        "top_category", "liked_category", "top_brand", "brand_loyalty", "different_items", "novelty", "entry_category",
        "entry_item", "top_interest",
    ),
    "prices": (
        "price_tier", "discount_share", "coupon_share", "average_order", "average_order_real", "largest_order",
        "basket_lines", "basket_units", "month_rank",
    ),
    "channels": (
        "top_channel", "channels", "online_share", "top_branch", "entry_channel", "top_payment_method",
        "last_salesperson", "nearest_point", "app_uses", "open_rate", "click_rate",
    ),
    "times": (
        "favourite_weekday", "favourite_daypart", "weekend_share", "morning_share", "evening_share", "thursday_share",
        "friday_share",
    ),
    "satisfaction": (
        "satisfaction", "review_score", "nps", "nps_group", "complaints", "tickets", "resolve_hours", "return_share",
        "returned_orders", "returned_order_share", "days_to_return",
    ),
    "threats": ("recency", "last_active", "last_visit", "engagement"),
}  # fmt: skip
_BY_THE_WAY = frozenset({
    "liked_category_lift", "top_category_share", "top_brand_share", "brand_concentration", "category_concentration",
    "top_channel_share", "top_branch_share", "favourite_weekday_share", "repeat_share", "mixed_share",
})  # fmt: skip
"""These follow from how often somebody buys: who buys twice has a favourite day. They are ranked, but no need."""

_PART: Mapping[str, str] = {name: part for part, names in _FEATURES.items() for name in names}
_BASES: Mapping[str, str] = {"demographic": "people", "geographic": "places", "psychographic": "values"}


def part_of(feature: str, bases: Mapping[str, str]) -> str:
    """The part of a card that tells of a feature; empty for one that no part tells. `bases`: of features that a project
    declares, the base each belongs to."""
    if feature in _PART or feature in _BY_THE_WAY:
        return _PART.get(feature, "")
    if feature.startswith("interest_"):
        return "needs"
    if feature.endswith("_lift"):
        return "times"
    base = KNOWN[feature].base if feature in KNOWN else bases.get(feature, "")
    return _BASES.get(base, "")
