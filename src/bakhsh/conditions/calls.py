"""`count` and `spent` understood: filters, window, distinct field; and the column each becomes.

`spent` sums the net amount of the customer's matching lines, returns deducted. `count` counts the distinct orders
that hold a matching line and were not wholly taken back; with `distinct` it counts the different values of a field.
Both look at lines up to as_of only.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from bakhsh.conditions.syntax import Aggregate, Argument, Text
from bakhsh.conditions.tokens import Parts, example
from bakhsh.errors import BadCondition, ProjectError, UnknownName
from bakhsh.language.dates import add_months, parse_day
from bakhsh.language.digits import to_latin
from bakhsh.language.keys import matching_key
from bakhsh.language.locale import Calendar
from bakhsh.language.sentences import Code, Sentence
from bakhsh.tables import Type

__all__ = [
    "FIELDS", "Between", "Call", "Filter", "Last", "Lifted", "Membership", "Window", "bounds", "length", "lifted_name",
    "membership_name", "read_call",
]  # fmt: skip

FIELDS: Mapping[str, tuple[str, str]] = {
    "category": ("ITEMS", "category"),
    "brand": ("ITEMS", "brand"),
    "item": ("LINES", "item_id"),
    "channel": ("ORDERS", "channel"),
    "branch": ("ORDERS", "branch"),
    "coupon": ("ORDERS", "coupon"),
    "salesperson": ("ORDERS", "salesperson"),
    "payment_method": ("ORDERS", "payment_method"),
    "shipping_method": ("ORDERS", "shipping_method"),
}
"""What a line can be filtered by: the table and column each name stands for. A category also matches every category
below it in the path."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last `days` days, as_of the last of them; or the last `months` calendar months."""

    days: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Between:
    """From `start` on (None: ever) to before `end` (None: as_of is the last day)."""

    start: date | None = None
    end: date | None = None


Window = Last | Between


class Filter(NamedTuple):
    """One filter of a line: `op` is "=", "!=" or "in"; values are texts as written, compared by matching key."""

    field: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A `count` or `spent`, understood. All filters must hold of a line."""

    function: str
    filters: tuple[Filter, ...] = ()
    window: Window | None = None
    distinct: str | None = None

    @property
    def type(self) -> Type:
        """MONEY in minor units for spent, INTEGER for count; a customer without a matching line has 0."""
        return Type.MONEY if self.function == "spent" else Type.INTEGER


@dataclass(frozen=True, slots=True)
class Membership:
    """The segment a customer has in a segmentation: a column of MEMBERS. With `ago`, the one he had so long before
    as_of, or on that day."""

    segmentation: str
    ago: Last | date | None = None

    @property
    def type(self) -> Type:
        return Type.TEXT


@dataclass(frozen=True, slots=True)
class Lifted:
    """A column of ROWS that a condition needs computed: its name, and what it holds."""

    name: str
    call: Call | Membership


def bounds(window: Window | None, as_of: date, calendar: Calendar = "gregorian") -> tuple[date | None, date]:
    """The window as [first day, day after the last), never reaching past `as_of`; the first is None for "ever".

    90 days: as_of and the 89 days before it. 3 months: from the day after "as_of minus 3 months" of `calendar`, where
    a day that the month does not have is its last day.
    """
    after = as_of + timedelta(days=1)
    match window:
        case None:
            return None, after
        case Between(start=start, end=end):
            return start, min(end, after) if end else after
        case Last(months=0, days=days):
            return after - timedelta(days=days), after
        case Last(months=months):
            return add_months(as_of, -months, calendar) + timedelta(days=1), after
    raise TypeError(f"not a window: {window!r}")


# ---- names -------------------------------------------------------------------------------------------------------
_LONGEST_SLUG = 48


def membership_name(segmentation: str, ago: Last | date | None = None) -> str:
    """The column of a segmentation's segments, now or then."""
    match ago:
        case None:
            return f"segment_of_{segmentation}"
        case Last(months=0, days=days):
            return f"segment_{days}_days_before_of_{segmentation}"
        case Last(months=months):
            return f"segment_{months}_months_before_of_{segmentation}"
    return f"segment_on_{ago:%Y_%m_%d}_of_{segmentation}"


def lifted_name(call: Call) -> str:
    """The column of a call: a readable slug and six hex digits of its meaning. ASCII, at most 55 characters; equal for
    calls that mean the same, however they are spelled."""
    meaning = [
        call.function,
        sorted([one.field, one.op, sorted({matching_key(value) for value in one.values})] for one in call.filters),
        _window_words(call.window),
        call.distinct,
    ]
    digest = hashlib.sha256(json.dumps(meaning).encode()).hexdigest()[:6]
    words = [call.function, *(f"distinct_{call.distinct}" for _ in range(call.distinct is not None))]
    for one in call.filters:
        words += [one.field, *("not" for _ in range(one.op == "!=")), *one.values]
    slug = re.sub(r"[^a-z0-9]+", "_", " ".join([*words, *_window_words(call.window)]).lower())
    return f"{slug[:_LONGEST_SLUG].strip('_')}_{digest}"


def _window_words(window: Window | None) -> list[str]:
    match window:
        case Last(months=0, days=days):
            return ["last", str(days), "days"]
        case Last(months=months):
            return ["last", str(months), "months"]
        case Between(start=start, end=end):
            return [*(["after", start.isoformat()] if start else []), *(["before", end.isoformat()] if end else [])]
    return []


