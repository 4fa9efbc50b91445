"""Why a customer is in his cluster: what draws him there, how far the next one is, and what would move him."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bakhsh.conditions import Name
from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Argument, Sentence, Titled
from bakhsh.loop.segments.cluster.columns import UNKNOWN, PreparedColumn
from bakhsh.loop.segments.cluster.preparing import matrix
from bakhsh.loop.segments.clusters.model import Found, Part, distances
from bakhsh.loop.segments.members import NO_PURCHASE, OTHERS, titled
from bakhsh.records import Membership
from bakhsh.specs import Segment, Segmentation
from bakhsh.tables import Type

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Asked", "reasons"]

_DRAWN = 3
_MOVES = 3
_WHOLE = frozenset({Type.INTEGER, Type.MONEY})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer is explained by: the clusters with what people call them, and how values are said."""

    found: Found
    segments: Sequence[Segment]
    types: Mapping[str, Type]
    words: Wording = field(repr=False)

    def segment(self, name: str) -> Segment:
        return next(one for one in self.segments if one.name == name)

    def titled(self, part: Part) -> Titled:
        return titled(self.segment(part.name))


def reasons(row: Mapping[str, Any], segmentation: Segmentation, asked: Asked) -> Membership:
    """The place of the customer of `row`, and the reasons."""
    outside = _outside(row, asked.found)
    if outside is not None:
        name, why = outside
        return Membership(segmentation.name, name, asked.segment(name).title, (why,))
    values = _prepared(row, asked)
    squared = distances(asked.found, values)[0]
    order = squared.argsort(kind="stable")
    here = asked.found.parts[order[0]]
    title = asked.segment(here.name).title
    if len(order) < 2:
        return Membership(segmentation.name, here.name, title, tuple(_drawn(row, values[0], here, here, asked)))
    other = asked.found.parts[order[1]]
    near, far = (math.sqrt(squared[at]) for at in order[:2])
    because = (*_drawn(row, values[0], here, other, asked), _distance(near, far, other, asked))
    moves = _nearest(_moves(row, values[0], int(order[0]), asked))
    return Membership(
        segmentation.name, here.name, title, because, tuple(_said(move, row, asked) for move in moves), other.name,
        round(1 - near / far, 4) if far > 0 else 0.0,
    )  # fmt: skip


def _outside(row: Mapping[str, Any], found: Found) -> tuple[str, Sentence] | None:
    """The segment of somebody who is not divided, and why."""
    if found.buyers and (row.get("frequency") or 0) <= 0:
        return NO_PURCHASE, Sentence("segments.because_no_purchase")
    if all(row.get(name) in (None, UNKNOWN) for name in found.preparation.features):
        return OTHERS, Sentence("clustering.because_nothing_known")
    return None


def _prepared(row: Mapping[str, Any], asked: Asked) -> npt.NDArray[np.float64]:
    columns = {
        name: pa.chunked_array([pa.array([row.get(name)], asked.types[name].arrow)])
        for name in asked.found.preparation.features
    }
    return matrix(asked.found.preparation, pa.table(columns))


# ---- what draws him ----------------------------------------------------------------------------------------------
def _drawn(
    row: Mapping[str, Any], values: npt.NDArray[np.float64], here: Part, other: Part, asked: Asked
) -> Iterator[Sentence]:
    """The features by which he is nearer to his own centre than to the other, the strongest first."""
    pulls: dict[str, float] = {}
    for column, value, own, its in zip(
        asked.found.preparation.columns, values, _unmixed(here, asked.found), _unmixed(other, asked.found), strict=True
    ):
        pulls[column.feature] = pulls.get(column.feature, 0.0) + (value - its) ** 2 - (value - own) ** 2
    strongest = sorted((name for name in pulls if pulls[name] > 0), key=lambda name: (-pulls[name], name))
    for name in strongest[:_DRAWN]:
        args: dict[str, Argument] = {
            "feature": asked.words.named(Name(name)),
            "value": asked.words.found(row.get(name), Name(name)),
            "usual": asked.words.found(_shown(here, name, asked), Name(name)),
            "other": asked.titled(other),
            "there": asked.words.found(_shown(other, name, asked), Name(name)),
        }
        yield Sentence("clustering.drawn", args)


def _unmixed(part: Part, found: Found) -> Sequence[float]:
    """The centre in the columns of single features."""
    import numpy as np

    mix = found.preparation.mix
    return part.centre if mix is None else [float(one) for one in np.array(mix) @ np.array(part.centre)]


def _shown(part: Part, name: str, asked: Asked) -> Any:
    """The usual value there, whole where the feature is."""
    value = part.typical.get(name)
    return round(value) if asked.types[name] in _WHOLE and isinstance(value, float) else _rounded(value)


