"""Load: what is new or changed of the sources becomes a new version of the ledger.

What a file (or a database, or a shop) brought is kept as it was conformed (the manifest's `history`); everything else
is derived from it (`workspace.derive`). Nothing here is visible to readers until the catalogue switches the manifest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges import clock
from bakhsh.errors import BakhshError, DataError, MissingColumn, NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.data import conform, ledger
from bakhsh.loop.data.columns import Raw
from bakhsh.loop.data.entries import SHARED, of_order
from bakhsh.loop.data.fates import SAID_TWICE
from bakhsh.loop.data.forgotten import Forgotten
from bakhsh.loop.data.lost_money import heard, with_totals
from bakhsh.loop.data.notices import merged
from bakhsh.loop.data.unread_cells import told
from bakhsh.loop.data.whole_orders import needs_whole_orders
from bakhsh.records import JoinedFile, LoadRecord, Manifest, Piece
from bakhsh.specs import Source
from bakhsh.workspace.again import brings_nothing
from bakhsh.workspace.ahead import ahead
from bakhsh.workspace.aliases import History, bind_loads, declaration
from bakhsh.workspace.arrivals import Arrival, Patience, here
from bakhsh.workspace.derive import derive
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.orders_of_load import ORDER, arriving_schema, bring_together, left_out
from bakhsh.workspace.progress import Progress, Say
from bakhsh.workspace.returned import Reading, without_returned
from bakhsh.workspace.shorter import with_dropped

__all__ = ["load", "undo"]


@dataclass(slots=True)
class _Brought:
    """What one file has brought so far."""

    rows: int = 0
    kept: int = 0
    beside: dict[str, list[pa.Table]] = field(default_factory=dict)
    rejected: list[pa.Table] = field(default_factory=list)
    unread: list[pa.Table] = field(default_factory=list)
    untaken: list[pa.Table] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    noticed: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: int = 0
    duplicates: int = 0
    whole_orders: bool = False
    mark: str = ""
    joined: tuple[JoinedFile, ...] = ()


def load(
    ws: Opened, new: Sequence[Arrival], say: Say, patience: Patience | None = None
) -> tuple[tuple[LoadRecord, ...], Manifest]:
    """Reads the arrivals and derives the next ledger version; commits nothing. Without arrivals: the current one,
    unless identity.toml says otherwise than then who is one customer. An arrival that `patience` bears to be without
    is left out."""
    before = ws.store.catalogue.manifest()
    resettled = declaration(ws, before.history) != before.identity
    if not new and not resettled:
        return (), before
    history = dict(before.history)

    def read(arrival: Arrival, whom: Forgotten | None) -> Reading | None:
        try:
            return _read(ws, arrival, say, whom)
        except BakhshError as error:
            if not (patience or Patience()).bears(arrival.file, error):
                raise
            return None

    whom = ws.forgotten()
    readings = [one for arrival in new if (one := read(arrival, whom)) is not None]
    readings = without_returned(ws, readings, _beside(history, readings), read)
    new, records = [one.arrival for one in readings], [one.record for one in readings]
    history |= {str(one.record.load): one.pieces for one in readings}
    _leave_repeated(ws, new, records, history)
    if not records and not resettled:
        return (), before
    void = {load for arrival in new for load in arrival.replaces}
    kept = {number: pieces for number, pieces in history.items() if int(number) not in void}
    _refuse_collisions(ws, new, records, kept)
    say(Progress(Sentence("workspace.step_derive")))
    after = derive(ws, before, kept, say)
    return _with_duplicates(ws, with_dropped(ws, records, kept), kept), after


def _beside(history: History, readings: Sequence[Reading]) -> History:
    """The loads that stay beside what was read."""
    void = {load for one in readings for load in one.arrival.replaces}
    return {number: pieces for number, pieces in history.items() if int(number) not in void}


def _leave_repeated(
    ws: Opened, new: Sequence[Arrival], records: list[LoadRecord], history: dict[str, Mapping[str, Piece]]
) -> None:
    """Of sources that are asked every time, readings that brought nothing are no loads: running again changes
    nothing."""
    for arrival, record in zip(new, list(records), strict=True):
        if arrival.found.asked and not arrival.replaces and brings_nothing(ws, record, history):
            gone = history.pop(str(record.load))
            ws.engine.tables.drop(piece.path for piece in gone.values())
            records.remove(record)


def _refuse_collisions(ws: Opened, new: Sequence[Arrival], records: Sequence[LoadRecord], history: History) -> None:
    """DataError where two sources that number their orders alike say different things of one number, and neither says
    that they speak of the same orders: the later one would replace what it knows nothing of."""
    numbering = {source.name: source.numbering for source in ws.files.sources}
    loads: dict[str, list[int]] = {}
    for one in (*ws.store.catalogue.loads(), *records):
        if str(one.load) in history and numbering.get(one.source, "") != SHARED:
            loads.setdefault(one.source, []).append(one.load)
    if len(loads) < 2:
        return
    bind_loads(ws, history, "versions")
    found = ledger.collisions(ws.unbound("versions"), loads, [one.load for one in records])
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in ws.engine.query(found.order_by("source", "other", "order_id")).to_pylist():
        together = numbering.get(row["source"], "") and numbering[row["source"]] == numbering.get(row["other"])
        if not together:
            pairs.setdefault((row["source"], row["other"]), []).append(row)
    for (name, other), rows in pairs.items():
        source = next(one.source for one in new if one.source.name == name)
        args: dict[str, Argument] = {"source": name, "other": other, "count": rows[0]["orders"]}
        args["orders"] = tuple(Code(row["order_id"]) for row in rows)
        hint = {"own": Code(f'numbering = "{name}"'), "shared": Code(f'numbering = "{SHARED}"')}
        raise DataError(
            Sentence("workspace.same_numbers", args),
            where=source.at,
            hint=Sentence("workspace.same_numbers_hint", {**hint, "file": Code(source.at.file)}),
        )


def _with_duplicates(ws: Opened, records: Sequence[LoadRecord], history: History) -> tuple[LoadRecord, ...]:
    """The records with the rows counted as duplicates, too, whose order an earlier load already had just so."""
    bind_loads(ws, history, "versions")
    asked = ledger.duplicates(ws.unbound("versions"), [record.load for record in records])
    found = {row["load"]: row["rows"] for row in ws.engine.query(asked).to_pylist()}
    counts = [found.get(record.load, 0) for record in records]
    return tuple(
        replace(record, kept=record.kept - count, duplicates=record.duplicates + count)
        for record, count in zip(records, counts, strict=True)
    )


def undo(ws: Opened, number: int, say: Say) -> LoadRecord:
    """The ledger without one load: its customers derived again, what it had replaced or doubled back in place.

    Returns the load that is undone. NotReady with the known ones where there is no such load.
    """
    with ws.writing("undo"):
        standing = {load.load: load for load in ws.store.catalogue.loads()}
        if number not in standing:
            raise NotReady(Sentence("store.no_such_load", {"load": number, "known": tuple(standing)}))
        before = ws.store.catalogue.manifest()
        kept = {key: pieces for key, pieces in before.history.items() if int(key) != number}
        ws.store.catalogue.undo_load(number, derive(ws, before, kept, say))
        return standing[number]


# ---- one file ----------------------------------------------------------------------------------------------------
def _read(ws: Opened, arrival: Arrival, say: Say, forgotten: Forgotten | None) -> Reading:
    number = ws.store.catalogue.next_load()
    folder = f"ledger/loads/{number}"
    brought = _Brought()
    pieces = _split(ws, arrival.source, _entries(ws, arrival, number, brought, say, forgotten), folder)
    unread = _hear(ws, arrival.source, brought, pieces)
    pieces = bring_together(ws, arrival.source, number, pieces, folder, brought.whole_orders, unread)
    entries = ws.unbound("entries")
    if brought.whole_orders or brought.left_out:
        _leave_out(ws, arrival.source, brought)
    pieces |= _write_beside(ws, brought, folder, number, arrival)
    pieces["versions"] = ws.engine.tables.write(ledger.versions(entries), f"{folder}/versions.parquet")
    counts = entries.filter(entries.left_out.isnull())
    span = ws.engine.query(counts.agg(first=counts.at.min(), last=counts.at.max()))
    record = LoadRecord(
        load=number,
        source=arrival.source.name,
        file=arrival.file,
        fingerprint=arrival.fingerprint,
        read_at=clock.now(),
        rows=brought.rows,
        kept=brought.kept,
        duplicates=brought.duplicates,
        rejected=brought.rows - brought.kept - brought.duplicates,
        first_at=span.column("first")[0].as_py(),
        last_at=span.column("last")[0].as_py(),
        reasons=dict(sorted(brought.reasons.items())),
        noticed=told(brought.noticed),
        since=arrival.found.since,
        mark=brought.mark,
        joined=brought.joined,
    )
    return Reading(arrival, record, pieces, pa.concat_tables(brought.untaken) if brought.untaken else None)


def _entries(
    ws: Opened, arrival: Arrival, number: int, brought: _Brought, say: Say, forgotten: Forgotten | None
) -> Iterator[pa.Table]:
    """ENTRIES of the file, batch by batch; everything else the batches bring gathers in `brought`."""
    source = arrival.source
    schema = arriving_schema(ws, source)

    def conformed_of(batch: Raw) -> conform.Conformed:
        try:
            return conform.conform(batch, source, ws.files.project, ws.pseudonym, forgotten)
        except MissingColumn as error:
            place = f"{arrival.file}/{batch.part}" if batch.part else arrival.file
            args = {**error.sentence.args, "file": Code(place)}
            said = Sentence("workspace.missing_column", args)
            raise MissingColumn(said, where=error.where, hint=error.hint) from None

    for batch, conformed in ahead(arrival.origin.batches(source, arrival.found, here(ws, say)), conformed_of):
        brought.rows += conformed.rows
        brought.kept += conformed.kept
        brought.mark = batch.mark or brought.mark
        brought.joined = batch.joined or brought.joined
        brought.noticed = merged(brought.noticed, conformed.noticed)
        brought.rejected.append(conformed.rejected)
        if conformed.unread is not None:
            brought.unread.append(conformed.unread)
        if conformed.untaken is not None:
            brought.untaken.append(conformed.untaken)
        _count_reasons(brought, conformed.rejected)
        for name, table in conformed.beside.items():
            if table.num_rows:
                brought.beside.setdefault(name, []).append(table)
        say(Progress(Sentence("workspace.step_load", {"file": Code(arrival.file)}), brought.rows))
        brought.whole_orders = brought.whole_orders or needs_whole_orders(conformed.entries, source)
        brought.left_out += conformed.entries.num_rows - conformed.entries.column("left_out").null_count
        yield _stamped(conformed.entries, number, schema)


def _count_reasons(brought: _Brought, rejected: pa.Table) -> None:
    for reason in pc.value_counts(rejected.column("reason")).to_pylist():
        brought.reasons[reason["values"]] = brought.reasons.get(reason["values"], 0) + reason["counts"]


def _hear(ws: Opened, source: Source, brought: _Brought, pieces: Mapping[str, Piece]) -> pa.Table | None:
    """What rejected rows say of whole orders that have other rows, which is noticed; and the amounts of REJECTED as
    these orders' money leaves them."""
    wanted = ["order_id", *of_order(source)]
    said = heard(brought.unread, (ws.engine.tables.read(piece).select(wanted) for piece in pieces.values()), source)
    if said is None:
        return None
    files = {f"order_{one.column}": one.source for one in source.columns}
    for notice, by_column in (("order_money_heard", said.shared), ("order_money_lost", said.lost)):
        if by_column:
            found = {files[name]: count for name, count in by_column.items()}
            brought.noticed = merged(brought.noticed, {notice: found})
    brought.rejected = with_totals(brought.rejected, brought.unread, said)
    return said.given


