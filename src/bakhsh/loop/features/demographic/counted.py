"""People counted: household size and children, as numbers or as words (3+, yes)."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping

import ibis
import pyarrow as pa

from bakhsh.language.bands import parse_band
from bakhsh.language.number_words import in_digits
from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.truth import truth
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.demographic.distinct import Said, asked, beside, said, unreadable
from bakhsh.specs.available import filled

__all__ = ["MOST", "counted", "learn", "readings", "unread"]

MOST: Mapping[str, int] = {"household_size": 20, "children": 15, "teenagers": 15}
"""More are not believed: 99 stands for "not said" in many files."""


def counted(text: str) -> tuple[int | None, bool | None]:
    """How many a text says ("3+" and "3-4" are 3, «دو فرزند» 2, «بدون فرزند» 0), and whether any: "yes" says that
    alone. Both None for anything else, fractions too."""
    found = parse_band(in_digits(text))
    if found is None:
        any_ = truth(text)
        return (0 if any_ is False else None), any_
    low = found.low
    if low is None or low != int(low):
        return None, None
    return int(low), low > 0


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """The distinct texts of each column and their numbers; how many cannot be."""
    tables: dict[str, pa.Table] = {}
    notes: list[Sentence] = []
    for column in _filled(given):
        found = said((yield asked(given.tables["customers"], column)))
        tables[column] = _table(column, found)
        notes += _notes(column, found)
    return Learned(tables, tuple(notes))


def unread(given: Given) -> Generator[ibis.Table, pa.Table, dict[str, tuple[Said, ...]]]:
    """The texts that say no number, by column."""
    found: dict[str, tuple[Said, ...]] = {}
    for column in _filled(given):
        texts = said((yield asked(given.tables["customers"], column)))
        found[column] = tuple(one for one in texts if counted(one.text) == (None, None))
    return found


def _filled(given: Given) -> tuple[str, ...]:
    there = filled(given.files)
    return tuple(column for column in MOST if f"customers.{column}" in there)


def _table(column: str, found: Iterable[Said]) -> pa.Table:
    read = {one.text: counted(one.text) for one in found}
    kept = {text: of for text, of in read.items() if of != (None, None) and (of[0] or 0) <= MOST[column]}
    return pa.table(
        {
            "text": pa.array(kept, pa.string()),
            f"{column}_n": pa.array([number for number, _ in kept.values()], pa.int64()),
            f"{column}_any": pa.array([any_ for _, any_ in kept.values()], pa.bool_()),
        }
    )


def _notes(column: str, found: Iterable[Said]) -> Iterable[Sentence]:
    read = [(one, *counted(one.text)) for one in found]
    many = sum(one.customers for one, number, _ in read if (number or 0) > MOST[column])
    if many:
        yield Sentence("demographic.too_many", {"column": Code(column), "count": many, "most": MOST[column]})
    yield from unreadable(column, (one for one, number, any_ in read if number is None and any_ is None))


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Iterable[ibis.Table]:
    """household_size in one table, children and has_children in another."""
    customers = given.tables["customers"]
    if "household_size" in given.wanted:
        rows = beside(customers.select("customer_id", "household_size"), "household_size", looked["household_size"])
        yield rows.select("customer_id", household_size=rows.household_size_n)
    if "children" in given.wanted:
        yield _children(customers, looked, [one for one in ("children", "teenagers") if one in looked])


def _children(customers: ibis.Table, looked: Mapping[str, ibis.Table], columns: list[str]) -> ibis.Table:
    """The sum of the columns, empty where one is; whether any, as soon as one says so."""
    rows = customers.select("customer_id", *columns)
    for column in columns:
        rows = beside(rows, column, looked[column])
    number, any_ = rows[f"{columns[0]}_n"], rows[f"{columns[0]}_any"]
    for column in columns[1:]:
        number, any_ = number + rows[f"{column}_n"], any_ | rows[f"{column}_any"]
    return rows.select("customer_id", children=number, has_children=any_)
