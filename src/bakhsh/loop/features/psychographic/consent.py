"""Who may be profiled at all: what every reading and every question of this base begins with."""

from __future__ import annotations

from typing import Any

import ibis

from bakhsh.conditions.sums import day
from bakhsh.loop.features.bases import Given

__all__ = ["PURPOSE", "consenting", "theirs"]

PURPOSE = "profiling"
"""The purpose whose permission counts."""


def consenting(given: Given) -> ibis.Table:
    """The customers (customer_id alone) whose latest word permits profiling, from `as_of` or an earlier day on.

    The project's own switch comes first: off, nobody does. A permission without a day holds for every day; a withdrawal
    holds for every day too, those before it included.
    """
    consent = given.tables["consent"]
    asked = consent.filter(ibis.literal(given.files.psychographic.on), _is_profiling(consent.purpose))
    # Several spellings of the purpose are several words: the withdrawn one wins.
    words = asked.group_by("customer_id").agg(granted=asked.granted.cast("int32").min(), since=asked.since.max())
    begun = words.since.isnull() | (words.since <= day(given.today))
    return words.filter(words.granted == 1, begun).select("customer_id")


def theirs(given: Given, table: str) -> ibis.Table:
    """The rows of a table of the ledger that are consenting customers'."""
    rows = given.tables[table]
    return rows.semi_join(consenting(given), "customer_id")


def _is_profiling(purpose: Any) -> Any:
    return purpose.strip().lower() == PURPOSE
