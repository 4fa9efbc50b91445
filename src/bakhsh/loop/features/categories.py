"""What a customer buys: how many categories, and which of them most."""

from __future__ import annotations

import ibis

from bakhsh.conditions.sums import Day, day, ratio, total, whole

__all__ = ["categories"]


def categories(category_facts: ibis.Table, as_of: Day) -> ibis.Table:
    """customer_id, categories, top_category, top_category_share, of CATEGORY_FACTS or any finer grain of it.

    A category counts while its net amount up to `as_of` is above zero: bought, and not brought back. The share is of
    the net amount of those. Customers without such a category are absent. Of equal amounts the first name wins.
    """
    known = category_facts.filter(category_facts.day <= day(as_of))
    nets = known.group_by("customer_id", "category").agg(net=total(known.amount))
    bought = nets.filter(nets.net > 0)
    each = bought.group_by("customer_id").agg(
        categories=whole(bought.count()), net_of_all=total(bought.net), largest=bought.net.max()
    )
    # A join on the maximum, not a window: of few equals the first name, and no sort of all customers' categories.
    leading = bought.join(each, [bought.customer_id == each.customer_id, bought.net == each.largest])
    return leading.group_by("customer_id").agg(
        categories=leading.categories.max(),
        top_category=leading.category.min(),
        top_category_share=ratio(leading.largest.max(), leading.net_of_all.max()),
    )
