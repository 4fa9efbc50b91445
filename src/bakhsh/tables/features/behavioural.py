"""What customers do: when, how often, how much, what, where and how they buy and use."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type
from bakhsh.tables.features import occasions, prices
from bakhsh.tables.features.owning import OWNING
from bakhsh.tables.features.shopping import SHOPPING
from bakhsh.tables.features.using import SATISFACTION, USING

__all__ = ["BUYING", "FEATURES"]

_T = Type
_of = partial(Feature, base="behavioural", grain="line")

BUYING: tuple[Feature, ...] = (
    _of("recency", _T.INTEGER, grain="day", empty="no_purchase"),
    _of("frequency", _T.INTEGER, grain="day", required=True, goes="up"),
    _of("orders", _T.INTEGER, grain="order", required=True, goes="up"),
    _of("monetary", _T.MONEY, required=True),
    _of("known_for", _T.INTEGER, grain="day", empty="no_purchase", goes="up"),
    _of("first_on", _T.DATE, grain="day", empty="no_purchase", goes="stays"),
    _of("last_on", _T.DATE, grain="day", empty="no_purchase", goes="up"),
    _of("average_order", _T.NUMBER, grain="order", empty="no_order", money=True),
    _of("units", _T.NUMBER, required=True),
    _of("lines", _T.INTEGER, required=True),
    _of("rhythm", _T.NUMBER, grain="day", empty="under_two_days"),
    _of("rhythm_spread", _T.NUMBER, grain="day", empty="under_three_days"),
    _of("overdue", _T.NUMBER, grain="day", empty="under_two_days"),
    _of("categories", _T.INTEGER, required=True, goes="up"),
    _of("top_category", _T.TEXT, empty="no_category"),
    _of("top_category_share", _T.SHARE, empty="no_category"),
    _of("discount_share", _T.SHARE, empty="no_discounts"),
    _of("return_share", _T.SHARE, empty="nothing_bought"),
    _of("weekend_share", _T.SHARE, grain="day", empty="no_purchase"),
    _of("morning_share", _T.SHARE, grain="order", empty="no_hour"),
    _of("evening_share", _T.SHARE, grain="order", empty="no_hour"),
    _of("spent_90", _T.MONEY, window="90 days", required=True),
    _of("spent_before_90", _T.MONEY, window="the 90 days before", required=True),
    _of("trend", _T.NUMBER, window="180 days", empty="nothing_in_180"),
)
"""What there always is: every row of FEATURES has these."""

FEATURES: tuple[Feature, ...] = (
    *BUYING, *SHOPPING, *USING, *SATISFACTION, *OWNING, *prices.FEATURES, *occasions.FEATURES,
)  # fmt: skip
"""All there can be, in the order in which they are listed."""
