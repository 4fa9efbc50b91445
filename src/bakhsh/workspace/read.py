"""Reading a snapshot: rows, members, profiles, and why a customer is where he is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence, Titled
from bakhsh.loop import segments
from bakhsh.loop.data import quality
from bakhsh.loop.data.notices import notices
from bakhsh.loop.watch import overview as overview_room
from bakhsh.records import (
    Explanation,
    LoadRecord,
    Membership,
    Model,
    Overview,
    Reconciliation,
    RunRecord,
    SegmentationProfile,
)
from bakhsh.specs import ProjectFiles, Segment, Segmentation, Title
from bakhsh.specs.called import called
from bakhsh.tables import Type
from bakhsh.workspace import predicting
from bakhsh.workspace.aliases import aliases_of, bind_loads, spellings
from bakhsh.workspace.findings import bucket_findings
from bakhsh.workspace.identities import known_as, ledger_of
from bakhsh.workspace.opened import ALL_BUCKETS, Opened, opened_then
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.possible import closed_to, possible
from bakhsh.workspace.prices import said_of_money
from bakhsh.workspace.rows import row_types
from bakhsh.workspace.stage import answer, bind_rows, rows_table
from bakhsh.workspace.then import place_then

__all__ = ["explain", "members", "overview", "profile", "profiles", "reconciliation", "rows", "table_of", "titles_of"]


def table_of(ws: Opened, run: RunRecord, name: str) -> pa.Table:
    """One part of a snapshot as Arrow."""
    return pa.concat_tables([ws.engine.tables.read(piece) for piece in pieces_of(ws, run, name)])


def rows(ws: Opened, as_of: date | str | None = None) -> pa.Table:
    """ROWS of the snapshot: one row a customer, by customer_id within each of its pieces."""
    return table_of(ws, ws.snapshot(as_of), "rows")


def members(ws: Opened, segmentation: str, as_of: date | str | None = None) -> pa.Table:
    """MEMBERS of one segmentation, one row a customer."""
    return table_of(ws, ws.snapshot(as_of), f"members-{segmentation}")


def profiles(ws: Opened, as_of: date | str | None = None) -> tuple[SegmentationProfile, ...]:
    """The profiles of all segmentations of the snapshot, in the order they were made; titles as the files have them
    now, since renaming a segment changes nobody's place."""
    run = ws.snapshot(as_of)
    found = ws.store.catalogue.extra(run.run)["profiles"]
    declared = {one.name: one for one in ws.files.segmentations}
    parted = segments.all_segments(ws.files.segmentations, ws.models(run))
    return tuple(_titled(one, declared.get(name), parted.get(name, ())) for name, one in found.items())


def _titled(
    profile: SegmentationProfile, declared: Segmentation | None, parted: Sequence[Segment]
) -> SegmentationProfile:
    if declared is None:
        return profile
    titles = {segment.name: segment.title for segment in parted}
    renamed = tuple(replace(one, title=titles.get(one.segment) or one.title) for one in profile.segments)
    return replace(profile, title=declared.title, meaning=declared.meaning, segments=renamed)


def profile(ws: Opened, segmentation: str, as_of: date | str | None = None) -> SegmentationProfile:
    """What the segments of one segmentation are like."""
    found = {one.segmentation: one for one in profiles(ws, as_of)}
    if segmentation not in found:
        known = tuple(Code(name) for name in found)
        raise NotReady(
            Sentence("workspace.no_segmentation", {"name": Code(segmentation), "known": known}),
            hint=Sentence("workspace.run_first"),
        )
    return found[segmentation]


def explain(ws: Opened, customer_id: str, as_of: date | str | None = None) -> Explanation:
    """One customer of the snapshot: his features and why he is where he is, by the definitions that placed him."""
    run = ws.snapshot(as_of)
    row = _row(ws, run, customer_id)
    then = opened_then(ws, run)
    models = ws.models(run)
    seen = dict(row)
    memberships: list[Membership] = []
    closed = closed_to(then, run.as_of, str(row["customer_id"]))
    types, titles = row_types(then), titles_of(then.files, models)
    for one in segments.order(then.files.segmentations):
        if one.name not in run.sizes:
            continue
        seen |= place_then(then, segments.needs(one), run.as_of, str(row["customer_id"]))
        can = possible(closed, memberships)
        place = segments.explain(seen, one, models.get(one.name), types, then.minor_per_unit, titles, can)
        seen[f"segment_of_{one.name}"] = place.segment
        memberships.append(place)
    customer = str(row["customer_id"])
    known = known_as(_aliases(ws, run), customer)
    notes = (said_of_money(run.notes), *((Sentence("settled.no_profiling"),) if closed else ()))
    amounts = tuple(name for name, kind in types.items() if kind is Type.MONEY)
    held = predicting.NEXT in ws.store.catalogue.pieces(run.run)
    coming = predicting.next_orders(ws, pieces_of(ws, run, predicting.NEXT), customer) if held else ()
    return Explanation(customer, run.as_of, row, tuple(memberships), known, notes, amounts, next_orders=coming)


