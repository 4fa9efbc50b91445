"""Pages of a stranger's file as they lie there, and where on each the header seems to stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path

from bakhsh.edges.sources import files, workbook
from bakhsh.edges.sources.blocks import Text
from bakhsh.edges.sources.content import Content, held
from bakhsh.edges.sources.delimiters import Mark, likely_delimiter, marked
from bakhsh.edges.sources.headers import ROLES, nearness
from bakhsh.edges.sources.headings import LOOK, Row, column_names, header_parts
from bakhsh.edges.sources.loose import records
from bakhsh.edges.sources.marks import Mark as Word
from bakhsh.edges.sources.marks import Marks, blank, looks_like_number
from bakhsh.edges.sources.month_names import month_of
from bakhsh.edges.sources.oddities import Oddities
from bakhsh.edges.sources.raw import BrokenLine
from bakhsh.language.digits import parse_number
from bakhsh.language.keys import matching_key
from bakhsh.language.units import unit_of_header
from bakhsh.specs import Reading

__all__ = ["View", "is_number", "known", "role_of", "views"]

_ROWS = 5_000
_BELOW = 25
_SHORT = 20


@dataclass(frozen=True, slots=True)
class View:
    """A page: its name (of a text file empty), its first 5,000 rows, and its header: the place of its first row among
    them (-1: there seems to be none), its rows, the names and parts of its columns, the records below."""

    name: str
    rows: Sequence[Row]
    hidden: bool = False
    odd: Oddities = field(default_factory=Oddities)
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    place: int = -1
    count: int = 1
    names: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    body: tuple[tuple[str | None, ...], ...] = ()

    @property
    def above(self) -> tuple[tuple[str | None, ...], ...]:
        return tuple(tuple(cells) for _, cells in self.rows[: max(self.place, 0)])

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the names that stand there."""
        return frozenset(matching_key(name) for name, one in zip(self.names, self.parts, strict=True) if one)

    def column(self, place: int) -> list[str]:
        """The cells of a column in the records, empty ones as ""."""
        return ["" if blank(row[place]) else (row[place] or "").strip() for row in self.body]


def views(path: Path, reading: Reading) -> Iterator[View]:
    """The pages of a file in its order; of an archive those of its first member. Raises as `files.parts_of` does."""
    part = files.parts_of(path, reading)[0]
    if part.form == "workbook":
        for sheet in workbook.sheets(held(part.content)):
            rows = list(islice(sheet.rows, _ROWS))
            yield _seen(View(sheet.name, rows, sheet.hidden, sheet.odd, sheet.merged))
    elif part.form == "csv":
        yield _seen(View("", _of_text(part.content, reading)))


def _of_text(content: Content, reading: Reading) -> list[Row]:
    broken: list[BrokenLine] = []
    text = Text.of(content, reading.encoding)
    mark = marked(content, reading.delimiter)
    if mark is None:
        first = islice(records(text, Mark("\x01"), reading.quote, broken), LOOK)
        mark = Mark(likely_delimiter(max((cells[0] for _, cells in first), key=len, default="")))
    return list(islice(records(text, mark, reading.quote, broken), _ROWS))


def _seen(view: View) -> View:
    """The view with its header, where there is one."""
    found = _header(view.rows)
    if found is None:
        return view
    place, count = found
    cells = [one for _, one in view.rows[place : place + count]]
    names, parts = column_names(cells), header_parts(cells)
    width = len(names)
    below = [[*row, *[None] * (width - len(row))][:width] for _, row in view.rows[place + count :]]
    return View(
        view.name, view.rows, view.hidden, view.odd, view.merged, place, count, names, tuple(parts),
        tuple(tuple(row) for row in _records(below, [i for i, one in enumerate(parts) if one], cells)),
    )  # fmt: skip


def _records(
    rows: Sequence[list[str | None]], named: Sequence[int], header: Sequence[Sequence[str | None]]
) -> Iterator[list[str | None]]:
    """Rows with several cells that are neither sums nor headers that come again."""
    marks = Marks()
    texts = {matching_key(cell) for row in header for cell in row if cell and not blank(cell)}
    for row in rows:
        filled = [row[i] or "" for i in named if not blank(row[i])]
        said = {marks.of(cell) for cell in filled}
        bare = Word.OPENING in said and 2 * len(filled) <= len(named)
        if len(filled) < 2 or bare or said & {Word.TOTAL, Word.PAGE}:
            continue
        if sum(matching_key(cell) in texts for cell in filled) < 0.8 * len(filled):
            yield row


