"""One expression for everybody's place: features prepared, compared with every centre, the nearest taken.

What is compared is one sum of products a centre, straight over the features after their ways and caps (see
`cluster.scoring`); a tie goes to the centre that stands first. Of a mixture minus twice the logarithm of a component's
share and density is compared, Σ (z² − 2 z m) / v and what does not depend on the customer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
from ibis.expr.types import BooleanValue, FloatingValue, NumericValue, StringValue

from bakhsh.loop.segments.cluster.columns import UNKNOWN, PreparedColumn
from bakhsh.loop.segments.cluster.mixture import Mixture
from bakhsh.loop.segments.cluster.scoring import leads, scores
from bakhsh.loop.segments.clusters.model import Found
from bakhsh.loop.segments.members import NO_PURCHASE, OTHERS

__all__ = ["missing", "placed"]

_HAIR = 1e-9
"""Scores nearer than this to the border are on it: a rounded number decides nothing."""

_IMPROBABLE = 1_200.0
"""From here on e to the power of minus half of it is as good as nothing; engines refuse what is smaller still."""


def missing(found: Found, columns: Sequence[str]) -> tuple[str, ...]:
    """The features these clusters were found by that `columns` do not hold."""
    return tuple(name for name in found.preparation.features if name not in columns)


def placed(rows: ibis.Table, found: Found) -> ibis.Table:
    """as_of, customer_id, segment and strength of each of `rows`. Of centres strength is by how much the squared
    distance to the next one is larger than that to the own one, beside how much it is at the own centre: 0 between two
    of them, 1 at the centre and beyond. Of a mixture it is the probability of belonging to the segment.

    Customers without a purchase are in `no_purchase` where only buyers are divided; of whom nothing is known, in
    `others`; both without a strength.
    """
    columns = found.preparation.columns
    capped = rows.select(
        "as_of", "customer_id", outside=_outside(rows, found),
        **{f"z{at}": _capped(rows[column.feature], column) for at, column in enumerate(columns)},
    )  # fmt: skip
    # Each step stands in a selection of its own: written into the next, it would be there once a centre.
    names = [f"z{at}" for at in range(len(columns))]
    raw = capped.mutate(**{name: _way(capped[name], column) for name, column in zip(names, columns, strict=True)})
    return _nearest(raw, names, found) if found.mixture is None else _probable(*_mixed(raw, names, found), found)


def _nearest(raw: ibis.Table, names: Sequence[str], found: Found) -> ibis.Table:
    by = scores(found.preparation, [part.centre for part in found.parts])
    own = [f"s{at}" for at in range(len(found.parts))]
    sums = (
        _sum([*(raw[of] * weight for of, weight in zip(names, weights, strict=True) if weight), _float(offset)])
        for offset, weights in zip(by.offsets, by.weights, strict=True)
    )
    scored = raw.select("as_of", "customer_id", "outside", **dict(zip(own, sums, strict=True)))
    if len(own) == 1:
        return _told(scored, [], [_float(1.0)], found)
    best, second, table = _best_two(scored, own)
    table = table.mutate(lead=(table[best] - table[second]).abs(), border=(table[best] + table[second]) * 0.5 - _HAIR)
    here = [table[name] >= table.border for name in own[:-1]]
    clear = leads([part.centre for part in found.parts]).tolist()
    return _told(table, here, [table.lead * (2 / one if one > 0 else 0.0) for one in clear], found)


def _best_two(scored: ibis.Table, names: Sequence[str]) -> tuple[str, str, ibis.Table]:
    """The names of two new columns with the largest and the second largest of the columns, and the table with them.

    Found as in a tournament: of two pairs the largest, and what is next to it. Each round is a selection.
    """
    standing: list[tuple[str, ...]] = [(name,) for name in names]
    table = scored
    while len(standing) > 1:
        found: dict[str, FloatingValue] = {}
        after: list[tuple[str, ...]] = []
        for one, other in zip(standing[::2], standing[1::2], strict=False):
            left, right = ([table[name] for name in pair] for pair in (one, other))
            best, second = f"b{len(table.columns)}_{len(after)}", f"c{len(table.columns)}_{len(after)}"
            found[best] = _larger(left[0], right[0])
            rest = [*left[1:], *right[1:], _smaller(left[0], right[0])]
            found[second] = reduce(_larger, rest)
            after.append((best, second))
        table = table.mutate(**found)
        standing = [*after, *standing[2 * len(after) :]]
    best, second = standing[0]
    return best, second, table


def _larger(one: FloatingValue, other: FloatingValue) -> FloatingValue:
    """The larger of two scores, but for rounding. Arithmetic over whole columns costs a fifth of `greatest`, which
    engines reckon row by row."""
    return (one + other + (one - other).abs()) * 0.5


def _smaller(one: FloatingValue, other: FloatingValue) -> FloatingValue:
    return (one + other - (one - other).abs()) * 0.5


def _probable(mixed: ibis.Table, columns: Sequence[FloatingValue], found: Found) -> ibis.Table:
    mixture = Mixture.read(found.mixture or {})
    scored = mixed.select(
        "as_of", "customer_id", "outside",
        **{f"s{at}": _unlikely(columns, mixture, at) for at in range(len(found.parts))},
    )  # fmt: skip
    told = scored.mutate(first=ibis.least(*(scored[f"s{at}"] for at in range(len(found.parts)))))
    own = [told[f"s{at}"] for at in range(len(found.parts))]
    strength = 1.0 / _sum([(ibis.least(score - told["first"], _float(_IMPROBABLE)) * -0.5).exp() for score in own])
    return _told(told, [score <= told["first"] for score in own[:-1]], [strength], found)


def _unlikely(columns: Sequence[FloatingValue], mixture: Mixture, at: int) -> FloatingValue:
    """Minus twice the logarithm of the component's share and density, but for what all components have in common."""
    means, variances = mixture.means[at], mixture.variances[at]
    parts = [
        one * (one * (1 / variance) + (-2 * mean / variance))
        for one, mean, variance in zip(columns, means, variances, strict=True)
    ]
    always = sum(mean**2 / variance + math.log(variance) for mean, variance in zip(means, variances, strict=True))
    return _sum([*parts, _float(always - 2 * math.log(mixture.weights[at]))])


