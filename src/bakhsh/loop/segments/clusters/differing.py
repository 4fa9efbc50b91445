"""What sets clusters apart from everybody, as numbers: the ground of their names and of what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bakhsh.loop.segments.cluster.columns import UNKNOWN, PreparedColumn, numbers_of, words_of
from bakhsh.loop.segments.cluster.preparing import Preparation
from bakhsh.loop.segments.clusters.model import Difference

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Labels = npt.NDArray[np.intp]

__all__ = ["LEAST", "differences", "typical"]

LEAST = 0.3
"""A difference of fewer standard deviations is not told."""

_MOST = 8


def differences(
    preparation: Preparation, sample: pa.Table, labels: Labels, count: int
) -> tuple[tuple[Difference, ...], ...]:
    """Of each of `count` clusters the features that set it apart, the strongest first, one entry a feature; ties by the
    feature's name. `labels`: the cluster of each row of `sample`."""
    found: list[dict[str, Difference]] = [{} for _ in range(count)]
    for column in preparation.columns:
        for at, one in enumerate(_of(column, sample, labels, count)):
            best = found[at].get(column.feature)
            if one is not None and (best is None or _strength(one) > _strength(best)):
                found[at][column.feature] = one
    return tuple(_strongest(each.values()) for each in found)


def _strength(one: Difference) -> float:
    """A word that many have says more than one that is missing."""
    return abs(one.effect) if one.effect > 0 or not one.word else abs(one.effect) / 4


def _strongest(found: Any) -> tuple[Difference, ...]:
    told = [one for one in found if abs(one.effect) >= LEAST]
    return tuple(sorted(told, key=lambda one: (-_strength(one), one.feature))[:_MOST])


def _of(column: PreparedColumn, sample: pa.Table, labels: Labels, count: int) -> list[Difference | None]:
    import numpy as np

    if column.form in ("missing", "other") or column.word == UNKNOWN:
        return [None] * count
    raw = column.raw(sample[column.feature])
    spread = float(raw.std())
    if spread <= 0:
        return [None] * count
    shown = numbers_of(sample[column.feature]) if column.form == "number" else raw
    everybody = _usual(shown, column)
    found: list[Difference | None] = []
    for at in range(count):
        mine = labels == at
        if not mine.any():
            found.append(None)
            continue
        effect = float((raw[mine].mean() - raw.mean()) / spread)
        found.append(
            Difference(column.feature, round(effect, 4), _usual(shown[mine], column), everybody, column.word)
            if np.isfinite(effect)
            else None
        )
    return found


def _usual(values: npt.NDArray[np.float64], column: PreparedColumn) -> float:
    """The median of numbers that are known, the share of a word; 0 where nothing is known."""
    import numpy as np

    known = values[~np.isnan(values)]
    if not len(known):
        return 0.0
    return float(np.median(known) if column.form == "number" else known.mean())


def typical(features: Sequence[str], preparation: Preparation, sample: pa.Table, mine: Labels) -> dict[str, Any]:
    """The usual value of each feature among the rows `mine`: the median of numbers, the commonest word (of equal ones
    the first); None where nothing is known."""
    import numpy as np

    numbers = {column.feature for column in preparation.columns if column.form in ("number", "missing")}
    found: dict[str, Any] = {}
    for name in features:
        column = sample[name].take(mine)
        if name in numbers:
            known = numbers_of(column)
            known = known[~np.isnan(known)]
            found[name] = float(np.median(known)) if len(known) else None
        else:
            words, counts = np.unique(words_of(column), return_counts=True)
            found[name] = str(words[counts.argmax()]) if len(words) else None
    return found
