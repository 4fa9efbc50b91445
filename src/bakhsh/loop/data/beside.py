"""What a file says beside its main table: the items it names, the customers' cities, addresses, permissions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.fates import Fates
from bakhsh.loop.data.persons import telephones, valid
from bakhsh.loop.data.phones import e164_forms, region_of
from bakhsh.loop.data.shown import shown
from bakhsh.loop.data.unread_cells import unread_cells
from bakhsh.loop.data.values import column_values
from bakhsh.tables import ADDRESSES, CONSENT, CUSTOMERS, ITEMS, Contract, Type

__all__ = ["addresses", "consent_columns", "destroyed_numbers", "side_table"]

_TELEPHONES = ("mobile", "phone")
_WITH_COUNTRY = r"^\s*(?:\+|00)"
_ROUNDED = r"^\d(?:[.,]\d+)?[eE]\+\d+$"

_BESIDE: dict[str, Contract] = {"customers": CUSTOMERS, "items": ITEMS}


def side_table(
    columns: Columns, fates: Fates, table: str, kept: pa.Array, key: Mapping[str, pa.Array]
) -> pa.Table | None:
    """The distinct rows that the taken rows of the file say about `table` (customers or items), without load; None
    where the source maps none of its columns. Rows without key, or with nothing but the key, are left out; cells that
    could not be read are noticed."""
    contract = _BESIDE[table]
    mapped = [name for name in columns.names(table) if name not in key]
    if not mapped or columns.source.table == table:
        return None
    types = {name: _type(columns, contract, table, name) for name in mapped}
    read = {name: column_values(columns, table, name, kind) for name, kind in types.items()}
    unread_cells(columns, fates, table, {name: (types[name], values) for name, values in read.items()}, kept)
    values = dict(key) | read
    found = pa.table(list(values.values()), names=list(values)).filter(kept)
    some = pc.is_valid(found.column(mapped[0]))
    for name in mapped[1:]:
        some = pc.or_(some, pc.is_valid(found.column(name)))
    found = found.filter(pc.and_(some, pc.is_valid(found.column(next(iter(key))))))
    extra = {name: kind for name, kind in types.items() if name not in contract.names}
    return _distinct(found, contract, extra)


def addresses(columns: Columns, kept: pa.Array, customers: pa.Array) -> pa.Table | None:
    """ADDRESSES (without load): the distinct ways to reach the customers of the taken rows; None where none is mapped.

    A telephone number is kept as E.164 where it is one by its country code, or at home in Iran; every other address in
    the form in which texts are shown. `valid` says whether it has the form of one: in a column of mobile numbers an
    Iranian landline has not. Of a cell with several telephone numbers the first mobile and the first other are kept.
    """
    found = []
    apart = (one for channel, name in columns.addresses() for one in _apart(channel, columns.of_file(name)))
    for channel, cells in apart:
        address, fine = _reachable(channel, cells.texts, region_of(columns.project))
        rows = {
            "customer_id": customers, "channel": pa.repeat(pa.scalar(channel), columns.count),
            "address": cells.each(address), "valid": cells.each(fine),
        }  # fmt: skip
        one = pa.table(list(rows.values()), names=list(rows)).filter(kept)
        found.append(one.filter(pc.and_(pc.is_valid(one.column("address")), pc.is_valid(one.column("customer_id")))))
    return _distinct(pa.concat_tables(found), ADDRESSES, {}) if found else None


def _apart(channel: str, cells: Cells) -> Iterator[tuple[str, Cells]]:
    """The column by channel: cells that hold several telephone numbers are divided into mobile and other ones."""
    # Two numbers have at least sixteen digits.
    long = pc.greater(pc.count_substring_regex(cells.texts, r"\d"), 15)
    if channel not in _TELEPHONES or not pc.any(long).as_py():
        yield channel, cells
        return
    asked = zip(cells.texts.to_pylist(), long.to_pylist(), strict=True)
    several = [(text, telephones(text) if text and doubt else {}) for text, doubt in asked]
    alone = [None if numbers else text for text, numbers in several]
    nothing = pa.nulls(len(several))
    told = ((kind, [numbers.get(kind) for _, numbers in several]) for kind in _TELEPHONES)
    for kind, texts in ((channel, alone), *told):
        yield kind, Cells(pa.array(texts, pa.string()), nothing, cells.rows)


def _reachable(channel: str, texts: pa.Array, region: str) -> tuple[pa.Array, pa.Array]:
    """The distinct addresses as they are kept, and whether each has the form of one."""
    written = shown(texts)
    if channel not in _TELEPHONES:
        return written, _each_valid(channel, texts)
    numbers = e164_forms(texts, region)
    told = pc.is_valid(numbers)
    # The pseudonym of a number is made of what was written, and elsewhere only that says which country is meant.
    whole = told if region == "IR" else pc.and_(told, pc.match_substring_regex(texts, _WITH_COUNTRY))
    rest = pc.if_else(told, None, texts)
    fine = pc.if_else(told, True, _each_valid(channel, rest)) if rest.null_count < len(rest) else told
    if channel == "mobile":
        landline = pc.and_(pc.starts_with(numbers, "+98"), pc.invert(pc.starts_with(numbers, "+989")))
        fine = pc.and_(fine, pc.invert(pc.fill_null(landline, False)))
    gone = pc.and_(pc.invert(told), pc.fill_null(pc.match_substring_regex(texts, _ROUNDED), False))
    kept = pc.if_else(pc.fill_null(whole, False), numbers, pc.if_else(gone, None, written))
    return kept, pc.if_else(pc.is_valid(texts), fine, None)


def _each_valid(channel: str, texts: pa.Array) -> pa.Array:
    if channel not in ("email", *_TELEPHONES):
        return pc.is_valid(texts)
    return pa.array([None if text is None else valid(channel, text) for text in texts.to_pylist()], pa.bool_())


def destroyed_numbers(columns: Columns) -> tuple[tuple[str, pa.Array], ...]:
    """Columns of telephone numbers, and the rows of which a spreadsheet kept only the first digits (9.12E+09)."""
    found = []
    for channel, name in columns.addresses():
        if channel in _TELEPHONES:
            cells = columns.of_file(name)
            rounded = pc.fill_null(pc.match_substring_regex(cells.texts, _ROUNDED), False)
            found.append((name, pc.fill_null(cells.each(rounded), False)))
    return tuple(found)


def consent_columns(columns: Columns, fates: Fates, kept: pa.Array, customers: pa.Array) -> pa.Table | None:
    """CONSENT (without load) from columns mapped as `consent.<purpose>`, such as consent.sms; None where none is. A
    word that is neither yes nor no says nothing, and is noticed."""
    purposes = columns.names("consent")
    if not purposes or columns.source.table == "consent":
        return None
    found = []
    for purpose in purposes:
        granted = column_values(columns, "consent", purpose, Type.BOOLEAN)
        unread_cells(columns, fates, "consent", {purpose: (Type.BOOLEAN, granted)}, kept)
        rows = {
            "customer_id": customers, "purpose": pa.repeat(pa.scalar(purpose), columns.count),
            "granted": granted,
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
