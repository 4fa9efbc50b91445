"""Why a customer is in his cluster: what draws him there, how far the next one is, and what would move him."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bakhsh.conditions import ANYTHING, Name, Possible
from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Argument, Sentence, Share, Titled
from bakhsh.loop.segments.cluster.columns import UNKNOWN, PreparedColumn
from bakhsh.loop.segments.cluster.mixture import Mixture
from bakhsh.loop.segments.cluster.preparing import Preparation, matrix
from bakhsh.loop.segments.cluster.scoring import leads
from bakhsh.loop.segments.clusters.model import Found, Part, scores
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
_NOTHING = 0.05
"""A pull of less than this part of the strongest is no reason."""

_WHOLE = frozenset({Type.INTEGER, Type.MONEY})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer is explained by: the clusters with what people call them, and how values are said."""

    found: Found
    segments: Sequence[Segment]
    types: Mapping[str, Type]
    words: Wording = field(repr=False)
    possible: Possible = ANYTHING

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
    deciding = scores(asked.found, values)[0]
    order = deciding.argsort(kind="stable").tolist()
    here = asked.found.parts[order[0]]
    title = asked.segment(here.name).title
    if len(order) < 2:
        because = tuple(_drawn(row, values[0], (order[0], order[0]), asked))
        return Membership(segmentation.name, here.name, title, because)
    other = asked.found.parts[order[1]]
    strength, how_far = _certainty(deciding, order, asked)
    because = (*_drawn(row, values[0], (order[0], order[1]), asked), how_far)
    moves = list(_moves(row, values[0], order[0], asked))
    said = tuple(_said(move, row, asked) for move in _nearest(moves))
    leads = tuple(dict.fromkeys(move.to.name for move in moves))
    return Membership(segmentation.name, here.name, title, because, said, other.name, round(strength, 4), leads)


def _certainty(deciding: npt.NDArray[np.float64], order: Sequence[int], asked: Asked) -> tuple[float, Sentence]:
    """The strength, and how far the next cluster is or how probable both are."""
    import numpy as np

    other = asked.titled(asked.found.parts[order[1]])
    if asked.found.mixture is not None:
        chances = np.exp((deciding[order[0]] - deciding) / 2)
        here, there = (float(chances[at] / chances.sum()) for at in order[:2])
        said: dict[str, Argument] = {"here": _probability(here), "other": other, "there": _probability(there)}
        return here, Sentence("clustering.probable", said)
    near, far = (float(deciding[at]) for at in order[:2])
    clear = float(leads([part.centre for part in asked.found.parts])[order[0]])
    strength = min(1.0, (far - near) / clear) if clear > 0 else 0.0
    return strength, _distance(math.sqrt(near), math.sqrt(far), other)


def _probability(value: float) -> Share:
    return Share(value, decimals=0 if 0.01 <= value <= 0.99 else 1)


def _outside(row: Mapping[str, Any], found: Found) -> tuple[str, Sentence] | None:
    """The segment of somebody who is not divided, and why."""
    if found.buyers and (row.get("frequency") or 0) <= 0:
        return NO_PURCHASE, Sentence("segments.because_no_purchase")
    if all(row.get(name) in (None, UNKNOWN) for name in found.preparation.features):
        return OTHERS, Sentence("clustering.because_nothing_known")
    return None


def _prepared(row: Mapping[str, Any], asked: Asked, by: Preparation | None = None) -> npt.NDArray[np.float64]:
    columns = {
        name: pa.chunked_array([pa.array([row.get(name)], asked.types[name].arrow)])
        for name in asked.found.preparation.features
    }
    return matrix(by or asked.found.preparation, pa.table(columns))


# ---- what draws him ----------------------------------------------------------------------------------------------
def _drawn(
    row: Mapping[str, Any], values: npt.NDArray[np.float64], between: tuple[int, int], asked: Asked
) -> Iterator[Sentence]:
    """The features that draw him to the first of two clusters rather than to the second, the strongest first, but for
    pulls that are nothing beside the strongest. Each dimension counts for the feature whose column it is nearest to
    (see `balancing`)."""
    here, other = (asked.found.parts[at] for at in between)
    own, its = (_apart(values, at, asked.found) for at in between)
    pulls: dict[str, float] = {}
    for column, pull in zip(asked.found.preparation.columns, (its - own).tolist(), strict=True):
        pulls[column.feature] = pulls.get(column.feature, 0.0) + pull
    least = _NOTHING * max(pulls.values(), default=0.0)
    strongest = sorted((name for name in pulls if pulls[name] > max(least, 0.0)), key=lambda name: (-pulls[name], name))
    for name in strongest[:_DRAWN]:
        args: dict[str, Argument] = {
            "feature": asked.words.named(Name(name)),
            "value": asked.words.found(row.get(name), Name(name)),
            "usual": _shown(here, name, asked),
            "other": asked.titled(other),
            "there": _shown(other, name, asked),
        }
        yield Sentence("clustering.drawn", args)


