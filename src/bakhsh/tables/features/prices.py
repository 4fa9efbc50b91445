"""Features in constant money."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type

__all__ = ["FEATURES"]

_T = Type
_of = partial(Feature, base="behavioural", grain="day", needs=("lines", "prices.level"))

FEATURES: tuple[Feature, ...] = (
    _of("monetary_real", _T.MONEY, empty="no_level"),
    _of("monetary_base", _T.MONEY, empty="no_level"),
    _of("average_order_real", _T.NUMBER, grain="order", empty="no_order_or_level", money=True),
    _of("spent_90_real", _T.MONEY, window="90 days", empty="no_level"),
    _of("spent_before_90_real", _T.MONEY, window="the 90 days before", empty="no_level"),
    _of("trend_real", _T.NUMBER, window="180 days", empty="nothing_in_180_or_level"),
    _of("price_level", _T.NUMBER, grain="customer", window="now", empty="no_level"),
    _of("month_rank", _T.SHARE, empty="no_net_month", needs=("lines", "prices.rank")),
)
