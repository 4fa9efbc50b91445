"""What a customer chooses: items again or new ones, brands, categories, and what he began with.

Net amounts decide, as they do for categories: what was brought back was not chosen. All of it is one pass over lines.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date

import ibis
import pyarrow as pa

from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.behavioural.leading import leading
from bakhsh.loop.features.behavioural.placed import placed, standing
from bakhsh.loop.features.facts import persons
from bakhsh.loop.features.sums import count, day, day_of, ratio, total, whole

__all__ = ["learn", "readings"]

_ITEMS = frozenset({"different_items", "repeat_share"})
_BRANDS = {"several": "brands", "top": "top_brand", "share": "top_brand_share", "concentration": "brand_concentration"}
_CATEGORIES = frozenset({"category_concentration", "mixed_share"})
_ENTRY = frozenset({"entry_item", "entry_category", "entry_channel"})


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Nothing: lines speak for themselves."""
    yield from ()
    return Learned()


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The wanted features of items, brands, categories and the first order."""
    tables, as_of, wanted = given.tables, given.as_of, given.wanted
    bought = by_item(tables["lines"], as_of)
    found: list[ibis.Table] = []
    if wanted & _ITEMS:
        found.append(again(bought))
    if wanted & set(_BRANDS.values()):
        found.append(brands(bought, tables["items"]))
    if wanted & _CATEGORIES:
        found.append(categories(tables["category_facts"], as_of))
    if wanted & _ENTRY:
        live = standing(placed(tables["orders"], as_of), tables["lines"], as_of)
        found += entry(live, tables["lines"], tables["items"])
    chosen = ([name for name in one.columns if name in wanted] for one in found)
    return [one.select("customer_id", *names) for one, names in zip(found, chosen, strict=True) if names]


def by_item(lines: ibis.Table, as_of: date) -> ibis.Table:
    """customer_id, item_id, net (what was paid less what was given back) and days (on which it was bought)."""
    things = persons(lines.filter(lines.kind.isin(["product", "return"]) & lines.item_id.notnull()))
    things = things.filter(day_of(things) <= day(as_of))
    days = things.group_by("customer_id", "item_id", on=day_of(things)).agg(
        net=total(things.amount), bought=count(things.kind == "product")
    )
    return days.group_by("customer_id", "item_id").agg(net=total(days.net), days=count(days.bought > 0))


def again(bought: ibis.Table) -> ibis.Table:
    """different_items, and repeat_share: of the purchases of an item (an item on a day), the share that were not its
    first. Items brought back do not count."""
    kept = bought.filter(bought.net > 0)
    sums = kept.group_by("customer_id").agg(different_items=whole(kept.count()), purchases=total(kept.days))
    return sums.select(
        "customer_id", "different_items", repeat_share=ratio(sums.purchases - sums.different_items, sums.purchases)
    )


def brands(bought: ibis.Table, items: ibis.Table) -> ibis.Table:
    """brands, top_brand, top_brand_share, brand_concentration, of net amounts; items without a brand are left out."""
    known = items.filter(items.brand.notnull()).select("item_id", "brand")
    named = bought.join(known, "item_id")
    nets = named.group_by("customer_id", "brand").agg(net=total(named.net))
    found = leading(nets, "brand", "net")
    return found.select("customer_id", **{ours: found[name] for name, ours in _BRANDS.items()})


def categories(category_facts: ibis.Table, as_of: date) -> ibis.Table:
    """category_concentration of net amounts, and mixed_share: of the days on which something of a category was bought,
    the share with more than one."""
    known = category_facts.filter(category_facts.day <= day(as_of))
    nets = known.group_by("customer_id", "category").agg(net=total(known.amount))
    found = leading(nets, "category", "net").select("customer_id", category_concentration="concentration")
    sold = known.filter(known.lines > 0)
    days = sold.group_by("customer_id", "day").agg(several=whole(sold.count()))
    mixed = days.group_by("customer_id").agg(mixed=count(days.several > 1), days=whole(days.count()))
    both = mixed.left_join(found, "customer_id")
    return both.select("customer_id", "category_concentration", mixed_share=ratio(both.mixed, both.days))


def entry(standing: ibis.Table, lines: ibis.Table, items: ibis.Table) -> list[ibis.Table]:
    """entry_channel; entry_item; entry_category: of the first order that stands (of several at one time the smallest
    id) its channel, and the item and category most was paid for; of equal ones the first name."""
    first = standing.group_by("customer_id").agg(first=standing["at"].min())
    begun = standing.join(first, [standing.customer_id == first.customer_id, standing["at"] == first.first])
    begun = begun.select("customer_id", "order_id", "channel")
    least = begun.group_by("customer_id").agg(order_id=begun.order_id.min())
    begun = begun.semi_join(least, ["customer_id", "order_id"])
    goods = lines.filter((lines.kind == "product") & lines.item_id.notnull())
    goods = goods.select("customer_id", "order_id", "item_id", "amount").semi_join(begun, ["customer_id", "order_id"])
    paid = goods.group_by("customer_id", "item_id").agg(paid=total(goods.amount))
    known = items.filter(items.category.notnull()).select("item_id", "category")
    named = paid.join(known, "item_id")
    by_category = named.group_by("customer_id", "category").agg(paid=total(named.paid))
    return [
        begun.select("customer_id", entry_channel=begun.channel.nullif("")),
        _most(paid, "item_id", "entry_item"),
        _most(by_category, "category", "entry_category"),
    ]


def _most(paid: ibis.Table, value: str, name: str) -> ibis.Table:
    """The value most was paid for, things for nothing among them."""
    largest = paid.group_by("customer_id").agg(largest=paid.paid.max())
    leads = paid.join(largest, [paid.customer_id == largest.customer_id, paid.paid == largest.largest])
    return leads.group_by("customer_id").agg(**{name: leads[value].min()})
