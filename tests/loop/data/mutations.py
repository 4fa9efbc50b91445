"""Real files, damaged as files are damaged; and what must hold of every one of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from bakhsh.edges.sources.files import read_batches
from bakhsh.errors import BakhshError
from bakhsh.loop.data.conform import conform
from bakhsh.specs import Project, Source

Damage = Callable[[bytes, random.Random], bytes]


def _at_a_line(content: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    lines = content.split(b"\n")
    place = chance.randrange(len(lines))
    lines[place] = change(lines[place])
    return b"\n".join(lines)


def _drop_cell(content: bytes, chance: random.Random) -> bytes:
    def drop(line: bytes) -> bytes:
        cells = line.split(b",")
        del cells[chance.randrange(len(cells))]
        return b",".join(cells)

    return _at_a_line(content, chance, drop)


def _garble_number(content: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"\d+", content))
    one = chance.choice(found)
    new = chance.choice([b"many", b"1e400", b"--3", b"", b"9" * 30, "۱۲".encode(), b"1,5", b"NaN", b"5.9E+23"])
    return content[: one.start()] + new + content[one.end() :]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _cut_out(content: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:first] + content[min(last, first + 200) :]


def _put_in(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    new = chance.choice([b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b'""', b"\r\n", b';"', b"\x1a", "‌".encode()])
    return content[:place] + new + content[place:]


def _double_line(content: bytes, chance: random.Random) -> bytes:
    return _at_a_line(content, chance, lambda line: line + b"\n" + line)


def _swap_delimiter(content: bytes, chance: random.Random) -> bytes:
    return content.replace(b",", chance.choice([b";", b"\t", b"|"]))


DAMAGES: tuple[Damage, ...] = (
    _drop_cell, _garble_number, _cut, _cut_out, _put_in, _put_in, _double_line, _swap_delimiter,
)  # fmt: skip


def mutated(content: bytes, seed: int) -> bytes:
    """The content with one to three damages; the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 3)):
        if len(content) > 2 and re.search(rb"\d", content):
            content = chance.choice(DAMAGES)(content, chance)
    return content


def rows_of(path: Path, content: bytes, of: Source, project: Project) -> int:
    """Reads and conforms the file: an error of ours, or rows that add up, each line at most once."""
    seen: list[int] = []
    rows = 0
    try:
        for batch in read_batches(path, of.reading):
            found = conform(batch, of, project, str)
            assert found.rows == found.kept + found.rejected.num_rows
            seen += found.entries["file_line"].to_pylist() + found.rejected["line"].to_pylist()
            rows += found.rows
    except BakhshError:
        return -1
    assert len(seen) == len(set(seen)) == rows
    if b'"' not in content and b"\r" not in content.replace(b"\r\n", b""):
        lines = content.replace(b"\r\n", b"\n").split(b"\n")
        header = next(number for number, line in enumerate(lines, 1) if line)
        assert sorted(seen) == [number for number, line in enumerate(lines, 1) if line and number > header]
    return rows
