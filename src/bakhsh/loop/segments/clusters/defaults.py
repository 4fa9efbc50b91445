"""What customers are divided by where a file names no features: a few of each base that tell people apart."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.loop.segments.beside import Described
from bakhsh.tables import Type

__all__ = ["BUYING", "chosen"]

BUYING = (
    "recency", "frequency", "orders", "monetary", "known_for", "average_order", "units", "lines", "rhythm",
    "rhythm_spread", "overdue", "categories", "top_category", "top_category_share", "discount_share", "return_share",
    "weekend_share", "morning_share", "evening_share", "spent_90", "spent_before_90", "trend",
)  # fmt: skip
"""What purchases alone tell: nothing of it is known of somebody who has not bought."""

_NAMED: Mapping[str, tuple[str, ...]] = {
    "behavioural": (
        "recency", "frequency", "average_order", "rhythm", "categories", "discount_share", "return_share",
        "weekend_share", "evening_share", "trend", "online_share", "repeat_share", "engagement", "satisfaction",
        "mileage", "newest_asset_months",
    ),
    "demographic": ("age", "gender", "income_rank", "education_rank", "household_size", "has_children"),
    "geographic": ("province", "place_class", "climate_group", "km_to_nearest"),
    "psychographic": ("price_tier", "novelty", "brand_loyalty"),
}  # fmt: skip
"""Of features that the package knows, those worth taking. Not the sum spent, which is frequency times the average
order: what counts twice weighs twice."""

_THEMES = 8
"""So many interests are taken, in the order in which they are declared."""


def chosen(columns: Mapping[str, Described], buyers: bool) -> tuple[Described, ...]:
    """The features taken of those there are, in the order of `columns`. Without buyers nothing that purchases tell.
    Besides the named ones: scores of scales, interests, and the columns that the project's files add to customers."""
    named = {name for names in _NAMED.values() for name in names}
    interests = [name for name in columns if name.startswith("interest_") and not name.endswith("_sure")]
    taken = named | set(interests[:_THEMES])
    return tuple(
        one
        for one in columns.values()
        if (one.name in taken or _of_project(one)) and (buyers or one.name not in BUYING) and _divides(one)
    )


def _of_project(one: Described) -> bool:
    """A column that files add to customers, or a score of a declared scale: the package knows no such name."""
    return one.added or (one.base == "psychographic" and one.grain == "answer")


def _divides(one: Described) -> bool:
    return one.type not in (Type.DATE, Type.TIMESTAMP)
