"""How customers choose among items: dear or cheap ones, new or known ones, one brand or many.

Each figure is drawn to everybody's as far as the customer's own purchases are few (`shrinking`). Counted are days on
which an item was bought; what came back later was chosen all the same. Everybody are those who consent.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from functools import reduce
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import count, day, day_of, number, total, whole
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.psychographic.consent import theirs
from bakhsh.loop.features.psychographic.shrinking import DEFAULT, moments, strength

__all__ = ["TASTES", "learn", "readings"]

_COMPARED = 5
"""A category with fewer items of a known price has no cheap and dear ones."""


def owned(given: Given) -> ibis.Table:
    """customer_id, item_id, days, first_on: of consenting customers, the days up to `as_of` on which they bought an
    item, and the first of them."""
    lines = _sales(given)
    each = lines.select("customer_id", "item_id", bought_on=day_of(lines)).distinct()
    return each.group_by("customer_id", "item_id").agg(days=whole(each.count()), first_on=each.bought_on.min())


def _sales(given: Given) -> ibis.Table:
    lines = theirs(given, "lines")
    return lines.filter(lines.kind == "product", lines.item_id.notnull(), day_of(lines) <= day(given.today))


# ---- each taste: a customer's own figure, the purchases it rests on, and the squares within them ---------------------
def _tiers(given: Given) -> ibis.Table:
    """item_id, tier: the share of the category's other items that cost less a piece, those that cost the same counting
    half."""
    lines = _sales(given)
    priced = lines.filter(lines.quantity > 0, lines.amount > 0)
    prices = priced.group_by("item_id").agg(price=number(priced.amount.sum()) / number(priced.quantity.sum()).nullif(0))
    items = given.tables["items"]
    known = prices.join(items.filter(items.category.notnull()).select("item_id", "category"), "item_id")
    among = ibis.window(group_by=known.category)
    ordered = ibis.window(group_by=known.category, order_by=known.price)
    ranked = known.mutate(many=known.count().over(among), below=ibis.rank().over(ordered))
    same = ranked.count().over(ibis.window(group_by=[ranked.category, ranked.price]))
    placed = ranked.mutate(same=same)
    tier = (number(placed.below) + number(placed.same - 1) / 2) / number(placed.many - 1).nullif(0)
    return placed.filter(placed.many >= _COMPARED).select("item_id", tier=tier)


def _price_tier(given: Given, tiers: ibis.Table) -> ibis.Table:
    joined = owned(given).join(tiers, "item_id")
    days = number(joined.days)
    sums = joined.group_by("customer_id").agg(
        weight=days.sum(), total=(days * joined.tier).sum(), squares=(days * joined.tier * joined.tier).sum()
    )
    own = sums.total / sums.weight.nullif(0)
    return sums.select("customer_id", weight=sums.weight, own=own, within=sums.squares - sums.total * own)


def _novelty(given: Given, tiers: ibis.Table) -> ibis.Table:
    """Of the items bought after the first purchase day, how many never before."""
    items = owned(given)
    begun = items.group_by("customer_id").agg(begun_on=items.first_on.min())
    first = items.join(begun, "customer_id")  # a window would sort everybody's items
    at_first = first.first_on == first.begun_on
    sums = first.group_by("customer_id").agg(
        later=number(total(first.days) - count(at_first)), new=number(count(~at_first))
    )
    return _of_yes(sums, sums.new, sums.later)


def _brand_loyalty(given: Given, tiers: ibis.Table) -> ibis.Table:
    """Of all pairs of purchases within a category, how many are of one brand; resting on the purchases after the first
    of each category."""
    items = given.tables["items"]
    known = items.filter(items.category.notnull(), items.brand.notnull()).select("item_id", "category", "brand")
    joined = owned(given).join(known, "item_id")
    brands = joined.group_by("customer_id", "category", "brand").agg(days=number(total(joined.days)))
    each = brands.group_by("customer_id", "category").agg(
        days=brands.days.sum(), same=(brands.days * (brands.days - 1)).sum()
    )
    sums = each.group_by("customer_id").agg(
        repeats=(each.days - 1).sum(), pairs=(each.days * (each.days - 1)).sum(), same=each.same.sum()
    )
    own = sums.same / sums.pairs.nullif(0)
    return sums.select("customer_id", weight=sums.repeats, own=own, within=sums.repeats * own * (1 - own))


def _of_yes(sums: ibis.Table, yes: Any, of: Any) -> ibis.Table:
    own = yes / of.nullif(0)
    return sums.select("customer_id", weight=of, own=own, within=of * own * (1 - own))


TASTES: Mapping[str, Callable[[Given, ibis.Table], ibis.Table]] = {
    "price_tier": _price_tier,
    "novelty": _novelty,
    "brand_loyalty": _brand_loyalty,
}
"""By feature: customer_id, his own figure, the purchases (weight) it rests on, the sum of squares within them."""


# ---- in a run --------------------------------------------------------------------------------------------------------
def wanted(given: Given) -> tuple[str, ...]:
    """The tastes this project has."""
    return tuple(name for name in TASTES if name in given.wanted)


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Tables `tiers` (item_id, tier) and `tastes` (one row: everybody's mean of each taste, and the strength with which
    it is believed)."""
    names = wanted(given)
    if not names:
        return Learned()
    tiers = _tiers(given)
    found = {"tiers": (yield tiers)} if "price_tier" in names else {}
    row: dict[str, float] = {}
    told = (yield _everybody(given, names, tiers)).to_pylist()[0]
    for name in names:
        sums = {part.removeprefix(f"{name}__"): value for part, value in told.items() if part.startswith(f"{name}__")}
        weight = float(sums["weight"] or 0)
        row[f"{name}_mean"] = float(sums["sum"]) / weight if weight else 0.5
        row[f"{name}_strength"] = strength(sums) if weight else DEFAULT
    schema = pa.schema([(name, pa.float64()) for name in row])
    return Learned({**found, "tastes": pa.Table.from_pylist([row], schema)})