def _leave_out(ws: Opened, source: Source, brought: _Brought) -> None:
    """What the policy leaves out is no longer kept: it is counted among the rejected, each with its reason; a row that
    says what another one of its order says among the duplicates."""
    found = left_out(ws, source)
    again = pc.equal(found.column("reason"), SAID_TWICE)
    brought.kept -= found.num_rows
    brought.duplicates = int(pc.sum(again).as_py() or 0)
    _count_reasons(brought, found.filter(pc.invert(again)))
    brought.rejected.append(found.drop_columns(["load"]))


def _stamped(table: pa.Table, number: int, schema: pa.Schema) -> pa.Table:
    """The table with its load, in the columns and order of the contract; what a batch lacks is empty."""
    columns = {name: table.column(name) for name in table.column_names}
    columns["load"] = pa.array([number] * table.num_rows, pa.int64())
    empty = {one.name: pa.nulls(table.num_rows, one.type) for one in schema if one.name not in columns}
    return pa.table({one.name: (columns | empty)[one.name] for one in schema}).cast(schema)


def _split(ws: Opened, source: Source, entries: Iterator[pa.Table], folder: str) -> dict[str, Piece]:
    batches = (batch for table in entries for batch in table.to_batches())
    reader = pa.RecordBatchReader.from_batches(arriving_schema(ws, source), batches)
    found = ws.engine.tables.split(reader, folder, "entries", order_by=ORDER)
    return {f"entries-{bucket}": piece for bucket, piece in found.items()}


def _write_beside(ws: Opened, brought: _Brought, folder: str, number: int, arrival: Arrival) -> dict[str, Piece]:
    tables = ws.engine.tables
    pieces: dict[str, Piece] = {}
    for name, parts in brought.beside.items():
        rows = _stamped(pa.concat_tables(parts, promote_options="default"), number, ws.schema(name))
        if name == "links":  # an order's rows may lie in several batches
            rows = rows.group_by(rows.column_names, use_threads=False).aggregate([])
        pieces[name] = tables.write(rows, f"{folder}/{name}.parquet")
    rejected = pa.concat_tables(brought.rejected, promote_options="default") if brought.rejected else None
    if rejected is not None and rejected.num_rows:
        named = rejected.append_column("source", pa.array([arrival.source.name] * rejected.num_rows, pa.string()))
        named = named.append_column("file", pa.array([arrival.file] * rejected.num_rows, pa.string()))
        rows = _stamped(named, number, ws.schema("rejected"))
        pieces["rejected"] = tables.write(rows, f"{folder}/rejected.parquet")
    return pieces
