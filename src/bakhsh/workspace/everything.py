"""Export-customer: everything that is kept about one person, in files for that person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges import clock
from bakhsh.edges.sinks.dossier import Section, write_dossier
from bakhsh.edges.who import asking
from bakhsh.errors import NotReady
from bakhsh.language.locale import Language, locale_for
from bakhsh.language.sentences import Sentence, Titled
from bakhsh.loop import targeting
from bakhsh.loop.data import fates
from bakhsh.records import AuditEntry, CustomerExport, Explanation
from bakhsh.tables import CONTRACTS
from bakhsh.workspace.copies import dossier_name, kept_out_of_git, place_of
from bakhsh.workspace.holdings import Holdings, holdings
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.person import ID_COLUMNS, Person, buckets_of, find, pieces_of_run, tokens_of
from bakhsh.workspace.read import explain
from bakhsh.workspace.rejections import naming
from bakhsh.workspace.survey import declared

__all__ = ["export_customer"]

Rows = Sequence[Mapping[str, Any]]

_LEDGER = ("customers", "consent", "orders", "lines", "events", "answers", "assets")
_INSIDE = ("load",)


def export_customer(ws: Opened, customer: str, to: Path, language: Language | None = None) -> CustomerExport:
    """Writes all that is kept about one customer into `to`: a JSON file for programs and a workbook for the person, in
    `language` (None: the project's). Named like `forget` names him.

    Money is in minor units in the JSON file and in the project's unit in the workbook. Rows that were not taken are as
    they are kept, masked, with file and line. The file names tell nobody who it is. What was handed out is written
    down in the audit trail. NotReady where nothing is kept of any such customer.
    """
    all_ = holdings(ws.store)
    person = find(ws, customer, all_)
    if person is None:
        day = ws.store.people.forgotten_on(tokens_of(ws, customer))
        said = Sentence("privacy.was_forgotten", {"day": day}) if day else Sentence("privacy.nobody")
        raise NotReady(said, hint=None if day else Sentence("privacy.nobody_hint"))
    sections = {name: tuple(rows) for name, rows in _sections(ws, person, all_)}
    declared_ = ws.files.project
    reader = locale_for(language or declared_.language, calendar=declared_.calendar, money=declared_.unit)
    key = person.key(ws)
    files = write_dossier(Path(to), dossier_name(key), [Section(*one) for one in sections.items()], reader)
    counts = {name: len(rows) for name, rows in sections.items()}
    kept_out_of_git(ws, files[0])
    places = tuple(place_of(ws, one) for one in files)
    entry = AuditEntry(0, clock.now(), "export-customer", key, asking(), counts=counts, files=places)
    ws.store.people.write_down(entry)
    return CustomerExport(key, counts, tuple(str(one) for one in files))


def _sections(ws: Opened, person: Person, all_: Holdings) -> Iterator[tuple[str, Rows]]:
    yield "ids", _ids(ws, person, all_)
    yield "addresses", _addresses(ws, person, all_)
    for table in _LEDGER:
        yield table, _of_ledger(ws, person, table)
    explained = list(_explained(ws, person, all_))
    latest = max((one for one in explained), key=lambda one: one.as_of, default=None)
    yield "features", _features(latest)
    yield "memberships", [row for one in explained for row in _memberships(one)]
    yield "campaigns", list(_campaigns(ws, person, all_))
    yield "rejected", list(_rejected(ws, person, all_))


# ---- who he is -----------------------------------------------------------------------------------------------------
def _ids(ws: Opened, person: Person, all_: Holdings) -> Rows:
    tables = [ws.engine.tables.read(one.piece) for one in all_.of("aliases")]
    rules = {row["customer_id"]: row["rule"] for table in tables for row in table.to_pylist()}
    return [{"customer_id": one, "rule": rules.get(one)} for one in person.ids]


def _addresses(ws: Opened, person: Person, all_: Holdings) -> Rows:
    """Every address that any load brought, each once, the oldest load first."""
    rows = [row for held in all_.of("addresses") for row in _his(ws.engine.tables.read(held.piece), person)]
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["load"]):
        first.setdefault((row["channel"], row["address"]), {"channel": row["channel"], "address": row["address"]})
    return list(first.values())


def _his(table: pa.Table, person: Person) -> list[dict[str, Any]]:
    mine = pa.array(person.ids, pa.string())
    found: list[dict[str, Any]] = table.filter(pc.is_in(table.column("customer_id"), value_set=mine)).to_pylist()
    return found


def _of_ledger(ws: Opened, person: Person, table: str) -> Rows:
    """His rows of a table of the ledger as it stands; what a source declares personal is not among its columns."""
    manifest = ws.store.catalogue.manifest()
    ws.bind_ledger(manifest, (table,), sorted(buckets_of(person.ids)))
    rows = ws.unbound(table)
    own = rows.filter(rows.customer_id.isin(list(person.ids)))
    keys = [name for name in CONTRACTS[table.upper()].key if name in rows.columns]
    found: list[dict[str, Any]] = ws.engine.query(own.drop(*_INSIDE).order_by(keys)).to_pylist()
    return found


# ---- where he was put ----------------------------------------------------------------------------------------------
def _explained(ws: Opened, person: Person, all_: Holdings) -> Iterator[Explanation]:
    """Why he was where he was, in every snapshot that stands for its day and has him."""
    for run, extra in sorted(all_.runs, key=lambda one: one[0].as_of):
        pieces = pieces_of_run(extra["pieces"], "rows")
        for one in person.ids:
            if run.current and any(ws.engine.tables.holding(piece, ID_COLUMNS, [one]) for piece in pieces):
                yield explain(ws, one, run.as_of)


def _features(one: Explanation | None) -> Rows:
    if one is None:
        return ()
    return [{"feature": name, "value": value} for name, value in one.features.items() if value is not None]


def _memberships(one: Explanation) -> Iterator[Mapping[str, Any]]:
    for place in one.memberships:
        yield {
            "as_of": one.as_of,
            "segmentation": place.segmentation,
            "segment": Titled(place.segment, place.title),
            "because": place.because,
        }


def _campaigns(ws: Opened, person: Person, all_: Holdings) -> Iterator[Mapping[str, Any]]:
    """Every wave he was a candidate of: his lot, what was sent to him, why he was left out."""
    for wave, pieces in all_.waves:
        arms, sent = (
            {row["customer_id"]: row for row in _his(ws.engine.tables.read(pieces[name]), person)}
            for name in ("arms", "sent")
        )
        for row in _his(ws.engine.tables.read(pieces["audience"]), person):
            lot, attempt = arms.get(row["customer_id"], {}), sent.get(row["customer_id"], {})
            yield {
                "campaign": wave.campaign,
                "wave": wave.wave,
                "as_of": wave.as_of,
                "segment": row["segment"],
                "suppressed_by": targeting.reason(row["suppressed_by"]) if row["suppressed_by"] else None,
                "arm": lot.get("arm"),
                "offer": lot.get("offer"),
                "channel": attempt.get("channel"),
                "state": attempt.get("state"),
                "at": attempt.get("at"),
            }


def _rejected(ws: Opened, person: Person, all_: Holdings) -> Iterator[Mapping[str, Any]]:
    loads = {load.load: load for load in ws.store.catalogue.loads(with_undone=True)}
    for held in all_.of("rejected"):
        table = ws.engine.tables.read(held.piece)
        load = loads.get(table.column("load")[0].as_py()) if table.num_rows else None
        for row in table.filter(naming(table, person, declared(ws, load))).to_pylist():
            said: Iterable[str] = ("file", "part", "line", "column", "found", "at", "amount", "row")
            yield {"reason": fates.reason(row["reason"]), **{name: row.get(name) for name in said}}
