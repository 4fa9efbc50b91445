"""One expression for everybody's place: features prepared, compared with every centre, the nearest taken.

Of the squared distance to a centre c, |z|² − 2 z·c + |c|², the first part is the same for all of them, so what is
compared is a sum of products, one a centre; a tie goes to the centre that stands first.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
from ibis.expr.types import BooleanValue, FloatingValue, NumericValue, StringValue

from bakhsh.loop.segments.cluster.columns import UNKNOWN, PreparedColumn
from bakhsh.loop.segments.clusters.model import Found
from bakhsh.loop.segments.members import NO_PURCHASE, OTHERS

__all__ = ["missing", "placed"]

_FAR = 1e300
"""Farther than anything: what takes the nearest centre out when the second one is looked for."""


def missing(found: Found, columns: Sequence[str]) -> tuple[str, ...]:
    """The features these clusters were found by that `columns` do not hold."""
    return tuple(name for name in found.preparation.features if name not in columns)


def placed(rows: ibis.Table, found: Found) -> ibis.Table:
    """as_of, customer_id, segment, strength (1 − distance to the own centre ÷ distance to the nearest other: 0 between
    two of them, 1 at the centre) and away (the squared distance to the own centre) of each of `rows`. Customers without
    a purchase are in `no_purchase` where only buyers are divided; of whom nothing is known, in `others`."""
    prepared = rows.select(
        "as_of", "customer_id", outside=_outside(rows, found),
        **{f"z{at}": _prepared(rows, column) for at, column in enumerate(found.preparation.columns)},
    )  # fmt: skip
    columns = [prepared[f"z{at}"] for at in range(len(found.preparation.columns))]
    mixed = _mixed(columns, found.preparation.mix)
    scored = prepared.select(
        "as_of", "customer_id", "outside", own=_sum([one * one for one in mixed]),
        **{f"s{at}": _score(mixed, part.centre) for at, part in enumerate(found.parts)},
    )  # fmt: skip
    scores = [scored[f"s{at}"] for at in range(len(found.parts))]
    nearest = scored.mutate(first=ibis.least(*scores))
    return _told(nearest, found)


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


def _mixed(columns: Sequence[FloatingValue], mix: Sequence[Sequence[float]] | None) -> list[FloatingValue]:
    if mix is None:
        return list(columns)
    return [
        _sum([column * row[at] for column, row in zip(columns, mix, strict=True) if row[at]])
        for at in range(len(mix[0]))
    ]  # fmt: skip


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
    return ibis.literal(float(value), "float64")
