"""The rows of merged ids under the one id that stays."""

from __future__ import annotations

import ibis

from bakhsh.loop.data.alike import NAMES, alike
from bakhsh.loop.data.ledger import unique_latest
from bakhsh.tables import CONTRACTS

__all__ = ["said_of", "under"]


def under(rows: ibis.Table, aliases: ibis.Table) -> ibis.Table:
    """The same rows, each under the settled id of its customer (ALIASES); ids without an alias stay."""
    to = aliases.select(alias_="customer_id", settled_="settled_id")
    joined = rows.left_join(to, rows.customer_id == to.alias_)
    return joined.mutate(customer_id=joined.settled_.coalesce(joined.customer_id)).select(*rows.columns)


def said_of(table: str, rows: ibis.Table, aliases: ibis.Table | None) -> ibis.Table:
    """The latest word on every key of a table beside the orders (`ledger.unique_latest`), of merged ids together.

    A permission is the exception: every id keeps its own latest word, and of several the withdrawn ones win. Spellings
    of one name (a city, a category) are one (`alike`).
    """
    return alike(_latest(table, rows, aliases), NAMES.get(table, ()))


def _latest(table: str, rows: ibis.Table, aliases: ibis.Table | None) -> ibis.Table:
    key = CONTRACTS[table.upper()].key
    if aliases is None or "customer_id" not in rows.columns:
        return unique_latest(rows, key).select(*rows.columns)
    if table != "consent":
        return unique_latest(under(rows, aliases), key).select(*rows.columns)
    each = under(unique_latest(rows, key), aliases)
    refused = each.granted.cast("int32").min().over(ibis.window(group_by=[each[name] for name in key]))
    counting = each.mutate(least_=refused)
    counting = counting.filter(counting.granted.cast("int32") == counting.least_)
    return (
        counting.group_by(*key)
        .agg(
            granted=counting.least_.min().cast("boolean"),
            since=counting.since.max(),
            source=counting.source.max(),
            load=counting.load.max(),
        )
        .select(*rows.columns)
    )
