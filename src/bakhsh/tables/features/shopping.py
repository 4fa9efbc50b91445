"""How customers order and what they choose: baskets, channels, days and hours, returns, items, brands, beginnings."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type

__all__ = ["SHOPPING"]

_T = Type
_of = partial(Feature, base="behavioural", grain="order", needs=("lines",))

_CHANNEL, _BRANCH = ("orders.channel",), ("orders.branch",)
_ITEM, _BRAND = ("lines.item_id",), ("items.brand", "lines.item_id")
_CATEGORY = ("items.category", "lines.item_id")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "unknown")
_DAYPARTS = ("morning", "afternoon", "evening", "night", "unknown")

SHOPPING: tuple[Feature, ...] = (
    _of("basket_lines", _T.NUMBER, empty="no_order_placed"),
    _of("basket_units", _T.NUMBER, empty="no_order_placed", needs=("lines.quantity",)),
    _of("largest_order", _T.MONEY, empty="no_order"),
    _of("favourite_weekday", _T.TEXT, grain="day", values=_WEEKDAYS, otherwise="unknown"),
    _of("favourite_weekday_share", _T.SHARE, grain="day", empty="no_purchase"),
    _of("favourite_daypart", _T.TEXT, values=_DAYPARTS, otherwise="unknown"),
    _of("channels", _T.INTEGER, empty="no_channel", needs=_CHANNEL, goes="up"),
    _of("top_channel", _T.TEXT, empty="no_channel", needs=_CHANNEL),
    _of("top_channel_share", _T.SHARE, empty="no_channel", needs=_CHANNEL),
    _of("online_share", _T.SHARE, empty="no_channel", needs=_CHANNEL),
    _of("branches", _T.INTEGER, empty="no_branch", needs=_BRANCH, goes="up"),
    _of("top_branch", _T.TEXT, empty="no_branch", needs=_BRANCH),
    _of("top_branch_share", _T.SHARE, empty="no_branch", needs=_BRANCH),
    _of("top_payment_method", _T.TEXT, empty="no_payment", needs=("orders.payment_method",)),
    _of("coupon_share", _T.SHARE, empty="no_order", needs=("orders.coupon",)),
    _of("last_salesperson", _T.TEXT, empty="no_seller", needs=("orders.salesperson",)),
    _of("returned_orders", _T.INTEGER, empty="no_order_placed", goes="up"),
    _of("returned_order_share", _T.SHARE, empty="no_order_placed"),
    _of("days_to_return", _T.NUMBER, empty="nothing_back"),
    _of("different_items", _T.INTEGER, grain="line", empty="no_item", needs=_ITEM, goes="up"),
    _of("repeat_share", _T.SHARE, grain="line", empty="no_item", needs=_ITEM),
    _of("brands", _T.INTEGER, grain="line", empty="no_brand", needs=_BRAND, goes="up"),
    _of("top_brand", _T.TEXT, grain="line", empty="no_brand", needs=_BRAND),
    _of("top_brand_share", _T.SHARE, grain="line", empty="no_brand", needs=_BRAND),
    _of("brand_concentration", _T.SHARE, grain="line", empty="no_brand", needs=_BRAND),
    _of("category_concentration", _T.SHARE, grain="line", empty="no_item_category", needs=_CATEGORY),
    _of("mixed_share", _T.SHARE, grain="day", empty="no_item_category", needs=_CATEGORY),
    _of("entry_item", _T.TEXT, empty="entry_unknown", needs=_ITEM, goes="stays"),
    _of("entry_category", _T.TEXT, empty="entry_unknown", needs=_CATEGORY, goes="stays"),
    _of("entry_channel", _T.TEXT, empty="entry_unknown", needs=_CHANNEL, goes="stays"),
)
"""What orders and their lines tell, beyond what there always is."""
