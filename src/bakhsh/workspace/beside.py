"""Tables of customers laid beside one another, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis

__all__ = ["laid_beside"]

_KEY = "customer_id"


def laid_beside(rows: ibis.Table, beside: Sequence[ibis.Table], otherwise: Mapping[str, str | int]) -> ibis.Table:
    """The rows with the further columns of all tables keyed by customer_id; of columns of one name the last counts.
    Where a customer is absent or empty in a column of `otherwise`, that value stands.

    One chain of joins with one list of columns at its end: tables joined one by one would lie in one another, and
    statements that deep are beyond what compilers take.
    """
    chain, found = rows, {name: name for name in rows.columns}
    for number, table in enumerate(beside):
        own = {f"beside_{number}_{place}": name for place, name in enumerate(table.columns)}
        apart = table.rename(own)
        key = next(ours for ours, name in own.items() if name == _KEY)
        chain = chain.left_join(apart, [rows[_KEY] == apart[key]])
        found |= {name: ours for ours, name in own.items() if name != _KEY}
    return chain.select(**{name: _value(chain[ours], otherwise.get(name)) for name, ours in found.items()})


def _value(column: ibis.Value, otherwise: str | int | None) -> ibis.Value:
    return column if otherwise is None else column.coalesce(otherwise)
