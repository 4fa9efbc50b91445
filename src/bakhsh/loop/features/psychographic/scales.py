"""Scores of scales: each customer's latest answers, turned the right way round, averaged and centred."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import ibis

from bakhsh.conditions.sums import day, day_of, number
from bakhsh.loop.features.bases import Given
from bakhsh.loop.features.psychographic.consent import theirs
from bakhsh.specs import Scale

__all__ = ["answered", "answers_by", "in_range", "of_scale", "scores", "turned"]


def answers_by(given: Given) -> ibis.Table:
    """The answers that consenting customers had given by `as_of`."""
    answers = theirs(given, "answers")
    return answers.filter(day_of(answers) <= day(given.today), answers.value.notnull())


def of_scale(answers: ibis.Table, scale: Scale) -> Any:
    """Whether an answer belongs to the scale, in whatever case its name is written."""
    return answers.scale.strip().lower() == scale.name


def in_range(answers: ibis.Table, scale: Scale) -> Any:
    """Whether an answer lies in the scale's range, its ends included."""
    return (answers.value >= scale.low) & (answers.value <= scale.high)


def answered(answers: ibis.Table, scales: Sequence[Scale]) -> ibis.Table:
    """A row for each customer with an answer that counts, a column for each item (see `item_column`): his latest answer
    in range, as it was given. Of two at the same moment the larger counts."""
    belongs = reduce(
        lambda one, other: one | other,
        (of_scale(answers, scale) & in_range(answers, scale) & answers.item.isin(scale.items) for scale in scales),
    )
    known = answers.filter(belongs).mutate(scale=answers.scale.strip().lower())
    newest = known["at"].max().over(ibis.window(group_by=[known.customer_id, known.scale, known.item]))
    latest = known.mutate(newest_=newest)
    latest = latest.filter(latest["at"] == latest.newest_)
    cells = {
        item_column(scale, item): latest.value.max(where=(latest.scale == scale.name) & (latest.item == item))
        for scale in scales
        for item in scale.items
    }
    return latest.group_by("customer_id").agg(**cells)


def item_column(scale: Scale, item: int) -> str:
    """What the column of an item is called."""
    return f"{scale.name}_{item}"


def turned(wide: ibis.Table, scale: Scale, item: int) -> Any:
    """The answer to an item, of negative ones the other way round: low + high - answer."""
    cell = wide[item_column(scale, abs(item))]
    return cell if item > 0 else scale.low + scale.high - cell


def scores(wide: ibis.Table, scale: Scale) -> dict[str, Any]:
    """The score of each dimension by its feature's name: the mean of its answered items, empty where less than the
    share `at_least` of them is answered. Centred, the mean of all items is taken off, which asks the same of them."""
    own = _mean(wide, scale, _each_once(scale)) if scale.centre else None
    found = {}
    for dimension, items in scale.dimensions.items():
        mean = _mean(wide, scale, items)
        found[scale.feature(dimension)] = mean if own is None else mean - own
    return found


def _each_once(scale: Scale) -> tuple[int, ...]:
    return tuple(-item if item in scale.reversed else item for item in scale.items)


def _mean(wide: ibis.Table, scale: Scale, items: Sequence[int]) -> Any:
    cells = [turned(wide, scale, item) for item in items]
    count = reduce(lambda one, other: one + other, (cell.notnull().cast("int32") for cell in cells))
    total = reduce(lambda one, other: one + other, (cell.coalesce(0) for cell in cells))
    mean = number(total) / number(count).nullif(0)
    # Whole numbers on both sides: 0.7 of 10 items are 7, whatever a float makes of it.
    enough = number(count) >= scale.at_least * len(items) - 1e-9
    return enough.ifelse(mean, ibis.null("float64"))
