"""What is worth saying about the pages of a file before anybody relies on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bakhsh.edges.sources.views import View
from bakhsh.language.digits import parse_number, to_latin
from bakhsh.language.sentences import Code, Sentence

__all__ = ["remarks"]

_PHONE = re.compile(r"\+?\d[\d ]{6,13}\d")
_LATIN = re.compile("[A-Za-z]")


def remarks(tables: Sequence[View], reasons: Mapping[str, int]) -> Iterator[Sentence]:
    """Sums, headers that come again, hidden rows and columns, formulas, numbers kept as text, several telephone numbers
    in a cell. `reasons`: how many rows of each reason are no records."""
    if reasons.get("total_row"):
        yield Sentence("pages.totals", {"count": reasons["total_row"]})
    if reasons.get("header_again"):
        yield Sentence("pages.header_again", {"count": reasons["header_again"]})
    if reasons.get("note_row"):
        yield Sentence("pages.notes", {"count": reasons["note_row"]})
    yield from _of_excel(tables)
    main = tables[0]
    for place, name in enumerate(main.names):
        cells = [cell for cell in main.column(place) if cell]
        if _spelled_numbers(cells):
            yield Sentence("pages.numbers_as_text", {"column": Code(name)})
        several = sum(len(_PHONE.findall(to_latin(cell))) > 1 for cell in cells if not _LATIN.search(cell))
        if several:
            yield Sentence("pages.several_phones", {"column": Code(name), "count": several})


def _of_excel(tables: Sequence[View]) -> Iterator[Sentence]:
    hidden = sum(len(view.odd.hidden_rows) for view in tables)
    if hidden:
        yield Sentence("pages.hidden_rows", {"count": hidden})
    columns = {view.names[place] for view in tables for place in view.odd.hidden_columns if place < len(view.names)}
    if columns:
        yield Sentence("pages.hidden_columns", {"columns": tuple(map(Code, sorted(columns)))})
    formulas, uncomputed, errors = (
        sum(getattr(view.odd, name) for view in tables) for name in ("formulas", "uncomputed", "errors")
    )
    if formulas:
        yield Sentence("pages.formulas", {"count": formulas})
    if uncomputed:
        yield Sentence("pages.formulas_uncomputed", {"count": uncomputed})
    if errors:
        yield Sentence("pages.errors", {"count": errors})


def _spelled_numbers(cells: Sequence[str]) -> bool:
    """Whether numbers are written for the eye: with separators between thousands, Persian digits or a unit."""
    numbers = [cell for cell in cells if parse_number(cell) is not None]
    spelled = [cell for cell in numbers if not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", cell, re.ASCII)]
    return len(numbers) >= 0.8 * max(len(cells), 1) and len(spelled) * 2 > len(numbers)
