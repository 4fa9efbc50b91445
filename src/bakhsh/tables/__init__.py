"""The contracts of the tables that pass between rooms: name, key, columns with type and one sentence each.

Rooms never import each other; they agree on these. Money is whole minor units (int64). Times without a zone are
the business' local time. A table marked `ledger` is kept per customer in hash buckets and every row of it carries
the `load` that brought it. `open` tables may carry further columns that the project declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bakhsh.tables.acting import ARMS, AUDIENCE, EFFECTS, MOVED, MOVES, PICKS, SENT
from bakhsh.tables.collected import ADDRESSES, ANSWERS, ASSETS, CONSENT, CUSTOMERS, EVENTS, ITEMS, KEPT, LINES, ORDERS
from bakhsh.tables.contracts import BUCKET_MARK, BUCKETS, Column, Contract, Feature, Type, bucket_name
from bakhsh.tables.loaded import ALIASES, ENTRIES, IDENTITIES, LINKS, LOADS, REJECTED, VERSIONS
from bakhsh.tables.reckoned import (
    CATEGORY_FACTS,
    FACTS,
    FEATURES,
    MARKET,
    MEMBERS,
    NEXT_ORDERS,
    OUTCOMES,
    PREDICTIONS,
    ROWS,
)
from bakhsh.tables.reference import CALENDAR, DEFLATOR, PLACE_NAMES, PLACES, POSTAL, SEA, THEMES

__all__ = [
    "ADDRESSES", "ALIASES", "ANSWERS", "ARMS", "ASSETS", "AUDIENCE", "BUCKETS", "BUCKET_MARK", "CALENDAR",
    "CATEGORY_FACTS", "CONSENT", "CONTRACTS", "CUSTOMERS", "Column", "Contract", "DEFLATOR", "EFFECTS", "ENTRIES",
    "EVENTS", "FACTS", "FEATURES", "Feature", "IDENTITIES", "ITEMS", "KEPT", "LINES", "LINKS", "LOADS", "MARKET",
    "MEMBERS", "MOVED", "MOVES", "NEXT_ORDERS", "OF_CUSTOMER", "ORDERS", "OUTCOMES", "PICKS", "PLACES", "PLACE_NAMES",
    "POSTAL", "PREDICTIONS", "REJECTED", "ROWS", "SEA", "SENT", "THEMES", "Type", "VERSIONS", "bucket_name",
]  # fmt: skip


OF_CUSTOMER = ("customers", "consent", "addresses", "events", "answers", "assets")
"""Tables of the ledger that do not come from orders, by the names sources call them: kept by customer, and of every
key the latest load has the last word."""


def _by_name(contracts: Iterable[Contract]) -> dict[str, Contract]:
    return {contract.name: contract for contract in contracts}


CONTRACTS: Mapping[str, Contract] = _by_name((
    PLACES, PLACE_NAMES, SEA, POSTAL, CALENDAR, DEFLATOR, THEMES,
    CUSTOMERS, LOADS, IDENTITIES, LINKS, ALIASES, ADDRESSES, ORDERS, LINES, ITEMS, EVENTS, ANSWERS, ASSETS, CONSENT,
    ENTRIES, VERSIONS, REJECTED,
    FACTS, CATEGORY_FACTS, MARKET, FEATURES, OUTCOMES, PREDICTIONS, NEXT_ORDERS, ROWS, MEMBERS, AUDIENCE, PICKS,
    ARMS, SENT, EFFECTS, MOVED, MOVES,
))  # fmt: skip
"""Every contract by its name, in the order in which data flows."""
