"""Use and engagement: what a customer does between purchases, from EVENTS."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import Day, count, day, days_between, number, ratio, total, whole
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.behavioural.happened import happened, kinds, of_kind
from bakhsh.tables.features.using import USING

__all__ = ["ACTIVE", "learn", "readings", "usage"]

ACTIVE = ("visit", "app", "search", "cart", "open", "click", "review", "referral")
"""Kinds that are something the customer did of his own accord."""

_NAMES = frozenset(one.name for one in USING)


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """`kinds`: what the files' words mean. `usual`: per active customer of the window, how many days and how many
    events a day."""
    if not given.wanted & _NAMES:
        return Learned()
    words, notes = yield from kinds(given)
    return Learned({"kinds": words, "usual": (yield _usual(given, words))}, notes)


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The wanted features, for the customers of whom an event of a known kind is known."""
    names = [one.name for one in USING if one.name in given.wanted]
    if not names:
        return ()
    events = of_kind(happened(given.tables["events"], given.today), looked["kinds"])
    found = usage(events, looked["usual"], given.today, given.files.behavioural.engagement_days)
    return (found.select("customer_id", *names),)


def usage(events: ibis.Table, usual: ibis.Table, as_of: Day, window: int) -> ibis.Table:
    """All of them. Within the window (days up to and with `as_of`): visits, app_uses, opens, clicks, active_days;
    open_rate (opens per message sent) and click_rate (clicks per open), at most 1; usage_trend, of active events
    against the window before; engagement. Ever: last_active, last_visit, last_cart (days since), referrals, points.

    engagement is the mean of three parts from 0 to 1: how recent the last active day is (1 on as_of, falling evenly to
    0 at the window's start), active days d as d / (d + m), and active events a day e as e / (e + k), m and k being the
    means of the market's active customers; 0 for who was not active in the window.
    """
    today, inside = day(as_of), events.day > day(as_of, window)
    before = ~inside & (events.day > day(as_of, 2 * window))
    active = events.event.isin(ACTIVE)
    sums = events.group_by("customer_id").agg(
        **{one: count(inside & (events.event == one)) for one in ("visit", "app", "sent", "open", "click")},
        active_days=whole(events.day.nunique(where=inside & active)),
        active=count(inside & active),
        active_before=count(before & active),
        last_active=events.day.max(where=active),
        last_visit=events.day.max(where=events.event == "visit"),
        last_cart=events.day.max(where=events.event == "cart"),
        referrals=count(events.event == "referral"),
        points=events["value"].sum(where=events.event == "points"),
    )
    both = sums.cross_join(usual)
    recent = (window - number(days_between(today, both.last_active))) / number(ibis.literal(window))
    parts = (
        recent
        + _against(both.active_days, both.usual_days)
        + _against(ratio(both.active, both.active_days), both.usual_depth)
    )
    return both.select(
        "customer_id", "active_days", "referrals", "points",
        visits=both.visit, app_uses=both.app, opens=both.open, clicks=both.click,
        open_rate=_at_most_one(ratio(both.open, both.sent)),
        click_rate=_at_most_one(ratio(both.click, both.open)),
        last_active=days_between(today, both.last_active),
        last_visit=days_between(today, both.last_visit),
        last_cart=days_between(today, both.last_cart),
        usage_trend=ratio(both.active - both.active_before, both.active + both.active_before),
        engagement=(both.active > 0).ifelse(parts / number(ibis.literal(3)), ibis.literal(0.0, "float64")),
    )  # fmt: skip


def _at_most_one(share: ibis.Value) -> ibis.Value:
    """Empty stays empty, which LEAST would make 1: engines leave empty values out of it."""
    return (share > 1).ifelse(ibis.literal(1.0, "float64"), share)


def _against(value: ibis.Value, usual: ibis.Value) -> ibis.Value:
    return number(value) / (number(value) + usual).nullif(0)


def _usual(given: Given, words: pa.Table) -> ibis.Table:
    """usual_days and usual_depth, one row; 1 where nobody was active."""
    said = [text for text, kind in zip(*(words.column(name).to_pylist() for name in ("said", "event")), strict=True)
            if kind in ACTIVE]  # fmt: skip
    events = happened(given.tables["events"], given.today)
    since = day(given.today, given.files.behavioural.engagement_days)
    seen = events.filter(events.kind.isin(said or [""]) & (events.day > since))
    each = seen.group_by("customer_id").agg(days=whole(seen.day.nunique()), events=whole(seen.count()))
    days, all_ = total(each.days), total(each.events)
    return each.agg(
        usual_days=ratio(days, whole(each.count())).coalesce(1.0), usual_depth=ratio(all_, days).coalesce(1.0)
    )
