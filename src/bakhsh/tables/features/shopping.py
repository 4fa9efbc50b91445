"""How customers order and what they choose: baskets, channels, days and hours, returns, items, brands, beginnings."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type

__all__ = ["SHOPPING"]

_T = Type
_of = partial(Feature, base="behavioural")

_SALES = ("lines",)
_NOTHING = "no order placed"
_STANDS = "no order stands"
_CHANNEL, _BRANCH = ("orders.channel",), ("orders.branch",)
_ITEM, _BRAND = ("lines.item_id",), ("items.brand", "lines.item_id")
_CATEGORY = ("items.category", "lines.item_id")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "unknown")
_DAYPARTS = ("morning", "afternoon", "evening", "night", "unknown")

SHOPPING: tuple[Feature, ...] = (
    _of("basket_lines", _T.NUMBER, "product lines of an order, on average", grain="order", empty=_NOTHING,
        needs=_SALES),
    _of("basket_units", _T.NUMBER, "pieces in an order, on average", grain="order", empty=_NOTHING,
        needs=("lines.quantity",)),
    _of("largest_order", _T.MONEY, "what was paid for the goods of the largest order that stands", grain="order",
        empty=_STANDS, needs=_SALES),
    _of("favourite_weekday", _T.TEXT, "day of the week with most purchase days; of equal ones the first from Monday",
        grain="day", empty="no purchase day stands", needs=_SALES, values=_WEEKDAYS, otherwise="unknown"),
    _of("favourite_weekday_share", _T.SHARE, "share of purchase days on that day of the week", grain="day",
        empty="no purchase day stands", needs=_SALES),
    _of("favourite_daypart", _T.TEXT, "when most orders are placed: from 05:00 morning, from 12:00 afternoon, from "
        "17:00 evening, from 00:00 night", grain="order", empty="no order of a known hour", needs=_SALES,
        values=_DAYPARTS, otherwise="unknown"),
    _of("channels", _T.INTEGER, "channels through which orders that stand came", grain="order",
        empty="no order of a known channel", needs=_CHANNEL),
    _of("top_channel", _T.TEXT, "the channel of most orders; of equal ones the first by name", grain="order",
        empty="no order of a known channel", needs=_CHANNEL),
    _of("top_channel_share", _T.SHARE, "share of that channel in the orders of a known channel", grain="order",
        empty="no order of a known channel", needs=_CHANNEL),
    _of("online_share", _T.SHARE, "share of online channels in the orders of a known channel", grain="order",
        empty="no order of a known channel", needs=_CHANNEL),
    _of("branches", _T.INTEGER, "branches in which orders that stand were placed", grain="order",
        empty="no order of a known branch", needs=_BRANCH),
    _of("top_branch", _T.TEXT, "the branch of most orders; of equal ones the first by name", grain="order",
        empty="no order of a known branch", needs=_BRANCH),
    _of("top_branch_share", _T.SHARE, "share of that branch in the orders of a known branch", grain="order",
        empty="no order of a known branch", needs=_BRANCH),
    _of("top_payment_method", _T.TEXT, "how most orders are paid; of equal ones the first by name", grain="order",
        empty="no order of a known payment method", needs=("orders.payment_method",)),
    _of("coupon_share", _T.SHARE, "share of orders that stand placed with a coupon", grain="order", empty=_STANDS,
        needs=("orders.coupon",)),
    _of("last_salesperson", _T.TEXT, "who sold the latest order that stands", grain="order",
        empty="no order names who sold", needs=("orders.salesperson",)),
    _of("returned_orders", _T.INTEGER, "orders of which something came back by as_of", grain="order", empty=_NOTHING,
        needs=_SALES),
    _of("returned_order_share", _T.SHARE, "the same as a share of all orders placed", grain="order", empty=_NOTHING,
        needs=_SALES),
    _of("days_to_return", _T.NUMBER, "days from an order to the first return of it, on average", grain="order",
        empty="nothing came back of a known order", needs=_SALES),
    _of("different_items", _T.INTEGER, "different items bought and not brought back", grain="line",
        empty="no such item", needs=_ITEM),
    _of("repeat_share", _T.SHARE, "share of these bought on more than one day", grain="line", empty="no such item",
        needs=_ITEM),
    _of("brands", _T.INTEGER, "brands bought and not brought back", grain="line", empty="no item of a known brand",
        needs=_BRAND),
    _of("top_brand", _T.TEXT, "the brand with the largest net amount; of equal ones the first by name", grain="line",
        empty="no item of a known brand", needs=_BRAND),
    _of("top_brand_share", _T.SHARE, "its share in the net amount of known brands", grain="line",
        empty="no item of a known brand", needs=_BRAND),
    _of("brand_concentration", _T.SHARE, "sum of squared shares of brands in the net amount: 1 is one brand alone",
        grain="line", empty="no item of a known brand", needs=_BRAND),
    _of("category_concentration", _T.SHARE, "sum of squared shares of categories in the net amount: 1 is one alone",
        grain="line", empty="no item of a known category", needs=_CATEGORY),
    _of("mixed_share", _T.SHARE, "share of days with more than one category among those with a known one", grain="day",
        empty="no item of a known category", needs=_CATEGORY),
    _of("entry_item", _T.TEXT, "the item most was paid for in the first order that stands", grain="order",
        empty="no item known in it", needs=_ITEM),
    _of("entry_category", _T.TEXT, "the category of that item", grain="order",
        empty="no category known of it", needs=_CATEGORY),
    _of("entry_channel", _T.TEXT, "the channel of the first order that stands", grain="order",
        empty="no channel known of it", needs=_CHANNEL),
)  # fmt: skip
"""What orders and their lines tell, beyond what there always is."""