def _told(
    table: ibis.Table, here: Sequence[BooleanValue], strengths: Sequence[FloatingValue], found: Found
) -> ibis.Table:
    """What is told of everybody. `here`: whether a customer is in each segment but the last, the first that holds
    decides; `strengths`: one of each segment, or one for all; above 1 they are 1."""
    out, names = table.outside.notnull(), found.names
    named = ibis.cases((out, table.outside), *zip(here, names, strict=False), else_=names[-1])
    strength = strengths[-1]
    if len(strengths) > 1:
        strength = ibis.cases(*zip(here, strengths, strict=False), else_=strength)
    told = table.select("as_of", "customer_id", "outside", segment=named, strength=strength)
    most = ibis.cases(
        (told.outside.notnull(), ibis.null("float64")), (told.strength < 1, told.strength), else_=_float(1.0)
    )
    return told.select("as_of", "customer_id", "segment", strength=most)


def _outside(rows: ibis.Table, found: Found) -> StringValue:
    """The segment of those who are not divided; empty for all others."""
    nothing = ibis.and_(*(_unknown(rows[name]) for name in found.preparation.features))
    ways = [(nothing, OTHERS)]
    if found.buyers:
        ways.insert(0, (rows.frequency.fill_null(0) <= 0, NO_PURCHASE))
    return ibis.cases(*ways, else_=ibis.null("string"))


def _unknown(column: ibis.Value) -> BooleanValue:
    return column.isnull() | (column == UNKNOWN) if column.type().is_string() else column.isnull()


def _capped(value: ibis.Value, column: PreparedColumn) -> FloatingValue:
    """What the column is made of: a number within its caps, in the feature's own unit (but a rank, which is one
    already), and what leads to the centre where it is empty; of words and absences 1 or 0."""
    match column.form:
        case "number" if column.way == "rank":
            number = _number(value)
            return _within(ibis.ifelse(number.isnull(), ibis.null("float64"), _line(number, column.knots)), column)
        case "number":
            return _within(_number(value), column)
        case "missing":
            is_one = value.isnull()
        case "level":
            is_one = _is_word(value, column.word)
        case _:
            is_one = ~_is_listed(value, column.listed)
    return ibis.ifelse(is_one, _float(1.0), _float(0.0))


