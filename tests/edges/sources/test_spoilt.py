"""However a file is spoilt: it is refused in words, or every row of it has exactly one fate. Never a traceback."""

from __future__ import annotations

import random
import subprocess
import sys
import textwrap
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from tests.edges.sources import spoilt

from bakhsh.edges.sources.files import read_batches
from bakhsh.errors import BakhshError
from bakhsh.loop.data.conform import conform
from bakhsh.specs import Source


def in_words(error: BakhshError) -> bool:
    """Whether what is refused is said in a sentence the catalogues have."""
    assert not str(error.sentence).startswith("[")
    return True


def fates(path: Path, of: Source) -> Counter[tuple[str, int]] | None:
    """How often each line of each part was told a fate; None for a file that was refused."""
    seen: Counter[tuple[str, int]] = Counter()
    try:
        for batch in read_batches(path, of.reading, of.layout, of.asked, size=50):
            found = conform(batch, of, spoilt.PROJECT, str)
            assert found.rows == found.kept + found.rejected.num_rows
            for table, column in ((found.entries, "file_line"), (found.rejected, "line")):
                parts = [part or "" for part in table["part"].to_pylist()]
                seen.update(zip(parts, table[column].to_pylist(), strict=True))
    except BakhshError as error:
        return None if in_words(error) else seen
    return seen


def plain_lines(content: bytes) -> list[int] | None:
    """The lines of a CSV file that are not blank, after the first; None where quotes make that unclear."""
    if b'"' in content or b"\r" in content:
        return None
    filled = [number for number, line in enumerate(content.split(b"\n"), 1) if line]
    return filled[1:]


def each(seeds: range, folder: Path) -> int:
    """Reads a spoilt file for every seed; returns how many were not refused."""
    taken = 0
    for seed in seeds:
        path, content, of = spoilt.case(seed, folder)
        seen = fates(path, of)
        path.unlink()
        if seen is None:
            continue
        taken += 1
        assert max(seen.values(), default=1) == 1, f"seed {seed}: a line with two fates"
        lines = (
            plain_lines(content) if path.name == "orders.csv" and of.reading == spoilt.FORMS["csv"].reading else None
        )
        if lines is not None and content.startswith(spoilt.NAMES[0].encode()):
            assert sorted(line for _, line in seen) == lines, f"seed {seed}: a line without a fate"
    return taken


def test_sound_files_of_every_form_bring_every_row(tmp_path: Path) -> None:
    for name, form in spoilt.FORMS.items():
        path = tmp_path / f"{name}{form.ending}"
        path.write_bytes(form.made(spoilt.rows(60, 1)))
        of = replace(spoilt.SOURCE, reading=form.reading)
        found = [conform(one, of, spoilt.PROJECT, str) for one in read_batches(path, of.reading, wanted=of.asked)]
        assert (sum(one.kept for one in found), sum(one.rejected.num_rows for one in found)) == (60, 0), name


def test_spoilt_files_are_read_or_refused_in_words(tmp_path: Path) -> None:
    assert each(range(25), tmp_path) > 8


@pytest.mark.slow
def test_three_hundred_spoilt_files_are_read_or_refused_in_words(tmp_path: Path) -> None:
    assert each(range(1_000, 1_300), tmp_path) > 100


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_ten_thousand_spoilt_files_are_read_or_refused_in_words(tmp_path: Path) -> None:
    assert each(range(10_000, 20_000), tmp_path) > 3_000


_READ = """
    import resource, sys
    from pathlib import Path
    from dataclasses import replace
    from tests.edges.sources import spoilt, test_spoilt
    form = spoilt.FORMS[sys.argv[2]]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen = test_spoilt.fates_counted(Path(sys.argv[1]), replace(spoilt.SOURCE, reading=form.reading))
    print(seen, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def fates_counted(path: Path, of: Source) -> int:
    """The rows of a large file that were told a fate; -1 for one that was refused. Nothing is held."""
    rows = 0
    try:
        for batch in read_batches(path, of.reading, of.layout, of.asked):
            found = conform(batch, of, spoilt.PROJECT, str)
            assert found.rows == found.kept + found.rejected.num_rows
            rows += found.rows
    except BakhshError as error:
        return -1 if in_words(error) else rows
    return rows


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.skipif(sys.platform == "win32", reason="there is no resource module to ask for the peak")
@pytest.mark.parametrize("form", ["csv", "persian", "windows", "fixed", "zip", "gzip"])
def test_a_spoilt_file_of_a_hundred_megabytes_is_read_in_bounded_memory(tmp_path: Path, form: str) -> None:
    chance = random.Random(form)
    count = {"zip": 60_000, "windows": 2_400_000}.get(form, 1_600_000)
    content = bytearray(spoilt.FORMS[form].made(spoilt.rows(count, 5)))
    assert form in ("zip", "gzip") or len(content) > 70_000_000
    for _ in range(200 if form not in ("zip", "gzip") else 0):
        content[chance.randrange(1_000, len(content))] ^= 1 << chance.randrange(8)
    path = tmp_path / f"large{spoilt.FORMS[form].ending}"
    path.write_bytes(bytes(content))
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_READ), str(path), form], capture_output=True, text=True, check=True
    ).stdout
    rows, megabytes = map(int, said.split())
    assert abs(rows - count) < 500
    assert megabytes < 1_000
