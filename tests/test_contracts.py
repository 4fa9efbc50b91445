"""What every room hands on keeps its contract: the example shop is walked and each table checked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

import bakhsh
from bakhsh.edges.engines import compile as compiling
from bakhsh.edges.engines.compile import DIALECTS, compile_sql
from bakhsh.loop.features import outcomes
from bakhsh.records import WaveRecord
from bakhsh.tables import CONTRACTS
from bakhsh.workspace.read import table_of

EXAMPLE = Path(__file__).parent.parent / "examples" / "first_shop"


@pytest.fixture(scope="module")
def compiled() -> list[ibis.Expr]:
    """Every expression the walk below hands to the engine."""
    return []


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, compiled: list[ibis.Expr]
) -> Iterator[tuple[bakhsh.Workspace, WaveRecord]]:
    """The example run, sent, measured and read; the engine's compiler tells what it was given."""
    folder = tmp_path_factory.mktemp("contracts") / "corner_shop"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".bakhsh"))
    compiling._compile.cache_clear()
    told, text = compiling._text, compiling._text

    def telling(expr: ibis.Expr, dialect: str) -> str:
        compiled.append(expr)
        return text(expr, dialect)

    compiling._text = telling
    try:
        with bakhsh.open(folder) as ws:
            (record,) = ws.run()
            wave = ws.send(ws.files.campaigns[0].name, as_of=record.as_of)
            ws.measure(wave.campaign)
            ws.reconciliation()
            ws.retention()
            ws.overview()
            yield ws, wave
    finally:
        compiling._text = told


def ledger(ws: bakhsh.Workspace, table: str) -> pa.Table:
    ws.bind_ledger(ws.store.catalogue.manifest(), (table,))
    return ws.engine.query(ws.unbound(table))


@pytest.mark.parametrize(
    "table", ["orders", "lines", "items", "customers", "addresses", "consent", "facts", "category_facts"]
)
def test_the_ledger_keeps_its_contracts(shop: tuple[bakhsh.Workspace, WaveRecord], table: str) -> None:
    ws, _ = shop
    found = CONTRACTS[table.upper()].check(ledger(ws, table))
    assert found.num_rows or table in ("addresses", "consent", "items", "customers", "category_facts")


def test_what_loads_brought_keeps_its_contracts(shop: tuple[bakhsh.Workspace, WaveRecord]) -> None:
    ws, _ = shop
    for pieces in ws.store.catalogue.manifest().history.values():
        for name, piece in pieces.items():
            CONTRACTS[name.split("-")[0].upper()].check(ws.engine.tables.read(piece))


def test_rows_hold_all_features_and_members_a_place_for_each(shop: tuple[bakhsh.Workspace, WaveRecord]) -> None:
    ws, _ = shop
    run = ws.snapshot()
    rows = table_of(ws, run, "rows")
    CONTRACTS["ROWS"].check(rows)
    CONTRACTS["FEATURES"].check(rows.select(CONTRACTS["FEATURES"].names))
    for one in ws.files.segmentations:
        members = CONTRACTS["MEMBERS"].check(table_of(ws, run, f"members-{one.name}"))
        assert sorted(members.column("customer_id").to_pylist()) == sorted(rows.column("customer_id").to_pylist())


def test_a_wave_keeps_its_contracts(shop: tuple[bakhsh.Workspace, WaveRecord]) -> None:
    ws, wave = shop
    pieces = ws.store.catalogue.wave_pieces(wave.campaign, wave.wave)
    for name in ("audience", "arms", "sent"):
        CONTRACTS[name.upper()].check(ws.engine.tables.read(pieces[name]))


def test_outcomes_keep_their_contract(shop: tuple[bakhsh.Workspace, WaveRecord]) -> None:
    ws, wave = shop
    ws.bind_ledger(ws.store.catalogue.manifest(), ("facts",))
    start = wave.as_of - timedelta(days=60)
    found = ws.engine.query(outcomes.outcomes(ws.unbound("facts"), start, start + timedelta(days=30), 0.3))
    assert CONTRACTS["OUTCOMES"].check(found).num_rows
    assert set(found.column("window_start").to_pylist()) == {start}
    assert isinstance(start, date)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_expression_of_the_circle_compiles_for_every_engine(
    shop: tuple[bakhsh.Workspace, WaveRecord], compiled: list[ibis.Expr], dialect: str
) -> None:
    expressions = list(compiled)
    assert len(expressions) > 25
    for expr in expressions:
        assert "SELECT" in compile_sql(expr, dialect, date(2024, 6, 30)).upper()
