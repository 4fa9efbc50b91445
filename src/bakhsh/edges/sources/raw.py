"""What a reader of files hands on: rows, the line each stood on, and the lines that are no rows."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from bakhsh.errors import EdgeError, Where
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import JoinedFile

__all__ = ["BrokenLine", "RawBatch", "unreadable"]


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line of a CSV file that does not divide into as many cells as there are columns (or whose bytes are damaged:
    then the two numbers are equal), or a row of a page that is none of the table's: then `reason` says which kind
    (total_row, header_again …). `text` is the line as it came; `found` the damaged byte and its offset, where known."""

    line: int
    text: str
    found_cells: int
    expected_cells: int
    reason: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some rows of a file: `lines[i]` is the file line on which `rows[i]` begins, the header being line 1.

    `part` is the sheet of a workbook or the member of an archive that they stand in (empty: the file has but one):
    lines are counted anew in each, and a batch never holds rows of two.

    `mark`, of a source that is asked for what is new: the highest mark of all rows so far, where to go on next time.

    `joined`, of a table beside which others lie: what became of every join, on the last batch.

    Rows of one batch are not necessarily in the order of the file; every record of the file is in exactly one batch,
    either in `rows` or in `broken`. Blank lines are no records.
    """

    rows: pa.Table
    lines: pa.Array
    broken: tuple[BrokenLine, ...] = ()
    part: str = ""
    mark: str = ""
    joined: tuple[JoinedFile, ...] = ()


def unreadable(path: object, error: OSError) -> EdgeError:
    """The operating system's refusal in our words; trying again may help unless the file is simply not there."""
    if isinstance(error, FileNotFoundError):
        return EdgeError(Sentence("data.file_missing"), where=Where(str(path)))
    because = {"because": Code(error.strerror or type(error).__name__)}
    return EdgeError(Sentence("data.file_unreadable", because), retry=True, where=Where(str(path)))
