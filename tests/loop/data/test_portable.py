"""The ledger's questions compile for every engine we promise."""

from __future__ import annotations

import ibis
import pytest

from bakhsh.loop.data import ledger
from bakhsh.loop.data.findings import LedgerTables, findings
from bakhsh.loop.data.likely_buckets import likely_buckets
from bakhsh.specs import ColumnMap, Source
from bakhsh.tables import ADDRESSES, ENTRIES, FACTS, LINES, REJECTED, VERSIONS

E = ENTRIES.unbound()


def asked() -> list[ibis.Table]:
    source = Source("shop", "lines", ("a.csv",), (ColumnMap("status", "status"),))
    tables = LedgerTables(E, VERSIONS.unbound(), LINES.unbound(), REJECTED.unbound())
    questions = findings(tables, [1], [source], lambda load: ibis.literal("shop"))
    found = [next(questions)]
    for _ in range(2):
        found.append(questions.send(_empty(found[-1])))
    likely = likely_buckets(FACTS.unbound(), ADDRESSES.unbound())
    return [*found, next(likely), likely.send(_empty(found[0])), ledger.left_out(E), ledger.lines(E), ledger.settled(E)]


def _empty(question: ibis.Table) -> object:
    import pyarrow as pa

    return pa.table({name: pa.array([], pa.string()) for name in question.columns})


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_what_the_policy_asks_of_the_ledger_compiles(dialect: str) -> None:
    assert all(str(ibis.to_sql(one, dialect=dialect)).startswith(("SELECT", "WITH")) for one in asked())
