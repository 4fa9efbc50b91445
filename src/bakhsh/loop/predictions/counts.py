"""Customers as purchase models see them: how often, when last, for how long they are known, and what they spend.

The papers' notation: x repeat purchases, t_x the time of the last, T the time a customer is known, m_x the mean value
of a repeat purchase (Fader, Hardie and Lee 2005). A purchase here is a purchase day, as everywhere in bakhsh.
"""

from __future__ import annotations

import ibis

from bakhsh.conditions.sums import Day, count, day, days_between, number, ratio, stands, total, whole

__all__ = ["CELLS", "cells", "counted", "evenness", "grained", "market", "summary"]

CELLS = ("x", "t_x", "known_for")
"""What a purchase model knows of a customer: x, t_x and T, both times in days."""

_WEEK = 7


def counted(facts: ibis.Table, as_of: Day) -> ibis.Table:
    """customer_id, x, t_x, known_for, m_x of every customer with a purchase day that stands at the end of `as_of`.

    A day all of whose orders had been taken back by then is none, so x is 0 again for whoever took everything back but
    one day. t_x and known_for are whole days after the first purchase, t_x 0 exactly where x is 0. m_x is what was paid
    beyond the first purchase day, less all that was given back, a repeat purchase, in whole minor units; empty where
    there was none or nothing is left of it. Later rows change nothing.
    """
    known = facts.filter(facts.day <= day(as_of))
    standing = stands(known, as_of)
    sums = known.group_by("customer_id").agg(
        days=count(standing),
        first_on=known.day.min(where=standing),
        last_on=known.day.max(where=standing),
        first_amount=known.amount.argmin(known.day, where=standing),
        net=total(known.amount - known.returned),
    )
    buyers = sums.filter(sums.days > 0)
    mean = _rounded(ratio(buyers.net - buyers.first_amount, buyers.days - 1))
    return buyers.select(
        "customer_id",
        x=buyers.days - 1,
        t_x=days_between(buyers.last_on, buyers.first_on),
        known_for=days_between(day(as_of), buyers.first_on),
        m_x=(mean > 0).ifelse(mean, ibis.null("int64")),
    )


def grained(found: ibis.Table, weekly: bool) -> ibis.Table:
    """`counted` with its two times as they are, or `weekly`: rounded to whole weeks (in days), a last purchase never to
    the first one's day."""
    if not weekly:
        return found
    last = (found.x > 0).ifelse(ibis.greatest(_weeks(found.t_x), _WEEK), 0)
    return found.mutate(t_x=whole(last), known_for=whole(ibis.greatest(_weeks(found.known_for), last)))


def _weeks(days: ibis.Value) -> ibis.Value:
    return _rounded(number(days) / _WEEK) * _WEEK


def _rounded(value: ibis.Value) -> ibis.Value:
    """Halves up: what `round` does with them is not the same on every engine."""
    return whole((value + 0.5).floor())


def cells(found: ibis.Table) -> ibis.Table:
    """The distinct x, t_x and known_for, each with how many customers there are of it, ordered."""
    alike = found.group_by(*CELLS).agg(customers=whole(found.count()))
    return alike.order_by(*CELLS)


def summary(found: ibis.Table) -> ibis.Table:
    """One row on all customers of `counted`: what there is to learn from. `spent`: what was paid in repeat purchases by
    those whose mean is known, `largest` by the one who paid most."""
    repeat = found.x > 0
    paid = number(found.x) * number(found.m_x)
    return found.agg(
        customers=whole(found.count()),
        repeaters=count(repeat),
        repeats=total(found.x),
        history=whole(found.known_for.max().coalesce(0)),
        quiet=whole((found.known_for - found.t_x).min().coalesce(0)),
        priced=whole(found.m_x.count()),
        spent=paid.sum().coalesce(0.0),
        largest=paid.max().coalesce(0.0),
    )


def evenness(facts: ibis.Table, as_of: Day) -> ibis.Table:
    """One row: `log_gaps`, the sum over all gaps between a customer's purchase days of the logarithm of the gap in
    weeks, a quarter of a day taken off each (`purchases.regular.MERGED` says why); 0 where there is none. What tells
    regular buyers from others (Platzer and Reutterer 2016, equation 4)."""
    known = facts.filter((facts.day <= day(as_of)) & stands(facts, as_of)).select("customer_id", "day")
    before = known.day.lag().over(ibis.window(group_by=known.customer_id, order_by=known.day))
    gaps = known.select(gap=days_between(known.day, before)).filter(ibis._.gap > 0)
    return gaps.agg(log_gaps=(number(gaps.gap * 4 - 1) / (4 * _WEEK)).ln().sum().coalesce(0.0))


def market(facts: ibis.Table, as_of: Day) -> ibis.Table:
    """One row on the days of everybody together: on how many somebody bought, and the longest time between two of them
    in days, 0 where there are no two."""
    known = facts.filter((facts.day <= day(as_of)) & stands(facts, as_of))
    days = known.select("day").distinct()
    before = days.day.lag().over(ibis.window(order_by=days.day))
    gaps = days.select("day", gap=days_between(days.day, before))
    return gaps.agg(days=whole(gaps.count()), gap=whole(gaps.gap.max().coalesce(0)))
