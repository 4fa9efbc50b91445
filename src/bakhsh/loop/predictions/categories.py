"""Purchases of one category, and how customers come back to it: a thirty days' supply runs out whatever else is bought.

A purchase of a category is a day with a sale of it that stands as a purchase day of the customer. Each category has its
own model, as soap and furniture are not bought alike; where few came back to one, nothing is learned of it.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions.days import TODAY
from bakhsh.conditions.sums import Day, count, day, stands, whole
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.predictions.counts import counted, evenness
from bakhsh.loop.predictions.fitting import cells_of, fitted
from bakhsh.loop.predictions.keys import keys

__all__ = ["FEWEST_REPEAT", "MOST_CATEGORIES", "bought", "largest", "learned_categories", "of_category"]

FEWEST_REPEAT = 200
"""So many customers must have come back to a category: as many as for telling models apart at all."""

MOST_CATEGORIES = 10
"""Of more categories, those to which most customers came back."""


def bought(category_facts: ibis.Table, facts: ibis.Table) -> ibis.Table:
    """Days with a sale of a category, as FACTS has days, so that whatever counts those counts these."""
    days = facts.select("customer_id", "day", "undone_on")
    sold = category_facts.filter(category_facts.lines > 0).inner_join(days, ["customer_id", "day"])
    return sold.select(
        "customer_id", "day", "category", "undone_on", "amount", orders=sold.lines, returned=ibis.literal(0, "int64")
    )


def of_category(found: ibis.Table, name: str) -> ibis.Table:
    """`bought` of one category."""
    return found.filter(found.category == name)


def largest(found: ibis.Table, as_of: Day) -> ibis.Table:
    """Categories of `bought` with how many customers came back to each (`repeaters`), most first, one more than are
    used."""
    known = found.filter((found.day <= day(as_of)) & stands(found, as_of))
    each = known.group_by("category", "customer_id").agg(days=whole(known.count()))
    back = each.group_by("category").agg(repeaters=count(each.days > 1))
    return back.order_by(ibis.desc(back.repeaters), back.category).limit(MOST_CATEGORIES + 1)


def learned_categories(
    found: ibis.Table, model: str, most: int
) -> Generator[ibis.Table, pa.Table, tuple[dict[str, Any], tuple[Sentence, ...]]]:
    """Asks for the largest categories and for the customers of each, and returns their models as JSON by name, and what
    is to be said of it. `model` as declared; `most`: distinct customers before times are rounded to weeks."""
    enough = [row["category"] for row in (yield largest(found, TODAY)).to_pylist() if row["repeaters"] >= FEWEST_REPEAT]
    bodies: dict[str, Any] = {}
    for name in enough[:MOST_CATEGORIES]:
        own = of_category(found, name)
        alike = yield from keys(counted(own, TODAY), most)
        log_gaps = (yield evenness(own, TODAY)).to_pylist()[0]["log_gaps"] if model == "auto" else None
        try:
            bodies[name] = fitted(model, cells_of(alike.table), log_gaps).body
        except NotReady:
            continue
    return bodies, _said(tuple(bodies), more=len(enough) > MOST_CATEGORIES)


def _said(names: tuple[str, ...], more: bool) -> tuple[Sentence, ...]:
    args: dict[str, Argument] = {"names": tuple(map(Code, names)), "count": len(names), "enough": FEWEST_REPEAT}
    if not names:
        return ()
    return (Sentence("next_order.largest", args) if more else Sentence("next_order.categories", args),)