# ---- where the header stands -------------------------------------------------------------------------------------
def is_number(cell: str) -> bool:
    """A number, a date in digits, a telephone number, an amount with its unit."""
    return looks_like_number(cell) or parse_number(cell) is not None


@lru_cache(maxsize=4096)
def role_of(name: str) -> str:
    """The part a column of this name plays, where the name alone says it; else empty."""
    best = max(ROLES, key=lambda role: nearness(role, name))
    return best if nearness(best, name) >= 0.75 else ""


def known(text: str) -> bool:
    """Whether files call columns so."""
    return len(text) < 60 and (role_of(text) != "" or month_of(text) is not None)


def _header(rows: Sequence[Row]) -> tuple[int, int] | None:
    """(place of the first row, how many rows) of the header that names its columns best."""
    best, found = 0.0, -1
    for place in range(min(len(rows), LOOK)):
        score = _score(rows, place)
        if score > best:
            best, found = score, place
    if found < 0:
        return None
    if _parent(rows, found):
        return found - 1, 2
    return (found, 2) if _child(rows, found) else (found, 1)


def _filled(row: Row) -> dict[int, str]:
    return {place: (cell or "").strip() for place, cell in enumerate(row[1]) if not blank(cell)}


def _score(rows: Sequence[Row], place: int) -> float:
    """How much a row looks like a header: names that files use, texts above numbers, several of them; 0 for none."""
    cells = _filled(rows[place])
    names = {i: text for i, text in cells.items() if not is_number(text) or month_of(text)}
    numbers = len(cells) - len(names)
    if len(names) < 2 or numbers > len(names) / 3:
        return 0.0
    below = [_filled(row) for row in rows[place + 1 : place + 1 + _BELOW]]
    below = [row for row in below if row]
    full = sum(2 * sum(i in row for i in names) >= len(names) for row in below)
    if below and full < 0.3 * len(below):
        return 0.0
    data = sum(_is_data([row[i] for row in below if i in row]) for i in names)
    return 2.0 * sum(known(text) for text in names.values()) + len(names) - 3 * numbers + 1.5 * data


def _is_data(cells: Sequence[str]) -> bool:
    return bool(cells) and 2 * sum(map(is_number, cells)) >= len(cells)


def _texts_only(cells: dict[int, str]) -> bool:
    return len(cells) > 1 and not any(is_number(text) and not month_of(text) for text in cells.values())


def _used(rows: Sequence[Row], place: int) -> set[int]:
    """Columns that most records below fill."""
    below = [cells for row in rows[place : place + _BELOW] if len(cells := _filled(row)) > 1]
    columns = {i for row in below for i in row}
    return {i for i in columns if 2 * sum(i in row for row in below) >= len(below)}


def _parent(rows: Sequence[Row], place: int) -> bool:
    """Whether the row above names groups of these columns: it names columns that this row leaves nameless, and does
    not merely entitle tables side by side."""
    if place == 0:
        return False
    above, here = _filled(rows[place - 1]), _filled(rows[place])
    if not _texts_only(above):
        return False
    nameless = _used(rows, place + 1) - here.keys()
    names = [matching_key(text) for text in here.values()]
    months = sum(month_of(text) is not None for text in above.values())
    return bool(nameless & above.keys()) or (len(set(names)) < len(names) and months > 1)


def _child(rows: Sequence[Row], place: int) -> bool:
    """Whether the row below still names columns: those this one leaves nameless, above their data."""
    if place + 1 >= len(rows):
        return False
    here, below = _filled(rows[place]), _filled(rows[place + 1])
    if (
        below.keys() <= here.keys()
        and any(map(unit_of_header, below.values()))
        and all(len(text) < _SHORT and not is_number(text) for text in below.values())
    ):
        return True  # a row of units: (ریال), (عدد)
    if not _texts_only(below):
        return False
    used = _used(rows, place + 2)
    nameless = (used - here.keys()) & below.keys()
    data = sum(_is_data([cells[i] for row in rows[place + 2 : place + 2 + _BELOW] if i in (cells := _filled(row))])
               for i in below)  # fmt: skip
    return bool(nameless) and data > 0
