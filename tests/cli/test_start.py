"""What a verb does not need is not loaded for it: starting takes longer than most verbs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "first_shop"
HEAVY = ("ibis", "sqlalchemy", "duckdb", "scipy", "openpyxl", "httpx", "xlsxwriter")
"""pandas is not among them: we do not depend on it, but pyarrow loads it as soon as it compares, where it is there."""


def loaded(*words: str) -> set[str]:
    """Which of the heavy packages a command loads."""
    code = (
        "import sys\nfrom bakhsh.cli.main import app\nsys.argv[0] = 'bakhsh'\n"
        "try:\n    app()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('LOADED', *[one for one in {HEAVY!r} if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    assert loaded(*words) == set()


def test_checking_a_project_opens_no_engine_and_no_store(tmp_path: Path) -> None:
    shop = Path(shutil.copytree(EXAMPLE, tmp_path / "shop", ignore=shutil.ignore_patterns(".bakhsh")))
    assert loaded("check", "-C", str(shop)) == set()
