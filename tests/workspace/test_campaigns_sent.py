"""A wave stays what it was when it was sent, and is sent once, wherever sending broke off."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import AS_OF, CAMPAIGN

import bakhsh
from bakhsh.errors import EdgeError, NotReady
from bakhsh.records import WaveRecord
from bakhsh.workspace import Workspace


def test_a_wave_is_measured_as_it_was_sent_whatever_its_file_says_today(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        record = ws.send("thanks")
        assert (record.outcome, record.window_days, record.offer) == ("revenue", 10, "tea")
        before = ws.measure("thanks")
    changed = CAMPAIGN.replace("window_days = 10", "window_days = 3").replace('"revenue"', '"orders"')
    shops.write_files(shop, {"targeting/thanks.toml": changed})
    with bakhsh.open(shop) as ws:
        after = ws.measure("thanks")
    assert (after.outcome, after.window_end) == ("revenue", AS_OF + timedelta(days=11))
    assert (after.treated_mean, after.difference) == (before.treated_mean, before.difference)
    assert [one.id for one in before.notes].count("uplift.measured_as_sent") == 0
    assert [one.id for one in after.notes].count("uplift.measured_as_sent") == 1


KILLED = """
import os, signal, sys, bakhsh
folder, seen = sys.argv[1], []
def watch(event, args):
    if event == "shutil.rmtree" and str(args[0]).endswith(".part"):
        seen.append(event)
        if len(seen) == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
with bakhsh.open(folder) as ws:
    ws.send("thanks")
"""
"""The sink clears its staging folder before it writes and after its files stand: dies at the first or the second."""


def state(ws: Workspace, record: WaveRecord) -> tuple[list[str], set[str]]:
    """Who is on record as reached or to be reached, and the state of that."""
    sent = ws.engine.tables.read(ws.store.catalogue.wave_pieces(record.campaign, record.wave)["sent"])
    return sent.column("customer_id").to_pylist(), set(sent.column("state").to_pylist())


def reached(record: WaveRecord) -> list[str]:
    file = next(Path(one) for one in record.files if one.endswith("to-contact.csv"))
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return sorted(row["customer_id"] for row in csv.DictReader(lines))


@pytest.mark.parametrize("moment", [1, 2])
def test_a_send_killed_before_or_after_its_files_is_completed_and_never_sent_twice(shop: Path, moment: int) -> None:
    child = subprocess.run([sys.executable, "-c", KILLED, str(shop), str(moment)], capture_output=True, check=False)
    assert child.returncode == -signal.SIGKILL, child.stderr
    folder = shop / "sent" / "thanks-wave-1"
    assert folder.exists() == (moment == 2)
    written = {path.name: path.read_bytes() for path in folder.glob("*")}
    with bakhsh.open(shop) as ws:
        (begun,) = ws.store.catalogue.waves("thanks")
        claimed, states = state(ws, begun)
        assert (begun.sent_at, states) == (None, {"claimed"})
        with pytest.raises(NotReady):
            ws.measure("thanks")
        record = ws.send("thanks")
        assert [one.id for one in record.notes].count("targeting.wave_completed") == 1
        assert record.sent_at is not None
        assert (record.wave, record.treated, record.holdout) == (1, begun.treated, begun.holdout)
        assert state(ws, record) == (claimed, {"sent"})
        assert reached(record) == sorted(claimed)
        assert ws.store.catalogue.waves("thanks") == (record,)
        assert ws.send("thanks").wave == 2
    for name, content in written.items():
        assert (folder / name).read_bytes() == content


def test_a_send_its_disk_refused_is_completed_as_it_was_drawn_and_counts_for_rest_days(shop: Path) -> None:
    (shop / "sent").write_text("no folder")
    with bakhsh.open(shop) as ws:
        with pytest.raises(EdgeError) as refused:
            ws.send("thanks")
        assert refused.value.retry
        (begun,) = ws.store.catalogue.waves("thanks")
        claimed, _ = state(ws, begun)
        assert claimed
    other = CAMPAIGN.replace("window_days = 10", "window_days = 10\nrest_days = 5")
    changed = CAMPAIGN.replace('"orders >= 1"', '"orders >= 100"').replace("holdout = 0.3", "holdout = 0.9")
    shops.write_files(shop, {"targeting/other.toml": other, "targeting/thanks.toml": changed})
    with bakhsh.open(shop) as ws:
        assert ws.send("other", dry_run=True).suppressed == {"recently_contacted": len(claimed)}
        dry = ws.send("thanks", dry_run=True)
        assert (dry.dry, dry.wave, dry.treated, dry.sent_at, dry.files) == (True, 1, begun.treated, None, ())
        record = ws.send("thanks", folder=shop / "elsewhere")
        assert reached(record) == sorted(claimed)
        assert all(Path(one).parent == shop / "elsewhere" / "thanks-wave-1" for one in record.files)
        assert ws.measure("thanks").treated == begun.treated


def test_files_of_another_wave_are_never_taken_for_this_one(shop: Path) -> None:
    (shop / "sent" / "thanks-wave-1").mkdir(parents=True)
    with bakhsh.open(shop) as ws:
        with pytest.raises(EdgeError, match="written before"):
            ws.send("thanks")
        assert ws.store.catalogue.waves("thanks") == ()
