"""`bakhsh run --watch` as a process of its own."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
import typer
from tests.workspace import shops
from tests.workspace.shops import line

from bakhsh.cli.watching import seconds


@pytest.mark.parametrize(("typed", "meant"), [("", 60), ("5", 5), ("90s", 90), ("15m", 900), ("1 h", 3600)])
def test_how_long_between_looks(typed: str, meant: float) -> None:
    assert seconds(typed) == meant


@pytest.mark.parametrize("typed", ["0", "month", "-5s", "1.5m", "soon"])
def test_a_time_that_is_none_is_a_mistake_in_usage(typed: str) -> None:
    with pytest.raises(typer.BadParameter):
        seconds(typed)


class Watching:
    """The command, running, and what it has said so far."""

    def __init__(self, folder: Path) -> None:
        words = [sys.executable, "-m", "bakhsh", "run", "--watch", "--every", "1s", "-C", str(folder)]
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            env={**os.environ, "COLUMNS": "200", "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.lines: queue.Queue[str] = queue.Queue()
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for text in self.process.stdout:
            self.lines.put(text)

    def until(self, words: str, patience: float = 120) -> None:
        """Waits until a line with these words has come."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                self.said.append(self.lines.get(timeout=0.2))
            except queue.Empty:
                assert self.process.poll() is None, "".join(self.said)
                continue
            if words in self.said[-1]:
                return
        raise AssertionError(f"{words!r} never came:\n{''.join(self.said)}")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a whole console there")
def test_it_reads_what_comes_survives_what_is_bad_and_stops_in_peace(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop")
    watching = Watching(folder)
    try:
        watching.until("Watching")
        watching.until("in/orders.csv")
        (folder / "in" / "bad.csv").write_text("nothing;of;this\n1;2;3\n", encoding="utf-8")
        watching.until("left alone until it changes")
        shops.write_lines(folder / "in" / "more.csv", [line("8", "eve", "2024-06-01")])
        watching.until("in/more.csv has just come")
        watching.until("in/more.csv")
        used = psutil.Process(watching.process.pid)
        time.sleep(1)
        before, began = sum(used.cpu_times()[:2]), time.monotonic()
        time.sleep(4)
        assert (sum(used.cpu_times()[:2]) - before) / (time.monotonic() - began) < 0.7
        watching.process.send_signal(signal.SIGINT)
        assert watching.process.wait(60) == 130
    finally:
        watching.process.kill()
    with shops.bakhsh.open(folder) as ws:
        assert {load.file for load in ws.loads()} == {"in/orders.csv", "in/more.csv"}
    assert "Traceback" not in "".join(watching.said)
