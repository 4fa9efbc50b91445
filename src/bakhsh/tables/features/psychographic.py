"""What customers value and like: answers to scales, and interests inferred from what they buy."""

from __future__ import annotations

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
_ITEM = "lines.item_id|items.name|items.category"
_NO_CATEGORY = "no consent to profiling, or nothing bought of which a category is known"
_NO_INTEREST = "no consent to profiling, or nothing that takes a larger part than everybody's"


def _f(name: str, kind: Type, means: str, empty: str, needs: tuple[str, ...]) -> Feature:
    return Feature(name, kind, means, base="psychographic", grain="line", window="ever", empty=empty, needs=needs)


def interest(theme: str) -> tuple[Feature, Feature]:
    """The inferred interest in a theme, and how sure it is."""
    return (
        _f(
            f"interest_{theme}", Type.SHARE,
            f"inferred interest in {theme}: its part of his purchases, shrunk to everybody's, against everybody's; 0.5 "
            "is as much as everybody, 0.75 three times as much",
            _NO_CATEGORY, _CATEGORY,
        ),
        _f(
            f"interest_{theme}_sure", Type.SHARE,
            f"probability that {theme} takes a larger part of his purchases than of everybody's; 0 where he bought "
            "nothing of it",
            _NO_CATEGORY, _CATEGORY,
        ),
    )  # fmt: skip


FEATURES: tuple[Feature, ...] = (
    *(one for theme in THEMES for one in interest(theme)),
    _f(
        "top_interest", Type.TEXT, "the theme of the largest inferred interest that is more probable than not",
        _NO_INTEREST, _CATEGORY,
    ),
    _f("top_interest_sure", Type.SHARE, "how probable that interest is", _NO_INTEREST, _CATEGORY),
    _f(
        "liked_category", Type.TEXT,
        "the category whose part of his purchases is furthest above everybody's, of those more probable than not",
        _NO_INTEREST, _CATEGORY,
    ),
    _f(
        "liked_category_lift", Type.NUMBER,
        "natural logarithm of its part of his purchases, shrunk to everybody's, over everybody's; 0.69 is twice as "
        "much",
        _NO_INTEREST, _CATEGORY,
    ),
    _f(
        "liked_category_sure", Type.SHARE, "probability that its part is larger than everybody's", _NO_INTEREST,
        _CATEGORY,
    ),
    _f(
        "price_tier", Type.SHARE,
        "how dear the items are that he buys among those of their category: 0 the cheapest, 1 the dearest, shrunk to "
        "everybody's mean",
        "no consent to profiling, or no item bought whose price can be compared",
        (*_CATEGORY, "lines.quantity"),
    ),
    _f(
        "price_tier_sure", Type.SHARE, "how much of it comes from his own purchases and not from everybody's",
        "no consent to profiling, or no item bought whose price can be compared", (*_CATEGORY, "lines.quantity"),
    ),
    _f(
        "novelty", Type.SHARE,
        "share of the items on later purchase days that he had never bought before, shrunk to everybody's",
        "no consent to profiling, or fewer than two purchase days", (*CONSENTED, _ITEM),
    ),
    _f(
        "novelty_sure", Type.SHARE, "how much of it comes from his own purchases and not from everybody's",
        "no consent to profiling, or fewer than two purchase days", (*CONSENTED, _ITEM),
    ),
    _f(
        "brand_loyalty", Type.SHARE,
        "probability that two of his purchases in one category are of one brand, shrunk to everybody's",
        "no consent to profiling, or no category bought twice whose brands are known", (*_CATEGORY, "items.brand"),
    ),
    _f(
        "brand_loyalty_sure", Type.SHARE, "how much of it comes from his own purchases and not from everybody's",
        "no consent to profiling, or no category bought twice whose brands are known", (*_CATEGORY, "items.brand"),
    ),
)  # fmt: skip
"""All there can be, in the order in which they are listed; what a project declares comes on top."""
