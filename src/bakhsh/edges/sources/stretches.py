"""One table of a page, row by row: which rows are records, and what an empty cell of theirs means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from bakhsh.edges.sources.headings import Block, Cells, Heading, heading_at
from bakhsh.edges.sources.marks import PSEUDO, Mark, Marks, blank, looks_like_number
from bakhsh.language.keys import matching_key
from bakhsh.specs import Layout

__all__ = ["Stretch"]

_USUAL = 0.95
_MOST = 200_000


class Stretch:
    """A table under its header. `learn` looks at its first rows, `read` says of each row what it is."""

    def __init__(self, heading: Heading, block: Block, span: slice, layout: Layout, wanted: Collection[str]) -> None:
        self.block = block
        self._heading, self._layout, self._names = heading, layout, tuple(wanted)
        self._places = range(len(heading.names))[span]
        self._marks = Marks(layout.totals)
        self._texts = frozenset(text for row in heading.rows for text in row if text)
        self._said = self._texts | heading.above
        self._plain: set[str | None] = {None}
        self._set(block)
        self._usual: tuple[int, ...] = ()
        self._above: dict[int, str | None] = {}
        self._within: str | None = None
        self._notes: list[str] = []

    def _set(self, block: Block) -> None:
        """Where the columns stand that matter."""
        self.block = block
        self.places = tuple(block.columns.values())
        keys = {matching_key(name): place for name, place in block.columns.items()}
        asked = [matching_key(name) for name in self._names if name not in PSEUDO]
        self._fill = tuple(
            place for name in self._layout.fill_down if (place := keys.get(matching_key(name))) is not None
        )
        self._by = keys.get(matching_key(self._layout.fill_within)) if self._layout.fill_within else None
        measures = [place for wide in block.wide for place in wide.measures.values()]
        labels = [keys[key] for key in asked if key in keys] if asked else list(block.columns.values())
        self._labels = tuple(dict.fromkeys(labels))
        self._wanted = tuple(dict.fromkeys((*labels, *measures)))
        self._firm = tuple(place for place in self._wanted if place not in self._fill)

    def learn(self, rows: Iterable[Cells]) -> None:
        """Which columns an ordinary record fills: where a sum stands, some of them are empty."""
        named = [place for place in self.block.columns.values() if place not in self._fill]
        filled, count = dict.fromkeys(named, 0), 0
        for cells in rows:
            if len(cells) <= max(self._wanted, default=0) or not self._ordinary(cells):
                continue
            count += 1
            for place in named:
                filled[place] += place < len(cells) and not blank(cells[place])
        self._usual = tuple(place for place in named if count and filled[place] >= _USUAL * count)

    def _ordinary(self, cells: Cells) -> bool:
        """A row with several of the wanted cells and no word of a sum."""
        some = sum(not blank(cells[place]) for place in self._wanted)
        sums = (Mark.TOTAL, Mark.OPENING)
        marked = any(self._marks.of(cells[place]) in sums for place in self._places if place < len(cells))
        return some > min(1, len(self._wanted) - 1) and not marked

    def read(self, cells: Cells) -> Cells | str | None:
        """The row with its empty cells filled where they mean what stands above; the reason why it is no record; None
        where it is blank in this table."""
        if self._is_record(cells):
            return self._filled(cells) if self._fill else cells
        mine = [place for place in self._places if not blank(cells[place])]
        if not mine:
            return None
        if self._is_header(cells, mine):
            return "header_again"
        words = {place: mark for place in mine if (mark := self._marks.of(cells[place])) is not Mark.NONE}
        if self._is_total(cells, words) if words else self._is_bare(cells):
            return "total_row"
        if self._is_note(cells, mine, words):
            return "note_row"
        self._notes.clear()
        return self._filled(cells) if self._fill else cells

    def _is_record(self, cells: Cells) -> bool:
        """Whether the row is one beyond doubt, as nearly all are: it has several cells that are not merely filled down,
        and none of its cells says anything but itself."""
        filled = 0
        for place in self._firm:
            filled += cells[place] is not None
        if filled < 2:
            return False
        plain = self._plain
        for place in self._places:
            cell = cells[place]
            if cell not in plain and not self._is_plain(cell or ""):
                return False
        self._notes.clear()
        return True

    @property
    def is_flat(self) -> bool:
        """Whether a record is a row as it stands: nothing is filled down, no column becomes a row."""
        return not self._fill and not self.block.wide

    def all_records(self, columns: Sequence[Sequence[str | None]]) -> bool:
        """Whether rows, given by column, are records beyond doubt, each of them."""
        if sum(None not in columns[place] for place in self._firm) < 2:
            return False
        for place in self._places:
            if not all(self._is_plain(cell or "") for cell in set(columns[place]) - self._plain):
                return False
        self._notes.clear()
        return True

    def _is_plain(self, cell: str) -> bool:
        """Whether the cell is no mark of a sum or a page, not blank, and stands neither in the header nor above it."""
        if "0" <= cell[:1] <= "9":
            return cell not in self._said
        if blank(cell) or self._marks.of(cell) is not Mark.NONE:
            return False
        key = matching_key(cell)
        if key in self._texts or key in self._heading.above:
            return False
        if len(self._plain) > _MOST:
            self._plain = {None}
        self._plain.add(cell)
        return True

    # ---- headers that come again ---------------------------------------------------------------------------------
    def _is_header(self, cells: Cells, mine: list[int]) -> bool:
        keys = {place: matching_key(cells[place] or "") for place in mine}
        if self._texts.isdisjoint(keys.values()):
            return False
        for row in self._heading.rows:
            same = sum(place < len(row) and row[place] == key for place, key in keys.items())
            names = sum(bool(row[place]) for place in self._places if place < len(row))
            if same >= min(2, names) and same >= 0.8 * len(mine):
                self._entitle()
                return True
        return self._moved(cells, mine)

    def _moved(self, cells: Cells, mine: list[int]) -> bool:
        """A header of the same names in another order: from here on the columns stand where it says."""
        if self._layout.header_rows > 1 or len(self._heading.blocks) > 1 or len(mine) < 2:
            return False
        again = heading_at([(0, cells)], 0, self._layout, self._names)
        if again.missing or not self._names:
            return False
        names = again.blocks[0].columns
        order = {name: names[name] for name in self.block.columns if name in names}
        if len(order) < len(self.block.columns):
            return False
        self._set(replace(self.block, columns=order))
        self._entitle()
        return True

    def _entitle(self) -> None:
        """The text just above a header is the title of what follows."""
        notes = [note for note in self._notes if matching_key(note) not in self._heading.above]
        if notes:
            self.block = replace(self.block, title=" / ".join(dict.fromkeys(notes)))
            self._above.clear()
        self._notes.clear()

    # ---- sums ----------------------------------------------------------------------------------------------------
    def _is_total(self, cells: Cells, words: Mapping[int, Mark]) -> bool:
        """A word of a sum, in a row that lacks what records have.

        A cell that is nothing but such a word needs one empty cell that records fill, or no other cell that names
        anything. A text that merely begins or ends with one may be a product: it needs a wanted cell to be empty, or
        most of the others, or to repeat the name it adds up.
        """
        others = [place for place in self._usual if place not in words]
        lacking = [place for place in others if blank(cells[place])]
        strong = [place for place, mark in words.items() if mark is Mark.TOTAL]
        if strong:
            bare = all(blank(cells[place]) or looks_like_number(cells[place] or "") for place in others)
            return bool(lacking) or (bare and not self._wanted_text(cells, words))
        weak = [place for place, mark in words.items() if mark is Mark.OPENING]
        if not weak:
            return False
        if any(place in self._wanted for place in lacking) or (lacking and 2 * len(lacking) >= len(others)):
            return True
        return any(place in self._fill and self._repeats(cells[place] or "", place) for place in weak)

    def _is_bare(self, cells: Cells) -> bool:
        """A number alone, where rows below a name are filled down and records hold more: a sum without its word."""
        filled = [place for place in self._wanted if not blank(cells[place])]
        usual = sum(place in self._wanted for place in self._usual)
        return bool(self._fill) and len(filled) == 1 and usual > 1 and looks_like_number(cells[filled[0]] or "")

    def _wanted_text(self, cells: Cells, words: Mapping[int, Mark]) -> bool:
        """Whether another wanted cell names something: a product, a customer."""
        places = (place for place in self._wanted if place not in words)
        return any(not blank(cells[place]) and not looks_like_number(cells[place] or "") for place in places)

    def _repeats(self, text: str, place: int) -> bool:
        above = self._above.get(place)
        return above is not None and matching_key(above) in matching_key(text)

    # ---- notes and headings --------------------------------------------------------------------------------------
    def _is_note(self, cells: Cells, mine: list[int], words: Mapping[int, Mark]) -> bool:
        """Whether the row is no record but a text between records; a heading says what the cells below mean."""
        texts = [(cells[place] or "").strip() for place in mine]
        if all(words.get(place) is Mark.PAGE for place in mine):
            return True
        if all(matching_key(text) in self._heading.above for text in texts):
            return True
        wanted = [place for place in self._wanted if not blank(cells[place])]
        if len(wanted) < len(self._wanted) and all(place in self._fill for place in wanted):
            for place in wanted:
                self._above[place] = cells[place]
            self._notes += texts if not wanted else []
            return True
        if len(mine) == 1 and len(self._wanted) > 2 and not looks_like_number(texts[0]):
            self._notes += texts
            return True
        return False

    # ---- cells that mean what stands above -----------------------------------------------------------------------
    def _filled(self, cells: Cells) -> Cells:
        full = list(cells)
        if self._by is not None:
            said = cells[self._by]
            if self._by in self._fill and blank(said):
                said = self._above.get(self._by)
            if said != self._within:
                self._above = {self._by: said}
                self._within = said
        for place in self._fill:
            if blank(full[place]):
                full[place] = self._above.get(place)
            else:
                self._above[place] = full[place]
        return full
