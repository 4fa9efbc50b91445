"""One expression for everybody's place: features prepared, compared with every centre, the nearest taken.

Of the squared distance to a centre c, |z|² − 2 z·c + |c|², the first part is the same for all of them, so what is
compared is a sum of products, one a centre; a tie goes to the centre that stands first. Of a mixture minus twice the
logarithm of a component's share and density is compared, Σ (z² − 2 z m) / v and what does not depend on the customer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
from ibis.expr.types import BooleanValue, FloatingValue, NumericValue, StringValue

from bakhsh.loop.segments.cluster.columns import UNKNOWN, PreparedColumn
from bakhsh.loop.segments.cluster.mixture import Mixture
from bakhsh.loop.segments.clusters.model import Found
from bakhsh.loop.segments.members import NO_PURCHASE, OTHERS

__all__ = ["missing", "placed"]

_FAR = 1e300
"""Farther than anything: what takes the nearest centre out when the second one is looked for."""

_IMPROBABLE = 1_200.0
"""From here on e to the power of minus half of it is as good as nothing; engines refuse what is smaller still."""


def missing(found: Found, columns: Sequence[str]) -> tuple[str, ...]:
    """The features these clusters were found by that `columns` do not hold."""
    return tuple(name for name in found.preparation.features if name not in columns)


def placed(rows: ibis.Table, found: Found) -> ibis.Table:
    """as_of, customer_id, segment, strength and away of each of `rows`. Of centres `away` is the squared distance to
    the own one, strength is 1 − distance to the own ÷ distance to the nearest other (0 between two of them, 1 at the
    centre). Of a mixture strength is the probability of belonging to the segment, and there is no `away`.

    Customers without a purchase are in `no_purchase` where only buyers are divided; of whom nothing is known, in
    `others`; both with nothing beside it.
    """
    prepared = rows.select(
        "as_of", "customer_id", outside=_outside(rows, found),
        **{f"z{at}": _prepared(rows, column) for at, column in enumerate(found.preparation.columns)},
    )  # fmt: skip
    # What is mixed stands in a selection of its own: written into the scores, each sum would be there once a centre.
    mixed, columns = _mixed(prepared, found.preparation.mix)
    return _nearest(mixed, columns, found) if found.mixture is None else _probable(mixed, columns, found)


def _nearest(mixed: ibis.Table, columns: Sequence[FloatingValue], found: Found) -> ibis.Table:
    scored = mixed.select(
        "as_of", "customer_id", "outside", own=_sum([one * one for one in columns]),
        **{f"s{at}": _score(columns, part.centre) for at, part in enumerate(found.parts)},
    )  # fmt: skip
    scores = [scored[f"s{at}"] for at in range(len(found.parts))]
    return _told(scored.mutate(first=ibis.least(*scores)), found)


def _probable(mixed: ibis.Table, columns: Sequence[FloatingValue], found: Found) -> ibis.Table:
    mixture = Mixture.read(found.mixture or {})
    scored = mixed.select(
        "as_of", "customer_id", "outside",
        **{f"s{at}": _unlikely(columns, mixture, at) for at in range(len(found.parts))},
    )  # fmt: skip
    told = scored.mutate(first=ibis.least(*(scored[f"s{at}"] for at in range(len(found.parts)))))
    scores = [told[f"s{at}"] for at in range(len(found.parts))]
    names = [(score <= told["first"], part.name) for score, part in zip(scores, found.parts, strict=True)]
    strength = 1.0 / _sum([(ibis.least(score - told["first"], _float(_IMPROBABLE)) * -0.5).exp() for score in scores])
    return told.select(
        "as_of",
        "customer_id",
        segment=ibis.cases((told.outside.notnull(), told.outside), *names[:-1], else_=names[-1][1]),
        strength=ibis.ifelse(told.outside.isnull(), strength, ibis.null("float64")),
    )


def _unlikely(columns: Sequence[FloatingValue], mixture: Mixture, at: int) -> FloatingValue:
    """Minus twice the logarithm of the component's share and density, but for what all components have in common."""
    means, variances = mixture.means[at], mixture.variances[at]
    parts = [
        one * (one * (1 / variance) + (-2 * mean / variance))
        for one, mean, variance in zip(columns, means, variances, strict=True)
    ]
    always = sum(mean**2 / variance + math.log(variance) for mean, variance in zip(means, variances, strict=True))
    return _sum([*parts, _float(always - 2 * math.log(mixture.weights[at]))])


