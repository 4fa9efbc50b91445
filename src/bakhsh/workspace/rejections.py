"""REJECTED without a person: rows of his that were not taken say no more of him, and rows of his that had been taken
are counted as not taken any more, so that what a file held still adds up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.digits import to_latin
from bakhsh.loop.data.forgotten import forms, masked_month
from bakhsh.records import LoadRecord
from bakhsh.specs import CHARGES, Project, Source
from bakhsh.tables import CONTRACTS
from bakhsh.workspace.person import Person

__all__ = ["instead_of", "naming", "unsaid"]

_CUT = re.compile(r"[,;\t|]")


def naming(rejected: pa.Table, person: Person, source: Source | None) -> pa.Array:
    """The mask of the rows of REJECTED that name the person: by an id or an order of his in the column the source
    declares for it (in any column where it is declared no more), or by an address."""
    told = (*person.ids, *person.orders, *person.addresses)
    near = pc.match_substring_regex(rejected.column("row"), _any_of(told))
    places = pc.indices_nonzero(pc.fill_null(near, False)).to_pylist()
    rows = rejected.column("row").take(pa.array(places, pa.int64())).to_pylist()
    found = {place for place, row in zip(places, rows, strict=True) if _names(json.loads(row), person, source)}
    return pa.array([place in found for place in range(rejected.num_rows)], pa.bool_())


def _any_of(texts: Iterable[str]) -> str:
    """A pattern of JSON that may hold one of these, digits in any writing; of what a numbering led, only the number."""
    return "|".join(sorted({_spelled(one.rpartition("/")[2]) for one in texts}))


def _spelled(text: str) -> str:
    said = json.dumps(text, ensure_ascii=False)[1:-1]
    signs = (f"[{one}{chr(0x6F0 + int(one))}{chr(0x660 + int(one))}]" if one in "0123456789" else f"\\x{{{ord(one):x}}}"
             for one in said)  # fmt: skip
    return "".join(signs)


def _names(row: Mapping[str, Any], person: Person, source: Source | None) -> bool:
    """Whether a row as it came, by the names of its columns, is this person's."""
    if set(row) == {"text"}:
        cells = {_plain(part) for part in _CUT.split(str(row["text"]))}
        return bool(cells.intersection((*person.ids, *person.orders))) or _reaches(str(row["text"]), person)
    if set(row) == {"order_id"} and row["order_id"] in person.orders:  # left out by the policy: the ledger's own number
        return True
    ids, orders = _columns(source, "customer_id"), _columns(source, "order_id")
    numbered = f"{source.numbering}/" if source else ""
    for name, value in row.items():
        text = _plain(str(value)) if value is not None else ""
        if name in (ids or row) and text in person.ids:
            return True
        if name in (orders or row) and {text, f"{numbered}{text}"} & person.orders:
            return True
        if _reaches(text, person):
            return True
    return False


def _columns(source: Source | None, column: str) -> set[str]:
    return {one.source for one in source.columns if one.column == column} if source else set()


def _plain(text: str) -> str:
    return to_latin(text).strip(" \"'").removesuffix(".0")


def _reaches(text: str, person: Person) -> bool:
    return bool(person.addresses) and not set(forms(text)).isdisjoint(person.addresses)


def unsaid(rejected: pa.Table, theirs: pa.Array, project: Project) -> pa.Table:
    """REJECTED in which the rows of the mask keep their line, their reason, their amount and its month alone."""
    return masked_month(rejected, theirs, theirs, project.calendar)


def instead_of(entries: pa.Table, load: LoadRecord, project: Project) -> pa.Table:
    """REJECTED for rows that had been taken: stopped, as they would be now."""
    count = entries.num_rows
    values = {
        "load": entries.column("load"),
        "source": pa.repeat(pa.scalar(load.source), count),
        "file": pa.repeat(pa.scalar(load.file), count),
        "line": entries.column("file_line"),
        "reason": pa.repeat(pa.scalar("forgotten"), count),
        "at": entries.column("at"),
        "amount": _said(entries),
    }
    if "part" in entries.column_names:
        values["part"] = entries.column("part")
    schema = CONTRACTS["REJECTED"].schema()
    columns = {one.name: values.get(one.name, pa.nulls(count, one.type)) for one in schema}
    everybody = pa.repeat(pa.scalar(True), count)
    return masked_month(pa.table(columns).cast(schema), everybody, everybody, project.calendar)


def _said(entries: pa.Table) -> pa.ChunkedArray:
    """What the file said of each row, as `loop.data.ledger.says` does: beside the amount what does not count."""
    found = entries.column("amount")
    for name in CHARGES:
        if name in entries.column_names:
            found = pc.add(found, pc.fill_null(entries.column(name), 0))
    if "refunded" in entries.column_names:
        found = pc.subtract(found, pc.fill_null(entries.column("refunded"), 0))
    return found
