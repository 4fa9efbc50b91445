"""ROWS of a day as expressions: parts that are computed one by one, and all of them laid beside one another.

A part says TODAY and is the same for every day, so what is built and compiled for one day serves all days of a run and
of the process; only columns whose window follows a calendar are built for their day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis

from bakhsh import conditions, project
from bakhsh.conditions.days import TODAY
from bakhsh.loop import features, segments, targeting
from bakhsh.loop.features import lifted
from bakhsh.tables import CONTRACTS, KEPT, Type
from bakhsh.workspace import bases, predicting
from bakhsh.workspace.beside import laid_beside
from bakhsh.workspace.opened import Opened

__all__ = ["LEDGER", "Laid", "needed", "row_types", "rows_of"]

LEDGER = (
    "facts", "category_facts", "customers", "orders", "lines", "items", "events", "answers", "assets", "consent",
)  # fmt: skip
"""Tables of the ledger that readings are made from."""

Looked = Mapping[str, Mapping[str, ibis.Table]]


@dataclass(frozen=True, slots=True)
class Laid:
    """`parts` by the name each is to be materialised under, over the tables of the ledger; `rows` is ROWS over them."""

    parts: Mapping[str, ibis.Table]
    rows: ibis.Table


def needed(ws: Opened) -> tuple[conditions.Lifted, ...]:
    """Derived columns that segmentations, extra features and campaigns ask for, each once."""
    calls = [call for one in ws.files.segmentations for call in segments.needs(one)]
    calls += [call for one in ws.files.campaigns for call in targeting.needs(one)]
    calls += [call for one in ws.files.features for call in conditions.lift(one.value)[0]]
    ledger_calls = {call.name: call for call in calls if isinstance(call.call, conditions.Call)}
    return tuple(ledger_calls[name] for name in sorted(ledger_calls))


def row_types(ws: Opened) -> dict[str, Type]:
    """Every column of ROWS with its type."""
    types = {column.name: column.type for column in CONTRACTS["FEATURES"].columns}
    customers = CONTRACTS["CUSTOMERS"]
    kept = ("customer_id", "load", *KEPT)
    own = {column.name: column.type for column in customers.columns if column.name not in kept}
    types |= own | ws.open_columns("customers") | bases.types(ws)
    types |= {call.name: call.call.type for call in needed(ws)}
    for one in project.features(ws.files):
        types[one.name] = conditions.value_type(conditions.lift(one.value)[1], types)
    return types


def rows_of(ws: Opened, as_of: date, looked: Looked) -> Laid:
    """ROWS of a day over the ledger's tables and what was learned to look things up in."""
    calls = needed(ws)
    tables = (ws.unbound("lines"), ws.unbound("orders"), ws.unbound("items"))
    calendar = ws.files.project.calendar
    learned = frozenset((base, name, table.op()) for base, found in looked.items() for name, table in found.items())
    parts = ws.built(("parts", learned), lambda: _of_every_day(ws, looked))
    for number, call in enumerate(calls):
        if not lifted.counts_days(call):
            parts = {**parts, f"part_lifted_{number}": lifted.lifted(call, *tables, as_of, calendar)}
    return Laid(parts, ws.built(("rows", learned), lambda: _together(ws, parts, calls)))


def _of_every_day(ws: Opened, looked: Looked) -> dict[str, ibis.Table]:
    """FEATURES with those who have bought nothing, the bases' readings, and the lifted columns that count days."""
    facts, customers = ws.unbound("facts"), ws.unbound("customers")
    found = features.features(facts, ws.unbound("category_facts"), TODAY, ws.files.project.weekend)
    parts = {"part_features": features.with_leads(found, customers, facts, TODAY)}
    for number, reading in enumerate(bases.readings(ws, LEDGER, looked)):
        parts[f"part_reading_{number}"] = reading
    tables = (ws.unbound("lines"), ws.unbound("orders"), ws.unbound("items"))
    for number, call in enumerate(needed(ws)):
        if lifted.counts_days(call):
            parts[f"part_lifted_{number}"] = lifted.lifted(call, *tables, TODAY)
    return parts


def _together(ws: Opened, parts: Mapping[str, ibis.Table], calls: Sequence[conditions.Lifted]) -> ibis.Table:
    first, *others = (ibis.table(part.schema(), name=name) for name, part in parts.items())
    words: dict[str, str | int] = {**bases.otherwise(ws), **{call.name: 0 for call in calls}}
    beside = [ws.unbound("customers").drop("load", *KEPT), *others, *predicting.table(ws)]
    rows = laid_beside(first, beside, words)
    types, per_unit = row_types(ws), ws.minor_per_unit
    for one in project.features(ws.files):  # one may stand on another
        value = conditions.value_to_ibis(conditions.lift(one.value)[1], rows, types, per_unit)
        rows = rows.mutate(**{one.name: value.cast(types[one.name].ibis)})
    return rows.select(*types)
