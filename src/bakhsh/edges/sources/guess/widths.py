"""Texts whose columns stand below one another, without anything but blanks between them: where each begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from bakhsh.edges.sources.blocks import Text, blocks
from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.views import is_number
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Choice, Question
from bakhsh.specs import Reading

__all__ = ["Aligned", "aligned"]

_BLOCK = 4 << 20
_LINES = 20_000
_WIDEST = 4_000
_FEW = 20
"""Of fewer lines than these, blanks may stand below one another by accident."""
_SPARE = 20
"""Characters the last column may grow by: nothing stands behind it."""

_WORD = re.compile(r"\S+(?: \([^)]*\))?")
"""A word of a header, with the unit behind it."""

Filled = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Aligned:
    """How a text of fixed width is read, what is said of it, and what is asked where columns could part otherwise."""

    reading: Reading
    notes: tuple[Sentence, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(slots=True)
class _Page:
    """The lines of a text laid over each other: how many have a sign at each place, and the first of them."""

    first: str = ""
    lines: int = 0
    cells: set[int] = field(default_factory=set)
    filled: Filled = field(default_factory=lambda: np.zeros(_WIDEST, np.int64))
    letters: Filled = field(default_factory=lambda: np.zeros(_WIDEST, np.int64))

    def add(self, lines: Sequence[str]) -> None:
        width = max(map(len, lines))
        signs = np.array(lines, f"<U{width}").view(np.uint32).reshape(len(lines), width)
        self.filled[:width] += ((signs != 0) & (signs != ord(" ")) & (signs != 0xA0)).sum(axis=0)
        # Beyond the digits of all scripts: signs from A on, but for those of numbers and days.
        self.letters[:width] += ((signs > ord("@")) & ~_is_digit(signs)).sum(axis=0)
        self.lines += len(lines)
        if len(self.cells) < 2:
            self.cells |= {len(line.split()) for line in lines}


def _is_digit(signs: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    arabic, persian = (signs >= 0x660) & (signs <= 0x66C), (signs >= 0x6F0) & (signs <= 0x6F9)
    return arabic | persian


def aligned(content: Content, reading: Reading, answer: str = "") -> Aligned | None:
    """How a text is read by the places its columns stand at; None where they stand at none, and where blanks divide
    every line into as many cells as the first. `answer`: their widths as a
    person says them ("6,9,12"), or "no".

    A blank column through the whole file parts two columns. One blank between digits, or below a header that names only
    one of its sides, may as well stand within a number or a date: then, and where there are few lines, it is asked.
    """
    if answer == "no":
        return None
    page = _laid(content, reading.encoding)
    if page is None or page.cells == {len(page.first.split())}:
        return None
    header = _is_header(page.first)
    spans = _spans(page.filled)
    found = _under(page, spans) if header else _Found(spans, (), _doubtful(page, spans))
    if len(found.spans) < 2:
        return None
    said = tuple(int(one) for one in answer.split(",") if one.strip().isdecimal())
    widths = said or _widths(page, found.spans)
    names = tuple(f"column_{number}" for number in range(1, len(widths) + 1))
    if header:
        names = _names(page.first, widths, found.names)
    fixed = replace(reading, format="fixed", delimiter="", header=header, widths=widths, columns=names)
    note = Sentence("guess.widths_found", {"count": len(widths), "widths": Code(_text(widths)), "lines": page.lines})
    asked = () if said or not found.doubtful else (_question(page, found),)
    return Aligned(fixed, (note,), asked)


# ---- the page ----------------------------------------------------------------------------------------------------
def _laid(content: Content, encoding: str) -> _Page | None:
    """The lines below the first, laid over each other; None for a text with tabs or with lines too long."""
    page = _Page()
    for lines in _lines(content, encoding):
        if any("\t" in line or "\x00" in line for line in lines) or max(map(len, lines)) > _WIDEST:
            return None
        if not page.first:
            page.first, lines = lines[0], lines[1:]
        if lines:
            page.add(lines)
    return page if page.lines > 2 else None


def _lines(content: Content, encoding: str) -> Iterator[list[str]]:
    for block in blocks(Text.of(content, encoding), _BLOCK):
        lines = [line.rstrip() for line in block.decode().split("\n")]
        lines = [line for line in lines if line]
        for start in range(0, len(lines), _LINES):
            yield lines[start : start + _LINES]


def _is_header(line: str) -> bool:
    words = line.split()
    return not any(map(is_number, words)) and len(words) > 1


def _spans(filled: Filled) -> list[tuple[int, int]]:
    """(first, end) of every stretch of places at which some line has a sign."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (filled > 0).astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the columns stand, what the header calls them, and the places in `spans` after which the border is
    doubtful."""

    spans: list[tuple[int, int]]
    names: tuple[str, ...] = ()
    doubtful: tuple[int, ...] = ()


# ---- with a header -----------------------------------------------------------------------------------------------
def _under(page: _Page, spans: list[tuple[int, int]]) -> _Found:
    """The columns under the header: as many as its words that stand well apart, wherever they stand. Else one blank
    parts two of them where a word of the header begins or ends at it, and a word belongs to the column it stands above,
    or nearest to."""
    phrases = tuple(re.split(r"\s{2,}", page.first.strip()))
    if len(phrases) == len(spans):
        return _Found(spans, phrases)
    words = [(one.start(), one.end(), one[0]) for one in _WORD.finditer(page.first)]
    starts, ends = {one[0] for one in words}, {one[1] for one in words}
    merged = [spans[0]]
    for span in spans[1:]:
        last = merged[-1]
        if span[0] - last[1] > 1 or span[0] in starts or last[1] in ends:
            merged.append(span)
        else:
            merged[-1] = (last[0], span[1])
    names = [""] * len(merged)
    for start, end, word in words:
        place = max(range(len(merged)), key=lambda one: min(end, merged[one][1]) - max(start, merged[one][0]))
        names[place] = f"{names[place]} {word}".strip()
    nameless = {max(place - 1, 0) for place, name in enumerate(names) if not name}
    return _Found(merged, tuple(names), tuple(sorted(nameless)) if len(merged) > 1 else ())


def _names(header: str, widths: Sequence[int], named: Sequence[str]) -> tuple[str, ...]:
    """What the columns are called where cutting the header as their cells are cut does not say it; else nothing."""
    ends = list(accumulate(widths))
    cut = tuple(header[end - width : end].strip() for width, end in zip(widths, ends, strict=True))
    if len(named) != len(cut) or cut == tuple(named):
        return ()
    return tuple(name or f"column_{number}" for number, name in enumerate(named, 1))


# ---- doubts ------------------------------------------------------------------------------------------------------
def _doubtful(page: _Page, spans: list[tuple[int, int]]) -> tuple[int, ...]:
    """The borders without a header that may stand within a column: one blank between digits or between letters, and
    any border in a text of few lines."""
    found = []
    for place, (left, right) in enumerate(pairwise(spans)):
        narrow = right[0] - left[1] == 1
        alike = _wordy(page, left) == _wordy(page, right)
        if (narrow and alike and not _full(page, left, right)) or page.lines < _FEW:
            found.append(place)
    return tuple(found)


def _wordy(page: _Page, span: tuple[int, int]) -> bool:
    return 2 * int(page.letters[slice(*span)].sum()) > int(page.filled[slice(*span)].sum())


def _full(page: _Page, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether both columns are codes that every line fills from end to end: a number with groups is not so."""
    return all(int(page.filled[slice(*span)].min()) == page.lines for span in (left, right))