def _everybody(given: Given, names: Sequence[str], tiers: ibis.Table) -> ibis.Table:
    """One row of the sums of all tastes (see `moments`): one question, so that what they share is reckoned once."""
    sums = []
    for name in names:
        each = TASTES[name](given, tiers)
        parts = moments(each.weight, each.own, each.within)
        sums.append(each.agg(**{f"{name}__{part}": value for part, value in parts.items()}))
    return reduce(lambda one, other: one.cross_join(other), sums)


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The tastes of every customer who consents: his own figure and everybody's, weighted by his purchases and the
    strength; with `_sure`, the part that is his own. One table: what is owned is gathered once."""
    found = [_shrunk(name, given, looked) for name in wanted(given)]
    if len(found) < 2:
        return found
    items = owned(given)
    rows = people = items.select("customer_id").distinct()
    names = []
    for number_, one in enumerate(found):
        apart = one.rename({f"of_{number_}": "customer_id"})
        rows = rows.left_join(apart, [people.customer_id == apart[f"of_{number_}"]])
        names += [name for name in one.columns if name != "customer_id"]
    return (rows.select("customer_id", *names),)


def _shrunk(name: str, given: Given, looked: Mapping[str, ibis.Table]) -> ibis.Table:
    each = TASTES[name](given, looked.get("tiers", given.tables["items"]))
    beside = each.filter(each.own.notnull()).cross_join(looked["tastes"])
    mean, strong = beside[f"{name}_mean"], beside[f"{name}_strength"]
    whole_weight = beside.weight + strong
    shrunk = {
        name: (beside.weight * beside.own + strong * mean) / whole_weight,
        f"{name}_sure": beside.weight / whole_weight,
    }
    return beside.select("customer_id", **shrunk)
