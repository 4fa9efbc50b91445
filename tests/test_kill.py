"""Killing a run at any moment leaves yesterday's answer standing, and the next run completes."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import bakhsh
from bakhsh.edges.sources import simulated

LAST = date(2024, 6, 30)
BEFORE = LAST - timedelta(days=30)


def shop_with_news(place: Path) -> Path:
    """A shop whose May snapshot stands, and whose June file has just arrived."""
    market = simulated.market(seed=3, customers=1_500, start=date(2023, 7, 1), end=LAST)
    days = market.orders.column("ordered_at").cast("timestamp[us]").cast("date32")
    may = market.orders.filter([day <= BEFORE for day in days.to_pylist()])
    pq.write_table(may, place / "orders.parquet")
    folder = place / "shop"
    bakhsh.new(folder, place / "orders.parquet")
    with bakhsh.open(folder) as ws:
        ws.run(as_of=BEFORE)
    pq.write_table(market.orders, place / "orders.parquet")
    return folder


def run_in_process(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bakhsh", "run", "--project", str(folder), "--as-of", LAST.isoformat(), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def assert_whole(folder: Path, may: list[dict[str, object]]) -> None:
    """The May snapshot reads as it did; a June one is either absent or complete; the ledger adds up."""
    with bakhsh.open(folder) as ws:
        assert ws.members("value", BEFORE).sort_by("customer_id").to_pylist() == may
        june = [run for run in ws.runs() if run.as_of == LAST]
        for run in june:
            assert ws.members("value", LAST).num_rows == run.customers
        for load in ws.loads():
            assert load.rows == load.kept + load.duplicates + load.rejected
        for month in ws.reconciliation().months:
            assert month.file_amount == month.net + sum(out.amount for out in month.exclusions)


def at_work(folder: Path) -> tuple[subprocess.Popen[bytes], float]:
    """A run that has just taken the lock, and when: before that there is nothing to break."""
    child = run_in_process(folder)
    while not (folder / ".bakhsh" / "lock.json").exists() and child.poll() is None:
        time.sleep(0.01)
    return child, time.monotonic()


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    "points", [pytest.param(30, marks=pytest.mark.slow), pytest.param(300, marks=pytest.mark.soak)]
)
def test_a_run_killed_at_many_points_leaves_the_last_snapshot_whole_and_completes(tmp_path: Path, points: int) -> None:
    original = shop_with_news(tmp_path)
    with bakhsh.open(original) as ws:
        may = ws.members("value", BEFORE).sort_by("customer_id").to_pylist()
    trial = tmp_path / "trial"
    shutil.copytree(original, trial)
    child, begun = at_work(trial)
    out, err = child.communicate(timeout=600)
    lasted = time.monotonic() - begun
    with bakhsh.open(trial) as ws:
        whole = ws.members("value", LAST).sort_by("customer_id").to_pylist()
    assert whole, (out, err)
    killed = 0
    for point in range(points):
        shutil.rmtree(trial)
        shutil.copytree(original, trial)
        child, begun = at_work(trial)
        try:
            child.wait(lasted * (point + 1) / (points + 1))
            lasted = min(lasted, time.monotonic() - begun)  # a calmer machine: later points come earlier
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        child.communicate()
        assert_whole(trial, may)
        with bakhsh.open(trial) as ws:
            ws.run(as_of=LAST)
            assert ws.members("value", LAST).sort_by("customer_id").to_pylist() == whole
        assert_whole(trial, may)
    print(f"killed in mid-run: {killed} of {points} points")
    assert killed >= points // 3
