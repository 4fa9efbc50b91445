"""When last, how often, how much: the three measures customers have been ranked by since direct mail.

Bult and Wansbeek (1995), "Optimal selection for direct mail", describe the practice. Here recency counts days and
frequency counts purchase days, so that two orders of one day are one visit.
"""

from __future__ import annotations

import ibis

from bakhsh.conditions.sums import Day, day, days_between, number, ratio

__all__ = ["rfm"]


def rfm(sums: ibis.Table, as_of: Day) -> dict[str, ibis.Value]:
    """recency, frequency, orders, monetary, known_for, first_on, last_on, average_order.

    Recency and known_for are 0 for a purchase on `as_of` itself. They, first_on and last_on are empty where no
    purchase day stands (frequency 0); average_order where no order does. Money in minor units, returns taken off.
    """
    today = day(as_of)
    return {
        "recency": days_between(today, sums.last_on),
        "frequency": sums.frequency,
        "orders": sums.orders,
        "monetary": sums.monetary,
        "known_for": days_between(today, sums.first_on),
        "first_on": sums.first_on,
        "last_on": sums.last_on,
        "average_order": ratio(number(sums.monetary), sums.orders),
    }
