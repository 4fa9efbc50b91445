"""Customers who are probably many: by what they are called, or because nobody buys as often as they do.

A proposal and no more: what becomes of it is declared in the source.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable

import ibis
import pyarrow as pa

from bakhsh.conditions import key_of
from bakhsh.language.keys import matching_key
from bakhsh.language.nobody import NOBODY_IN_PARTICULAR
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.loop.data.ledger import whole_number

__all__ = ["likely_buckets"]

_ALSO = ("مهمان", "guest", "unknown")
"""Guests of a shop are people as a rule, each with an address: that many buy under such a word is worth a look only."""
_KEYS = sorted({*NOBODY_IN_PARTICULAR, *map(matching_key, _ALSO)})

_SHARE = 0.01
_TIMES = 20
_REST = 20
"""So many others make a fair picture of how often one person buys."""
_SHOWN = 5


def likely_buckets(
    facts: ibis.Table, addresses: ibis.Table | None = None
) -> Generator[ibis.Table, pa.Table, tuple[Sentence, ...]]:
    """A sentence for each of up to five customers of FACTS who are probably bucket customers, and are not declared so.

    By name: the id, or the name in ADDRESSES, is one that shops give to nobody in particular. By share: more than 1 %
    of all orders, and at least 20 times those of the 99th percentile (discrete, lower) of the customers who have less;
    of all but that one, where fewer than 20 have. Of the addresses only whether they are such a name is asked.
    """
    per = facts.group_by("customer_id").agg(orders=whole_number(facts.orders.sum()))
    histogram = yield per.group_by("orders").agg(customers=per.count().cast("int64"))
    counts = sorted((row["orders"], row["customers"]) for row in histogram.to_pylist())
    whole = sum(orders * customers for orders, customers in counts)
    called = key_of(per.customer_id).isin(_KEYS)
    if addresses is not None:
        named = addresses.filter((addresses.channel == "name") & key_of(addresses.address).isin(_KEYS))
        called = called | per.customer_id.isin(named.customer_id)
    by_name = yield per.filter(called).order_by(per.orders.desc(), "customer_id").limit(_SHOWN)
    floor = _floor(counts, whole)
    found = {row["customer_id"]: (row["orders"], "name") for row in by_name.to_pylist()}
    if floor is not None:
        often = yield per.filter(per.orders >= floor).order_by(per.orders.desc(), "customer_id").limit(_SHOWN)
        for row in often.to_pylist():
            found.setdefault(row["customer_id"], (row["orders"], "share"))
    return tuple(_said(customer, *one, whole) for customer, one in found.items())


def _floor(counts: Iterable[tuple[int, int]], whole: int) -> int | None:
    """From how many orders on a customer has more than one person can have; None where nobody has."""
    counts = list(counts)
    large = [orders for orders, customers in counts for _ in range(min(customers, 100)) if orders > _SHARE * whole]
    rest = [(orders, customers) for orders, customers in counts if orders <= _SHARE * whole]
    if not large:
        return None
    if sum(customers for _, customers in rest) < _REST:
        most = max(large)
        rest = [(orders, customers - (orders == most)) for orders, customers in counts]
    usual = _percentile(rest)
    floor = max(_TIMES * usual, int(_SHARE * whole) + 1)
    return floor if usual and max(large) >= floor else None


def _percentile(counts: Iterable[tuple[int, int]]) -> int:
    """The least number of orders that at least 99 of 100 customers do not exceed; 0 of nobody."""
    counts = [(orders, customers) for orders, customers in counts if customers]
    wanted, so_far = sum(customers for _, customers in counts) * 99, 0
    for orders, customers in counts:
        so_far += customers
        if so_far * 100 >= wanted:
            return orders
    return 0


def _said(customer: str, orders: int, by: str, whole: int) -> Sentence:
    share = Share(orders / whole if whole else 0.0)
    args: dict[str, Argument] = {"customer": Code(customer), "count": orders, "share": share}
    return Sentence("policy.bucket_by_name", args) if by == "name" else Sentence("policy.bucket_by_share", args)
