"""The audience as CSV, for programs: UTF-8 with a byte order mark, CRLF, columns by their names, numbers bare."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from bakhsh.edges.disk import cannot_write, move_file
from bakhsh.edges.sinks.parts import Parts, shown
from bakhsh.edges.sinks.words import address, day_in_digits, kind_of, reason
from bakhsh.language.locale import Locale
from bakhsh.tables import Type

__all__ = ["guarded", "write_everyone", "write_rows", "write_to_contact"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """`text` as a cell no spreadsheet takes for a formula: what begins like one is led by an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_to_contact(path: Path, parts: Parts, locale: Locale) -> None:
    """Who is contacted, with addresses: one row a customer."""
    names = shown(parts.to_contact, addresses=True)
    with _opened(path) as write:
        write(["customer_id", *map(guarded, names)])
        for cells in _cells(parts.to_contact, names, locale):
            write(cells)


def write_everyone(path: Path, parts: Parts, locale: Locale) -> None:
    """Every candidate: `group` is to_contact, control or left_out; `suppressed_by` the reason, `reason` in words."""
    whole = pa.concat_tables([parts.to_contact, parts.control, parts.left_out])
    names = shown(whole, addresses=False)
    with _opened(path) as write:
        write(["customer_id", "group", "suppressed_by", "reason", *map(guarded, names)])
        for group, part in (("to_contact", parts.to_contact), ("control", parts.control), ("left_out", parts.left_out)):
            reasons = part["suppressed_by"].to_pylist() if group == "left_out" else [""] * part.num_rows
            for code, cells in zip(reasons, _cells(part, names, locale), strict=True):
                write([cells[0], group, code, reason(code, locale) if code else "", *cells[1:]])


def write_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Rows of texts under their names, each name once, in the order in which they first come; no cell is a formula.
    Only their owner may read the file where a system knows owners. EdgeError where the disk refuses."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(
        [[guarded(name) for name in names], *([guarded(row.get(name, "")) for name in names] for row in rows)]
    )
    temporary = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch(mode=0o600)
        temporary.write_bytes(text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise cannot_write(path, error.strerror or str(error)) from error
    move_file(temporary, path)


@contextmanager
def _opened(path: Path) -> Iterator[Callable[[Sequence[str]], object]]:
    """A function that writes one row."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield csv.writer(file, lineterminator="\r\n").writerow


def _cells(part: pa.Table, names: list[str], locale: Locale) -> Iterator[list[str]]:
    chosen = part.select(["customer_id", *names])
    columns = [(field.name, kind_of(field.name, field.type)) for field in chosen.schema]
    for batch in chosen.to_batches():
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [_cell(value, name, kind, locale) for value, (name, kind) in zip(values, columns, strict=True)]


def _day(value: date, locale: Locale) -> str:
    """A day as year-month-day in the project's calendar, in Latin digits (ISO 8601 where that is the Gregorian one)."""
    if locale.calendar == "gregorian":
        return value.isoformat()
    day = value.date() if isinstance(value, datetime) else value
    written = day_in_digits(day, replace(locale, digits="latin")).replace("/", "-")
    return f"{written}T{value.time().isoformat()}" if isinstance(value, datetime) else written


def _cell(value: Any, name: str, kind: Type, locale: Locale) -> str:
    """A value as a program reads it back: money in the project's unit, days in its calendar, no value as nothing."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if kind is Type.MONEY:
        exact = Decimal(repr(value)) / locale.money.minor_per_unit
        return f"{exact:f}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return _day(value, locale)
    return str(value) if isinstance(value, int | float | Decimal) else guarded(address(name, str(value)))
