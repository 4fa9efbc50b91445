"""Delimited text as a page: records of any number of cells, for tables that do not begin on the first line."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from bakhsh.edges.sources.blocks import Text, blocks
from bakhsh.edges.sources.careful import LONGEST_RECORD, Careful, open_after
from bakhsh.edges.sources.delimiters import Mark, cells_of
from bakhsh.edges.sources.raw import BrokenLine

__all__ = ["records"]

_SIZE = 1 << 20


def records(text: Text, mark: Mark, quote: str, broken: list[BrokenLine]) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line it begins on. A damaged line, and one whose quote nobody closes, goes to `broken`
    alone: what follows it is read. Blank lines are no records."""
    form = Careful((), mark.sign, quote)
    held: deque[str] = deque()
    line = 1
    for block, last in _with_last(_lines(text, mark)):
        held.extend(block)
        while held:
            taken = _taken(form, held)
            if taken == 0 and not last and sum(map(len, held)) < LONGEST_RECORD:
                break
            record = "\n".join(held.popleft() for _ in range(max(taken, 1)))
            if "\x00" in record or not taken:
                broken.append(_broken(text, mark, line, record.split("\n")[0]))
                # Of a damaged record only its first line is lost for sure: the others are read by themselves.
                held.extendleft(reversed(record.split("\n")[1:]))
                line += 1
                continue
            if record:
                yield line, [mark.said(cell) for cell in cells_of(record, mark.sign, quote)]
            line += max(taken, 1)


def _lines(text: Text, mark: Mark) -> Iterator[list[str]]:
    for block in blocks(text, _SIZE, blanks=mark.delimiter == " "):
        lines = mark.signed(block).decode().split("\n")
        yield lines if lines[-1] else lines[:-1]


def _with_last(blocks: Iterator[list[str]]) -> Iterator[tuple[list[str], bool]]:
    held: list[str] | None = None
    for block in blocks:
        if held is not None:
            yield held, False
        held = block
    yield held or [], True


def _taken(form: Careful, lines: deque[str]) -> int:
    """How many of the lines the first record takes; 0 where its quote stays open."""
    if not form.quote or form.quote not in lines[0]:
        return 1
    inside, size = False, 0
    for count, line in enumerate(lines, 1):
        inside = open_after(form, line, inside)
        if not inside:
            return count
        size += len(line)
        if size > LONGEST_RECORD:
            break
    return 0


def _broken(text: Text, mark: Mark, line: int, said: str) -> BrokenLine:
    fault = text.faults.get(line)
    found = said.removeprefix("\x00") if fault else said
    return BrokenLine(line, mark.said(found)[:10_000], 0, 0, found=str(fault or ""))
