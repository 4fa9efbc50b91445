"""Which of our columns a file may fill, by the table its rows are.

A file of lines or orders usually carries more than its own table: what was sold (`items.category`), who bought
(`customers.city`), how to reach them (`mobile`). `price` is a unit price, from which amounts are reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bakhsh.tables import CONSENT, CUSTOMERS, ENTRIES, ITEMS, Column, Contract, Type

__all__ = ["ADDRESSES", "BESIDE", "TABLES", "Fillable", "column_names", "column_of", "fillable"]

ADDRESSES = ("mobile", "phone", "email", "post", "name")
"""Ways to reach a person, and the name: kept in ADDRESSES only."""

BESIDE: Mapping[str, Contract] = {"items": ITEMS, "customers": CUSTOMERS}
"""Tables whose columns may be filled from a file of another table, as `items.category`."""

_OURS = frozenset({"load", "file_line", "instant", "at", "kind"})
"""Columns that we make ourselves."""

_WHEN = Column("ordered_at", Type.TIMESTAMP, "when it was ordered, in the business' local time")
_PRICE = Column("price", Type.MONEY, "price of one piece: amount is quantity times price where no amount is mapped")


@dataclass(frozen=True, slots=True)
class Fillable:
    """What a file of one table may fill. `needs`: of each group at least one column must be mapped; `open`: further
    columns may be declared with a type."""

    columns: Mapping[str, Column]
    needs: tuple[tuple[str, ...], ...]
    open: bool = False


def _of(*contracts: Contract, more: tuple[Column, ...] = (), without: tuple[str, ...] = ()) -> dict[str, Column]:
    listed = [column for contract in contracts for column in contract.columns] + list(more)
    return {column.name: column for column in listed if column.name not in _OURS | frozenset(without)}


_REACH = tuple(Column(name, Type.TEXT, "a way to reach the customer", personal=True) for name in ADDRESSES)
_WHO = ("customer_id", "mobile", "phone", "email")
_ROWS = _of(ENTRIES, more=(_WHEN, _PRICE, *_REACH))
_ORDER_ROWS = _of(ENTRIES, more=(_WHEN, *_REACH), without=("item_id", "quantity"))

_FILLABLE: Mapping[str, Fillable] = {
    "lines": Fillable(_ROWS, (_WHO, ("ordered_at",), ("amount", "price"))),
    "orders": Fillable(_ORDER_ROWS, (_WHO, ("ordered_at",), ("amount",))),
    "customers": Fillable(_of(CUSTOMERS, more=_REACH), (_WHO,), open=True),
    "items": Fillable(_of(ITEMS), (("item_id",),), open=True),
    "consent": Fillable(_of(CONSENT, without=("kind",)), (("customer_id",), ("purpose",), ("granted",))),
}  # fmt: skip

TABLES = tuple(_FILLABLE)
"""What one row of a file can be."""


def fillable(table: str) -> Fillable:
    """What a file of that table may fill in its own table. KeyError for a table no file fills."""
    return _FILLABLE[table]


def column_of(table: str, name: str) -> Column | None:
    """The column `name` (`order_id`, `items.category`) as a file of `table` fills it; None where it knows none."""
    beside, dot, rest = name.partition(".")
    if not dot:
        return _FILLABLE[table].columns.get(name)
    contract = BESIDE.get(beside)
    if contract is None or beside == table:
        return None
    return _of(contract).get(rest)


def column_names(table: str = "") -> tuple[str, ...]:
    """Every column a file (of that table) may fill, its own first."""
    own = [name for one in ([table] if table else TABLES) for name in _FILLABLE[one].columns]
    other = [f"{beside}.{name}" for beside, contract in BESIDE.items() if beside != table for name in _of(contract)]
    return tuple(dict.fromkeys(own + other))
