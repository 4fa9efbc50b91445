"""What customers value and like: answers to scales, and interests inferred from what they buy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bakhsh.language.sentences import Titled
from bakhsh.language.vocabularies import word_title
from bakhsh.tables.contracts import Feature, Type

__all__ = ["CONSENTED", "FEATURES", "THEMES", "interest"]

CONSENTED = ("psychographic.on", "consent.profiling|consent.purpose")
"""Nothing of this base is known of anybody unless the project switches it on and files record who consented."""

THEMES = (
    "home", "kitchen", "beauty", "fashion", "sport", "children", "pets", "books", "electronics", "food", "drinks",
    "health", "garden", "car", "gifts", "travel", "music", "games", "tools", "office",
)  # fmt: skip
"""The themes that the package's table knows; a project's own come on top."""

_CATEGORY = (*CONSENTED, "items.category")
_PRICED = (*_CATEGORY, "lines.quantity")
_BRANDED = (*_CATEGORY, "items.brand")
_ITEM = (*CONSENTED, "lines.item_id|items.name|items.category")

_of = partial(Feature, type=Type.SHARE, base="psychographic", grain="line", needs=_CATEGORY)


def interest(theme: str, title: Mapping[str, str] | None = None) -> tuple[Feature, Feature]:
    """The inferred interest in a theme, and how sure it is. `title`: what the project calls one of its own."""
    said = {"theme": word_title("top_interest", theme) or Titled(theme, title or {})}
    return (
        _of(f"interest_{theme}", empty="no_category", said="interest", args=said),
        _of(f"interest_{theme}_sure", empty="no_category", said="interest_sure", args=said),
    )


FEATURES: tuple[Feature, ...] = (
    *(one for theme in THEMES for one in interest(theme)),
    _of("top_interest", type=Type.TEXT, empty="no_interest"),
    _of("top_interest_sure", empty="no_interest"),
    _of("liked_category", type=Type.TEXT, empty="no_interest"),
    _of("liked_category_lift", type=Type.NUMBER, empty="no_interest"),
    _of("liked_category_sure", empty="no_interest"),
    _of("price_tier", empty="no_price", needs=_PRICED),
    _of("price_tier_sure", empty="no_price", needs=_PRICED),
    _of("novelty", empty="one_day", needs=_ITEM),
    _of("novelty_sure", empty="one_day", needs=_ITEM),
    _of("brand_loyalty", empty="no_brand", needs=_BRANDED),
    _of("brand_loyalty_sure", empty="no_brand", needs=_BRANDED),
)
"""All there can be, in the order in which they are listed; what a project declares comes on top."""
