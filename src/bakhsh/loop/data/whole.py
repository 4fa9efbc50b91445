"""Sources whose rows are customers, items, permissions, events, answers or assets themselves."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import DataError
from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.typed import typed
from bakhsh.loop.data.bucket_customers import are_buckets
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.fates import Fates
from bakhsh.loop.data.ids import Ids, read_ids
from bakhsh.loop.data.unread_cells import unread_cells
from bakhsh.loop.data.values import column_values, moments, open_columns
from bakhsh.tables import ANSWERS, ASSETS, CONSENT, CUSTOMERS, EVENTS, ITEMS, Contract, Type

__all__ = ["WHOLE", "whole_rows"]

WHOLE: dict[str, Contract] = {one.name.lower(): one for one in (CUSTOMERS, ITEMS, CONSENT, EVENTS, ANSWERS, ASSETS)}
"""The contracts that a source may fill row by row, by the name a source calls them."""

_OTHERWISE = ("customer_id", "at")
"""Columns that are read by rules of their own, which reject the row."""
_MISSING = {"customer_id": "missing_customer", "item_id": "missing_item", "at": "missing_date"}


def whole_rows(columns: Columns, fates: Fates, customers: Ids) -> pa.Table:
    """The contract's table (without load) of every row, in its order; rows that lack what the contract always fills
    are rejected. Raises DataError for a table no source can fill."""
    table = columns.source.table
    if table not in WHOLE:
        known = tuple(map(Code, ("lines", "orders", *WHOLE)))
        raise DataError(Sentence("data.table_unknown", {"table": Code(table), "known": known}))
    contract = WHOLE[table]
    schema = contract.schema(open_columns(columns, contract)).remove(contract.names.index("load"))
    fates.reject("id_destroyed", customers.destroyed, _file(columns, "customer_id"))
    fates.reject("bucket_customer", are_buckets(customers.values), _file(columns, "customer_id"))
    values: dict[str, pa.Array] = {"customer_id": customers.values}
    for one in schema:
        if one.name not in values:
            values[one.name] = _values(columns, fates, contract, one.name, one.type)
    optional = {name: (_type(columns, contract, name), read) for name, read in values.items() if name not in _OTHERWISE}
    unread_cells(columns, fates, table, optional)
    for column in contract.columns:
        if column.required and column.name != "load":
            reason = _MISSING.get(column.name, "missing_value")
            fates.reject(reason, pc.is_null(values[column.name]), _file(columns, column.name))
    return pa.table([values[name] for name in schema.names], schema=schema)


def _values(columns: Columns, fates: Fates, contract: Contract, name: str, stored: pa.DataType) -> pa.Array:
    table = columns.source.table
    if name in ("event_id", "asset_id") and columns.map(table, name) is None:
        return _by_content(columns.rows)
    if name == "item_id" and contract is ITEMS:
        ids = read_ids(columns.cells(table, name))
        fates.reject("id_destroyed", ids.destroyed, _file(columns, name))
        return ids.values
    if name == "at":
        at = moments(columns, table, name)
        for reason, rows in at.reasons():
            fates.reject(reason, rows, _file(columns, name))
        return at.local
    if name in ("source", "kind") and columns.map(table, name) is None:  # a file of one kind is named after it
        return pa.repeat(pa.scalar(columns.source.name), columns.count)
    return column_values(columns, table, name, _type(columns, contract, name)).cast(stored)


def _type(columns: Columns, contract: Contract, name: str) -> Type:
    if name in contract.names:
        return contract.column(name).type
    found = columns.map(columns.source.table, name)
    return (found.type if found else None) or Type.TEXT


def _by_content(rows: pa.Table) -> pa.Array:
    """An id for each event or asset made of all it says: equal rows are the same one."""
    texts = [typed(column) for column in rows.columns]
    joined = pc.binary_join_element_wise(*[pc.fill_null(text, "") for text in texts], "\x1f")
    return pa.array([hashlib.sha256(text.encode()).hexdigest()[:32] for text in joined.to_pylist()], pa.string())


def _file(columns: Columns, name: str) -> str:
    found = columns.map(columns.source.table, name)
    return found.source if found else ""
