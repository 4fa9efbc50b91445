"""What divides a line into cells, and what the first line says of the columns."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.sources.blocks import Text
from bakhsh.edges.sources.careful import split
from bakhsh.edges.sources.content import Content
from bakhsh.errors import DataError, Where
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code, Sentence

__all__ = [
    "DELIMITERS",
    "Mark",
    "cells_of",
    "likely_delimiter",
    "marked",
    "named",
    "refuse_damaged_header",
    "refuse_one_column",
    "spelled",
]

DELIMITERS = (",", ";", "\t", "|", "؛")
"""What divides columns where nobody says what does: the first of those that divide alike."""
_SIGN = "\x1f"
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A delimiter. Parsers know delimiters of one byte only: any other one is put into text as the ASCII unit separator
    (which no table holds; a line with one is damaged) and taken out of cells again, where it stood within quotes."""

    delimiter: str

    @property
    def sign(self) -> str:
        return self.delimiter if self.delimiter.isascii() and len(self.delimiter) == 1 else _SIGN

    def signed(self, chunk: bytes) -> bytes:
        """The text as parsers read it."""
        if self.sign == self.delimiter:
            return chunk
        return chunk.replace(_SIGN.encode(), b"\x00").replace(self.delimiter.encode(), _SIGN.encode())

    def unsigned(self, rows: pa.Table) -> pa.Table:
        """Cells as they were."""
        if self.sign == self.delimiter:
            return rows
        columns = [pc.replace_substring(rows.column(name), _SIGN, self.delimiter) for name in rows.column_names]
        return pa.table(columns, schema=rows.schema)

    def said(self, text: str) -> str:
        """A line as it was."""
        return text if self.sign == self.delimiter else text.replace(_SIGN, self.delimiter)


def marked(content: Content, delimiter: str) -> Mark | None:
    """The declared delimiter; None where none is. Raises DataError for what cannot be one."""
    if len(delimiter) > _LONGEST or set(delimiter) & set('\r\n\x00"'):
        said = Sentence("data.delimiter_too_long", {"delimiter": Code(delimiter)})
        raise DataError(said, where=Where(str(content)))
    return Mark(delimiter) if delimiter else None


def likely_delimiter(line: str) -> str:
    """The delimiter that divides `line` into most cells; a comma where none does."""
    counts = {one: len(cells_of(line, one, '"')) for one in DELIMITERS}
    best = max(counts, key=lambda one: counts[one])
    return best if counts[best] > 1 else ","


def cells_of(text: str, delimiter: str, quote: str) -> list[str]:
    """The cells of one record; where its quotes are none, what stands between delimiters."""
    if len(delimiter) > 1:
        return [cell.replace(_SIGN, delimiter) for cell in cells_of(text.replace(delimiter, _SIGN), _SIGN, quote)]
    try:
        return next(split(text, delimiter, quote), [])
    except csv.Error:
        return text.split(delimiter)


def refuse_damaged_header(text: Text, first: int, last: int) -> None:
    """DataError where the lines of the header (from 1) hold bytes that are not of the text's encoding: nobody can say
    then which column is which."""
    for line in range(first, last + 1):
        if line in text.faults:
            said = Sentence("sources.header_damaged", {"fault": Code(str(text.faults[line]))})
            raise DataError(said, where=Where(str(text.content), line), hint=Sentence("data.export_again"))


def refuse_one_column(content: Content, text: str, delimiter: str, cells: list[str]) -> None:
    """DataError where another delimiter than the declared one divides the header into columns."""
    likely = likely_delimiter(text)
    if len(cells) == 1 and likely != delimiter and len(cells_of(text, likely, '"')) > 1:
        found = {"delimiter": Code(_shown(delimiter)), "likely": Code(_shown(likely))}
        raise DataError(
            Sentence("data.one_column_only", found),
            where=Where(str(content), 1),
            hint=Sentence("data.declare_delimiter", {"likely": Code(_shown(likely))}),
        )


def _shown(delimiter: str) -> str:
    return {"\t": "\\t", " ": "blank"}.get(delimiter, delimiter)


def spelled(names: tuple[str, ...], wanted: Sequence[str]) -> tuple[str, ...]:
    """The names of a header as `wanted` spells them, where they are the same letters (another ی, a blank more)."""
    missing = {matching_key(name): name for name in reversed(wanted) if name not in names}
    return tuple(missing.pop(matching_key(name), name) if name not in wanted else name for name in names)


def named(content: Content, names: tuple[str, ...], cells: int) -> tuple[str, ...]:
    """Every column with a name of its own; a nameless one is called after its place. DataError for names that are not
    as many as the cells, or stand there twice."""
    if len(names) != cells:
        found = {"declared": len(names), "found": cells}
        raise DataError(Sentence("data.columns_declared", found), where=Where(str(content), 1))
    filled = tuple(name or f"column_{place}" for place, name in enumerate(names, 1))
    twice = sorted({name for name in filled if filled.count(name) > 1})
    if twice:
        raise DataError(
            Sentence("data.columns_twice", {"columns": tuple(Code(name) for name in twice)}),
            where=Where(str(content), 1),
            hint=Sentence("data.rename_columns"),
        )
    return filled
