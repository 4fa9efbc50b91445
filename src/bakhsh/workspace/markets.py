"""The market between two snapshots (see `loop.watch.market`): asked of their rows and of the same days last year."""

from __future__ import annotations

from datetime import timedelta

import ibis
import pyarrow as pa

from bakhsh import conditions
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.watch import market
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.rulers import Ruler, ruler_of
from bakhsh.workspace.stage import answer

__all__ = ["between", "rows_of"]

_YEAR_APART = 7
"""Days by which the snapshots of a year before may lie beside the same days."""


def between(
    ws: Opened, before: Ruler, after: Ruler, columns: tuple[market.Measured, ...]
) -> tuple[dict[str, float], Sentence]:
    """What the market multiplied columns by between two snapshots, and on what that rests."""
    prices = _prices(ws, before, after, ("before", "after"))
    year = _year_before(ws, before, after)
    seasons: dict[str, float] = {}
    if year is not None:
        old, new = rows_of(ws, year[0], "year_before"), rows_of(ws, year[1], "year_after")
        known = tuple(one for one in columns if one.name in year[0].types and one.name in year[1].types)
        then = _prices(ws, *year, ("year_before", "year_after"))
        seasons = answer(ws.engine, market.season(old, new, known, then))
    moving = market.factors(columns, seasons, prices)
    if year is not None:
        days: dict[str, Argument] = {"before": year[0].run.as_of, "after": year[1].run.as_of}
        return moving, Sentence("migration.market_by_season", days)
    if prices not in (None, 1.0):
        return moving, Sentence("migration.market_by_prices")
    return moving, Sentence("migration.market_unknown", {"command": Code("bakhsh run --every month")})


def _prices(ws: Opened, before: Ruler, after: Ruler, bound: tuple[str, str]) -> float | None:
    if not all("price_level" in one.types for one in (before, after)):
        return None
    old, new = (rows_of(ws, one, name) for one, name in zip((before, after), bound, strict=True))
    return answer(ws.engine, market.level(old, new))


def _year_before(ws: Opened, before: Ruler, after: Ruler) -> tuple[Ruler, Ruler] | None:
    """The snapshots of the same two days a year before, or of days nearby."""
    calendar, runs = ws.files.project.calendar, [run for run in ws.store.catalogue.runs() if run.current]
    found = []
    for run in (before.run, after.run):
        day = conditions.day_ago(conditions.Last(months=12), run.as_of, calendar)
        near = [one for one in runs if abs(one.as_of - day) <= timedelta(days=_YEAR_APART)]
        found.append(min(near, key=lambda one: abs(one.as_of - day), default=None))
    first, last = found
    if first is None or last is None or first.as_of >= last.as_of:
        return None
    return ruler_of(ws, first), ruler_of(ws, last)


def rows_of(ws: Opened, of: Ruler, bound: str) -> ibis.Table:
    """ROWS of a run under a name of their own."""
    name, types = f"rows_{bound}", of.types
    ws.bind_pieces(name, pieces_of(ws, of.run, "rows"), pa.schema([(one, kind.arrow) for one, kind in types.items()]))
    return ibis.table({one: kind.ibis for one, kind in types.items()}, name=name)
