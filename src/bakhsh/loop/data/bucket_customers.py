"""Customers behind whom many people stand: walk-in sales, cash sales, rows that name nobody.

Their money is revenue; nothing that speaks of a person may speak of them. What is found in a file is compared before
anything is replaced by a pseudonym, and only the declared word goes on.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.ids import Ids
from bakhsh.loop.data.matching import matcher
from bakhsh.loop.data.persons import canonical, masked
from bakhsh.tables import BUCKET_MARK

__all__ = ["NOBODY", "are_buckets", "order_of_many", "persons", "with_buckets", "without_buckets"]

NOBODY = f"{BUCKET_MARK}walk-in"
"""The bucket customer of rows that name nobody."""


def are_buckets(customers: pa.Array) -> pa.Array:
    """Per row: its customer is many."""
    return pc.fill_null(pc.starts_with(customers, BUCKET_MARK), False)


def persons(customers: pa.Array) -> pa.Array:
    """The ids without those of bucket customers."""
    return pc.if_else(are_buckets(customers), None, customers)


def without_buckets(columns: Columns, customers: Ids) -> Ids:
    """The ids as the file has them, emptied where the policy says that many people stand behind one."""
    values = pc.replace_substring_regex(customers.values, f"^{BUCKET_MARK}", f"_{BUCKET_MARK}")
    named = columns.source.policy.bucket_customers
    if not named:
        return Ids(values, customers.destroyed)
    return Ids(pc.if_else(_any_word(columns, "id"), None, values), customers.destroyed)


def with_buckets(columns: Columns, customers: Ids, pseudonym: Callable[[str], str]) -> Ids:
    """The ids with bucket customers put in: where the name is one, whatever the id; where the id is one and nothing
    else says who it was; where nobody is named, if the policy says so."""
    policy = columns.source.policy
    values, destroyed = customers.values, customers.destroyed
    if policy.bucket_customers:
        by_name, by_id = (_words(columns, of, pseudonym) for of in ("name", "id"))
        values = pc.coalesce(by_name, values, by_id)
        destroyed = pc.and_(destroyed, pc.is_null(by_name))
    if policy.no_customer == "bucket":
        values = pc.fill_null(values, NOBODY)
    return Ids(values, destroyed)


def order_of_many(columns: Columns, orders: pa.Array, customers: pa.Array, pseudonym: Callable[[str], str]) -> pa.Array:
    """Orders of a file without order numbers, those of bucket customers told apart by what their rows say: what many
    people bought at one moment is not one order, and another file's sales of that moment do not replace this one's.
    What a row says is keyed as ids are: from a plain hash it could be found by trying."""
    many = are_buckets(customers)
    if not pc.any(many).as_py():
        return orders
    table = columns.source.table
    texts = [pc.fill_null(columns.cells(table, name).text(), "").filter(many) for name in columns.names(table)]
    said = pc.binary_join_element_wise(*texts, "\x1f").to_pylist()
    marks = [f"#{pseudonym(f'{BUCKET_MARK}{text}')[:16]}" for text in said]
    ends = pc.replace_with_mask(pa.repeat(pa.scalar(""), columns.count), many, pa.array(marks, pa.string()))
    return pc.binary_join_element_wise(orders, ends, "")


def _any_word(columns: Columns, of: str) -> pa.Array:
    return pc.is_valid(_words(columns, of, str))


def _words(columns: Columns, of: str, pseudonym: Callable[[str], str]) -> pa.Array:
    """Per row the bucket customer its id or its name stands for."""
    found = matcher(columns.source.policy.bucket_customers)
    rows = pa.nulls(columns.count, pa.string())
    for name in _columns(columns, of):
        cells = columns.of_file(name)
        said = cells.map(lambda text: _named(found(text), pseudonym))
        rows = pc.coalesce(rows, said.text())
    return rows


def _columns(columns: Columns, of: str) -> list[str]:
    if of == "id":
        mapped = columns.map(columns.source.table, "customer_id")
        return [mapped.source] if mapped else []
    return [name for channel, name in columns.addresses() if channel == "name"]


def _named(word: str | None, pseudonym: Callable[[str], str]) -> str | None:
    if word is None:
        return None
    return BUCKET_MARK + (word if masked(word) == word else pseudonym(canonical(word)))