# ---- reading -----------------------------------------------------------------------------------------------------
_LAST = re.compile(r"(\d{1,5})\s*(\w+)")
_UNITS = {
    "day": Last(days=1), "days": Last(days=1), "روز": Last(days=1),
    "week": Last(days=7), "weeks": Last(days=7), "هفته": Last(days=7),
    "month": Last(months=1), "months": Last(months=1), "ماه": Last(months=1),
    "year": Last(months=12), "years": Last(months=12), "سال": Last(months=12),
}  # fmt: skip
_FURTHEST = Last(days=36_500, months=1_200)
_WINDOW_HINT = "count(last = '90 days') >= 2"
_FILTER_HINT = "spent(category = 'sport', last = '90 days') > 100"


def read_call(node: Aggregate) -> tuple[Call, tuple[ProjectError, ...]]:
    """The call a node means, and everything wrong with it (then the call is only as much as could be read)."""
    reading = _Reading(node.function)
    for argument in node.arguments:
        reading.take(argument)
    return reading.done(node), tuple(reading.problems)


class _Reading:
    """The arguments of one call, taken one by one."""

    def __init__(self, function: str) -> None:
        self.function = function
        self.problems: list[ProjectError] = []
        self.filters: list[Filter] = []
        self.once: dict[str, str] = {}
        self.last: Last | None = None
        self.days: dict[str, date] = {}

    def take(self, argument: Argument) -> None:
        name = argument.name
        wrong = next((value for value in argument.values if not isinstance(value, Text)), None)
        if name not in FIELDS and name not in self.takes:
            self.unknown(argument)
        elif wrong is not None:
            args: Parts = {"column": wrong.column, "name": Code(name), "found": Code(wrong.text)}
            self.bad(Sentence("conditions.argument_needs_quotes", args), wrong.column, f"count({name} = '…') > 0")
        elif name in FIELDS:
            texts = tuple(value.value for value in argument.values if isinstance(value, Text))
            self.filters.append(Filter(name, argument.sign, texts))
        else:
            self.setting(argument)

    @property
    def takes(self) -> tuple[str, ...]:
        """The arguments that are no filters."""
        return ("last", "after", "before", *(["distinct"] if self.function == "count" else []))

    def setting(self, argument: Argument) -> None:
        name, value = argument.name, argument.values[0]
        assert isinstance(value, Text)
        if argument.sign != "=" or name in self.once:
            args: Parts = {"column": argument.column, "name": Code(name)}
            self.bad(Sentence("conditions.argument_once", args), argument.column, _WINDOW_HINT)
            return
        self.once[name] = value.value
        if name == "distinct":
            self.field(value)
        elif name == "last":
            self.length(value)
        elif day := parse_day(value.value, "gregorian"):
            self.days[name] = day
        else:
            args = {"column": value.column, "found": Code(value.value)}
            self.bad(Sentence("conditions.not_a_date", args), value.column, "count(after = '2011-01-01') >= 2")

    def field(self, value: Text) -> None:
        if value.value not in FIELDS:
            self.problems.append(_unknown_field(value.value, tuple(FIELDS), value.column))

    def length(self, value: Text) -> None:
        self.last = length(value.value)
        if self.last is None:
            args: Parts = {"column": value.column, "found": Code(value.value)}
            self.bad(Sentence("conditions.window_not_understood", args), value.column, _WINDOW_HINT)

    def done(self, node: Aggregate) -> Call:
        start, end = self.days.get("after"), self.days.get("before")
        if self.last and self.days:
            self.bad(Sentence("conditions.two_windows", {"column": node.column}), node.column, _WINDOW_HINT)
        if start and end and start >= end:
            args: Parts = {"column": node.column, "after": start, "before": end}
            self.bad(Sentence("conditions.empty_window", args), node.column, _WINDOW_HINT)
        window = self.last or (Between(start, end) if self.days else None)
        return Call(self.function, tuple(self.filters), window, self.once.get("distinct"))

    def unknown(self, argument: Argument) -> None:
        self.problems.append(_unknown_field(argument.name, (*FIELDS, *self.takes), argument.column))

    def bad(self, problem: Sentence, column: int, hint: str) -> None:
        self.problems.append(BadCondition(problem, column=column, hint=example(hint)))


def length(text: str) -> Last | None:
    """A stretch of time as people write it: "90 days", "3 months", «۲ هفته»; None for anything else."""
    found = _LAST.fullmatch(to_latin(text).strip().lower())
    step = _UNITS.get(matching_key(found[2])) if found else None
    if found is None or step is None or not int(found[1]) or not _reaches(int(found[1]), step):
        return None
    return Last(days=int(found[1]) * step.days, months=int(found[1]) * step.months)


def _reaches(number: int, step: Last) -> bool:
    """Whether so many steps stay within a hundred years."""
    return number * step.days <= _FURTHEST.days and number * step.months <= _FURTHEST.months


def _unknown_field(name: str, known: tuple[str, ...], column: int) -> UnknownName:
    near = tuple(difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.6)) or known
    args: Parts = {"column": column, "name": Code(name), "known": tuple(Code(one) for one in near)}
    return UnknownName(Sentence("conditions.unknown_field", args), hint=example(_FILTER_HINT))
