"""Ids behind which more than one person seems to stand."""

from __future__ import annotations

from itertools import combinations

import ibis

from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.names import far_apart
from bakhsh.workspace.aliases import History, bind_loads
from bakhsh.workspace.opened import Opened

__all__ = ["doubtful", "said_of_doubtful"]

_MOST_NAMES = 20
"""An id with more names than this is a counter, a company or a market; its first ones tell enough."""


def doubtful(ws: Opened, history: History) -> tuple[str, ...]:
    """Ids with two names that have no word in common, or with two dates of birth; ascending."""
    return tuple(sorted(_by_name(ws, history) | _by_birth(ws, history)))


def said_of_doubtful(ws: Opened, history: History) -> tuple[Sentence, ...]:
    """The same as a finding, with how many they are and three of them; nothing where there is none."""
    found = doubtful(ws, history)
    if not found:
        return ()
    examples = tuple(Code(one) for one in found[:3])
    return (Sentence("identity.doubtful", {"count": len(found), "examples": examples}),)


def _by_name(ws: Opened, history: History) -> set[str]:
    if not any("addresses" in pieces for pieces in history.values()):
        return set()
    bind_loads(ws, history, "addresses")
    rows = ws.unbound("addresses")
    named = rows.filter((rows.channel == "name") & rows.address.notnull())
    several = _several(named.select("customer_id", said="address"))
    ranked = several.mutate(nth=ibis.row_number().over(ibis.window(group_by="customer_id", order_by=several.said)))
    names: dict[str, list[str]] = {}
    for batch in ws.engine.batches(ranked.filter(ranked.nth < _MOST_NAMES).select("customer_id", "said")):
        for row in batch.to_pylist():
            names.setdefault(row["customer_id"], []).append(row["said"])
    return {one for one, said in names.items() if any(far_apart(a, b) for a, b in combinations(said, 2))}


def _by_birth(ws: Opened, history: History) -> set[str]:
    if not any("customers" in pieces for pieces in history.values()):
        return set()
    bind_loads(ws, history, "customers")
    rows = ws.unbound("customers")
    born = _several(rows.filter(rows.birth_date.notnull()).select("customer_id", said="birth_date"))
    return {one for batch in ws.engine.batches(born.select("customer_id")) for one in batch.column(0).to_pylist()}


def _several(rows: ibis.Table) -> ibis.Table:
    """Of (customer_id, said) the distinct rows of customers of whom several things are said."""
    distinct = rows.distinct()
    counted = distinct.mutate(ways=distinct.count().over(ibis.window(group_by=distinct.customer_id)))
    return counted.filter(counted.ways > 1).drop("ways")
