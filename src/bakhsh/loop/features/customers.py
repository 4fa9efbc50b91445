"""A row per customer as of a day."""

from __future__ import annotations

import ibis

from bakhsh.conditions.sums import Day, count, day, stands, total
from bakhsh.loop.features.categories import categories
from bakhsh.loop.features.habits import habits
from bakhsh.loop.features.rfm import rfm
from bakhsh.loop.features.rhythm import gaps, rhythm
from bakhsh.tables import FEATURES, Type

__all__ = ["features", "with_leads"]

_QUARTER = 90


def features(facts: ibis.Table, category_facts: ibis.Table, as_of: Day, weekend: tuple[int, ...]) -> ibis.Table:
    """FEATURES: one row for each customer with a fact up to `as_of`; later rows change nothing.

    `weekend` holds days of the week, Monday = 0 … Sunday = 6. `category_facts` may be of any finer grain than
    CATEGORY_FACTS. A purchase day all of whose orders had been taken back by `as_of` is none.
    """
    sums = _sums(facts, as_of, weekend)
    joined = sums.left_join(gaps(facts, as_of), "customer_id").drop("customer_id_right")
    joined = joined.left_join(categories(category_facts, as_of), "customer_id")
    columns = {
        **rfm(joined, as_of),
        **rhythm(joined, as_of),
        **habits(joined),
        "categories": joined.categories.coalesce(0),
        "top_category": joined.top_category,
        "top_category_share": joined.top_category_share,
    }
    return joined.select(as_of=day(as_of), customer_id=joined.customer_id, **columns).select(*FEATURES.names)


def with_leads(features: ibis.Table, customers: ibis.Table, facts: ibis.Table, as_of: Day) -> ibis.Table:
    """FEATURES with a row for every customer of CUSTOMERS who is known by `as_of` and has bought nothing by then:
    nothing bought, nothing spent, everything else empty.

    Known is who had joined by then. Of whom nobody says when he joined, only who has no facts of any day: whose first
    purchase came later is not known before it, so that later rows change no earlier reading.
    """
    joined = customers.filter((customers.joined_on <= day(as_of)).fill_null(False))
    undated = customers.filter(customers.joined_on.isnull()).anti_join(facts, "customer_id")
    known = joined.select("customer_id").union(undated.select("customer_id"))
    leads = known.anti_join(features, "customer_id")
    nothing = {
        column.name: ibis.literal(0, column.type.ibis) if column.required else ibis.null(column.type.ibis)
        for column in FEATURES.columns
        if column.type is not Type.TEXT or not column.required
    }
    nothing |= {"as_of": day(as_of), "customer_id": leads.customer_id}
    return ibis.union(features.select(*FEATURES.names), leads.select(**nothing).select(*FEATURES.names))


def _sums(facts: ibis.Table, as_of: Day, weekend: tuple[int, ...]) -> ibis.Table:
    """All a customer's facts up to `as_of` added up, in one pass."""
    known = facts.filter(facts.day <= day(as_of))
    standing = stands(known, as_of)
    spent = known.amount - known.returned
    last_90 = known.day > day(as_of, _QUARTER)
    before_90 = (known.day <= day(as_of, _QUARTER)) & (known.day > day(as_of, 2 * _QUARTER))
    return known.group_by("customer_id").agg(
        frequency=count(standing),
        placed=total(known.orders),
        orders=total(known.orders - known.undone_orders),
        monetary=total(spent),
        sold=total(known.amount),
        returned=total(known.returned),
        discount=total(known.discount),
        discount_of=total(known.amount, known.discount.notnull()),
        units=(known.units - known.returned_units).sum(),
        lines=total(known.lines),
        first_on=known.day.min(where=standing),
        last_on=known.day.max(where=standing),
        weekend_days=count(standing & known.day.day_of_week.index().isin(weekend)),
        timed_orders=total(known.timed_orders),
        morning_orders=total(known.morning_orders),
        evening_orders=total(known.evening_orders),
        spent_90=total(spent, last_90),
        spent_before_90=total(spent, before_90),
    )
