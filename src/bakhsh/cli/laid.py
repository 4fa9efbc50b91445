"""How records lie on a terminal: tables, heads, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bakhsh.cli.screen import Screen
from bakhsh.cli.words import HEADS
from bakhsh.language.money import unit
from bakhsh.language.sentences import Argument, Sentence

__all__ = ["Row", "bullets", "headline", "laid_out", "unit_word"]

Row = Sequence[Argument]


def laid_out(screen: Screen, heads: Sequence[str], rows: Iterable[Row]) -> RenderableType:
    """A table and a blank line; a head that begins with ">" is a column of figures, which never break, and one that
    begins with ">$" a column of amounts, whose unit stands in the head."""
    written = [[screen.text(cell) if cell is not None else "" for cell in row] for row in rows]
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False, collapse_padding=True)
    for place, head in enumerate(heads):
        text, figures = screen.text(HEADS[head.lstrip(">$")]), head.startswith(">")
        text += f" ({unit_word(screen)})" if head.startswith(">$") and unit_word(screen) else ""
        longest = max((cell_len(one) for one in [*text.split(), *(row[place] for row in written)]), default=0)
        justify: Literal["left", "right"] = "right" if figures else "left"
        table.add_column(text, justify=justify, overflow="fold", width=longest if figures else None)
    for row in written:
        table.add_row(*(Text(cell) for cell in row))
    return Padding(table, (0, 0, 1, 0))


def unit_word(screen: Screen) -> str:
    """The word that follows short amounts (تومان, toman); none where a sign stands before them."""
    money = unit(screen.locale.money.compact_in) if screen.locale.money.compact_in else screen.locale.money
    return money.persian if screen.locale.language == "fa" else money.label


def bullets(screen: Screen, notes: Iterable[Sentence]) -> list[RenderableType]:
    return [Text(f"· {screen.text(note)}", "dim") for note in notes]


def headline(screen: Screen, said: Sentence) -> Text:
    return Text(screen.text(said), "bold")
