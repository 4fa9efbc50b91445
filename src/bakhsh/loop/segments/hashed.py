"""A sample of customers that every engine takes alike: those of the smallest md5 of their id."""

from __future__ import annotations

import ibis

__all__ = ["hashed"]


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def md5(x: str) -> str:  # type: ignore[empty-body]
    """The engine's own md5 in lower-case hex of the UTF-8 text."""


def hashed(rows: ibis.Table, most: int) -> ibis.Table:
    """At most `most` of `rows`, in the order of the md5 of customer_id: another day's sample holds the same people, and
    who is in it does not depend on what they did."""
    return rows.mutate(hash=md5(rows.customer_id)).order_by("hash").limit(most).drop("hash")
