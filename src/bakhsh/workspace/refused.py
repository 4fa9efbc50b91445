"""Rejected: the rows that were not taken, masked as they are kept; or read again from their file, to mend them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges import clock
from bakhsh.edges.sinks.plain import write_rows
from bakhsh.edges.sources.kinds import origin_of
from bakhsh.edges.sources.origins import Found
from bakhsh.edges.who import asking
from bakhsh.errors import NotReady
from bakhsh.language.locale import Language, locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.data import fates
from bakhsh.records import AuditEntry, LoadRecord, RejectedRow, Rejections
from bakhsh.workspace.arrivals import here, past_of
from bakhsh.workspace.copies import kept_out_of_git, place_of
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.survey import declared

__all__ = ["rejected"]

_WANTED = Mapping[tuple[str, int], Mapping[str, Any]]


def rejected(
    ws: Opened, what: str = "", limit: int = 50, to: Path | None = None, language: Language | None = None
) -> Rejections:
    """The rejected rows of a load (its number), of a source (its name) or of the last reading of every file, with the
    counts by reason; the first `limit` of them, in the order of files and lines.

    With `to` all of them are read again from their files by part and line and written there as CSV, unmasked, with the
    reason in words beside each; that is written down in the audit trail. A file that has changed since is said and
    left out, and so are rows of people who were forgotten. NotReady for a load or source that is not there.
    """
    loads = _meant(ws, what)
    history = ws.store.catalogue.manifest().history
    rows: list[tuple[LoadRecord, dict[str, Any]]] = []
    counts: dict[str, int] = {}
    for load in loads:
        piece = history.get(str(load.load), {}).get("rejected")
        if piece is None:
            continue
        table = ws.engine.tables.read(piece).sort_by([("part", "ascending"), ("line", "ascending")])
        for one in pc.value_counts(table.column("reason")).to_pylist():
            counts[one["values"]] = counts.get(one["values"], 0) + one["counts"]
        rows += [(load, row) for row in (table if to else table.slice(0, max(limit - len(rows), 0))).to_pylist()]
    notes: tuple[Sentence, ...] = ()
    if to is not None:
        notes = _written(ws, rows, to, language or ws.files.project.language, tuple(load.load for load in loads))
    shown = tuple(_row(row) for _, row in rows[:limit])
    total = sum(counts.values())
    return Rejections(
        tuple(one.load for one in loads), dict(sorted(counts.items())), total, shown, str(to or ""), notes
    )


def _meant(ws: Opened, what: str) -> list[LoadRecord]:
    standing = ws.store.catalogue.loads()
    if what.isdecimal():
        found = [one for one in standing if one.load == int(what)]
        if not found:
            known = tuple(one.load for one in standing)
            raise NotReady(Sentence("store.no_such_load", {"load": int(what), "known": known}))
        return found
    last = {(one.source, one.file): one for one in standing}
    if not what:
        return list(last.values())
    found = [one for one in last.values() if one.source == what]
    if not found:
        sources = tuple(Code(name) for name in sorted({one.source for one in standing}))
        raise NotReady(Sentence("privacy.no_source_read", {"name": Code(what), "known": sources}))
    return found


def _row(row: Mapping[str, Any]) -> RejectedRow:
    names = ("load", "source", "file", "line", "column", "found", "row")
    return RejectedRow(
        **{name: row[name] for name in names}, part=row.get("part") or "", reason=row["reason"], why=_why(row)
    )


def _why(row: Mapping[str, Any]) -> Sentence:
    return fates.reason(row["reason"])


# ---- read again ----------------------------------------------------------------------------------------------------
def _written(
    ws: Opened,
    rows: Sequence[tuple[LoadRecord, Mapping[str, Any]]],
    to: Path,
    language: Language,
    loads: tuple[int, ...],
) -> tuple[Sentence, ...]:
    reader = locale_for(language)
    notes: list[Sentence] = []
    table: list[dict[str, str]] = []
    for load in dict.fromkeys(load.load for load, _ in rows):
        record = next(one for one, _ in rows if one.load == load)
        wanted = {
            (row.get("part") or "", row["line"]): row
            for one, row in rows
            if one.load == load and row["reason"] != "forgotten"
        }
        found = _there(ws, record)
        if found is None:
            args: dict[str, Argument] = {"file": Code(record.file), "count": len(wanted)}
            notes.append(Sentence("privacy.not_read_again", args))
            continue
        for place, cells in _again(ws, record, found, wanted):
            row = wanted[place]
            said = {"file": record.file, "part": place[0], "line": str(place[1]), "why": render(_why(row), reader)}
            table.append({**said, "at_fault": row["column"] or "", **cells})
    write_rows(to, table)
    counts = {"rows": len(table), "loads": len(loads)}
    about = ", ".join(map(str, loads))
    kept_out_of_git(ws, to)
    entry = AuditEntry(
        0, clock.now(), "rejected", asked_by=asking(), about=about, counts=counts, files=(place_of(ws, to),)
    )
    ws.store.people.write_down(entry)
    return tuple(notes)


def _there(ws: Opened, load: LoadRecord) -> Found | None:
    """The file of a load, where it is still the very same."""
    source = declared(ws, load)
    if source is None:
        return None
    for one in origin_of(source).look(source, here(ws), past_of(ws, source)):
        if isinstance(one, Found) and one.label == load.file and one.print and load.fingerprint.startswith(one.print):
            return one
    return None


def _again(
    ws: Opened, load: LoadRecord, found: Found, wanted: _WANTED
) -> Iterator[tuple[tuple[str, int], dict[str, str]]]:
    """The wanted rows as the file has them now, by part and line."""
    source = declared(ws, load)
    if source is None:
        return
    lines = pa.array(sorted({line for _, line in wanted}), pa.int64())
    for batch in origin_of(source).batches(source, found, here(ws)):
        mask = pc.is_in(batch.lines.cast(pa.int64()), value_set=lines)
        rows, places = batch.rows.filter(mask).to_pylist(), batch.lines.filter(mask).to_pylist()
        for row, line in zip(rows, places, strict=True):
            if (batch.part, line) in wanted:
                yield (batch.part, line), {name: "" if cell is None else str(cell) for name, cell in row.items()}
        for broken in batch.broken:
            if (batch.part, broken.line) in wanted:
                yield (batch.part, broken.line), {"text": broken.text}
