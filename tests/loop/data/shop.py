"""A small shop's declarations, rows as its files would hold them, and the ledger derived from them on DuckDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from bakhsh.loop.data import ledger, quality
from bakhsh.loop.data.conform import Conformed, conform
from bakhsh.loop.features.orders import with_returns
from bakhsh.records import Reconciliation
from bakhsh.specs import ColumnMap, Policy, Project, Source
from bakhsh.tables import ENTRIES, LINES, ORDERS, REJECTED, VERSIONS

PROJECT = Project("shop", unit="GBP", timezone="Europe/London")
COLUMNS = {
    "order_id": "order", "customer_id": "customer", "ordered_at": "when", "item_id": "item", "quantity": "pieces",
    "price": "price", "discount": "off", "channel": "channel",
}  # fmt: skip
ROW = {
    "order": "A1", "customer": "C1", "when": "2011-12-01 08:26", "item": "P1", "pieces": "2", "price": "2.55",
    "off": "", "channel": "shop",
}  # fmt: skip


def source(columns: Mapping[str, str] = COLUMNS, *, table: str = "lines", policy: Policy | None = None) -> Source:
    """A source with plain column maps; take `replace` for what is special."""
    maps = tuple(ColumnMap(column, name) for column, name in columns.items())
    return Source("shop", table, ("shop.csv",), maps, policy=policy or Policy())


def mapped(of: Source, column: str, **special: Any) -> Source:
    """The source with one column map changed, or added."""
    maps = {one.column: one for one in of.columns}
    maps[column] = replace(maps.get(column, ColumnMap(column, column)), **special)
    return replace(of, columns=tuple(maps.values()))


@dataclass(frozen=True)
class Batch:
    rows: pa.Table
    lines: pa.Array
    broken: tuple[Any, ...] = ()
    part: str = ""


def batch(rows: Sequence[Mapping[str, Any]], *, first: int = 2, broken: tuple[Any, ...] = ()) -> Batch:
    """Rows as a file's batch; what a row leaves out is as in ROW."""
    names = list(dict.fromkeys([*ROW, *(name for row in rows for name in row)]))
    columns = {name: pa.array([{**ROW, **row}.get(name) for row in rows], pa.string()) for name in names}
    return Batch(pa.table(columns), pa.array(range(first, first + len(rows)), pa.int64()), broken)


def take(rows: Sequence[Mapping[str, Any]], of: Source | None = None, project: Project = PROJECT) -> Conformed:
    return conform(batch(rows), of or source(), project, lambda text: f"pseudonym of {text}")


def one(row: Mapping[str, Any], of: Source | None = None, project: Project = PROJECT) -> dict[str, Any]:
    """The entry of a single row."""
    found: list[dict[str, Any]] = take([row], of, project).entries.to_pylist()
    assert len(found) == 1, "the row was rejected"
    return found[0]


def reason(row: Mapping[str, Any], of: Source | None = None, project: Project = PROJECT) -> str:
    """Why a single row is rejected."""
    found = take([row], of, project).rejected
    assert found.num_rows == 1, "the row was taken"
    return str(found.column("reason")[0])


# ---- the ledger --------------------------------------------------------------------------------------------------
_UNBOUND = {one.name.lower(): one.unbound() for one in (ENTRIES, LINES, ORDERS, VERSIONS, REJECTED)}


def _sql(expr: ibis.Table) -> str:
    return str(ibis.to_sql(expr, dialect="duckdb"))


_VERSIONS = _sql(ledger.versions(ledger.settled(_UNBOUND["entries"])))
_WINNERS = _sql(ledger.winners(_UNBOUND["versions"]))
_SETTLED = _sql(ledger.settled(_UNBOUND["entries"]))
_LINES = _sql(ledger.lines(_UNBOUND["entries"]))
_ORDERS = _sql(with_returns(ledger.orders(_UNBOUND["entries"]), _UNBOUND["lines"]))


class Ledger:
    """What some loads (ENTRIES without load, in order) come to; tables as sorted rows without their load."""

    def __init__(self, loads: Sequence[pa.Table], rejected: Sequence[pa.Table] = ()) -> None:
        self.loads = list(range(1, len(loads) + 1))
        self.connection = duckdb.connect(config={"threads": 1})
        stamped = [_stamped(load, number) for number, load in enumerate(loads, 1)]
        self._keep("history", "entries", pa.concat_tables(stamped))
        self.connection.execute(f"create table versions as {_VERSIONS}")
        self.connection.execute(f"create table settled as {_SETTLED}")
        self.connection.execute(f"create table winning as {_WINNERS}")
        self.connection.execute(
            "create or replace view entries as select * from settled semi join winning using (order_id, load)"
        )
        self.connection.execute(f"create table lines as {_LINES}")
        self.connection.execute(f"create table orders as {_ORDERS}")
        missing = {"source": "shop", "file": "shop.csv"}
        refused = [
            pa.Table.from_pylist([{**row, **missing, "load": load} for row in table.to_pylist()], REJECTED.schema())
            for load, table in enumerate(rejected, 1)
        ]
        self._keep("refused", "rejected", pa.concat_tables([REJECTED.schema().empty_table(), *refused]))

    def _keep(self, name: str, view: str, table: pa.Table) -> None:
        self.connection.register(f"{name}_arrow", table)
        self.connection.execute(f"create table {name} as from {name}_arrow")
        self.connection.execute(f"create or replace view {view} as from {name}")

    def table(self, name: str) -> pa.Table:
        return self.connection.sql(f"from {name}").to_arrow_table()

    def rows(self, name: str, key: Sequence[str]) -> list[dict[str, Any]]:
        found = [{column: row[column] for column in row if column != "load"} for row in self.table(name).to_pylist()]
        return sorted(found, key=lambda row: [row[column] for column in key])

    def orders(self) -> list[dict[str, Any]]:
        return self.rows("orders", ["order_id"])

    def lines(self) -> list[dict[str, Any]]:
        return self.rows("lines", ["order_id", "line"])

    def reconciliation(
        self, of: Source | None = None, project: Project = PROJECT, present: Sequence[int] | None = None
    ) -> Reconciliation:
        """`present`: the loads that are the last reading of their file; None: each is of a file of its own."""
        self.connection.execute("create or replace view entries as from history")
        tables = quality.LedgerTables(*(_UNBOUND[name] for name in ("entries", "versions", "lines", "rejected")))
        last = self.loads if present is None else present
        questions = quality.reconcile(tables, last, [of or source()], project)
        try:
            question = next(questions)
            while True:
                question = questions.send(self.connection.sql(_sql(question)).to_arrow_table())
        except StopIteration as done:
            found: Reconciliation = done.value
            return found


def _stamped(entries: pa.Table, load: int) -> pa.Table:
    return entries.add_column(0, "load", pa.array([load] * entries.num_rows, pa.int64()))
