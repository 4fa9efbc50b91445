"""What customers do: when, how often, how much, what, where and how they buy and use."""

from __future__ import annotations

from bakhsh.tables.contracts import Feature, Type
from bakhsh.tables.features import occasions, prices
from bakhsh.tables.features.owning import OWNING
from bakhsh.tables.features.shopping import SHOPPING
from bakhsh.tables.features.using import SATISFACTION, USING

__all__ = ["BUYING", "FEATURES"]

_T = Type


def _f(
    name: str,
    kind: Type,
    means: str,
    grain: str,
    window: str,
    *,
    required: bool = False,
    empty: str = "",
    money: bool = False,
    needs: tuple[str, ...] = (),
    values: tuple[str, ...] = (),
) -> Feature:
    return Feature(
        name, kind, means, required, base="behavioural", grain=grain, window=window, empty=empty, needs=needs,
        values=values, money=money,
    )  # fmt: skip


BUYING: tuple[Feature, ...] = (
    _f("recency", _T.INTEGER, "days from the last purchase to as_of", "day", "ever", empty="no purchase day stands"),
    _f("frequency", _T.INTEGER, "distinct purchase days up to as_of, the first included", "day", "ever", required=True),
    _f("orders", _T.INTEGER, "orders up to as_of that were not taken back wholly", "order", "ever", required=True),
    _f("monetary", _T.MONEY, "what was paid up to as_of, returns taken off", "line", "ever", required=True),
    _f("known_for", _T.INTEGER, "days from the first purchase to as_of", "day", "ever", empty="no purchase day stands"),
    _f("first_on", _T.DATE, "day of the first purchase", "day", "ever", empty="no purchase day stands"),
    _f("last_on", _T.DATE, "day of the last purchase", "day", "ever", empty="no purchase day stands"),
    _f(
        "average_order",
        _T.NUMBER,
        "monetary per order, in minor units",
        "order",
        "ever",
        empty="no order stands",
        money=True,
    ),
    _f("units", _T.NUMBER, "pieces bought, pieces taken back deducted", "line", "ever", required=True),
    _f("lines", _T.INTEGER, "product lines bought", "line", "ever", required=True),
    _f(
        "rhythm",
        _T.NUMBER,
        "mean days between purchase days; from two purchase days on",
        "day",
        "ever",
        empty="fewer than two purchase days",
    ),
    _f(
        "rhythm_spread",
        _T.NUMBER,
        "standard deviation of those gaps, in days; from three purchase days on",
        "day",
        "ever",
        empty="fewer than three purchase days",
    ),
    _f(
        "overdue",
        _T.NUMBER,
        "recency divided by rhythm: 2 means twice the usual gap has passed",
        "day",
        "ever",
        empty="fewer than two purchase days",
    ),
    _f("categories", _T.INTEGER, "categories bought in, net of returns", "line", "ever", required=True),
    _f(
        "top_category",
        _T.TEXT,
        "the category with the largest net amount; the first by name of equals",
        "line",
        "ever",
        empty="nothing bought of which a category is known",
    ),
    _f(
        "top_category_share",
        _T.SHARE,
        "its share of the net amount over the categories bought in",
        "line",
        "ever",
        empty="nothing bought of which a category is known",
    ),
    _f(
        "discount_share",
        _T.SHARE,
        "discount as a share of the price before discount, where files say discounts",
        "line",
        "ever",
        empty="no file says discounts",
    ),
    _f(
        "return_share",
        _T.SHARE,
        "amount returned as a share of amount bought (above 1 if more came back)",
        "line",
        "ever",
        empty="nothing bought",
    ),
    _f(
        "weekend_share",
        _T.SHARE,
        "share of purchase days that fall on the project's weekend",
        "day",
        "ever",
        empty="no purchase day stands",
    ),
    _f(
        "morning_share",
        _T.SHARE,
        "share of orders of a known hour placed from 05:00 to before 12:00",
        "order",
        "ever",
        empty="no order of a known hour",
    ),
    _f(
        "evening_share",
        _T.SHARE,
        "share of orders of a known hour placed from 17:00 to before 24:00",
        "order",
        "ever",
        empty="no order of a known hour",
    ),
    _f(
        "spent_90",
        _T.MONEY,
        "spent in the 90 days up to as_of, returns of those days deducted",
        "line",
        "90 days",
        required=True,
    ),
    _f("spent_before_90", _T.MONEY, "spent in the 90 days before those", "line", "the 90 days before", required=True),
    _f(
        "trend",
        _T.NUMBER,
        "(spent_90 - spent_before_90) / (|spent_90| + |spent_before_90|), from -1 to 1",
        "line",
        "180 days",
        empty="nothing spent in 180 days",
    ),
)
"""What there always is: every row of FEATURES has these."""

FEATURES: tuple[Feature, ...] = (
    *BUYING, *SHOPPING, *USING, *SATISFACTION, *OWNING, *prices.FEATURES, *occasions.FEATURES,
)  # fmt: skip
"""All there can be, in the order in which they are listed."""
