"""In which seasons a customer buys: before Nowruz, around pay-day, in an occasion of the project's own.

A season is a twelfth of the year or less, and a shop's whole year may lie in it, so a customer's own share says
nothing by itself. It is set against everybody's: of all customers' purchase days after his first one, which share
lay in the season? His own later purchase days times that share are those *expected* of him, and

    lift = (purchase days in the season + 1) / (expected ones + 1)

is 1 for who buys as everybody does. First purchases count on neither side: a customer's time begins with his, so that
whoever came in a season would seem to love it. The 1 on both sides keeps few purchases from saying much (the Poisson
rate with a gamma prior of mean 1, as in DuMouchel 1999, "Bayesian data mining in large frequency tables"). Days are
counted and not money: where prices rise, money leans to the seasons that came last.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import count, day, number, ratio, stands, total, whole
from bakhsh.language.dates import add_months, month_key, month_starts
from bakhsh.language.locale import Calendar
from bakhsh.language.sentences import Sentence
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.specs import Behavioural, Occasion, ProjectFiles
from bakhsh.specs.seasons import place
from bakhsh.tables.features.occasions import IRAN, WEST, lift_name

__all__ = ["is_payday", "learn", "readings", "within"]

_LOOKED = "seasons"
_LUNAR = frozenset({"ramadan", "muharram", "mothers_day", "fathers_day", "holiday"})
_WEEKDAYS = {"thursday_share": 3, "friday_share": 4}

Row = Mapping[str, Any]
Test = Callable[[date, Row | None], bool | None]
"""Whether a day, with its row of CALENDAR where it has one, lies in a season; None: nobody knows."""


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """For every day on which anybody bought: whether it lies in each season, and which share of everybody's later
    purchase days, up to `as_of` and without first purchases, does."""
    tests = {name: test for name, test in _tests(given.files).items() if lift_name(name) in given.wanted}
    if not tests:
        return Learned()
    bought = yield _market(_standing(given)).order_by("day")
    days = bought["day"].to_pylist()
    calendar = given.tables["calendar"]
    said = yield calendar.semi_join(_standing(given), "day")
    known = {row["day"]: row for row in said.to_pylist()}
    columns: dict[str, pa.Array] = {"day": pa.array(days, pa.date32())}
    for name, test in tests.items():
        inside = [test(one, known.get(one)) for one in days]
        columns[_inside(name)] = pa.array([None if one is None else int(one) for one in inside], pa.int64())
        columns[_after(name)] = pa.array(_shares(inside, bought["again"].to_pylist()), pa.float64())
    return Learned({_LOOKED: pa.table(columns)}, tuple(_notes(days, known, tests)))


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The lift of each season, and the shares of Thursdays and Fridays."""
    found = [_lifts(given, looked[_LOOKED])] if _LOOKED in looked else []
    weekdays = {name: index for name, index in _WEEKDAYS.items() if name in given.wanted}
    if weekdays:
        standing = _standing(given)
        of_week = standing.day.day_of_week.index()
        shares = {name: ratio(count(of_week == index), standing.count()) for name, index in weekdays.items()}
        found.append(standing.group_by("customer_id").agg(**shares))
    return found


def _standing(given: Given) -> ibis.Table:
    facts = given.tables["facts"]
    return facts.filter((facts.day <= day(given.today)) & stands(facts, given.today)).select("customer_id", "day")


def _market(standing: ibis.Table) -> ibis.Table:
    """day, again: how many customers bought that day who had bought before."""
    all_days = standing.group_by("day").agg(customers=whole(standing.count()))
    firsts = standing.group_by("customer_id").agg(day=standing.day.min())
    first_days = firsts.group_by("day").agg(first=whole(firsts.count()))
    both = all_days.left_join(first_days, "day")
    return both.select(day=both.day, again=both.customers - both.first.coalesce(0))