def _question(page: _Page, found: _Found) -> Question:
    whole = _widths(page, found.spans)
    fewer = [found.spans[0]]
    for place, span in enumerate(found.spans[1:]):
        if place in found.doubtful:
            fewer[-1] = (fewer[-1][0], span[1])
        else:
            fewer.append(span)
    choices = [Choice(_text(whole), Sentence("guess.widths_apart", {"count": len(whole)}))]
    if len(fewer) > 1:
        less = _widths(page, fewer)
        choices.append(Choice(_text(less), Sentence("guess.widths_apart", {"count": len(less)})))
    choices.append(Choice("no", Sentence("guess.widths_no")))
    starts = tuple(found.spans[place + 1][0] + 1 for place in found.doubtful)
    return Question("widths", Sentence("guess.ask_widths", {"places": ", ".join(map(str, starts))}), tuple(choices))


# ---- widths ------------------------------------------------------------------------------------------------------
def _text(widths: Sequence[int]) -> str:
    return ",".join(map(str, widths))


def _widths(page: _Page, spans: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The columns' widths. Between two columns the border stands where each can still grow: numbers to the left, texts
    to the right."""
    borders = [0, *(_border(page, left, right) for left, right in pairwise(spans)), spans[-1][1] + _SPARE]
    return tuple(after - before for before, after in pairwise(borders))


def _border(page: _Page, left: tuple[int, int], right: tuple[int, int]) -> int:
    grows_left = page.filled[right[1] - 1] > page.filled[right[0]]
    grows_right = page.filled[left[0]] > page.filled[left[1] - 1]
    if grows_left and not grows_right:
        return left[1]
    if grows_left and grows_right:
        return (left[1] + right[0] + 1) // 2
    return right[0]
