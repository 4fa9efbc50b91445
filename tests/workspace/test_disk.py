"""A disk that is full, or that may not be written or read: told in words, and the last snapshot stands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.workspace import shops
from tests.workspace.shops import AS_OF, line

pytestmark = pytest.mark.slow

FULL = """
import resource, sys, bakhsh
from datetime import date
from bakhsh.errors import BakhshError
limit = int(sys.argv[2])
with bakhsh.open(sys.argv[1]) as ws:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        ws.run(as_of=date(2024, 6, 30))
    except BakhshError as error:
        print(type(error).__name__, error)
    else:
        print("done")
"""


@pytest.mark.skipif(os.name == "nt", reason="no limits of that kind")
@pytest.mark.parametrize("limit", [0, 2000])
def test_a_full_disk_is_told_and_the_snapshot_stands(shop: Path, limit: int) -> None:
    before = shops.snapshot_of(shop)
    rows = [line(f"n{n}", f"c{n}", "2024-06-01", f"item{n}", amount=f"{n}.11") for n in range(1, 300)]
    shops.write_lines(shop / "in" / "z.csv", rows)
    command = [sys.executable, "-c", FULL, str(shop), str(limit)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("EdgeError"), found.stdout
    assert "Make room" in found.stdout
    assert shops.snapshot_of(shop) == before
    assert shops.run(shop).customers == 303


def as_others() -> list[str]:
    """What to put before a command so that permissions hold even for root; skips where nothing can do that."""
    if os.name == "nt":
        pytest.skip("permissions of that kind")
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may do everything here")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"]


def bakhsh_json(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the document of one command."""
    command = [*as_others(), sys.executable, "-m", "bakhsh", *words, "--project", str(folder), "--json"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert "Traceback" not in found.stderr
    return found.returncode, json.loads(found.stdout)


def test_a_store_that_may_not_be_written_is_told(shop: Path) -> None:
    before = shops.snapshot_of(shop)
    shops.write_lines(shop / "in" / "z.csv", [line("8", "eve", "2024-06-01")])
    folders = [path for path in (shop / ".bakhsh", *(shop / ".bakhsh").rglob("*")) if path.is_dir()]
    for path in folders:
        path.chmod(0o555)
    try:
        code, document = bakhsh_json(shop, "run", "--as-of", AS_OF.isoformat())
        assert (code, document["error"]["kind"]) == (4, "EdgeError")
        assert document["error"]["hint"]
    finally:
        for path in folders:
            path.chmod(0o755)
    assert shops.snapshot_of(shop) == before


def test_a_file_that_may_not_be_read_is_told(shop: Path) -> None:
    file = shops.write_lines(shop / "in" / "z.csv", [line("8", "eve", "2024-06-01")])
    file.chmod(0)
    code, document = bakhsh_json(shop, "run", "--as-of", AS_OF.isoformat())
    assert (code, document["error"]["kind"]) == (4, "EdgeError")
    assert "in/z.csv" in json.dumps(document)
