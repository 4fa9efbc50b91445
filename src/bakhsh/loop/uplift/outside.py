"""Measuring an experiment that ran elsewhere: a file with a row per customer, his arm and what he did."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import DataError, MissingColumn
from bakhsh.language.digits import parse_number
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.uplift.difference import Arm, Pair, scaled
from bakhsh.loop.uplift.effect import verdict
from bakhsh.records import Readout

__all__ = ["measure_outside"]

_MOST_ARMS = 50
_WORDS = {matching_key(word): value for word, value in {
    "yes": 1.0, "true": 1.0, "بله": 1.0, "بلی": 1.0, "no": 0.0, "false": 0.0, "خیر": 0.0, "نه": 0.0,
}.items()}  # fmt: skip


def measure_outside(table: pa.Table, *, arm: str, control: str, outcomes: Sequence[str]) -> tuple[Readout, ...]:
    """A readout for every arm against `control` and every outcome: arms in alphabetical order, outcomes as asked.

    Numbers may be text ("1,204", «۱۲۰۴», "yes"). A row without an arm counts nowhere, and one whose outcome is empty or
    no number does not count for that outcome; the notes say how many. An outcome of only 0 and 1 is yes-or-no.
    `Readout.campaign` is empty and there is no window, as the file does not tell. Raises MissingColumn for a column the
    file lacks, DataError for a control that is not among the arms, a column that holds no number, or more than 50 arms.
    """
    for name in (arm, *outcomes):
        _refuse_missing(name, table)
    arms, control = _text(table[arm]), control.strip()
    names = _arms(arms, arm, control)
    values = {name: _Read.of(name, table[name]) for name in dict.fromkeys(outcomes)}
    several = len(names) * len(values) > 1
    return tuple(_readout(one, control, values[outcome], arms, several=several) for one in names for outcome in values)


def _refuse_missing(name: str, table: pa.Table) -> None:
    if name in table.column_names:
        return
    near = difflib.get_close_matches(name, table.column_names, n=3, cutoff=0.5) or table.column_names
    known = tuple(Code(one) for one in near)
    raise MissingColumn(Sentence("uplift.no_such_column", {"column": Code(name), "known": known}))


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The arms as trimmed text, the empty text as null."""
    trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _arms(arms: pa.ChunkedArray, column: str, control: str) -> list[str]:
    """The arms that are not the control, sorted."""
    found: list[str] = sorted(pc.unique(arms).drop_null().to_pylist())
    if len(found) > _MOST_ARMS:
        raise DataError(Sentence("uplift.too_many_arms", {"column": Code(column), "count": len(found)}))
    if control not in found:
        known = tuple(Code(one) for one in found)
        problem = Sentence("uplift.no_such_arm", {"control": Code(control), "column": Code(column), "known": known})
        raise DataError(problem, hint=Sentence("uplift.no_such_arm_hint"))
    if len(found) < 2:
        raise DataError(Sentence("uplift.only_one_arm", {"column": Code(column), "arm": Code(control)}))
    return [one for one in found if one != control]


@dataclass(frozen=True, slots=True)
class _Read:
    """An outcome column as numbers (null where there is none), how many were empty and how many unreadable."""

    name: str
    numbers: pa.ChunkedArray
    empty: int
    unreadable: int
    yes_no: bool

    @classmethod
    def of(cls, name: str, column: pa.ChunkedArray) -> _Read:
        numbers, empty = _numbers(column)
        if numbers.null_count == len(numbers):
            raise DataError(Sentence("uplift.no_numbers", {"column": Code(name)}))
        yes_no = set(pc.unique(numbers).drop_null().to_pylist()) <= {0.0, 1.0}
        return cls(name, numbers, empty, numbers.null_count - empty, yes_no)


def _numbers(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    """float64 with null for what is no finite number, and how many cells were empty."""
    kind = column.type
    if pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        try:
            numbers = column.cast(pa.float64())
        except pa.ArrowInvalid:  # a date, a list: no number can be meant
            return pa.chunked_array([pa.nulls(len(column), pa.float64())]), column.null_count
        return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64())), column.null_count
    text = _text(column)
    spellings: list[str] = pc.unique(text).drop_null().to_pylist()
    read = pa.array([_number(one) for one in spellings], pa.float64())
    places = pc.index_in(text, value_set=pa.array(spellings, pa.string()))
    return pc.take(read, places), text.null_count


def _number(text: str) -> float | None:
    exact = parse_number(text)
    return _WORDS.get(matching_key(text)) if exact is None else float(exact)


def _readout(arm: str, control: str, read: _Read, arms: pa.ChunkedArray, *, several: bool) -> Readout:
    pair = Pair(_arm(read, arms, arm), _arm(read, arms, control), read.yes_no)
    difference = pair.difference
    judged = verdict(difference)
    return Readout(
        campaign="",
        wave=0,
        outcome=read.name,
        window_start=None,
        window_end=None,
        treated=pair.treated.n,
        holdout=pair.holdout.n,
        treated_mean=pair.treated.mean if pair.treated.n else 0.0,
        holdout_mean=pair.holdout.mean if pair.holdout.n else 0.0,
        difference=difference,
        verdict=judged,
        needed=pair.needed if judged == "cannot_tell" else None,
        incremental=scaled(difference, pair.treated.n) if difference else None,
        arm=arm,
        notes=_notes(pair, read, arms.null_count, several),
    )


def _arm(read: _Read, arms: pa.ChunkedArray, arm: str) -> Arm:
    values = read.numbers.filter(pc.equal(arms, arm)).drop_null()
    n = len(values)
    if n == 0:
        return Arm(0, math.nan, math.nan, math.nan)
    variance = pc.variance(values, ddof=1).as_py() if n > 1 else None
    return Arm.from_sums(n, pc.sum(values).as_py(), variance, pc.sum(pc.power(values, 3.0)).as_py())


def _notes(pair: Pair, read: _Read, without_arm: int, several: bool) -> tuple[Sentence, ...]:
    notes = []
    if without_arm:
        notes.append(Sentence("uplift.rows_without_arm", {"count": without_arm}))
    if read.empty:
        notes.append(Sentence("uplift.empty_outcomes", {"count": read.empty, "outcome": Code(read.name)}))
    if read.unreadable:
        notes.append(Sentence("uplift.unreadable_outcomes", {"count": read.unreadable, "outcome": Code(read.name)}))
    if not pair.measurable:
        args = {"treated": pair.treated.n, "holdout": pair.holdout.n}
        notes.append(Sentence("uplift.too_few_in_an_arm", args))
    if several:
        notes.append(Sentence("uplift.several_comparisons"))
    return tuple(notes)
