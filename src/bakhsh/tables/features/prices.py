"""Features in constant money."""

from __future__ import annotations

from typing import Any

from bakhsh.tables.contracts import Feature, Type

__all__ = ["FEATURES"]

_NEEDS = ("lines", "prices.level")
_LOST = "nothing bought yet, or money of a month without a price level"


def _f(name: str, kind: Type, means: str, grain: str, window: str, **more: Any) -> Feature:
    given = {"needs": _NEEDS, "empty": _LOST} | more
    return Feature(name, kind, means, base="behavioural", grain=grain, window=window, **given)


FEATURES: tuple[Feature, ...] = (
    _f(
        "monetary_real", Type.MONEY,
        "what was paid up to as_of, returns taken off, each amount in the money of the as_of month", "day", "ever",
    ),
    _f(
        "monetary_base", Type.MONEY, "the same in the money of the base month: it does not move with the as_of day",
        "day", "ever",
    ),
    _f("average_order_real", Type.NUMBER, "monetary_real per order, in minor units", "order", "ever", money=True),
    _f("spent_90_real", Type.MONEY, "spent in the 90 days up to as_of, in constant money", "day", "90 days"),
    _f(
        "spent_before_90_real", Type.MONEY, "spent in the 90 days before those, in constant money", "day",
        "the 90 days before",
    ),
    _f(
        "trend_real", Type.NUMBER, "trend, of amounts in constant money: from -1 to 1", "day", "180 days",
        empty="nothing spent in 180 days, or money of a month without a price level",
    ),
    _f(
        "price_level", Type.NUMBER, "prices of the as_of month against those of the base month: the same for everybody",
        "customer", "now",
    ),
    _f(
        "month_rank", Type.SHARE,
        "mean, over the months with a purchase, of the share of the month's buyers who spent less", "day", "ever",
        needs=("lines", "prices.rank"), empty="no month in which more was bought than given back",
    ),
)  # fmt: skip