def _told(nearest: ibis.Table, found: Found) -> ibis.Table:
    numbers = range(len(found.parts))
    here = [nearest[f"s{at}"] <= nearest["first"] for at in numbers]
    place = ibis.cases(*((here[at], at) for at in numbers), else_=numbers[-1])
    told = nearest.mutate(place=place, away=_positive(nearest.own + nearest["first"]))
    others = [ibis.ifelse(told.place == at, _float(_FAR), told[f"s{at}"]) for at in numbers]
    second = _positive(told.own + ibis.least(*others))
    # Of two coincident centres neither is nearer: a strength of nothing, not a division by it.
    strength = 1.0 - (told.away / second.nullif(0.0)).coalesce(1.0).sqrt()
    names = [(told.place == at, part.name) for at, part in enumerate(found.parts)]
    segment = ibis.cases((told.outside.notnull(), told.outside), *names[:-1], else_=names[-1][1])
    return told.select(
        "as_of",
        "customer_id",
        segment=segment,
        strength=ibis.ifelse(told.outside.isnull(), strength, ibis.null("float64")),
        away=ibis.ifelse(told.outside.isnull(), told.away, ibis.null("float64")),
    )


def _outside(rows: ibis.Table, found: Found) -> StringValue:
    """The segment of those who are not divided; empty for all others."""
    nothing = ibis.and_(*(_unknown(rows[name]) for name in found.preparation.features))
    ways = [(nothing, OTHERS)]
    if found.buyers:
        ways.insert(0, (rows.frequency.fill_null(0) <= 0, NO_PURCHASE))
    return ibis.cases(*ways, else_=ibis.null("string"))


def _unknown(column: ibis.Value) -> BooleanValue:
    return column.isnull() | (column == UNKNOWN) if column.type().is_string() else column.isnull()


def _prepared(rows: ibis.Table, column: PreparedColumn) -> FloatingValue:
    """The column of the matrix, as `PreparedColumn.of` makes it."""
    value = rows[column.feature]
    match column.form:
        case "number":
            number = (_changed(_number(value), column) - column.centre) / column.scale
            return number.coalesce(0.0)
        case "missing":
            is_one = value.isnull()
        case "level":
            is_one = _is_word(value, column.word)
        case _:
            is_one = ~_is_listed(value, column.listed)
    return ibis.ifelse(is_one, _float((1 - column.centre) / column.scale), _float(-column.centre / column.scale))


def _number(value: ibis.Value) -> FloatingValue:
    if value.type().is_boolean():
        return ibis.cases((value.isnull(), ibis.null("float64")), (value, _float(1.0)), else_=_float(0.0))
    return value.cast("float64")


def _changed(value: FloatingValue, column: PreparedColumn) -> FloatingValue:
    """Its way and its caps; what is empty stays so."""
    if column.way == "log":
        size = (value.abs() / column.unit + 1.0).ln()
        never_below = column.low is not None and column.low >= 0
        value = ibis.ifelse(value < 0, _float(0.0) if never_below else -size, size)
    elif column.way == "rank":
        value = ibis.ifelse(value.isnull(), ibis.null("float64"), _line(value, column.knots))
    if column.low is not None:
        value = ibis.ifelse(value < column.low, _float(column.low), value)
    if column.high is not None:
        value = ibis.ifelse(value > column.high, _float(column.high), value)
    return value


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


def _mixed(prepared: ibis.Table, mix: Sequence[Sequence[float]] | None) -> tuple[ibis.Table, list[FloatingValue]]:
    """A selection with the dimensions, and those."""
    columns = [prepared[name] for name in prepared.columns if name.startswith("z")]
    if mix is None:
        return prepared, columns
    mixed = prepared.select(
        "as_of", "customer_id", "outside",
        **{
            f"m{at}": _sum([column * row[at] for column, row in zip(columns, mix, strict=True) if row[at]])
            for at in range(len(mix[0]))
        },
    )  # fmt: skip
    return mixed, [mixed[f"m{at}"] for at in range(len(mix[0]))]


def _score(columns: Sequence[FloatingValue], centre: Sequence[float]) -> FloatingValue:
    """|c|² − 2 z·c."""
    parts = [column * (-2.0 * at) for column, at in zip(columns, centre, strict=True)]
    return _sum([*parts, _float(sum(at * at for at in centre))])


def _sum(parts: Sequence[NumericValue]) -> FloatingValue:
    """Added in halves, so that statements do not lie in one another as deep as there are columns."""
    if not parts:
        return _float(0.0)
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return _sum(parts[:half]) + _sum(parts[half:])


def _positive(value: FloatingValue) -> FloatingValue:
    """Rounding may leave a distance a hair below zero."""
    return ibis.ifelse(value < 0, _float(0.0), value)


def _float(value: float) -> FloatingValue:
    """The number as float64, said in the SQL as well: engines take it for a decimal, and multiply digits by digits."""
    return ops.Cast(ibis.literal(float(value), "float64"), dt.float64).to_expr()
