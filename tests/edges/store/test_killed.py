"""Killing a writer at any moment leaves every answer it gave before whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from bakhsh.edges.engines import Engine, open_engine
from bakhsh.edges.store import Store, pieces_of

WRITER = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
import pyarrow as pa
from bakhsh.edges.engines import open_engine
from bakhsh.edges.store import Store
from bakhsh.records import BucketFiles, LoadRecord, Manifest, RunRecord

at = datetime(2024, 1, 1, tzinfo=UTC)
store = Store.open(Path(sys.argv[1]))
engine = open_engine("duckdb", store.root, memory="300MB")
print("ready", flush=True)
with store.lock(purpose="run"):
    store.clear_staging()
    for step in range(1_000):
        catalogue = store.catalogue
        before = catalogue.manifest()
        number = catalogue.next_load()
        rows = pa.table({"customer_id": [f"c{n}" for n in range(20_000)], "load": [number] * 20_000})
        pieces = engine.tables.split(rows, f"ledger/{number}", "lines", order_by=["customer_id"])
        files = {digit: BucketFiles({"lines": piece}) for digit, piece in pieces.items()}
        load = LoadRecord(number, "s", "f", str(number), at, 20_000, 20_000, 0, 0)
        made = catalogue.commit_load([load], Manifest(0, (*before.loads, number), {}, files))
        print("load", number, flush=True)
        folder = f"snapshots/{number}"
        staged = store.staging(str(number))
        engine.tables.write(rows, f"{staged}/rows.parquet", order_by=["customer_id"])
        engine.tables.write(rows.slice(0, 7), f"{staged}/members.parquet")
        engine.tables.publish(staged, folder)
        day, size = date(2024, 1, 1), rows.num_rows
        record = RunRecord(0, day, str(number), made.version, at, at, "published", True, size, folder=folder)
        run = catalogue.publish_run(record, [], {"bakhsh.toml": str(number)}, {"number": number})
        print("run", run.run, flush=True)
"""


def kill_after(root: Path, seconds: float) -> dict[str, int]:
    """Starts a writer, kills it that long after it began, and says the last load and run it reported as done."""
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(root)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    time.sleep(seconds)
    assert child.poll() is None
    child.kill()
    reported = {"load": 0, "run": 0}
    for line in child.stdout.read().splitlines():
        word, _, number = line.partition(" ")
        if number.isdigit():
            reported[word] = int(number)
    child.wait()
    return reported


def assert_whole(store: Store, engine: Engine, reported: dict[str, int]) -> None:
    """Everything reported is there, and everything that is there is whole."""
    manifest = store.catalogue.manifest()
    loads = store.catalogue.loads()
    assert tuple(load.load for load in loads) == manifest.loads
    assert not reported["load"] or reported["load"] in manifest.loads
    if manifest.loads:
        tables = [engine.tables.read(piece) for piece in pieces_of(manifest)]
        assert [table.num_rows for table in tables] == [piece.rows for piece in pieces_of(manifest)]
        assert set(pa.concat_tables(tables).column("load").to_pylist()) == {manifest.loads[-1]}
        assert sum(table.num_rows for table in tables) == 20_000
    runs = store.catalogue.runs()
    assert [run.run for run in runs] == list(range(1, len(runs) + 1))
    assert len(runs) >= reported["run"]
    assert [run.run for run in runs if run.current] == [run.run for run in runs][-1:]
    for run in runs:
        assert engine.tables.read(f"{run.folder}/rows.parquet").num_rows == run.customers
        assert engine.tables.read(f"{run.folder}/members.parquet").num_rows == 7
        assert store.catalogue.extra(run.run) == {"number": int(run.fingerprint)}
    for folder in (store.root / "snapshots").iterdir():
        assert {path.name for path in folder.iterdir()} == {"rows.parquet", "members.parquet"}


@pytest.mark.parametrize("kills", [3, pytest.param(10, marks=pytest.mark.slow)])
def test_a_writer_killed_at_any_moment_leaves_what_it_reported_whole(tmp_path: Path, kills: int) -> None:
    store = Store.open(tmp_path / ".bakhsh")
    engine = open_engine("duckdb", store.root, memory="300MB")
    moments = random.Random(kills)
    for _ in range(kills):
        reported = kill_after(store.root, moments.uniform(0.02, 0.9))
        assert_whole(store, engine, reported)
    with store.lock(purpose="after"):
        store.clear_staging()
        assert list((store.root / "staging").iterdir()) == []
        assert len(list((store.root / "tmp").glob("*.lock"))) == 1  # ours
        unnamed = store.unnamed_files()
        engine.tables.drop(path.relative_to(store.root).as_posix() for path in unnamed)
        assert store.unnamed_files() == ()
    assert_whole(store, engine, {"load": 0, "run": 0})
    engine.close()
