"""Files appear whole or not at all; scratch folders die with their owner."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bakhsh.edges.disk import Scratch, clear_scratch, move_folder, write_text
from bakhsh.errors import EdgeError

DISK_FULL = """
import resource, sys
from pathlib import Path
import pyarrow as pa
from bakhsh.edges.engines import open_engine
from bakhsh.errors import EdgeError

engine = open_engine("duckdb", Path(sys.argv[1]), memory="300MB")
engine.tables.write(pa.table({"customer_id": ["before"]}), "ledger/0/lines.parquet")
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
import hashlib
rows = pa.table({"customer_id": [hashlib.sha256(str(n).encode()).hexdigest() for n in range(200_000)]})
for way in (
    lambda: engine.tables.write(rows, "ledger/1/lines.parquet", order_by=["customer_id"]),
    lambda: engine.tables.split(rows, "ledger/1", "lines"),
):
    try:
        way()
    except EdgeError as error:
        print(error.retry, error)
print(engine.tables.read("ledger/0/lines.parquet").num_rows)
print(engine.tables.write(rows.slice(0, 10), "ledger/1/small.parquet").rows)
engine.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are not there")
def test_a_full_disk_is_said_in_words_and_leaves_no_half_file(tmp_path: Path) -> None:
    said = subprocess.run([sys.executable, "-c", DISK_FULL, str(tmp_path)], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    written, split, kept, small = said.stdout.strip().splitlines()
    for line in (written, split):
        assert line.startswith("True The disk refused: ")
        assert "Make room" in line
    assert (kept, small) == ("1", "10")
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {"ledger/0/lines.parquet", "ledger/1/small.parquet"}


DISK_STAYS_FULL = """
import os, resource, sys
from pathlib import Path
import pyarrow as pa
from bakhsh.edges.engines import open_engine
from bakhsh.errors import EdgeError

rows = pa.table({"customer_id": [os.urandom(32).hex() for _ in range(200_000)]})
engine = open_engine("duckdb", Path(sys.argv[1]), memory="300MB")
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
for time in range(40):
    try:
        engine.tables.write(rows, f"ledger/{time}/lines.parquet", order_by=["customer_id"])
    except EdgeError:
        print("refused", flush=True)
engine.close()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are not there")
def test_a_disk_that_stays_full_is_said_each_time_and_never_waits_for_ever(tmp_path: Path) -> None:
    """With threads of DuckDB's own for writing about every eighth of these never came back."""
    said = subprocess.run([sys.executable, "-c", DISK_STAYS_FULL, str(tmp_path)], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert said.stdout.split() == ["refused"] * 40


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are not there")
def test_a_small_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from bakhsh.edges.disk import write_text\n"
        "from bakhsh.errors import EdgeError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try: write_text(Path(sys.argv[1]), 'x' * 100)\n"
        "except EdgeError as error: print(error)"
    )
    path = tmp_path / "note"
    write_text(path, "old")
    said = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert "could not be written" in said.stdout
    assert [one.name for one in tmp_path.iterdir()] == ["note"]
    assert path.read_text() == "old"


def test_a_file_in_the_way_of_a_folder_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "staged").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(EdgeError, match="could not be written"):
        move_folder(tmp_path / "staged", tmp_path / "file" / "final")
    assert (tmp_path / "staged").is_dir()


def test_scratch_of_the_living_stays_and_of_the_dead_goes(tmp_path: Path) -> None:
    living = Scratch(tmp_path)
    living.file(".x").write_text("mine")
    code = (
        "import os, sys; from pathlib import Path; from bakhsh.edges.disk import Scratch\n"
        "scratch = Scratch(Path(sys.argv[1])); scratch.file('.x').write_text('left'); print(scratch.folder.name)\n"
        "sys.stdout.flush(); os._exit(1)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    dead = said.stdout.strip()
    assert (tmp_path / "tmp" / dead).is_dir()
    assert clear_scratch(tmp_path) == [f"tmp/{dead}"]
    assert [one.name for one in living.folder.iterdir()] != []
    living.close()
    assert list((tmp_path / "tmp").iterdir()) == []
