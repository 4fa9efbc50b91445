"""What a customer chooses: items again or new ones, brands, categories, and what he began with.

Net amounts decide, as they do for categories: what was brought back was not chosen. Items and brands are one pass over
lines.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import Day, count, day, day_of, ratio, total, whole
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.behavioural.leading import concentration, leading
from bakhsh.loop.features.behavioural.ordering import standing
from bakhsh.loop.features.facts import persons

__all__ = ["learn", "readings"]

_ITEMS = frozenset({"different_items", "repeat_share"})
_BRANDS = frozenset({"brands", "top_brand", "top_brand_share"})
_CATEGORIES = frozenset({"category_concentration", "mixed_share"})
_ENTRY = frozenset({"entry_item", "entry_category", "entry_channel"})


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Nothing: lines speak for themselves."""
    yield from ()
    return Learned()


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The wanted features of items, brands, categories and the first order."""
    tables, as_of, wanted = given.tables, given.today, given.wanted
    bought = by_item(tables["lines"], as_of)
    found: list[ibis.Table] = []
    if wanted & _ITEMS:
        found.append(again(bought))
    if wanted & (_BRANDS | {"brand_concentration"}):
        found += brands(bought, tables["items"])
    if wanted & _CATEGORIES:
        found.append(categories(tables["category_facts"], as_of))
    if wanted & _ENTRY:
        found.append(entry(standing(tables["orders"], as_of), tables["lines"], tables["items"]))
    chosen = ([name for name in one.columns if name in wanted] for one in found)
    return [one.select("customer_id", *names) for one, names in zip(found, chosen, strict=True) if names]


def by_item(lines: ibis.Table, as_of: Day) -> ibis.Table:
    """customer_id, item_id, net (what was paid less what was given back), and the first and last day it was bought."""
    things = persons(lines.filter(lines.kind.isin(["product", "return"]) & lines.item_id.notnull()))
    things = things.filter(day_of(things) <= day(as_of))
    bought = things.kind == "product"
    return things.group_by("customer_id", "item_id").agg(
        net=total(things.amount),
        first_on=day_of(things).min(where=bought),
        last_on=day_of(things).max(where=bought),
    )


def again(bought: ibis.Table) -> ibis.Table:
    """different_items, and repeat_share: of these the share that was bought on more than one day. Items brought back do
    not count."""
    kept = bought.filter(bought.net > 0)
    sums = kept.group_by("customer_id").agg(
        different_items=whole(kept.count()), again=count(kept.last_on > kept.first_on)
    )
    return sums.select("customer_id", "different_items", repeat_share=ratio(sums.again, sums.different_items))


def brands(bought: ibis.Table, items: ibis.Table) -> list[ibis.Table]:
    """brands, top_brand, top_brand_share; brand_concentration: of net amounts. Items without a brand are left out."""
    known = items.filter(items.brand.notnull()).select("item_id", value="brand")
    named = bought.join(known, "item_id")
    nets = named.group_by("customer_id", "value").agg(weight=total(named.net))
    first = leading(nets).rename(brands="several", top_brand="top", top_brand_share="share")
    return [first, nets.group_by("customer_id").agg(brand_concentration=concentration(nets))]


def categories(category_facts: ibis.Table, as_of: Day) -> ibis.Table:
    """category_concentration of net amounts, and mixed_share: of the days on which something of a category was bought,
    the share with more than one."""
    known = category_facts.filter(category_facts.day <= day(as_of))
    nets = known.group_by("customer_id", "category").agg(weight=total(known.amount))
    found = nets.group_by("customer_id").agg(category_concentration=concentration(nets))
    days = known.group_by("customer_id", "day").agg(several=count(known.lines > 0))
    mixed = days.group_by("customer_id").agg(mixed_share=ratio(count(days.several > 1), count(days.several > 0)))
    return found.join(mixed, "customer_id").select("customer_id", "category_concentration", "mixed_share")


def entry(standing: ibis.Table, lines: ibis.Table, items: ibis.Table) -> ibis.Table:
    """entry_channel, entry_item and entry_category: of the first order that stands (of several at one time the smallest
    id) its channel, of the goods of its first moment that most was paid for (of equal ones the first id), and the
    category of that."""
    first = standing.group_by("customer_id").agg(first=standing.ordered_at.min())
    begun = standing.join(first, [standing.customer_id == first.customer_id, standing.ordered_at == first.first])
    least = begun.group_by("customer_id").agg(order_id=begun.order_id.min(), first=begun.first.min())
    channel = standing.select("order_id", entry_channel=standing.channel.nullif(""))
    begun = least.join(channel, "order_id")
    goods = lines.filter((lines.kind == "product") & lines.item_id.notnull())
    # Joined by customer and moment, the ids of orders are compared for few lines.
    near = goods.join(least, [goods.customer_id == least.customer_id, goods["at"] == least.first], rname="of_{name}")
    near = near.filter(near.order_id == near.of_order_id)
    paid = near.group_by("customer_id", "item_id").agg(paid=total(near.amount))
    most = paid.group_by("customer_id").agg(most=paid.paid.max())
    leads = paid.join(most, [paid.customer_id == most.customer_id, paid.paid == most.most])
    item = leads.group_by("customer_id").agg(entry_item=leads.item_id.min())
    known = items.select(entry_item="item_id", entry_category="category")
    named = item.left_join(known, "entry_item").select("customer_id", "entry_item", "entry_category")
    return begun.left_join(named, "customer_id").select("customer_id", "entry_channel", "entry_item", "entry_category")
