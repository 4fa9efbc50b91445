"""The single changes of a row that may turn one test, each just large enough."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeGuard

from bakhsh.conditions.evaluating import Evaluator, column_of
from bakhsh.conditions.lifting import lifted
from bakhsh.conditions.possible import ANYTHING, Possible
from bakhsh.conditions.sentences import opposite, say
from bakhsh.conditions.sorts import FIXED, MEASURED, Sort, value_type
from bakhsh.conditions.syntax import Condition, InSegment, IsEmpty, Number, Text, Top, Truth, Value, children
from bakhsh.conditions.wording import Wording, either_of
from bakhsh.language.dates import parse_day
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.tables import Type

__all__ = ["Change", "changes", "operands"]

Point = int | float | date
_NOWHERE = "\ufffd"
"""A text that no condition names."""
_WHOLE = frozenset({Type.INTEGER, Type.MONEY})


@dataclass(frozen=True)
class Change:
    """What would be different: `row` are changed columns, `assumed` tests taken to have turned. `direction` is equal
    for changes that say the same of the same feature, `reach` how far away the new value is."""

    said: Sentence
    now: Argument
    direction: object
    row: Mapping[str, object] = field(default_factory=dict)
    assumed: Mapping[Condition, bool] = field(default_factory=dict)
    reach: float = 0.0


def operands(atom: Condition) -> tuple[Value, ...]:
    """The values a test compares; none for a test of a segment."""
    found = () if isinstance(atom, InSegment) else children(atom)
    return tuple(one for one in found if isinstance(one, Value))


def changes(atom: Condition, now: Evaluator, words: Wording, possible: Possible = ANYTHING) -> Iterator[Change]:
    """The changes worth trying: a number or day to each limit of `atom` and just past it, all else turned. None of what
    cannot change, or not that way: an age that falls, a first purchase on another day (see `Possible`)."""
    if isinstance(atom, InSegment):
        if atom.ago is None:  # nobody can change where he was
            yield from _place(atom, now, words, possible)
        return
    if isinstance(atom, Top):
        yield from changes(atom.compared, now, words, possible)
        return
    moving = {value for value in operands(atom) if not isinstance(value, FIXED)}
    if not any(possible.moves(value, now.row) for value in moving):
        return
    subject = next(iter(moving))
    column = column_of(subject) if len(moving) == 1 else None
    if isinstance(atom, IsEmpty):
        yield from _emptiness(atom, column, now, words, possible)
    elif column is None:
        yield _otherwise(atom, subject, now, words)
    elif words.sort(*operands(atom)) in (*MEASURED, Sort.DATE):
        yield from _crossings(atom, subject, column, now, words, possible)
    else:
        yield from _switched(atom, subject, column, now, words, possible)


# ---- numbers and days ------------------------------------------------------------------------------------------------
def _crossings(
    atom: Condition, subject: Value, column: str, now: Evaluator, words: Wording, possible: Possible
) -> Iterator[Change]:
    here = now.row.get(column)
    here = here.date() if isinstance(here, datetime) else here
    for bound in operands(atom):
        if bound is subject or not isinstance(bound, FIXED):
            continue
        for where, point in _around(bound, subject, now, words):
            if here is None:
                yield from _filled(atom, subject, {column: point}, now, words)
                continue
            up, reach = point > here, _distance(here, point)  # type: ignore[operator]
            if reach and where != (-1 if up else 1) and possible.goes(subject, here, up):
                said = _crossed(where, up, words.named(subject), words.written(bound, subject), isinstance(point, date))
                yield Change(said, words.found(here, subject), (column, up), {column: point}, reach=reach)


def _filled(
    atom: Condition, subject: Value, row: Mapping[str, object], now: Evaluator, words: Wording
) -> Iterator[Change]:
    """From empty to a value for which the test holds."""
    if not _stays(atom, row, now):
        said = Sentence("conditions.becomes_so", {"what": say(atom, words)})
        yield Change(said, words.found(None, subject), atom, row)


def _stays(atom: Condition, row: Mapping[str, object], now: Evaluator) -> bool:
    """Whether the test is what it was with these columns changed."""
    return Evaluator({**now.row, **row}, now.types, now.unit).test(atom) is now.test(atom)


def _around(bound: Value, subject: Value, now: Evaluator, words: Wording) -> Iterator[tuple[int, Point]]:
    """The values just below (-1), at (0) and just above (1) a limit, in the steps its column can take."""
    if isinstance(bound, Text):
        day = parse_day(bound.value, "gregorian")
        assert day is not None
        yield from ((step, day + timedelta(days=step)) for step in (-1, 0, 1))
        return
    assert isinstance(bound, Number)
    limit = bound.value * (now.unit if words.sort(subject) is Sort.MONEY else 1)
    if value_type(subject, words.types) in _WHOLE and not isinstance(now.row.get(column_of(subject) or ""), float):
        yield -1, int(limit.to_integral_value(ROUND_CEILING)) - 1
        yield 1, int(limit.to_integral_value(ROUND_FLOOR)) + 1
        if limit == limit.to_integral_value():
            yield 0, int(limit)
    else:
        exact = float(limit)
        yield from ((-1, math.nextafter(exact, -math.inf)), (0, exact), (1, math.nextafter(exact, math.inf)))


def _distance(here: object, point: Point) -> float:
    if isinstance(here, date) and isinstance(point, date):
        return abs((point - here).days)
    assert isinstance(here, int | float)
    assert isinstance(point, int | float)
    return float(abs(Decimal(point) - Decimal(here)))


def _crossed(where: int, up: bool, feature: Argument, limit: Argument, dated: bool) -> Sentence:
    """How one says that a feature goes past (or reaches) a limit."""
    args: dict[str, Argument] = {"feature": feature, "limit": limit}
    if dated:
        if where:
            return Sentence("conditions.moves_after", args) if where > 0 else Sentence("conditions.moves_before", args)
        return Sentence("conditions.moves_to", args)
    if where:
        return Sentence("conditions.rises_above", args) if up else Sentence("conditions.falls_below", args)
    return Sentence("conditions.rises_to", args) if up else Sentence("conditions.falls_to", args)


# ---- texts, truths, segments -----------------------------------------------------------------------------------------
def _switched(
    atom: Condition, subject: Value, column: str, now: Evaluator, words: Wording, possible: Possible
) -> Iterator[Change]:
    """A text or a truth that becomes one of those named that it can become, or none of them."""
    here = now.row.get(column)
    named = [value for value in operands(atom) if value is not subject]
    found, what = words.found(here, subject), words.named(subject)
    first = next((_meant(value) for value in named if isinstance(value, Text | Truth)), None)
    if not _stays(atom, {column: first}, now):
        named = [one for one in named if not _is_said(one) or possible.becomes(subject, here, _meant(one))]
        said = [_meant(one) for one in named if _is_said(one)]
        if said or first is None:
            values = either_of(tuple(words.written(value, subject) for value in named))
            becomes = Sentence("conditions.becomes", {"feature": what, "value": values})
            yield Change(becomes, found, (column, "becomes", values), {column: said[0] if said else None})
        return
    values = either_of(tuple(words.written(value, subject) for value in named))
    outside: dict[str, object] = {column: _NOWHERE if isinstance(first, str) else not first}
    other = Sentence("conditions.becomes_other", {"feature": what, "value": values})
    yield Change(other, found, (column, "other", values), outside)


def _is_said(value: Value) -> TypeGuard[Text | Truth]:
    return isinstance(value, Text | Truth)


def _meant(value: Text | Truth) -> object:
    return value.meant if isinstance(value, Text) else value.value


def _place(atom: InSegment, now: Evaluator, words: Wording, possible: Possible) -> Iterator[Change]:
    name = atom.segmentation.value
    column, asked = lifted(atom).name, {one.value for one in atom.segments}
    leaves = now.test(atom)
    there = [one for one in atom.segments if possible.reaches(name, one.value)]
    if possible.leaves(name, asked) if leaves else there:
        yield _moved(atom, there, column, leaves, now, words)


def _moved(atom: InSegment, there: list[Text], column: str, leaves: bool, now: Evaluator, words: Wording) -> Change:
    name = atom.segmentation.value
    shown = atom.segments if leaves else there
    places = either_of(tuple(words.segment(name, one.value) for one in shown))
    args: dict[str, Argument] = {"segments": places, "segmentation": words.segmentation(name)}
    here = now.row.get(column)
    found = Sentence("conditions.nothing") if here is None else words.segment(name, str(here))
    if leaves:
        return Change(Sentence("conditions.leaves_segment", args), found, (column, "leaves"), {column: _NOWHERE})
    to = there[0].value
    return Change(Sentence("conditions.enters_segment", args), found, (column, "enters", places), {column: to})


# ---- everything else -------------------------------------------------------------------------------------------------
def _emptiness(
    atom: IsEmpty, column: str | None, now: Evaluator, words: Wording, possible: Possible
) -> Iterator[Change]:
    args: dict[str, Argument] = {"feature": words.named(atom.value)}
    here = now.value(atom.value, money=True)
    found = words.found(here, atom.value)
    if here is not None and not possible.empties(atom.value):
        return
    if here is not None and column is not None:
        yield Change(Sentence("conditions.becomes_empty", args), found, (column, "empty"), {column: None})
        return
    empties: dict[Condition, bool] = {
        IsEmpty(atom.value): here is not None,
        IsEmpty(atom.value, negated=True): here is None,
    }
    said = Sentence("conditions.becomes_filled", args) if here is None else Sentence("conditions.becomes_empty", args)
    yield Change(said, found, (atom.value, "filled"), assumed=empties)


def _otherwise(atom: Condition, subject: Value, now: Evaluator, words: Wording) -> Change:
    """A test between several features or of something reckoned: it is said to turn, no more."""
    holds = now.test(atom)
    said = Sentence("conditions.becomes_so", {"what": say(opposite(atom) if holds else atom, words)})
    found = words.found(now.value(subject, money=True), subject)
    return Change(said, found, atom, assumed={atom: not holds})