def _apart(values: npt.NDArray[np.float64], at: int, found: Found) -> npt.NDArray[np.float64]:
    """What each dimension adds to the score of a cluster, but for what they add together."""
    import numpy as np

    away = np.asarray((values - np.array(found.parts[at].centre)) ** 2, np.float64)
    if found.mixture is None:
        return away
    variances = np.array(Mixture.read(found.mixture).variances[at])
    return np.asarray(away / variances + np.log(variances))


def _shown(part: Part, name: str, asked: Asked) -> Argument:
    """The usual value there, whole where the feature is; of too few customers it is not told."""
    if part.typical and name not in part.typical:
        return Sentence("told.too_few")
    value = part.typical.get(name)
    shown = round(value) if asked.types[name] in _WHOLE and isinstance(value, float) else _rounded(value)
    return asked.words.found(shown, Name(name))


def _rounded(value: Any) -> Any:
    return float(f"{value:.3g}") if isinstance(value, float) else value


def _distance(near: float, far: float, other: Titled) -> Sentence:
    args: dict[str, Argument] = {"other": other}
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
    columns = asked.found.preparation.columns
    single = _prepared(row, asked, Preparation(columns))[0]
    for at, column in enumerate(columns):
        if not asked.possible.can_change(column.feature, row.get(column.feature)):
            continue
        if column.form == "number" and asked.types[column.feature] is not Type.BOOLEAN:
            for step in _steps(values, at, here, asked.found):
                yield from _beyond_step(row, column, float(single[at]), step, here, asked)
        elif column.form == "level" and row.get(column.feature) is not None:
            value = _word(column)
            now = row[column.feature]
            if value != now and asked.possible.becomes(Name(column.feature), now, value):
                yield from _tried(row, column.feature, value, here, math.sqrt(2), asked)


def _beyond_step(
    row: Mapping[str, Any], column: PreparedColumn, start: float, step: float, here: int, asked: Asked
) -> Iterator[_Move]:
    now = row.get(column.feature)
    value = None if now is None else _beyond(column, start, step, asked.types[column.feature], now)
    if value is not None and asked.possible.goes(Name(column.feature), now, value > now):
        yield from _tried(row, column.feature, value, here, abs(step), asked)


def _word(column: PreparedColumn) -> Any:
    return {"true": True, "false": False}.get(column.word, column.word)


def _steps(values: npt.NDArray[np.float64], at: int, here: int, found: Found) -> tuple[float, float]:
    """How far one column has to go, up and down, until another cluster decides; infinite where none does.

    Along a column every score is a parabola, of the same opening where centres decide.
    """
    import numpy as np

    mix, centres = found.preparation.mix, np.array([part.centre for part in found.parts])
    way = np.array(mix[at]) if mix is not None else np.eye(len(values))[at]
    precise = np.ones_like(centres)
    if found.mixture is not None:
        precise = 1 / np.array(Mixture.read(found.mixture).variances)
    squares, lines = (precise * way**2).sum(axis=1), 2 * (precise * way * (values - centres)).sum(axis=1)
    gaps = scores(found, values[None])[0]
    known: list[float] = []
    for other in range(len(gaps)):
        if other != here:
            parabola = [one[other] - one[here] for one in (squares, lines, gaps)]
            known += [root.real for root in np.roots(parabola) if abs(root.imag) < 1e-12]
    up, down = ([root for root in known if root * side > 0] for side in (1, -1))
    return min(up, default=math.inf), max(down, default=-math.inf)


def _beyond(column: PreparedColumn, start: float, step: float, kind: Type, now: float) -> Any:
    """The first value of the feature just past the step; None where its caps or its meaning end before it."""
    if math.isinf(step):
        return None
    goal = (start + step * (1 + 1e-6) + math.copysign(1e-9, step)) * column.scale + column.centre
    if (column.low is not None and goal < column.low) or (column.high is not None and goal > column.high):
        return None
    value = column.undone(goal)
    if value is None or (now >= 0 > value) or (kind is Type.SHARE and not 0 <= value <= 1):
        return None
    up = value > now
    if kind in _WHOLE:
        return math.ceil(value) if up else math.floor(value)
    digits = 3 - math.floor(math.log10(abs(value))) if value else 6
    scale = 10.0**digits
    return (math.ceil(value * scale) if up else math.floor(value * scale)) / scale


def _tried(row: Mapping[str, Any], feature: str, value: Any, here: int, size: float, asked: Asked) -> Iterator[_Move]:
    changed = {**row, feature: value}
    to = int(scores(asked.found, _prepared(changed, asked))[0].argmin())
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
