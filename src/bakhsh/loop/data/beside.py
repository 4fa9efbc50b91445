"""What a file says beside its main table: the items it names, the customers' cities, addresses, permissions."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.persons import valid
from bakhsh.loop.data.values import column_values
from bakhsh.tables import ADDRESSES, CONSENT, CUSTOMERS, ITEMS, Contract, Type

__all__ = ["addresses", "consent_columns", "side_table"]

_BESIDE: dict[str, Contract] = {"customers": CUSTOMERS, "items": ITEMS}


def side_table(columns: Columns, table: str, kept: pa.Array, key: Mapping[str, pa.Array]) -> pa.Table | None:
    """The distinct rows that the taken rows of the file say about `table` (customers or items), without load; None
    where the source maps none of its columns. Rows without key, or with nothing but the key, are left out."""
    contract = _BESIDE[table]
    mapped = [name for name in columns.names(table) if name not in key]
    if not mapped or columns.source.table == table:
        return None
    types = {name: _type(columns, contract, table, name) for name in mapped}
    values = dict(key) | {name: column_values(columns, table, name, kind) for name, kind in types.items()}
    found = pa.table(list(values.values()), names=list(values)).filter(kept)
    some = pc.is_valid(found.column(mapped[0]))
    for name in mapped[1:]:
        some = pc.or_(some, pc.is_valid(found.column(name)))
    found = found.filter(pc.and_(some, pc.is_valid(found.column(next(iter(key))))))
    extra = {name: kind for name, kind in types.items() if name not in contract.names}
    return _distinct(found, contract, extra)


def addresses(columns: Columns, kept: pa.Array, customers: pa.Array) -> pa.Table | None:
    """ADDRESSES (without load): the distinct ways to reach the customers of the taken rows; None where none is mapped.

    The address stays as it was written; `valid` says whether it has the form of one.
    """
    found = []
    for channel, name in columns.addresses():
        cells = columns.of_file(name)
        fine = [None if text is None else valid(channel, text) for text in cells.texts.to_pylist()]
        rows = {
            "customer_id": customers, "channel": pa.repeat(pa.scalar(channel), columns.count), "address": cells.text(),
            "valid": cells.each(pa.array(fine, pa.bool_())),
        }  # fmt: skip
        one = pa.table(list(rows.values()), names=list(rows)).filter(kept)
        found.append(one.filter(pc.and_(pc.is_valid(one.column("address")), pc.is_valid(one.column("customer_id")))))
    return _distinct(pa.concat_tables(found), ADDRESSES, {}) if found else None


def consent_columns(columns: Columns, kept: pa.Array, customers: pa.Array) -> pa.Table | None:
    """CONSENT (without load) from columns mapped as `consent.<purpose>`, such as consent.sms; None where none is."""
    purposes = columns.names("consent")
    if not purposes or columns.source.table == "consent":
        return None
    found = []
    for purpose in purposes:
        rows = {
            "customer_id": customers, "purpose": pa.repeat(pa.scalar(purpose), columns.count),
            "granted": column_values(columns, "consent", purpose, Type.BOOLEAN),
            "source": pa.repeat(pa.scalar(columns.source.name), columns.count),
        }  # fmt: skip
        one = pa.table(list(rows.values()), names=list(rows)).filter(kept)
        found.append(one.filter(pc.and_(pc.is_valid(one.column("granted")), pc.is_valid(one.column("customer_id")))))
    return _distinct(pa.concat_tables(found), CONSENT, {})


def _type(columns: Columns, contract: Contract, table: str, name: str) -> Type:
    if name in contract.names:
        return contract.column(name).type
    declared = columns.map(table, name)
    return (declared.type if declared else None) or Type.TEXT


def _distinct(found: pa.Table, contract: Contract, extra: Mapping[str, Type]) -> pa.Table:
    """Distinct rows with all the contract's columns, in its order."""
    schema = contract.schema(extra).remove(contract.names.index("load"))
    rows = found.group_by(found.column_names, use_threads=False).aggregate([])
    columns = [
        rows.column(one.name).cast(one.type) if one.name in rows.column_names else pa.nulls(rows.num_rows, one.type)
        for one in schema
    ]
    return pa.table(columns, schema=schema)
