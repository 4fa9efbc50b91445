"""A table of price levels somebody keeps by hand: a month and a level in each line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyarrow as pa

from bakhsh.edges.sources.delimiters import likely_delimiter
from bakhsh.errors import ProjectError, ProjectErrors, Where
from bakhsh.language.digits import parse_number
from bakhsh.language.keys import matching_key
from bakhsh.language.months import parse_month
from bakhsh.language.sentences import Code, Sentence
from bakhsh.tables import DEFLATOR

__all__ = ["price_table"]

_NAMES = {"month": ("month", "ماه"), "level": ("level", "index", "cpi", "سطح", "شاخص")}


def price_table(path: Path, name: str) -> pa.Table:
    """DEFLATOR, in the order of its months, of a CSV file with the columns `month` and `level` (or «ماه» and «شاخص»).

    Raises ProjectErrors with everything that is wrong in it: no such file, other columns, a month or a level that
    cannot be read, a level that is not above zero, a month with two levels, no line at all. `name` is what the file is
    called in them.
    """
    lines = _read(path, name)
    found: dict[date, tuple[date, float]] = {}
    wrong: list[ProjectError] = []
    for number, month, level in lines:
        said = _mistake(month, level, found)
        if said is not None:
            wrong.append(ProjectError(said, where=Where(name, number)))
        elif span := parse_month(month):
            found[span[0]] = (span[1], float(parse_number(level) or 0))
    if not found and not wrong:
        wrong.append(ProjectError(Sentence("prices.empty_table"), where=Where(name)))
    wrong += _overlapping(found, name)
    if wrong:
        raise ProjectErrors(tuple(wrong))
    rows = [{"starts_on": one, "ends_on": end, "level": level, "source": name} for one, (end, level) in found.items()]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: str(row["starts_on"])), DEFLATOR.schema())


def _read(path: Path, name: str) -> Iterator[tuple[int, str, str]]:
    """The number of each line that says anything, its month and its level as written."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        said = Sentence("prices.no_table", {"file": Code(name)})
        raise ProjectErrors((ProjectError(said, where=Where("prices.toml")),)) from error
    rows = csv.reader(io.StringIO(text), delimiter=likely_delimiter(text.split("\n", 1)[0]) or ",")
    head = [matching_key(cell) for cell in next(rows, [])]
    at = {ours: next((head.index(matching_key(one)) for one in names if matching_key(one) in head), None)
          for ours, names in _NAMES.items()}  # fmt: skip
    month, level = at["month"], at["level"]
    if month is None or level is None:
        said = Sentence("prices.table_columns", {"found": tuple(map(Code, head))})
        raise ProjectErrors((ProjectError(said, where=Where(name, 1)),))
    for row in rows:
        if any(cell.strip() for cell in row):
            cells = [*row, *[""] * (max(month, level) + 1 - len(row))]
            yield rows.line_num, cells[month], cells[level]


def _mistake(month: str, level: str, found: dict[date, tuple[date, float]]) -> Sentence | None:
    span, number = parse_month(month), parse_number(level)
    if span is None:
        return Sentence("prices.not_a_month", {"found": Code(month)})
    if number is None or not number.is_finite() or number <= 0:
        return Sentence("prices.not_a_level", {"found": Code(level), "month": Code(month)})
    if span[0] in found and found[span[0]][1] != float(number):
        return Sentence("prices.month_twice", {"month": Code(month)})
    return None


def _overlapping(found: dict[date, tuple[date, float]], name: str) -> Iterator[ProjectError]:
    """Months of two calendars in one table."""
    starts = sorted(found)
    for one, other in pairwise(starts):
        if found[one][0] >= other:
            yield ProjectError(Sentence("prices.two_calendars", {"one": one, "other": other}), where=Where(name))
            return
