"""How a customer orders: how large, through which channel, in which branch, by day and hour, and what comes back."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.conditions import key_of
from bakhsh.conditions.sums import Day, count, day, days_between, ratio, stands, total, whole
from bakhsh.language.keys import matching_key
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.behavioural.leading import leading, spellings
from bakhsh.loop.features.facts import persons

__all__ = ["DAYPARTS", "WEEKDAYS", "learn", "readings", "standing"]

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
    tables, as_of, wanted = given.tables, given.today, given.wanted
    live = standing(tables["orders"], as_of)
    found = [by_day(tables["facts"], as_of), by_order(tables["orders"], as_of, given.files.behavioural.online)]
    if "last_salesperson" in wanted:
        found.append(last_sold_by(live))
    found += [_by_column(live, column, names) for column, names in _BY_COLUMN.items() if wanted & set(names.values())]
    chosen = ([name for name in one.columns if name in wanted] for one in found)
    return [one.select("customer_id", *names) for one, names in zip(found, chosen, strict=True) if names]


def placed(orders: ibis.Table, as_of: Day) -> ibis.Table:
    """The orders of persons with at least one product, placed by the end of `as_of`."""
    known = persons(orders)
    return known.filter((known.products > 0) & (known.ordered_at.date() <= day(as_of)))


def standing(orders: ibis.Table, as_of: Day) -> ibis.Table:
    """Those that had not been taken back wholly by the end of `as_of`."""
    known = placed(orders, as_of)
    return known.filter((known.undone_on > day(as_of)).fill_null(True))


def by_day(facts: ibis.Table, as_of: Day) -> ibis.Table:
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


def by_order(orders: ibis.Table, as_of: Day, online: Sequence[str]) -> ibis.Table:
    """largest_order, coupon_share, online_share and favourite_daypart, of the orders that stand; returned_orders,
    returned_order_share and days_to_return, of all orders placed.

    A channel is online whose matching key is that of a word of `online`; the share is of orders of a known channel. An
    order at midnight sharp has no hour.
    """
    known = placed(orders, as_of)
    live = (known.undone_on > day(as_of)).fill_null(True)
    back = (known.back_on <= day(as_of)).fill_null(False)
    at, keys = known.ordered_at, sorted({matching_key(word) for word in online})
    hour, timed = at.hour(), live & (at != at.truncate("D"))
    parts = zip(DAYPARTS, ((5, 12), (12, 17), (17, 24), (0, 5)), strict=True)
    sums = known.group_by("customer_id").agg(
        largest=known.goods.max(where=live),
        placed=whole(known.count()),
        orders=count(live),
        coupons=count(live & _said(known.coupon)),
        known=count(live & _said(known.channel)),
        online=count(live & key_of(known.channel).isin(keys)) if keys else ibis.literal(0, "int64"),
        returned=count(back),
        days=total(days_between(known.back_on, at.date()), back),
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
        returned_orders=sums.returned,
        returned_order_share=ratio(sums.returned, sums.placed),
        days_to_return=ratio(sums.days, sums.returned),
    )


def last_sold_by(standing: ibis.Table) -> ibis.Table:
    """last_salesperson: who sold the latest order that stands and names somebody; of several at once the first name."""
    known = standing.filter(standing.salesperson.notnull() & (standing.salesperson != ""))
    latest = known.group_by("customer_id").agg(latest=known.ordered_at.max())
    last = known.join(latest, [known.customer_id == latest.customer_id, known.ordered_at == latest.latest])
    return last.group_by("customer_id").agg(last_salesperson=last.salesperson.min())


def _by_column(standing: ibis.Table, column: str, names: Mapping[str, str]) -> ibis.Table:
    found = leading(spellings(standing, column))
    return found.select("customer_id", **{ours: found[name] for name, ours in names.items()})


def _said(column: ibis.Value) -> ibis.Value:
    return (column != "").fill_null(False)