def _lifts(given: Given, seasons: ibis.Table) -> ibis.Table:
    names = [name.removeprefix("in_") for name in seasons.columns if name.startswith("in_")]
    bought = _standing(given).join(seasons.drop(*map(_after, names)), "day")
    sums = {_inside(name): total(bought[_inside(name)]) for name in names}
    sums |= {f"of_{name}": whole(bought[_inside(name)].count()) for name in names}
    each = bought.group_by("customer_id").agg(day=bought.day.min(), **sums)
    both = each.join(seasons.rename({f"first_{name}": _inside(name) for name in names}), "day")
    lifts = {lift_name(name): _lift(both, name) for name in names}
    return both.select("customer_id", **lifts)


def _lift(both: ibis.Table, name: str) -> Any:
    """Of the days after the first; empty where there are none, or nobody bought in the season after it."""
    one, first = ibis.literal(1.0, "float64"), both[f"first_{name}"]
    again = number(both[f"of_{name}"] - first.notnull().cast("int64"))
    expected = again.nullif(0) * both[_after(name)].nullif(0)
    return (number(both[_inside(name)] - first.coalesce(0)) + one) / (expected + one)


def _inside(name: str) -> str:
    return f"in_{name}"


def _after(name: str) -> str:
    return f"after_{name}"


def _shares(inside: Sequence[bool | None], weights: Sequence[int]) -> list[float | None]:
    """Of the purchase days after each day, the share that lies inside; days of which nobody knows do not count."""
    pairs = [(0, 0) if one is None else (weight * one, weight) for one, weight in zip(inside, weights, strict=True)]
    later = accumulate(reversed(pairs), lambda one, other: (one[0] + other[0], one[1] + other[1]), initial=(0, 0))
    return [part / of if of else None for part, of in reversed(list(later)[:-1])]


def _notes(days: Sequence[date], known: Mapping[date, Row], tests: Mapping[str, Test]) -> list[Sentence]:
    """Says from when on moons are reckoned, and how many days the table does not have."""
    unknown = [one for one in days if one not in known]
    doubtful = [one for one in days if one in known and known[one]["estimated"]]
    said = []
    if doubtful and _LUNAR & tests.keys():
        said.append(Sentence("calendar.estimated", {"count": len(doubtful), "last": doubtful[-1]}))
    if unknown:
        said.append(Sentence("calendar.unknown_days", {"count": len(unknown), "first": unknown[0]}))
    return said


# ---- which days --------------------------------------------------------------------------------------------------
def _tests(files: ProjectFiles) -> dict[str, Test]:
    """The seasons of the project by name."""
    declared, calendar = files.behavioural, files.project.calendar
    known = {"iran": IRAN, "west": WEST}.get(place(files), {})
    found: dict[str, Test] = {name: _of_table(columns) for name, columns in known.items() if columns}
    if known:
        found["payday"] = lambda one, row: is_payday(one, declared, calendar)
    for occasion in declared.occasion:
        found[occasion.name] = _own(occasion, calendar)
    return found


def _of_table(columns: tuple[str, ...]) -> Test:
    return lambda one, row: None if row is None else any(row[column] for column in columns)


def _own(occasion: Occasion, calendar: Calendar) -> Test:
    return lambda one, row: within(one, occasion, calendar)


def is_payday(one: date, declared: Behavioural, calendar: Calendar) -> bool:
    """Whether people have just been paid: on the declared days of the month, else on its last three and first two."""
    start = month_starts(one, one, calendar)[0]
    number = (one - start).days + 1
    if declared.pay_days:
        return number in declared.pay_days
    length = (add_months(start, 1, calendar) - start).days
    return number <= 2 or number > length - 3


def within(one: date, occasion: Occasion, calendar: Calendar) -> bool:
    """Whether a day lies in a project's own occasion: on one of its dates, or from its first to its last day of any
    year, both included; one that ends before it begins runs over the turn of the year."""
    if one in occasion.dates:
        return True
    if not occasion.first:
        return False
    start = month_starts(one, one, calendar)[0]
    here = (month_key(one, calendar)[1], (one - start).days + 1)
    first, last = occasion.first, occasion.last
    return first <= here <= last if first <= last else here >= first or here <= last
