"""Rows that add up what stands above them, whatever word they carry: found by arithmetic, so that the word is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bakhsh.edges.sources.marks import Mark, Marks, blank, looks_like_number
from bakhsh.edges.sources.views import View
from bakhsh.language.digits import parse_number
from bakhsh.language.keys import matching_key

__all__ = ["Sums", "sums_of"]

_USUAL = 0.6
_FEW = 5
"""So many records at least are added up where a word stands but once."""
_VARIED = re.compile(r"[\d۰-۹٠-٩][\d۰-۹٠-٩/.,:\-]*")
_LONGEST = 60

Cells = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Sums:
    """Words (or globs, where a day or a number stands in them) whose rows are sums, and how many rows there are."""

    words: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """A row below the header: the word it may be a sum by (empty: a record), and its numbers by column."""

    word: str
    numbers: dict[int, Decimal]


def sums_of(view: View) -> Sums:
    """The words nobody knew before that mark sums on this page.

    A row that lacks what records have, and whose number is to the last digit what the records since the row of the same
    word before it come to, or all so far, is one. All rows of a word must be; one that stands but once has to add up
    five records or more. Words that are known to mean a sum are not told.
    """
    rows = list(_rows(view))
    words = dict.fromkeys(row.word for row in rows if row.word)
    found = {word: count for word in words if (count := _proven(rows, word))}
    return Sums(tuple(found), sum(found.values()))


def _rows(view: View) -> Iterator[_Row]:
    marks, columns = Marks(), [place for place, one in enumerate(view.parts) if one]
    below = [cells for _, cells in view.rows[view.place + view.count :]]
    filled = [[place for place in columns if place < len(cells) and not blank(cells[place])] for cells in below]
    full = [places for places in filled if len(places) > 1]
    usual = [place for place in columns if sum(place in one for one in full) >= _USUAL * len(full)]
    for cells, places in zip(below, filled, strict=True):
        if not places or any(marks.of(cells[place]) in (Mark.TOTAL, Mark.OPENING, Mark.PAGE) for place in places):
            continue
        numbers = {place: number for place in places if (number := _number(cells[place])) is not None}
        lacking = any(place not in places for place in usual)
        yield _Row(_word(cells, places, numbers) if lacking else "", numbers)


def _number(cell: str | None) -> Decimal | None:
    return parse_number(cell) if cell and looks_like_number(cell) else None


def _word(cells: Cells, places: Sequence[int], numbers: dict[int, Decimal]) -> str:
    """The one text of a row that has a number too; what changes from row to row in it is a star."""
    texts = [(cells[place] or "").strip() for place in places if place not in numbers]
    if not numbers or len(texts) != 1 or len(texts[0]) > _LONGEST:
        return ""
    word = re.sub(r"\*[\s*]*\*", "*", _VARIED.sub("*", texts[0]))
    return word if any(sign.isalpha() for sign in matching_key(word)) else ""


def _proven(rows: Sequence[_Row], word: str) -> int:
    """How many rows of this word there are, where each is a sum by one and the same column; else 0."""
    columns = {place for row in rows if row.word == word for place in row.numbers}
    return max((_by(rows, word, place) for place in columns), default=0)


def _by(rows: Sequence[_Row], word: str, place: int) -> int:
    since, ever, records, added, count = Decimal(0), Decimal(0), 0, 0, 0
    for row in rows:
        number = row.numbers.get(place)
        if row.word == word:
            if number is None or not records or number not in (since, ever):
                return 0
            added, count = added + records, count + 1
            since, records = Decimal(0), 0
        elif not row.word and number is not None:
            since, ever, records = since + number, ever + number, records + 1
    return count if added >= max(_FEW, count + 2) else 0
