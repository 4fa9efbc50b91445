"""A page as people arrange it for the eye → rows of one table, by the layout that was declared.

A page is a stream of (line, cells). Its header is found by the names of the wanted columns; what stands above is its
title; sums, repeated headers, notes and page marks are told as broken lines with a reason, never counted and never
lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice

import pyarrow as pa

from bakhsh.edges.sources.between import date_alone
from bakhsh.edges.sources.headings import LOOK, Block, Cells, Heading, Row, find_heading
from bakhsh.edges.sources.marks import PSEUDO, blank
from bakhsh.edges.sources.month_names import day_of, first_day
from bakhsh.edges.sources.raw import BrokenLine, RawBatch
from bakhsh.edges.sources.stretches import Stretch
from bakhsh.specs import Layout

__all__ = ["arranged"]

_LEARNED = 2_000
_AT_ONCE = 500


def arranged(
    rows: Iterable[Row], layout: Layout, wanted: Collection[str], part: str, size: int, file: str = ""
) -> Iterator[RawBatch]:
    """The records of a page as batches of at most about `size` rows, at least one (empty where there are none).

    `rows` are (line, cells) in the page's order; an empty cell is None or blanks. The header is the first place of the
    first 60 rows where most of the `wanted` columns are named, in any spelling of the same letters; columns carry the
    names `wanted` spells, all others their own, made distinct. Wanted pseudo-columns (`marks.PSEUDO`) are added;
    "@month" is the first day of the month that the wide column, the sheet, the title or the file names; with
    `layout.between` "@between" is the date of the last row before that holds nothing else, told as a note. Where all
    wanted names come again further right, the page holds several tables side by side, read one after the other.

    Blank rows are no records. Broken lines have the reasons total_row, header_again and note_row (a heading, a note or
    a page mark between the records), or none where a row has more cells than the header.
    """
    stream = iter(rows)
    head = list(islice(stream, LOOK))
    heading = find_heading(head, layout, wanted)
    if heading is None:
        likely = find_heading(head, Layout(), ())
        yield _nothing(likely.names if likely else (), part)
        return
    page = _Page(heading, layout, wanted, part, file)
    page.begin(cells for _, cells in head[: heading.end])
    yield from page.batches(chain(head[heading.end :], stream), size)


def _nothing(names: Sequence[str], part: str) -> RawBatch:
    return RawBatch(
        pa.schema([(name, pa.string()) for name in names]).empty_table(), pa.array([], pa.int64()), (), part
    )


class _Page:
    """The tables of one page while its rows pass by."""

    def __init__(self, heading: Heading, layout: Layout, wanted: Collection[str], part: str, file: str) -> None:
        self._heading = heading
        self._part, self._file, self._year = part, file, layout.year
        self._date = layout.date
        self._dated = "date" in layout.between
        self._between: str | None = None
        self._months: dict[tuple[str, str], str | None] = {}
        self._pseudo = tuple(name for name in PSEUDO if name in wanted)
        self._measures = _measures(heading.blocks)
        columns = [name for block in heading.blocks[:1] for name in block.columns]
        self._names = (*columns, *(name for name in self._measures if name), *self._pseudo)
        spans = _spans(heading.blocks)
        self._tables = [
            Stretch(heading, block, span, layout, wanted) for block, span in zip(heading.blocks, spans, strict=True)
        ]
        self._broken: list[BrokenLine] = []
        self._lines: list[int] = []
        self._columns: list[list[str | None]] = [[] for _ in self._names]

    def begin(self, above: Iterable[Cells]) -> None:
        """A date may stand above the header already."""
        for cells in above if self._dated else ():
            self._between = date_alone(cells) or self._between

    def batches(self, body: Iterator[Row], size: int) -> Iterator[RawBatch]:
        first = list(islice(body, _LEARNED))
        for table in self._tables:
            table.learn(cells for _, cells in first)
        given = False
        rows = chain(first, body)
        while stretch := list(islice(rows, _AT_ONCE)):
            if not self._whole(stretch):
                for line, cells in stretch:
                    self._take(line, cells)
            if len(self._lines) >= size:
                given = True
                yield self._batch()
        if self._lines or self._broken or not given:
            yield self._batch()

    def _whole(self, rows: Sequence[Row]) -> bool:
        """Takes rows that are records beyond doubt, all of them, column by column; where one is not, takes none."""
        table = self._tables[0]
        if (
            len(self._tables) > 1
            or "@date" in self._pseudo
            or not table.is_flat
            or {len(cells) for _, cells in rows} != {len(self._heading.names)}
        ):
            return False
        columns = list(zip(*(cells for _, cells in rows), strict=True))
        if not table.all_records(columns):
            return False
        self._lines += [line for line, _ in rows]
        block = table.block
        found: list[Iterable[str | None]] = [columns[place] for place in table.places]
        if self._pseudo:
            found += zip(*(self._besides(line, block, (), "", None) for line, _ in rows), strict=True)
        for column, more in zip(self._columns, found, strict=True):
            column.extend(more)
        return True

    def _take(self, line: int, cells: Cells) -> None:
        if not any(cells):
            return
        if self._dated and (day := date_alone(cells)):
            self._between = day
            self._broken.append(BrokenLine(line, _text(cells), 0, 0, "note_row"))
            return
        width = len(self._heading.names)
        if len(cells) > width and not all(map(blank, cells[width:])):
            found = max(place for place, cell in enumerate(cells, 1) if not blank(cell))
            self._broken.append(BrokenLine(line, _text(cells), found, width))
            return
        if len(cells) < width:
            cells = (*cells, *(None for _ in range(width - len(cells))))
        for table in self._tables:
            read = table.read(cells)
            if isinstance(read, str):
                self._broken.append(BrokenLine(line, _text(cells), 0, 0, read))
            elif read is not None:
                self._keep(line, table, read)

    def _keep(self, line: int, table: Stretch, cells: Cells) -> None:
        block = table.block
        values = [cells[place] for place in table.places]
        if not block.wide:
            self._add(line, (*values, *self._besides(line, block, cells, "", None)))
            return
        for wide in block.wide:
            measured = {name: cells[place] for name, place in wide.measures.items()}
            if all(map(blank, measured.values())):
                continue
            alone = next(iter(measured.values())) if len(measured) == 1 else None
            named = (measured.get(name) for name in self._measures if name)
            self._add(line, (*values, *named, *self._besides(line, block, cells, wide.name, alone)))

    def _add(self, line: int, record: Iterable[str | None]) -> None:
        self._lines.append(line)
        for column, value in zip(self._columns, record, strict=True):
            column.append(value)

    def _besides(self, line: int, block: Block, cells: Cells, column: str, value: str | None) -> Iterator[str | None]:
        """The values of the wanted pseudo-columns."""
        for name in self._pseudo:
            if name == "@line":
                yield str(line)
            elif name == "@month":
                yield self._month(column, block.title)
            elif name == "@date":
                parts = [cells[block.columns[part]] for part in self._date if part in block.columns]
                yield day_of(parts, (column, self._part, block.title, self._file), self._year)
            elif name == "@between":
                yield self._between
            elif name == "@value":
                yield value
            else:
                said = {"@sheet": self._part, "@file": self._file, "@title": block.title, "@column": column}
                yield said[name] or None

    def _month(self, column: str, title: str) -> str | None:
        if (column, title) not in self._months:
            self._months[column, title] = first_day((column, self._part, title, self._file), self._year)
        return self._months[column, title]

    def _batch(self) -> RawBatch:
        arrays = [pa.array(column, pa.string()) for column in self._columns]
        rows = pa.table(arrays, names=list(self._names))
        batch = RawBatch(rows, pa.array(self._lines, pa.int64()), tuple(self._broken), self._part)
        self._broken, self._lines, self._columns = [], [], [[] for _ in self._names]
        return batch


def _measures(blocks: Sequence[Block]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for block in blocks for wide in block.wide for name in wide.measures))


def _spans(blocks: Sequence[Block]) -> list[slice]:
    """The columns of the page that belong to each of its tables."""
    if len(blocks) == 1:
        return [slice(None)]
    starts = [0, *(min(block.columns.values()) for block in blocks[1:])]
    return [slice(a, b) for a, b in zip(starts, [*starts[1:], None], strict=True)]


def _text(cells: Iterable[str | None]) -> str:
    return "\t".join((cell or "").strip() for cell in cells).strip("\t")
