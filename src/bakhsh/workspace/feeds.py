"""The sources of a project against their own history: days and loads, asked of the ledger and the catalogue."""

from __future__ import annotations

from datetime import date, timedelta

from bakhsh import reference
from bakhsh.edges import clock
from bakhsh.loop.watch import freshness
from bakhsh.loop.watch.pauses import long_holidays
from bakhsh.records import Feed, Finding, LoadRecord, RunRecord
from bakhsh.specs import seasons
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.stage import answer

__all__ = ["look"]

_DATED = ("lines", "events", "answers")
"""Tables of the ledger whose rows say when."""
_ENDED = timedelta(days=90)
"""Data that end longer ago are a history that was handed over, and no feed that has failed this morning."""


def look(ws: Opened, named: date | None, run: RunRecord, since: date) -> tuple[tuple[Feed, ...], tuple[Finding, ...]]:
    """Every source as of the day named, or of yesterday; gaps are looked for after `since`."""
    loads = _standing(ws, run)
    as_of = named or _today(ws, run)
    days = _days(ws, run, as_of, {load.load: load.source for load in loads})
    holidays = _holidays(ws)
    resting = long_holidays(seasons.place(ws.files), as_of - timedelta(days=366), as_of)
    told = [
        freshness.Told(
            source.name,
            days.get(source.name, {}),
            [load for load in loads if load.source == source.name],
            frozenset(ws.files.project.weekend),
            holidays,
            resting,
            ws.files.watch.feed(source.name),
        )
        for source in ws.files.sources
    ]
    seen = [freshness.fresh(one, as_of, since) for one in told]
    return tuple(feed for feed, _ in seen), tuple(one for _, found in seen for one in found)


def _standing(ws: Opened, run: RunRecord) -> list[LoadRecord]:
    """The loads of the ledger the run read."""
    kept = set(ws.store.catalogue.manifest(run.ledger).loads)
    return [load for load in ws.store.catalogue.loads() if load.load in kept]


def _today(ws: Opened, run: RunRecord) -> date:
    yesterday = clock.today(ws.files.project.timezone) - timedelta(days=1)
    last = max((load.last_at.date() for load in _standing(ws, run) if load.last_at), default=None)
    return yesterday if last is not None and yesterday - last <= _ENDED else run.as_of


def _days(ws: Opened, run: RunRecord, as_of: date, sources: dict[int, str]) -> dict[str, dict[date, int]]:
    """Rows of each day, by source."""
    ws.bind_ledger(ws.store.catalogue.manifest(run.ledger), _DATED)
    found: dict[str, dict[date, int]] = {}
    for table in _DATED:
        for load, days in answer(ws.engine, freshness.days_of(ws.unbound(table), as_of)).items():
            if load in sources:
                of = found.setdefault(sources[load], {})
                for day, rows in days.items():
                    of[day] = of.get(day, 0) + rows
    return found


def _holidays(ws: Opened) -> frozenset[date]:
    """Public holidays, where the shop keeps them."""
    if seasons.place(ws.files) != "iran" or "calendar" not in reference.names():
        return frozenset()
    table = reference.table("calendar").select(["day", "holiday"]).to_pylist()
    return frozenset(row["day"] for row in table if row["holiday"])
