"""The README's ten minutes, run as they stand there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bakhsh.edges.sources import simulated

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
HOLDS_A_WORD_FOR = "CUSTOMER"


def commands() -> list[str]:
    """The lines of the README's block that begins with `bakhsh new`, without their comments."""
    (block,) = [found for found in re.findall(r"```\n(.*?)```", README, re.S) if found.startswith("bakhsh new")]
    return [line.split("#")[0].strip() for line in block.splitlines() if line.strip()]


def test_the_quickstart_names_every_step_of_the_circle() -> None:
    verbs = {line.split()[1] for line in commands() if line.startswith("bakhsh ")}
    assert verbs >= {"new", "check", "plan", "run", "explain", "report", "migration", "watch", "send", "measure"}


@pytest.mark.slow
def test_the_quickstart_runs_as_it_is_written(tmp_path: Path) -> None:
    market = simulated.market(seed=5, customers=300, start=date(2023, 9, 1), end=date(2024, 3, 31))
    simulated.write_csv(market, tmp_path / "orders.csv")
    place = tmp_path
    for line in commands():
        if line.startswith("cd "):
            place = place / line.removeprefix("cd ").strip()
            continue
        words = shlex.split(line.replace(HOLDS_A_WORD_FOR, market.orders.column("customer_id")[0].as_py()))
        words += ["--yes"] if words[1] == "new" else []
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=place, capture_output=True, text=True, encoding="utf-8", check=False
        )
        fine = (0, 3) if words[1] == "watch" else (0,)  # 3: a limit was passed, and the README says so
        assert done.returncode in fine, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
    assert (place / "report.en.html").stat().st_size > 10_000
