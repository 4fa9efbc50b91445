"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): their sheets as pages of texts, as a person would read them out."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import chain, islice
from typing import Any

from bakhsh.edges.sources.arrange import arranged
from bakhsh.edges.sources.beneath import beneath
from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.headings import LOOK, Heading, Row, find_heading
from bakhsh.edges.sources.oddities import Oddities
from bakhsh.edges.sources.raw import RawBatch, unreadable
from bakhsh.errors import BakhshError, DataError, Where
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.specs import Layout

__all__ = ["Sheet", "batches", "columns", "sheets"]

_EXACT = 1e15
_AT_ONCE = 1_000
_LARGEST = 4 << 30
_MOST_CELLS = 50_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, whether it is hidden, its rows with their numbers as Excel shows them, the ranges of its
    merged cells ((row, column), (row, column) of first and last, from 0), and what the texts cannot tell."""

    name: str
    hidden: bool
    rows: Iterator[Row]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    odd: Oddities


def sheets(path: Content) -> Iterator[Sheet]:
    """The sheets of cells in the order of the workbook, one at a time (take the rows of one before the next).

    An empty cell is None. A date is YYYY-MM-DDTHH:MM:SS, a time HH:MM:SS, a duration H:MM:SS, truth TRUE or FALSE; a
    number is written out with the fifteen digits a spreadsheet keeps ("1250000", "0.3"), beyond them with an exponent
    ("1.23456789012346E+17"): as an id it is destroyed. An error is its name ("#REF!"); a formula nobody has computed is
    "#CALC! =B2*C2", never 0. Raises DataError for a workbook with a password, a damaged or an enormous one; EdgeError
    where the file cannot be read.
    """
    import python_calamine as calamine

    under = beneath(path)
    _refuse_spread(path, under.at_once)
    book = _opened(path)
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        of_sheet = under.of(about.name)
        _refuse_spread(path, {about.name: of_sheet})
        sheet = _guarded(path, lambda place=place: book.get_sheet_by_index(place))
        merged = tuple(_guarded(path, lambda sheet=sheet: sheet.merged_cell_ranges) or ())
        hidden = about.visible != calamine.SheetVisibleEnum.Visible
        yield Sheet(about.name, hidden, _rows(path, sheet, of_sheet), merged, of_sheet)


def batches(path: Content, layout: Layout, wanted: Collection[str], size: int) -> Iterator[RawBatch]:
    """See `files.read_batches`: the records of every chosen sheet (`batch.part`) by `arrange.arranged`.

    Where no sheet is declared, those are read that have more than half of the wanted columns: one that lacks a column
    is not passed over in silence. Raises DataError where none of the declared sheets is there.
    """
    given = False
    best: tuple[int, str, list[Row]] = (-1, "", [])
    known: list[str] = []
    for sheet in sheets(path):
        known.append(sheet.name)
        if not _chosen(sheet.name, layout):
            continue
        head = list(islice(sheet.rows, LOOK))
        heading = find_heading(head, layout, wanted)
        if _belongs(heading, layout, wanted):
            given = True
            yield from arranged(chain(head, sheet.rows), layout, wanted, sheet.name, size, path.name)
        elif head and (heading.found if heading else 0) > best[0]:
            best = (heading.found if heading else 0, sheet.name, head)
    if given:
        return
    _refuse_unknown(path, layout, known)
    yield from arranged(best[2], layout, wanted, best[1], size, path.name)


def columns(path: Content, layout: Layout, wanted: Collection[str]) -> tuple[str, ...]:
    """The names of the columns of the first sheet that is read."""
    return tuple(next(batches(path, layout, wanted, 1)).rows.column_names)


def _chosen(name: str, layout: Layout) -> bool:
    key = matching_key(name)
    left_out = [matching_key(glob[1:]) for glob in layout.sheets if glob.startswith("!")]
    named = [matching_key(glob) for glob in layout.sheets if not glob.startswith("!")]
    if any(fnmatchcase(key, glob) for glob in left_out):
        return False
    return not named or any(fnmatchcase(key, glob) for glob in named)


def _belongs(heading: Heading | None, layout: Layout, wanted: Collection[str]) -> bool:
    """Whether the sheet holds the table; one that was declared by name does, if only a column is there."""
    if heading is None:
        return False
    asked = heading.found + len(heading.missing)
    named = any(not glob.startswith("!") for glob in layout.sheets)
    return not asked or not wanted or 2 * heading.found > asked or (named and heading.found > 0)


def _refuse_unknown(path: Content, layout: Layout, known: list[str]) -> None:
    if layout.sheets and not any(_chosen(name, layout) for name in known):
        args = {"sheets": tuple(layout.sheets), "known": tuple(known)}
        raise DataError(Sentence("pages.no_sheet", args), where=Where(str(path)), hint=Sentence("pages.no_sheet_hint"))


# ---- the file ----------------------------------------------------------------------------------------------------
def _opened(path: Content) -> Any:
    import python_calamine as calamine

    _refuse_enormous(path)
    # The bytes say what it is; a wrong extension would send the library to the wrong reader.
    return _guarded(path, lambda: calamine.CalamineWorkbook.from_filelike(_bytes(path)))


def _bytes(path: Content) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error


def _guarded(path: Content, ask: Any) -> Any:
    """What `ask` gives; everything the library may throw, in our words."""
    import python_calamine as calamine

    try:
        return ask()
    except calamine.PasswordError as error:
        raise _locked(path) from error
    except BakhshError:
        raise
    except BaseException as error:
        # A damaged file may make the library panic, which is no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            if "password" in str(error).lower() or "encrypt" in str(error).lower():
                raise _locked(path) from error
            raise _damaged(path, error) from error
        raise


def _locked(path: Content) -> DataError:
    return DataError(Sentence("pages.password"), where=Where(str(path)), hint=Sentence("pages.password_hint"))


def _damaged(path: Content, error: BaseException) -> DataError:
    because = {"because": Code(str(error).splitlines()[0][:200] if str(error) else type(error).__name__)}
    return DataError(Sentence("pages.damaged", because), where=Where(str(path)), hint=Sentence("pages.damaged_hint"))


def _refuse_enormous(path: Content) -> None:
    """A small archive may unfold to more than any memory; no shop's book does."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            unfolded = sum(one.file_size for one in archive.infolist())
    except (OSError, zipfile.BadZipFile, ValueError):
        return  # who opens it says what is wrong with it
    if unfolded > _LARGEST:
        args = {"size": unfolded >> 20, "most": _LARGEST >> 20}
        raise DataError(Sentence("pages.enormous", args), where=Where(str(path)), hint=Sentence("pages.enormous_hint"))


