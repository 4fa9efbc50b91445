"""Which of our columns a file may fill, by the table its rows are.

A file of lines or orders usually carries more than its own table: what was sold (`items.category`), who bought
(`customers.city`), how to reach them (`mobile`). `price` is a unit price, from which amounts are reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bakhsh.tables import ANSWERS, ASSETS, CONSENT, CUSTOMERS, ENTRIES, EVENTS, ITEMS, Column, Contract, Type

__all__ = ["BESIDE", "REACH", "TABLES", "Fillable", "column_names", "column_of", "fillable", "reaches"]

REACH = ("mobile", "phone", "email", "post", "name")
"""Ways to reach a person, and the name: always personal, kept in ADDRESSES only."""

_MADE = frozenset({"load", "part", "file_line", "instant", "left_out", "doubt"})
"""Columns that we make ourselves."""

_WHEN = Column("ordered_at", Type.TIMESTAMP, "when it was ordered, in the business' local time")
_PRICE = Column("price", Type.MONEY, "price of one piece: amount is quantity times price where no amount is mapped")
_CREDIT = Column(
    "credit", Type.MONEY, "a ledger's column of credits beside debits as amount: what was given back or paid"
)
_UNIT_COST = Column("unit_cost", Type.MONEY, "cost of one piece: cost is quantity times it where no cost is mapped")
_ADDRESS = {name: Column(name, Type.TEXT, "a way to reach the customer", personal=True) for name in REACH}
_GRANTED = Column("granted", Type.BOOLEAN, "whether this purpose is permitted")

BESIDE = ("items", "customers", "addresses", "consent", "answers")
"""Tables whose columns may be filled from a file of another table: `items.category`, `consent.sms`."""


@dataclass(frozen=True, slots=True)
class Fillable:
    """What a file of one table may fill. `needs`: of each group at least one column must be mapped; `open`: further
    columns may be declared with a type."""

    columns: Mapping[str, Column]
    needs: tuple[tuple[str, ...], ...]
    open: bool = False


def _of(contract: Contract, *more: Column) -> dict[str, Column]:
    return {column.name: column for column in (*contract.columns, *more) if column.name not in _MADE}


_WHO = ("customer_id",)
_WHO_OR_WAY = (*_WHO, "mobile", "email", "phone")
"""A row without an id is its mobile number's customer, or its e-mail address's."""
_AT = ("ordered_at", "at")

_FILLABLE: Mapping[str, Fillable] = {
    "lines": Fillable(
        _of(ENTRIES, _WHEN, _PRICE, _CREDIT, _UNIT_COST) | _ADDRESS, (_WHO_OR_WAY, _AT, ("amount", "price"))
    ),
    "orders": Fillable(
        _of(ENTRIES, _WHEN, _PRICE, _CREDIT, _UNIT_COST) | _ADDRESS, (_WHO_OR_WAY, _AT, ("amount", "price"))
    ),
    "customers": Fillable(_of(CUSTOMERS) | _ADDRESS, (_WHO_OR_WAY,), open=True),
    "items": Fillable(_of(ITEMS), (("item_id",),), open=True),
    "consent": Fillable(_of(CONSENT), (_WHO, ("purpose",), ("granted",))),
    "events": Fillable(_of(EVENTS), (_WHO, ("at",))),
    "answers": Fillable(_of(ANSWERS), (_WHO, ("scale",), ("item",), ("at",), ("value",))),
    "assets": Fillable(_of(ASSETS), (_WHO, ("kind",))),
}

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
    if beside == table:
        return None
    if beside == "consent":
        return _GRANTED if rest else None
    return _beside(beside).get(rest)


def _beside(table: str) -> Mapping[str, Column]:
    if table == "addresses":
        return _ADDRESS
    if table == "customers":
        return _of(CUSTOMERS) | _ADDRESS
    if table == "answers":
        return {"at": ANSWERS.column("at")}
    return _of(ITEMS) if table == "items" else {}


def column_names(table: str = "") -> tuple[str, ...]:
    """Every column a file (of that table) may fill, its own first."""
    own = [name for one in ([table] if table else TABLES) for name in _FILLABLE[one].columns]
    other = [f"{beside}.{name}" for beside in BESIDE if beside != table for name in _beside(beside)]
    return tuple(dict.fromkeys(own + other))


def reaches(table: str, name: str) -> bool:
    """Whether the column holds a person's name or a way to reach one, and is personal whatever a file says."""
    beside, _, rest = name.rpartition(".")
    return rest in REACH and (beside or table) not in ("items", "consent", "events", "answers", "assets")
