"""How a customer orders: how large, through which channel, in which branch, by day and hour, and what comes back."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date

import ibis
import pyarrow as pa

from bakhsh.conditions import key_of
from bakhsh.language.keys import matching_key
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.behavioural.leading import leading, spellings
from bakhsh.loop.features.behavioural.placed import given_back, placed, standing
from bakhsh.loop.features.sums import count, day, days_between, ratio, stands, total, whole

__all__ = ["DAYPARTS", "WEEKDAYS", "learn", "readings"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYPARTS = ("morning", "afternoon", "evening", "night")
"""From 05:00, 12:00, 17:00 and 00:00 on; of equal ones the first leads."""

_BY_COLUMN = {
    "channel": {"several": "channels", "top": "top_channel", "share": "top_channel_share"},
    "branch": {"several": "branches", "top": "top_branch", "share": "top_branch_share"},
    "payment_method": {"top": "top_payment_method"},
}
"""What is said of the orders' columns, by the columns of `leading`."""


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Nothing: orders speak for themselves."""
    yield from ()
    return Learned()


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The wanted features of days, of orders, of orders' columns and of returns."""
    tables, as_of, wanted = given.tables, given.as_of, given.wanted
    orders = placed(tables["orders"], as_of)
    live = standing(orders, tables["lines"], as_of)
    found = [
        by_day(tables["facts"], as_of),
        by_order(live, given.files.behavioural.online),
        came_back(orders, tables["lines"], as_of),
        last_sold_by(live),
    ]
    found += [_by_column(live, column, names) for column, names in _BY_COLUMN.items() if wanted & set(names.values())]
    chosen = ([name for name in one.columns if name in wanted] for one in found)
    return [one.select("customer_id", *names) for one, names in zip(found, chosen, strict=True) if names]


def by_day(facts: ibis.Table, as_of: date) -> ibis.Table:
    """basket_lines, basket_units, favourite_weekday and its share, of FACTS.

    Baskets are of all orders placed; days of the week of purchase days that stand, of equal ones the first from Monday.
    """
    known = facts.filter(facts.day <= day(as_of))
    live, index = stands(known, as_of), known.day.day_of_week.index()
    sums = known.group_by("customer_id").agg(
        lines=total(known.lines),
        units=known.units.sum(),
        placed=total(known.orders),
        days=count(live),
        **{name: count(live & (index == place)) for place, name in enumerate(WEEKDAYS)},
    )
    most = ibis.greatest(*(sums[name] for name in WEEKDAYS))
    named = ibis.cases(*((sums[name] == most, name) for name in WEEKDAYS))
    return sums.select(
        "customer_id",
        basket_lines=ratio(sums.lines, sums.placed),
        basket_units=ratio(sums.units, sums.placed),
        favourite_weekday=(sums.days > 0).ifelse(named, ibis.null("string")),
        favourite_weekday_share=ratio(most, sums.days),
    )


def by_order(standing: ibis.Table, online: Sequence[str]) -> ibis.Table:
    """largest_order, coupon_share, online_share and favourite_daypart, of the orders that stand.

    A channel is online whose matching key is that of a word of `online`; the share is of orders of a known channel. An
    order at midnight sharp has no hour.
    """
    keys = sorted({matching_key(word) for word in online})
    hour, timed = standing["at"].hour(), standing["at"] != standing["at"].truncate("D")
    parts = zip(DAYPARTS, ((5, 12), (12, 17), (17, 24), (0, 5)), strict=True)
    sums = standing.group_by("customer_id").agg(
        largest=standing.goods.max(),
        orders=whole(standing.count()),
        coupons=count(standing.coupon.notnull() & (standing.coupon != "")),
        known=count(standing.channel.notnull() & (standing.channel != "")),
        online=count(key_of(standing.channel).isin(keys)) if keys else ibis.literal(0, "int64"),
        **{name: count(timed & (hour >= start) & (hour < end)) for name, (start, end) in parts},
    )
    most = ibis.greatest(*(sums[name] for name in DAYPARTS))
    named = ibis.cases(*((sums[name] == most, name) for name in DAYPARTS))
    return sums.select(
        "customer_id",
        largest_order=sums.largest,
        coupon_share=ratio(sums.coupons, sums.orders),
        online_share=ratio(sums.online, sums.known),
        favourite_daypart=(most > 0).ifelse(named, ibis.null("string")),
    )


def came_back(placed: ibis.Table, lines: ibis.Table, as_of: date) -> ibis.Table:
    """returned_orders, returned_order_share, days_to_return, of all orders placed."""
    back = given_back(placed, lines, as_of)
    sums = back.group_by("customer_id").agg(
        returned=whole(back.count()), days=total(days_between(back.back_on, back.placed_on))
    )
    orders = placed.group_by("customer_id").agg(orders=whole(placed.count()))
    both = orders.left_join(sums, "customer_id")
    returned = both.returned.coalesce(0)
    return both.select(
        "customer_id",
        returned_orders=returned,
        returned_order_share=ratio(returned, both.orders),
        days_to_return=ratio(both.days, both.returned),
    )


def last_sold_by(standing: ibis.Table) -> ibis.Table:
    """last_salesperson: who sold the latest order that stands and names somebody; of several at once the first name."""
    known = standing.filter(standing.salesperson.notnull() & (standing.salesperson != ""))
    latest = known.group_by("customer_id").agg(latest=known["at"].max())
    last = known.join(latest, [known.customer_id == latest.customer_id, known["at"] == latest.latest])
    return last.group_by("customer_id").agg(last_salesperson=last.salesperson.min())


def _by_column(standing: ibis.Table, column: str, names: Mapping[str, str]) -> ibis.Table:
    found = leading(spellings(standing, column), "value", "rows")
    return found.select("customer_id", **{ours: found[name] for name, ours in names.items()})