def titles_of(files: ProjectFiles, models: Mapping[str, Model]) -> dict[str, Argument]:
    """What the project calls its features, segmentations (both by name) and segments (as segmentation.segment); and the
    values it names itself (as feature.value)."""
    named: list[tuple[str, str, Title]] = []
    parted = segments.all_segments(files.segmentations, models)
    for one in files.segmentations:
        named.append((one.name, one.name, one.title))
        named += [(f"{one.name}.{part.name}", part.name, part.title) for part in parted[one.name]]
    return called(files) | {key: Titled(name, title) for key, name, title in named if title}


def _aliases(ws: Opened, run: RunRecord) -> pa.Table:
    """ALIASES of the ledger a run read; of today's where that has been pruned."""
    return aliases_of(ws, ledger_of(ws, run) or ws.store.catalogue.manifest())


def _row(ws: Opened, run: RunRecord, customer_id: str) -> Mapping[str, Any]:
    """The customer's row: by the id as given, in Latin digits, or by what stands for a telephone number or e-mail; and
    by any of these that was merged into another."""
    asked = list(spellings(ws, customer_id))
    aliases = _aliases(ws, run)
    merged = aliases.filter(pc.is_in(aliases["customer_id"], value_set=pa.array(asked, pa.string())))
    asked += merged["settled_id"].to_pylist()
    for piece in pieces_of(ws, run, "rows"):
        table = ws.engine.tables.read(piece)
        found = table.filter(pc.is_in(table.column("customer_id"), pa.array(asked)))
        if found.num_rows:
            only: Mapping[str, Any] = found.to_pylist()[0]
            return only
    said = Sentence("workspace.no_customer", {"customer": customer_id, "as_of": run.as_of})
    raise NotReady(said, hint=Sentence("workspace.no_customer_hint"))


def reconciliation(ws: Opened) -> Reconciliation:
    """Revenue by month after the policy, every exclusion explained, from the ledger as it stands."""
    manifest = ws.store.catalogue.manifest()
    if not manifest.loads:
        raise NotReady(Sentence("workspace.nothing_loaded"), hint=Sentence("workspace.run_first"))
    standing = [load for load in ws.store.catalogue.loads() if load.load in manifest.loads]
    present = sorted({(load.source, load.file): load.load for load in standing}.values())
    windows = _windows(standing, present)
    by_source: dict[str, list[int]] = {}
    for load in standing:
        by_source.setdefault(load.source, []).append(load.load)
    ws.bind_ledger(manifest, ("lines",))
    bind_loads(ws, manifest.history, "versions")
    of_present = {str(load): manifest.history[str(load)] for load in present}
    bind_loads(ws, of_present, "entries", ALL_BUCKETS)
    bind_loads(ws, {str(load): manifest.history[str(load)] for load in (*present, *windows)}, "rejected")
    tables = quality.LedgerTables(*(ws.unbound(name) for name in ("entries", "versions", "lines", "rejected")))
    seen = answer(ws.engine, quality.reconcile(tables, present, ws.files.sources, ws.files.project, by_source, windows))
    told = [note for load in standing if load.load in present for note in notices(load)]
    likely = bucket_findings(ws, manifest)
    return replace(seen, notes=(*seen.notes, *told), findings=(*seen.findings, *likely))


def _windows(standing: Sequence[LoadRecord], present: Sequence[int]) -> list[int]:
    """The earlier readings that a present one goes on from: back to the last that asked for everything."""
    found: list[int] = []
    for last in (load for load in standing if load.load in present and load.since):
        for load in reversed([one for one in standing if (one.source, one.file) == (last.source, last.file)]):
            found += [load.load] if load.load != last.load else []
            if not load.since:
                break
    return sorted(found)


def overview(ws: Opened, as_of: date | str | None = None) -> Overview:
    """Everybody together as of the snapshot's day."""
    run = ws.snapshot(as_of)
    bind_rows(ws, {"rows": pieces_of(ws, run, "rows")})
    declared = any(one.policy.bucket_customers or one.policy.no_customer == "bucket" for one in ws.files.sources)
    if declared:
        ws.bind_ledger(ws.store.catalogue.manifest(run.ledger), ("lines",))
    lines = ws.unbound("lines") if declared else None
    return answer(ws.engine, overview_room.overview(rows_table(ws), run.as_of, lines))
