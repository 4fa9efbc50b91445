"""A small ledger of people who answer and buy, as tables that the psychographic base is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.loop.features import psychographic
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.specs import Project, ProjectFiles, Psychographic
from bakhsh.specs.available import available
from bakhsh.specs.sources import ColumnMap, Source
from bakhsh.tables import ANSWERS, CATEGORY_FACTS, CONSENT, ITEMS, LINES, THEMES
from bakhsh.workspace.stage import answer

AS_OF = date(2024, 6, 30)
NOON = datetime(2024, 6, 1, 12)
CONTRACTS = (ANSWERS, CATEGORY_FACTS, CONSENT, ITEMS, LINES, THEMES)

Rows = Sequence[Mapping[str, Any]]


def answered(who: str, scale: str, values: Iterable[float | None], at: datetime = NOON) -> list[dict[str, Any]]:
    """A person's answers to the items of a scale from 1 on; None: not answered."""
    return [
        {"customer_id": who, "scale": scale, "item": item, "at": at, "value": float(value)}
        for item, value in enumerate(values, start=1)
        if value is not None
    ]  # fmt: skip


def consents(*who: str, granted: bool = True, since: date | None = None) -> list[dict[str, Any]]:
    """Permissions to profile."""
    return [{"customer_id": one, "purpose": "profiling", "granted": granted, "since": since} for one in who]


def everybody(rows: Iterable[Rows]) -> list[dict[str, Any]]:
    """Permissions to profile of all who stand in these rows."""
    return consents(*sorted({row["customer_id"] for some in rows for row in some if "customer_id" in row}))


def files(declared: Psychographic) -> ProjectFiles:
    """A project whose sources fill everything that the base needs."""
    filled = {
        "answers": ("customer_id", "scale", "item", "at", "value"),
        "consent": ("customer_id", "purpose", "granted"),
        "lines": ("customer_id", "ordered_at", "item_id", "amount", "quantity", "items.category", "items.brand"),
    }
    sources = tuple(
        Source(table, table, (f"{table}.csv",), tuple(ColumnMap(name, name) for name in names))
        for table, names in filled.items()
    )
    return ProjectFiles(Project("survey"), sources, psychographic=declared)


def given(declared: Psychographic, as_of: date = AS_OF) -> Given:
    """What the base is given."""
    made = files(declared)
    wanted = frozenset(one.name for one in available(made) if one.base == "psychographic")
    return Given(made, as_of, {one.name.lower(): one.unbound() for one in CONTRACTS}, wanted)


def bind(engine: DuckDB, **tables: Rows) -> None:
    """The engine sees these rows; the tables that are not named are empty."""
    for contract in CONTRACTS:
        schema = contract.schema()
        rows = [{**dict.fromkeys(schema.names), "load": 1, **row} for row in tables.get(contract.name.lower(), ())]
        engine.bind(contract.name.lower(), pa.Table.from_pylist(rows, schema))


def learned(engine: DuckDB, one: Given) -> Learned:
    """What the base learns of everybody."""
    return answer(engine, psychographic.learn(one))


def looked(engine: DuckDB, found: Learned) -> dict[str, ibis.Table]:
    """What was learned, as the base is handed it."""
    tables = {}
    for name, table in found.tables.items():
        engine.bind(f"looked_{name}", table)
        types = {column.name: _IBIS[column.type] for column in table.schema}
        tables[name] = ibis.table(types, name=f"looked_{name}")
    return tables


def readings(engine: DuckDB, one: Given, found: Learned | None = None) -> dict[str, dict[str, Any]]:
    """The features of every customer who has one, from what was learned (by default of the same rows)."""
    rows: dict[str, dict[str, Any]] = {}
    for table in psychographic.readings(one, looked(engine, found or learned(engine, one))):
        for row in engine.query(table).to_pylist():
            rows.setdefault(row.pop("customer_id"), {}).update(row)
    return rows


_IBIS = {pa.string(): "string", pa.int64(): "int64", pa.float64(): "float64"}