def _rounded(value: Any) -> Any:
    return float(f"{value:.3g}") if isinstance(value, float) else value


def _distance(near: float, far: float, other: Part, asked: Asked) -> Sentence:
    args: dict[str, Argument] = {"other": asked.titled(other)}
    if near <= 0:
        return Sentence("clustering.at_the_centre", args)
    times = far / near
    if times < 1.1:
        return Sentence("clustering.nearly_between", args)
    return Sentence("clustering.times_as_far", {**args, "times": round(times, 1)})


# ---- what would move him -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Move:
    feature: str
    value: Any
    to: Part
    size: float


def _nearest(moves: Iterable[_Move]) -> list[_Move]:
    """Of each feature the smallest change, the smallest of all first."""
    best: dict[str, _Move] = {}
    for move in sorted(moves, key=lambda one: one.size):
        best.setdefault(move.feature, move)
    return list(best.values())[:_MOVES]


def _moves(row: Mapping[str, Any], values: npt.NDArray[np.float64], here: int, asked: Asked) -> Iterator[_Move]:
    """Of each feature the nearest single change, up and down, that leads to another cluster; each is tried."""
    for at, column in enumerate(asked.found.preparation.columns):
        if column.form == "number" and asked.types[column.feature] is not Type.BOOLEAN:
            yield from _crossings(row, values, at, here, asked)
        elif column.form == "level" and row.get(column.feature) is not None:
            value = _word(column)
            if value != row[column.feature]:
                yield from _tried(row, column.feature, value, here, math.sqrt(2), asked)


def _word(column: PreparedColumn) -> Any:
    return {"true": True, "false": False}.get(column.word, column.word)


def _crossings(
    row: Mapping[str, Any], values: npt.NDArray[np.float64], at: int, here: int, asked: Asked
) -> Iterator[_Move]:
    """Along one column the squared distances to two centres differ by a line: the nearest step, up and down, at which
    another becomes the smaller."""
    import numpy as np

    found, column = asked.found, asked.found.preparation.columns[at]
    now = row.get(column.feature)
    if now is None:
        return
    gaps = distances(found, values[None])[0]
    centres = np.array([_unmixed(part, found)[at] for part in found.parts])
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = (gaps - gaps[here]) / (2 * (centres - centres[here]))
    known = steps[np.isfinite(steps)]
    for nearest in (known[known > 0].min(initial=math.inf), known[known < 0].max(initial=-math.inf)):
        value = _beyond(column, float(values[at]), float(nearest), asked.types[column.feature], now)
        if value is not None:
            yield from _tried(row, column.feature, value, here, abs(float(nearest)), asked)


def _beyond(column: PreparedColumn, start: float, step: float, kind: Type, now: float) -> Any:
    """The first value of the feature just past the step; None where its caps or its meaning end before it."""
    if math.isinf(step):
        return None
    goal = (start + step * (1 + 1e-6) + math.copysign(1e-9, step)) * column.scale + column.centre
    if (column.low is not None and goal < column.low) or (column.high is not None and goal > column.high):
        return None
    value = _undone(column, goal)
    if value is None or (now >= 0 > value) or (kind is Type.SHARE and not 0 <= value <= 1):
        return None
    up = value > now
    if kind in _WHOLE:
        return math.ceil(value) if up else math.floor(value)
    digits = 3 - math.floor(math.log10(abs(value))) if value else 6
    scale = 10.0**digits
    return (math.ceil(value * scale) if up else math.floor(value * scale)) / scale


def _undone(column: PreparedColumn, goal: float) -> float | None:
    """The feature's value whose way leads to `goal`."""
    if column.way == "log":
        return math.copysign(column.unit * math.expm1(abs(goal)), goal) if abs(goal) < 500 else None
    if column.way == "plain":
        return goal
    for (at, low), (to, high) in zip(column.knots, column.knots[1:], strict=False):
        if low <= goal <= high and high > low:
            return at + (to - at) * (goal - low) / (high - low)
    return None


def _tried(row: Mapping[str, Any], feature: str, value: Any, here: int, size: float, asked: Asked) -> Iterator[_Move]:
    changed = {**row, feature: value}
    to = int(distances(asked.found, _prepared(changed, asked))[0].argmin())
    if to != here:
        yield _Move(feature, value, asked.found.parts[to], size)


def _said(move: _Move, row: Mapping[str, Any], asked: Asked) -> Sentence:
    args: dict[str, Argument] = {
        "segment": asked.titled(move.to),
        "feature": asked.words.named(Name(move.feature)),
        "value": asked.words.found(move.value, Name(move.feature)),
        "now": asked.words.found(row.get(move.feature), Name(move.feature)),
    }
    return Sentence("clustering.moves_if", args)
