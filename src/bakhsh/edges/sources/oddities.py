"""What the values of a sheet do not tell, whatever the form of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

__all__ = ["ERRORS", "Beneath", "Oddities"]

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    # A bare "#N/A" is what programs write for "no value"; here it is a look-up that failed.
    0x2A: "#N/A!",
}  # fmt: skip
"""The errors of cells, by the byte that binary workbooks keep."""


@dataclass(slots=True)
class Oddities:
    """By row number (from 1) the cells to be read otherwise: (column from 0, text). The hidden rows (from 1) and
    columns (from 0), how many formulas there are, and how many rows and columns lie up to the last cell."""

    cells: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: int = 0
    uncomputed: int = 0
    errors: int = 0
    rows: int = 0
    columns: int = 0

    def reach(self, row: int, column: int) -> None:
        """That a cell is filled there (both from 0)."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)

    def say(self, row: int, column: int, text: str) -> None:
        """What the cell there (both from 0) is to be read as."""
        self.cells.setdefault(row + 1, []).append((column, text))


@dataclass(frozen=True, slots=True)
class Beneath:
    """The oddities of a workbook's sheets, by name: `of` looks when it is asked. `at_once` are those of all sheets
    where the reader of values lays out every sheet as soon as the book is opened."""

    of: Callable[[str], Oddities]
    at_once: Mapping[str, Oddities] = field(default_factory=dict)
