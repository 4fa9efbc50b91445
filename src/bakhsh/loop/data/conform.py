"""Raw rows → rows we can trust: every row of a file is taken, or rejected with its reason. Never both, never neither.

A batch function: Arrow in, Arrow out. What becomes of a row depends on what it says and on the declaration, never on
where it stands or on its neighbours, so files may be split and shuffled at will.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.answers import answers
from bakhsh.loop.data.beside import addresses, consent_columns, destroyed_numbers, side_table
from bakhsh.loop.data.bucket_customers import persons, with_buckets, without_buckets
from bakhsh.loop.data.columns import Columns, Raw
from bakhsh.loop.data.entries import empty_entries, entries
from bakhsh.loop.data.fates import Fates
from bakhsh.loop.data.forgotten import Forgotten, of_orders, stopped, unsaid
from bakhsh.loop.data.ids import Ids, read_ids
from bakhsh.loop.data.lost_money import unread
from bakhsh.loop.data.reach import links, named_by_reach, read_reach
from bakhsh.loop.data.returned import Told, untaken
from bakhsh.loop.data.sensitive import refuse_national_ids
from bakhsh.loop.data.whole import WHOLE, whole_rows
from bakhsh.specs import Project, Source

__all__ = ["Conformed", "conform"]


@dataclass(frozen=True, slots=True)
class Conformed:
    """A batch after conforming; every table lacks the `load` (REJECTED also `source` and `file`), which who loads adds.

    `rows` = `kept` + the rows of `rejected`. `kept` counts rows of the main table: ENTRIES for lines and orders (those
    that the policy leaves out among them, with their reason), else the table the source fills. That one, and what rows
    say of other tables (items named in a file of lines, ways to reach their customers, links between ids), lies in
    `beside`, by name; it may say the same key more than once (see `ledger.unique_latest`).
    """

    entries: pa.Table
    beside: Mapping[str, pa.Table]
    rejected: pa.Table
    rows: int
    kept: int
    noticed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unread: pa.Table | None = None
    """What rejected rows say of their whole orders (see `lost_money`)."""
    untaken: pa.Table | None = None
    """Whom rejected rows name, where somebody was forgotten (see `returned`)."""


def conform(
    batch: Raw, source: Source, project: Project, pseudonym: Callable[[str], str], forgotten: Forgotten | None = None
) -> Conformed:
    """The rows of a batch under the contracts the source names (`lines`, `orders`, or one of `whole.WHOLE`).

    `pseudonym` replaces a customer_id that is declared personal, after `persons.canonical`; a row without an id is
    the customer of its mobile number or e-mail address (see `reach.named_by_reach`). A row that names somebody
    `forgotten` is rejected before anything else is asked, and so is every row of an order that is known to name one.
    Ids, numbers and dates are read as `ids`, `amounts` and `moments` say; money is rounded once per row, halves away
    from zero. An optional value of a table beside the main one that cannot be read is empty and noticed; in ENTRIES it
    rejects the row, because money hangs on it. Raises MissingColumn where the file lacks a mapped column, DataError for
    a date form nobody knows and for a column of national ids that is not declared personal.
    """
    columns = Columns(batch, source, project)
    fates = Fates(columns.count)
    for one in columns.plain_maps():
        refuse_national_ids(columns.of_file(one.source).texts, one)
    for name, rows in columns.refilled():
        fates.notice("padded", pc.fill_null(rows, False), name)
    for name, rows in destroyed_numbers(columns):
        fates.notice("phone_destroyed", rows, name)
    # A number often stands in two columns: as the customer's id and as the way to reach him.
    keyed = lru_cache(maxsize=None)(pseudonym)
    reached = read_reach(columns, keyed)
    ids = named_by_reach(without_buckets(columns, _customers(columns, keyed)), reached)
    ids = with_buckets(columns, ids, keyed)
    who = persons(ids.values)
    named = stopped(columns, ids.values, forgotten) if forgotten is not None else pa.nulls(columns.count, pa.bool_())
    fates.reject("forgotten", pc.fill_null(named, False))
    for name, rows in columns.unclear():
        fates.reject("id_unclear", rows, name)
    if source.table in ("lines", "orders"):
        main = entries(columns, fates, ids, batch.lines, keyed, batch.part)
        at, amount, about = main.column("at"), main.column("amount"), _flat(main.column("order_id"))
    else:
        main = whole_rows(columns, fates, ids)
        at, amount = pa.nulls(columns.count, pa.timestamp("us")), pa.nulls(columns.count, pa.int64())
        about = ids.values
    if forgotten is not None and "order_id" in main.column_names:
        fates.forget(of_orders(about, forgotten))
    kept = fates.kept()
    taken = main.filter(kept)
    counted = pc.and_(kept, _flat(pc.is_null(main.column("left_out")))) if "left_out" in main.column_names else kept
    beside = {
        "customers": side_table(columns, fates, "customers", counted, {"customer_id": who}),
        "items": side_table(columns, fates, "items", counted, _item_ids(columns)),
        "consent": consent_columns(columns, fates, counted, who),
        "addresses": addresses(columns, counted, who),
        "answers": answers(columns, fates, counted, who),
        "links": links(columns, reached, counted, about, who),
    }
    if source.table in WHOLE:
        beside[source.table] = taken
    rejected = fates.rejected(columns, batch.lines, batch.broken, _flat(at), _flat(amount))
    untaken_ = None
    if forgotten is not None:
        rejected = unsaid(rejected, forgotten, project.calendar)
        orders = about if "order_id" in main.column_names else pa.nulls(columns.count, pa.string())
        untaken_ = untaken(columns, Told(orders, who, reached), kept, named, fates.stopped())
    place = pa.repeat(pa.scalar(batch.part or None, pa.string()), rejected.num_rows)
    rejected = rejected.append_column("part", place)
    return Conformed(
        taken if source.table in ("lines", "orders") else empty_entries(),
        {name: table for name, table in beside.items() if table is not None}, rejected,
        columns.count + len(batch.broken), taken.num_rows,
        fates.noticed(), unread(main, kept, columns) if "order_id" in main.column_names else None,
        untaken_,
    )  # fmt: skip


def _customers(columns: Columns, pseudonym: Callable[[str], str]) -> Ids:
    found = columns.map(columns.source.table, "customer_id")
    personal = found is not None and found.personal
    return read_ids(columns.cells(columns.source.table, "customer_id"), pseudonym if personal else None)


def _item_ids(columns: Columns) -> dict[str, pa.Array]:
    return {"item_id": read_ids(columns.cells(columns.source.table, "item_id")).values}


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
