"""Run: what changed is loaded, the day's snapshot is made, and published whole or not at all.

Running again changes nothing and says so. Whatever stops a run, the last snapshot stands: a load becomes visible in
one transaction, a snapshot in one new folder and one transaction, and what a killed process left is cleared next time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bakhsh.edges import clock
from bakhsh.edges.sources.origins import Unsettled
from bakhsh.errors import NotReady
from bakhsh.language.dates import month_starts
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop import segments
from bakhsh.records import LoadRecord, Manifest, RunRecord
from bakhsh.workspace import bases, predicting, prepared
from bakhsh.workspace.arrivals import Arrival, Patience, look
from bakhsh.workspace.check import refuse_mistakes
from bakhsh.workspace.findings import findings_of_loads
from bakhsh.workspace.load import load
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.progress import Progress, Say, silent
from bakhsh.workspace.stage import Stage, doable, fingerprint, leaving_out, step_name, steps
from bakhsh.workspace.then import looks_back
from bakhsh.workspace.traces import texts_without
from bakhsh.workspace.unfound import unfound

__all__ = ["clear_leftovers", "day_named", "last_day", "load_new", "run"]


def run(
    ws: Opened,
    as_of: date | str | None = None,
    every: str | None = None,
    start: date | None = None,
    refit: Sequence[str] = (),
    progress: Say | None = None,
    full_reading: bool = False,
    patience: Patience | None = None,
) -> tuple[RunRecord, ...]:
    """Loads what is new and publishes the snapshot as of a day; with `every` ("month", "week") also those of the past.
    With `full_reading` databases and shops are asked for everything they hold, not only for what is new.

    The newest day comes first, so that the past is divided by today's rulers and a customer who moves has moved
    himself. One record a day, in the order of days; `changed` is False where the snapshot stood already.
    """
    say = progress or silent
    day = day_named(ws, as_of)
    refuse_mistakes(ws)
    _refuse_every(every)
    with ws.writing("run"):
        for name in refit:
            _refuse_refit(ws, name)
        bearing = patience or Patience()
        seen = look(ws, full_reading, bearing)
        new = seen.new
        # What a database holds is known only when it has been asked: what was staged may be old by now.
        settled = every is None and not any(one.found.asked for one in new)
        ready = prepared.find(ws, prepared.mark_of(ws, new, day, refit)) if settled else None
        if ready is not None:
            return (_publish_prepared(ws, *ready),)
        clear_leftovers(ws)
        loads = load_new(ws, new, say, bearing)
        manifest = ws.store.catalogue.manifest()
        newest = day or ws.default_as_of(last_day(manifest, ws))
        days = [*_past(ws, newest, every, start), newest]
        records: list[RunRecord] = []
        turn = _in_turn(ws, days)
        for number, one_day in enumerate(turn):
            renewed = frozenset(refit) if number == 0 else frozenset()
            stage = Stage(ws, ws.store.staging(one_day.isoformat()), one_day, manifest, renewed)
            work = steps(stage)
            standing = ws.store.catalogue.current_run(one_day)
            if standing is not None and not renewed and standing.fingerprint == fingerprint(stage):
                records.append(replace(standing, changed=False, loads=loads))
                continue
            started = clock.now()
            for done, one in doable(stage, work):
                step = _of_day(step_name(one), one_day, number + 1, len(turn))
                say(Progress(step, done + number * len(work), len(work) * len(turn)))
                with leaving_out(stage, one):
                    one.do(stage)
            records.append(_publish(ws, stage, loads, started))
        by_day = {record.as_of: record for record in records}
        by_day[newest] = replace(by_day[newest], notes=(*by_day[newest].notes, *seen.notes, *_left(bearing)))
        return tuple(by_day[one_day] for one_day in days)


def _in_turn(ws: Opened, days: Sequence[date]) -> list[date]:
    """The newest first, whose rulers divide the others. Where a segmentation asks where customers were before, the
    others follow in the order of time, and the newest once more, now that they are there."""
    calls = [call for one in ws.files.segmentations for call in segments.needs(one)]
    if len(days) == 1 or not looks_back(calls):
        return list(reversed(days))
    return [days[-1], *days]


def _of_day(step: Sentence, day: date, number: int, days: int) -> Sentence:
    """The step, with its day where several are made: the newest is the first."""
    if days == 1:
        return step
    return Sentence("workspace.step_of_day", {"number": number, "days": days, "as_of": day, "step": step})


def day_named(ws: Opened, as_of: date | str | None) -> date | None:
    """The day a user names for a run; NotReady where it is none, or has not come yet."""
    found = ws.day(as_of)
    if found is not None and found > (today := clock.today(ws.files.project.timezone)):
        raise NotReady(Sentence("workspace.day_to_come", {"as_of": found, "today": today}))
    return found


def _refuse_refit(ws: Opened, name: str) -> None:
    """NotReady where there is nothing of that name to be learned again."""
    if not (name == predicting.NAME and predicting.wanted(ws)):
        ws.segmentation(name)


def _refuse_every(every: str | None) -> None:
    if every not in (None, "month", "week"):
        known = (Code("month"), Code("week"))
        raise NotReady(Sentence("workspace.unknown_every", {"found": Code(str(every)), "known": known}))


def clear_leftovers(ws: Opened) -> None:
    """What killed processes and abandoned plans left in staging and in the ledger's folders. Under the lock."""
    ws.store.clear_staging()
    left = (path.relative_to(ws.store.root).as_posix() for path in ws.store.unnamed_files())
    ws.engine.tables.drop(path for path in left if path.startswith("ledger/"))