def _refuse_spread(path: Content, together: Mapping[str, Oddities]) -> None:
    """The library lays out every cell up to the last one, and ends the process where memory does not suffice: one cell
    somebody left in the last corner of a sheet is half a terabyte. `together`: sheets it lays out at once."""
    if sum(one.rows * one.columns for one in together.values()) > _MOST_CELLS:
        name, odd = max(together.items(), key=lambda one: one[1].rows * one[1].columns)
        args: dict[str, Argument] = {"sheet": name, "rows": odd.rows, "columns": odd.columns}
        raise DataError(
            Sentence("sources.sheet_spread", args), where=Where(str(path)), hint=Sentence("sources.clear_sheet")
        )


# ---- cells -------------------------------------------------------------------------------------------------------
def _rows(path: Content, sheet: Any, odd: Oddities) -> Iterator[Row]:
    """The rows from the first of the sheet, each with its number; leading empty columns are there too."""
    before = (None,) * (sheet.start[1] if sheet.start else 0)
    for line, row in enumerate(_each(path, sheet), 1):
        cells = [*before, *[_TEXTS[type(cell)](cell) for cell in row]]
        for place, said in odd.cells.get(line, ()):
            if place < len(cells):
                cells[place] = said
            else:
                cells += [None] * (place - len(cells)) + [said]
        yield line, cells


def _each(path: Content, sheet: Any) -> Iterator[list[Any]]:
    stream = _guarded(path, sheet.iter_rows)
    while rows := _guarded(path, lambda: list(islice(stream, _AT_ONCE))):
        yield from rows


def _number(value: float) -> str:
    if -_EXACT < value < _EXACT:
        if value == int(value):
            return str(int(value))
        short = format(value, ".15g")
        return short if "e" not in short else format(Decimal(short), "f")
    if not math.isfinite(value):
        return str(value)
    # Of sixteen digits a spreadsheet keeps fifteen.
    mantissa, _, power = format(value, ".14e").partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{int(power):+d}"


def _moment(value: datetime) -> str:
    if value.microsecond:
        # Serial numbers are fractions of a day: 12:00:00 may come as 11:59:59.999997.
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return value.isoformat(timespec="seconds")


def _day(value: date) -> str:
    return f"{value.isoformat()}T00:00:00"


def _clock(value: time) -> str:
    return value.isoformat(timespec="seconds")


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"


_TEXTS: dict[type, Any] = {
    str: lambda value: value or None,
    float: _number,
    int: lambda value: _number(float(value)) if abs(value) >= _EXACT else str(value),
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: _moment,
    date: _day,
    time: _clock,
    timedelta: _duration,
}
