"""Forgotten people who come again under another id, number or address: what their rows say of them that is new.

A row that names somebody forgotten names whatever else stands on it too, and its whole order is his. So what is said
beside a known id, number or address is known from then on. What many people share says nothing of him.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.forgotten import Forgotten
from bakhsh.loop.data.reach import Reached

__all__ = ["UNTAKEN", "Group", "Told", "groups", "untaken"]

UNTAKEN = pa.schema(
    [
        ("order_id", pa.string()),
        ("customer_id", pa.string()),
        ("said", pa.string()),
        ("addresses", pa.list_(pa.string())),
        ("named", pa.bool_()),
        ("stopped", pa.bool_()),
    ]
)
"""Rows that were not taken: whom they name. `said`: the id as the file has it; `addresses`: what stands for them;
`named`: the row itself names somebody forgotten; `stopped`: it is his, or of an order of his."""


@dataclass(frozen=True, slots=True)
class Told:
    """Whom the rows of a batch name: per row the order, the customer, and his addresses."""

    orders: pa.Array
    customers: pa.Array
    reached: tuple[Reached, ...]


def untaken(columns: Columns, told: Told, kept: pa.Array, named: pa.Array, stopped: pa.Array) -> pa.Table:
    """UNTAKEN of the rows of a batch that are not `kept`. Never leaves the memory."""
    rows = pc.indices_nonzero(pc.invert(kept))
    keys = [one.key.take(rows).to_pylist() for one in told.reached]
    addresses = [sorted({one for one in row if one is not None}) for row in zip(*keys, strict=True)]
    said = columns.cells(columns.source.table, "customer_id").text()
    parts = [told.orders, told.customers, said, None, named, stopped]
    found = [
        pa.array(addresses or [[]] * len(rows), pa.list_(pa.string())) if one is None else one.take(rows)
        for one in parts
    ]
    return pa.table([one.cast(kind.type) for one, kind in zip(found, UNTAKEN, strict=True)], schema=UNTAKEN)


@dataclass(slots=True)
class Group:
    """What stands together: an order, or a row without one. `owner`: the keyed hash of the person it is of."""

    owner: str
    order: str | None = None
    ids: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)


def groups(rows: Iterable[Mapping[str, object]], whom: Forgotten, owners: Mapping[str, str]) -> list[Group]:
    """Rows of UNTAKEN that name somebody forgotten, those of an order together. `owners`: whose each token is."""
    found: dict[str, Group] = {}
    for place, row in enumerate(rows):
        order, customer, said = (_text(row[name]) for name in ("order_id", "customer_id", "said"))
        listed = row["addresses"]
        addresses = set(map(str, listed)) if isinstance(listed, list) else set()
        tokens = [token for text in (customer, said) if text is not None for token in whom.told(text)]
        tokens += [token for one in sorted(addresses) if (token := whom.keyed(one)) in whom.tokens]
        owner = min((owners[token] for token in tokens if token in owners), default="")
        one = found.setdefault(f"order {order}" if order is not None else f"row {place}", Group(owner, order))
        one.owner = min(filter(None, (one.owner, owner)), default="")
        one.ids |= {customer} if customer is not None else set()
        one.addresses |= addresses
    return list(found.values())


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