def _publish_prepared(ws: Opened, stage: Stage, loads: tuple[LoadRecord, ...]) -> RunRecord:
    """Publishes what a full plan has staged from the very same inputs."""
    started = clock.now()
    if stage.manifest != ws.store.catalogue.manifest():
        stage.manifest = ws.store.catalogue.commit_load(loads, stage.manifest)
    return _publish(ws, stage, loads, started)


def _left(patience: Patience) -> Iterator[Sentence]:
    """What changed while it was read."""
    for label, error in patience.failed.items():
        if isinstance(error, Unsettled):
            yield Sentence("feeds.still_written", {"file": Code(label)})


def load_new(ws: Opened, new: Sequence[Arrival], say: Say, patience: Patience | None = None) -> tuple[LoadRecord, ...]:
    """Loads the arrivals and switches the ledger to the version that holds them."""
    records, manifest = load(ws, new, say, patience)
    if manifest != ws.store.catalogue.manifest():
        ws.store.catalogue.commit_load(records, manifest)
    if not manifest.loads:
        raise NotReady(Sentence("workspace.nothing_loaded"), hint=Sentence("workspace.nothing_loaded_hint"))
    return records


def last_day(manifest: Manifest, ws: Opened) -> date | None:
    """The last day on which anything in the ledger happened."""
    last = [load.last_at for load in ws.store.catalogue.loads() if load.last_at and load.load in manifest.loads]
    return max(last).date() if last else None


def _past(ws: Opened, newest: date, every: str | None, start: date | None) -> list[date]:
    """The days before `newest` to fill: ends of calendar months (of the project's calendar), or of weeks."""
    known = _first_day(ws)
    if every is None or known is None:
        return []
    first = max(start or known, known)
    if every == "month":
        starts = month_starts(first, newest, ws.files.project.calendar)
        ends = [day - timedelta(days=1) for day in starts]
        return [day for day in ends if first <= day < newest]
    last = _LAST_OF_WEEK[ws.files.project.calendar]
    day = first + timedelta(days=(last - first.weekday()) % 7)
    weeks = (_week(day, number) for number in range(max((newest - day).days, 0) // 7 + 1))
    return [end for end in weeks if end < newest]


def _week(day: date, number: int) -> date:
    return day + timedelta(days=7 * number)


_LAST_OF_WEEK = {"gregorian": 6, "jalali": 4}
"""The day a week ends on: Sunday, or Friday."""


def _first_day(ws: Opened) -> date | None:
    """The first day on which anything in the ledger happened."""
    first = [load.first_at for load in ws.store.catalogue.loads() if load.first_at]
    return min(first).date() if first else None


def _publish(ws: Opened, stage: Stage, loads: tuple[LoadRecord, ...], started: datetime) -> RunRecord:
    mark = fingerprint(stage)
    _leave_looked(ws, stage)
    final = f"snapshots/{stage.as_of.isoformat()}-{started:%Y%m%d%H%M%S%f}-{mark[:8]}"
    ws.engine.tables.publish(stage.folder, final)
    looked_at = findings_of_loads(ws, loads, stage.manifest)
    record = RunRecord(
        run=0,
        as_of=stage.as_of,
        fingerprint=mark,
        ledger=stage.manifest.version,
        started_at=started,
        finished_at=clock.now(),
        state="published",
        changed=True,
        customers=stage.customers,
        sizes=stage.sizes(),
        loads=loads,
        folder=final,
        current=True,
        notes=(*_staleness(ws, stage), *_missing(ws, stage), *stage.manifest.notes, *stage.notes, *looked_at),
    )
    named = (predicting.NAME, *(one.name for one in ws.files.segmentations))
    used = {name: stage.models[name] for name in named if name in stage.models}
    extra = {"pieces": _moved(stage, final), "profiles": stage.profiles}
    whom = ws.forgotten()
    texts = texts_without(ws.texts, whom) if whom else ws.texts
    return ws.store.catalogue.publish_run(record, tuple(used.values()), texts, extra)


def _leave_looked(ws: Opened, stage: Stage) -> None:
    """What readings looked things up in stays out of the snapshot: it holds the words of everybody, one by one, also of
    whoever is forgotten later, and nothing needs it once rows are laid."""
    looked = [name for name in stage.pieces if bases.is_looked(name)]
    ws.engine.tables.drop(piece.path for name in looked for piece in stage.pieces.pop(name))


def _moved(stage: Stage, final: str) -> dict[str, list[dict[str, object]]]:
    return {
        name: [{"path": f"{final}/{one.path.rsplit('/', 1)[1]}", "rows": one.rows, "bytes": one.bytes} for one in found]
        for name, found in stage.pieces.items()
    }


def _missing(ws: Opened, stage: Stage) -> tuple[Sentence, ...]:
    return (*_left_out(stage), *unfound(ws.files, stage.models))


def _left_out(stage: Stage) -> tuple[Sentence, ...]:
    said = {name: because for name, because in stage.left_out.items() if name != predicting.NAME}
    left = tuple(Sentence("workspace.left_out", {"name": Code(name), "because": one}) for name, one in said.items())
    return (*left, *((stage.left_out[predicting.NAME],) if predicting.NAME in stage.left_out else ()))


def _staleness(ws: Opened, stage: Stage) -> tuple[Sentence, ...]:
    """Says when the data end well before the day of the snapshot."""
    last = last_day(stage.manifest, ws)
    if last is None or (stage.as_of - last).days <= _STALE_AFTER:
        return ()
    return (Sentence("workspace.data_end_early", {"last": last, "days": (stage.as_of - last).days}),)


_STALE_AFTER = 7
