"""How a column of incomes counts money: tomans or rials, thousands or millions."""

from __future__ import annotations

from dataclasses import dataclass

from bakhsh.language.sentences import Money, Sentence
from bakhsh.language.units import MoneyUnit, times_of_header, unit_of_header
from bakhsh.language.units import unit as unit_of
from bakhsh.specs import ColumnMap, ProjectFiles, Source

__all__ = ["Counted", "counted_in"]


@dataclass(frozen=True, slots=True)
class Counted:
    """How the column's plain numbers count money: `unit`, the project's; `minor`: minor units in one of a number, 0
    where that is of another currency; `plain`: the same of a text that says thousands or millions itself."""

    unit: MoneyUnit
    minor: int
    plain: int


def counted_in(files: ProjectFiles) -> tuple[Counted, tuple[Sentence, ...]]:
    """By what sources declare of their column of incomes, else by what its heading says ("درآمد (هزار تومان)", "Income
    (k$)"), else in the project's unit; and what is said of it. Sources that count differently cannot be told apart once
    they are loaded: their numbers are taken as they stand, which is said."""
    own = unit_of(files.project.unit)
    plain = Counted(own, own.minor_per_unit, own.minor_per_unit)
    ways = {_way(one, own) for source in files.sources for one in source.columns if _is_income(source, one)}
    if ways <= {plain}:
        return plain, ()
    if len(ways) > 1:
        return plain, (Sentence("demographic.incomes_counted_apart", {"one": Money(own.minor_per_unit)}),)
    (way,) = ways
    if not way.minor:
        return way, (Sentence("demographic.incomes_of_other_currency"),)
    return way, (Sentence("demographic.incomes_counted_in", {"one": Money(way.minor)}),)


def _is_income(source: Source, one: ColumnMap) -> bool:
    return one.column == "customers.income" or (source.table == "customers" and one.column == "income")


def _way(one: ColumnMap, own: MoneyUnit) -> Counted:
    code = one.unit or unit_of_header(one.source)
    named = unit_of(code) if code else own
    if named.currency != own.currency:
        return Counted(own, 0, 0)
    times = 1 if one.unit or named.compact_in else times_of_header(one.source)
    base = unit_of(named.compact_in).minor_per_unit if named.compact_in else named.minor_per_unit
    return Counted(own, named.minor_per_unit * times, base)