def _within(value: FloatingValue, column: PreparedColumn) -> FloatingValue:
    """The number within its caps. Nearly all customers are, so that is asked first: engines then copy nothing."""
    plain = column if column.way == "log" else replace(column, way="plain")
    low, high, empty = (None if one is None else plain.undone(one) for one in (column.low, column.high, column.centre))
    inside = [value.notnull()] if low is None and high is None else []
    beyond: list[tuple[BooleanValue, FloatingValue]] = []
    if low is not None:
        inside.append(value >= low)
        beyond.append((value < low, _float(low)))
    if high is not None:
        inside.append(value <= high)
        beyond.append((value > high, _float(high)))
    return ibis.cases((ibis.and_(*inside), value), *beyond, else_=_float(empty or 0.0))


def _way(value: FloatingValue, column: PreparedColumn) -> FloatingValue:
    """The raw value of what `_capped` leaves, as `PreparedColumn.raw` makes it."""
    if column.form != "number" or column.way != "log":
        return value
    above = (value * (1 / column.unit) + 1.0).ln()
    if column.low is not None and column.low >= 0:
        return above
    return ibis.ifelse(value < 0, -((value * (-1 / column.unit) + 1.0).ln()), above)


def _number(value: ibis.Value) -> FloatingValue:
    if value.type().is_boolean():
        return ibis.cases((value.isnull(), ibis.null("float64")), (value, _float(1.0)), else_=_float(0.0))
    return value.cast("float64")


def _line(value: FloatingValue, knots: Sequence[tuple[float, float]]) -> FloatingValue:
    """The line through the knots, level before the first and after the last: halved until one piece is left."""
    if len(knots) == 1:
        return _float(knots[0][1])
    (first, low), (last, high) = knots[0], knots[-1]
    inside = _between(value, knots)
    return ibis.cases((value <= first, _float(low)), (value >= last, _float(high)), else_=inside)


def _between(value: FloatingValue, knots: Sequence[tuple[float, float]]) -> FloatingValue:
    if len(knots) == 2:
        (at, low), (to, high) = knots
        return (value - at) * ((high - low) / (to - at)) + low
    half = len(knots) // 2
    return ibis.ifelse(value < knots[half][0], _between(value, knots[: half + 1]), _between(value, knots[half:]))


def _is_word(value: ibis.Value, word: str) -> BooleanValue:
    if value.type().is_boolean():
        return value.isnull() if word == UNKNOWN else (value if word == "true" else ~value).fill_null(False)
    return value.fill_null(UNKNOWN) == word


def _is_listed(value: ibis.Value, listed: Sequence[str]) -> BooleanValue:
    if value.type().is_boolean():
        return ibis.or_(*(_is_word(value, word) for word in listed))
    return value.fill_null(UNKNOWN).isin(listed)


def _mixed(raw: ibis.Table, names: Sequence[str], found: Found) -> tuple[ibis.Table, list[FloatingValue]]:
    """A selection with the dimensions, and those."""
    by = list(zip(names, found.preparation.columns, strict=True))
    mix = found.preparation.mix
    prepared = raw.mutate(**{name: (raw[name] - column.centre) * (1 / column.scale) for name, column in by})
    if mix is None:
        return prepared, [prepared[name] for name in names]
    mixed = prepared.select(
        "as_of", "customer_id", "outside",
        **{
            f"m{at}": _sum([prepared[name] * row[at] for name, row in zip(names, mix, strict=True) if row[at]])
            for at in range(len(mix[0]))
        },
    )  # fmt: skip
    return mixed, [mixed[f"m{at}"] for at in range(len(mix[0]))]


def _sum(parts: Sequence[NumericValue]) -> FloatingValue:
    """Added in halves, so that statements do not lie in one another as deep as there are columns."""
    if not parts:
        return _float(0.0)
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return _sum(parts[:half]) + _sum(parts[half:])


def _float(value: float) -> FloatingValue:
    """The number as float64, said in the SQL as well: engines take it for a decimal, and multiply digits by digits."""
    return ops.Cast(ibis.literal(float(value), "float64"), dt.float64).to_expr()
