"""Plan: what a run would do and whom it would move, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import ibis

from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop import segments
from bakhsh.project.order import segmentation_needs
from bakhsh.records import LoadRecord, Manifest, Plan, RunRecord, Step
from bakhsh.specs import Segmentation, asked
from bakhsh.tables import CONTRACTS
from bakhsh.workspace import prepared
from bakhsh.workspace.aliases import Change, Settled, aliases_of, change, declaration, settle
from bakhsh.workspace.arrivals import Arrival, arrivals
from bakhsh.workspace.check import refuse_mistakes
from bakhsh.workspace.lacking import lacking
from bakhsh.workspace.load import load
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.progress import Progress, Say, silent
from bakhsh.workspace.rows import row_types
from bakhsh.workspace.run import clear_leftovers, day_named, last_day
from bakhsh.workspace.stage import (
    Stage,
    Work,
    bind_rows,
    doable,
    fingerprint,
    leaving_out,
    members_table,
    rows_with_places,
    step_name,
    steps,
)

__all__ = ["plan"]


def plan(ws: Opened, as_of: date | str | None = None, full: bool = False, progress: Say | None = None) -> Plan:
    """What `run` would do. Quick: the steps, and for changed rule definitions the movers on the current snapshot's
    rows; for changed files only their number. Full: the whole run in a staging folder, with every mover counted, by
    definition and by customers; the run after it, of the same inputs, only publishes. Neither changes what readers see.
    """
    say, day = progress or silent, day_named(ws, as_of)
    refuse_mistakes(ws)
    return _full(ws, day, say) if full else _quick(ws, day)


def _quick(ws: Opened, as_of: date | None) -> Plan:
    new = arrivals(ws)
    manifest = ws.store.catalogue.manifest()
    day = as_of or ws.default_as_of(last_day(manifest, ws))
    stage = Stage(ws, ws.store.staging("plan"), day, manifest)
    work = steps(stage)
    standing = ws.store.catalogue.current_run(day)
    mark = fingerprint(stage)
    settled = _identity_steps(ws, manifest, settle(ws, manifest.history) if _resettles(ws, manifest) else None)
    loads = (*(_load_step(one) for one in new), *settled)
    if not new and not settled and standing is not None and standing.fingerprint == mark:
        return Plan(day, mark, "quick", (), notes=(Sentence("workspace.nothing_to_do", {"as_of": day}),))
    todo = _todo(loads, work, day)
    notes = [Sentence("workspace.plan_counts_files", {"count": len(new)})] if new else []
    notes += [Sentence("workspace.day_settles_later")] if new and as_of is None else []
    before = _standing_before(ws, day)
    sizes, movers, more = _moved_by_definition(ws, before)
    return Plan(day, mark, "quick", todo, sizes, movers, (*notes, *more, *_compared_with(before, day)))


def _standing_before(ws: Opened, day: date) -> RunRecord | None:
    """The current snapshot of the day, or the nearest earlier one: what movers are counted against."""
    earlier = [run for run in ws.store.catalogue.runs() if run.current and run.as_of <= day]
    return max(earlier, key=lambda run: run.as_of, default=None)


def _compared_with(before: RunRecord | None, day: date) -> tuple[Sentence, ...]:
    """Says against which day was counted where it is not the day itself."""
    if before is None or before.as_of == day:
        return ()
    return (Sentence("workspace.compared_with", {"as_of": before.as_of}),)


def _todo(loads: Sequence[Step], work: Sequence[Work], day: date) -> tuple[Step, ...]:
    publish = Step("publish", day.isoformat(), Sentence("workspace.because_inputs"))
    return (*loads, *(one.step for one in work), publish)


def _resettles(ws: Opened, manifest: Manifest) -> bool:
    """Whether identity.toml says otherwise than when the ledger was derived."""
    return declaration(ws, manifest.history) != manifest.identity


def _identity_steps(ws: Opened, before: Manifest, after: Settled | None) -> tuple[Step, ...]:
    """The step of ids that are settled otherwise, with how many customers merge and split; none where nobody does."""
    found = change(aliases_of(ws, before), after.aliases) if after else Change()
    if not found.merged and not found.split:
        return ()
    detail = {"merged": found.merged, "split": found.split}
    return (Step("identity", "identity.toml", Sentence("identity.because", dict(detail)), None, detail),)


def _load_step(new: Arrival) -> Step:
    source: dict[str, Argument] = {"source": new.source.name}
    because = Sentence("workspace.because_new_file", source)
    if new.replaces:
        because = Sentence("workspace.because_redeclared", source)
    elif new.found.since:
        because = Sentence("feeds.because_since", {**source, "since": Code(new.found.since)})
    elif new.found.asked:
        because = Sentence("feeds.because_asked", source)
    path = new.found.path
    return Step("load", new.file, because, None, {"bytes": path.stat().st_size} if path else {})


Moved = tuple[dict[str, tuple[int, int]], dict[str, int]]
Sizes = dict[str, dict[str, tuple[int, int]]]
Movers = dict[str, dict[str, int]]


def _moved_by_definition(ws: Opened, before: RunRecord | None) -> tuple[Sizes, Movers, tuple[Sentence, ...]]:
    """Sizes and movers of changed definitions on the rows of the current snapshot."""
    sizes: Sizes = {}
    movers: Movers = {}
    notes: list[Sentence] = []
    if before is None:
        return sizes, movers, ()
    seen: set[str] = set()
    for one in _redefined(ws, before):
        asks_changed = bool(segmentation_needs(one) & seen)
        seen.add(one.name)
        unlearned = not segments.learned(one) and one.name in before.sizes
        if not unlearned or asks_changed or lacking(ws, before, asked(one)):
            notes.append(Sentence("workspace.plan_needs_full", {"name": Code(one.name)}))
            continue
        sizes[one.name], movers[one.name] = _on_current_rows(ws, before, one)
    return sizes, movers, tuple(notes)


def _redefined(ws: Opened, before: RunRecord) -> Iterator[Segmentation]:
    """Segmentations that divide otherwise than the run did: by their own words, or by those they ask about."""
    then = {one.name: segments.definition(one) for one in opened_then(ws, before).files.segmentations}
    changed: set[str] = set()
    for one in segments.order(ws.files.segmentations):
        other = then.get(one.name) != segments.definition(one) or segmentation_needs(one) & changed
        if other or lacking(ws, before, asked(one)):
            changed.add(one.name)
            yield one


def _on_current_rows(ws: Opened, before: RunRecord, one: Segmentation) -> Moved:
    pieces = {name: pieces_of(ws, before, name) for name in ("rows", *(f"members-{name}" for name in before.sizes))}
    bind_rows(ws, pieces)
    rows = rows_with_places(ws, segments.needs(one), before.as_of)
    now = segments.KINDS[one.kind].assign(rows, one, None, row_types(ws), ws.minor_per_unit)
    return _compared(ws, members_table(one.name), now, "definition")


def _compared(ws: Opened, old: ibis.Table, new: ibis.Table, cause: str) -> Moved:
    """Sizes before and after by segment, and how many customers differ."""
    places = old.select("customer_id", was=old.segment).join(
        new.select("customer_id", now=new.segment), "customer_id", how="outer", rname="other_{name}"
    )
    counted = ws.engine.query(places.group_by(["was", "now"]).agg(customers=places.count())).to_pylist()
    names = sorted({row[side] for row in counted for side in ("was", "now") if row[side] is not None})
    sizes = {
        name: (
            sum(row["customers"] for row in counted if row["was"] == name),
            sum(row["customers"] for row in counted if row["now"] == name),
        )
        for name in names
    }
    moved = sum(row["customers"] for row in counted if row["was"] != row["now"])
    return sizes, {cause: moved}


def _full(ws: Opened, as_of: date | None, say: Say) -> Plan:
    with ws.writing("plan"):
        clear_leftovers(ws)
        new = arrivals(ws)
        records, manifest = load(ws, new, say)
        day = as_of or ws.default_as_of(_last_day_with(ws, manifest, records))
        stage = Stage(ws, ws.store.staging("plan"), day, manifest)
        work = steps(stage)
        standing = ws.store.catalogue.current_run(day)
        mark = fingerprint(stage)
        current = ws.store.catalogue.manifest()
        settled = _identity_steps(ws, current, Settled(aliases_of(ws, manifest)))
        if not settled and standing is not None and standing.fingerprint == mark:
            return Plan(day, mark, "full", (), notes=(Sentence("workspace.nothing_to_do", {"as_of": day}),))
        for done, one in doable(stage, work):
            say(Progress(step_name(one), done, len(work)))
            with leaving_out(stage, one):
                one.do(stage)
        prepared.keep(ws, stage, records, prepared.mark_of(ws, new, as_of, ()))
        before = _standing_before(ws, day)
        by_definition = _moved_by_definition(ws, before)[1]
        sizes, movers = _all_moved(ws, stage, before, by_definition)
        rows = {record.file: record.rows for record in records}
        loads = (*(_with_rows(_load_step(one), rows[one.file]) for one in new), *settled)
        return Plan(day, mark, "full", _todo(loads, work, day), sizes, movers, _compared_with(before, day))


def _last_day_with(ws: Opened, manifest: Manifest, records: Sequence[LoadRecord]) -> date | None:
    """The ledger's last day once the records count."""
    days = [record.last_at.date() for record in records if record.last_at]
    standing = last_day(manifest, ws)
    return max([*days, *([standing] if standing else [])], default=None)


def _with_rows(step: Step, rows: int) -> Step:
    return replace(step, rows=rows)


def _all_moved(
    ws: Opened, stage: Stage, before: RunRecord | None, by_definition: Mapping[str, Mapping[str, int]]
) -> tuple[Sizes, Movers]:
    """Sizes and movers of every segmentation between the current snapshot and the staged one."""
    sizes: Sizes = {}
    movers: Movers = {}
    for one in ws.files.segmentations:
        if one.name in stage.left_out:
            continue
        if before is None or one.name not in before.sizes:
            sizes[one.name] = {name: (0, size) for name, size in stage.sizes()[one.name].items()}
            continue
        schema = CONTRACTS["MEMBERS"].schema()
        ws.bind_pieces("members_before", pieces_of(ws, before, f"members-{one.name}"), schema)
        bind_rows(ws, stage.pieces)
        old = ibis.table(members_table(one.name).schema(), name="members_before")
        sizes[one.name], moved = _compared(ws, old, members_table(one.name), "customers")
        redefined = min(by_definition.get(one.name, {}).get("definition", 0), moved["customers"])
        movers[one.name] = {"definition": redefined, "customers": moved["customers"] - redefined}
    return sizes, movers
