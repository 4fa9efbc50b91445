"""What sets clusters apart from everybody, as numbers: the ground of their names and of what is said of them.

Of features of the person nothing is told of a cluster that fewer customers stand behind than a declared number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    preparation: Preparation,
    sample: pa.Table,
    labels: Labels,
    count: int,
    fewest: Mapping[str, int] | None = None,
) -> tuple[tuple[Difference, ...], ...]:
    """Of each of `count` clusters the features that set it apart, the strongest first, one entry a feature; ties by the
    feature's name. `labels`: the cluster of each row of `sample`.

    `fewest`: by feature, of how many customers (1) it must be known in the cluster. A word of fewer is not told; where
    fewer have another one, they are counted as so many; everybody's share is then told in steps of so many.
    """
    found: list[dict[str, Difference]] = [{} for _ in range(count)]
    for column in preparation.columns:
        for at, one in enumerate(_of(column, sample, labels, count, (fewest or {}).get(column.feature, 1))):
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


def _of(column: PreparedColumn, sample: pa.Table, labels: Labels, count: int, fewest: int) -> list[Difference | None]:
    if column.form in ("missing", "other") or column.word == UNKNOWN:
        return [None] * count
    raw = column.raw(sample[column.feature])
    spread = float(raw.std())
    if spread <= 0:
        return [None] * count
    usual = _Numbers(sample, column, fewest) if column.form == "number" else _Words(sample, column, fewest)
    everybody = usual.everybody()
    return [
        _difference(column, float((raw[mine].mean() - raw.mean()) / spread), usual.of(mine), everybody)
        if mine.any()
        else None
        for mine in (labels == at for at in range(count))
    ]


def _difference(column: PreparedColumn, effect: float, own: float | None, everybody: float) -> Difference | None:
    """None where it cannot be told: too few are known, or what is told would speak against it."""
    import numpy as np

    if own is None or not np.isfinite(effect) or (column.word and (own - everybody) * effect < 0):
        return None
    return Difference(column.feature, round(effect, 4), own, everybody, column.word)


class _Numbers:
    """The median of those known: everybody's 0 where nothing is, a cluster's untold where fewer than `fewest` are."""

    def __init__(self, sample: pa.Table, column: PreparedColumn, fewest: int) -> None:
        self._values, self._fewest = numbers_of(sample[column.feature]), fewest

    def everybody(self) -> float:
        import numpy as np

        known = self._values[~np.isnan(self._values)]
        return float(np.median(known)) if len(known) else 0.0

    def of(self, mine: npt.NDArray[np.bool_]) -> float | None:
        import numpy as np

        known = self._values[mine & ~np.isnan(self._values)]
        if len(known) < self._fewest:
            return 0.0 if self._fewest == 1 else None
        return float(np.median(known))


class _Words:
    """The share of a word among all customers; of fewer than `fewest` it is untold."""

    def __init__(self, sample: pa.Table, column: PreparedColumn, fewest: int) -> None:
        words = words_of(sample[column.feature])
        self._known, self._having, self._fewest = words != UNKNOWN, words == column.word, fewest

    def everybody(self) -> float:
        many = int(self._having.sum())
        return (2 * many + self._fewest) // (2 * self._fewest) * self._fewest / max(len(self._having), 1)

    def of(self, mine: npt.NDArray[np.bool_]) -> float | None:
        known, having = int(self._known[mine].sum()), int(self._having[mine].sum())
        if known < self._fewest:
            return 0.0 if self._fewest == 1 else None
        told = known - self._fewest if 0 < known - having < self._fewest else having
        return None if having and told < self._fewest else told / int(mine.sum())


def typical(
    features: Sequence[str],
    preparation: Preparation,
    sample: pa.Table,
    mine: Labels,
    fewest: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """The usual value of each feature among the rows `mine`: the median of numbers, the commonest word (of equal ones
    the first); None where nothing is known. Without those that are known of fewer than `fewest`, by feature (1), and
    words that fewer have."""
    numbers = {column.feature for column in preparation.columns if column.form in ("number", "missing")}
    found: dict[str, Any] = {}
    for name in features:
        column, least = sample[name].take(mine), (fewest or {}).get(name, 1)
        value, behind = _median(column) if name in numbers else _commonest(column)
        if behind >= least or (least == 1 and value is None):
            found[name] = value
    return found


def _median(column: pa.ChunkedArray) -> tuple[float | None, int]:
    """And of how many it is known."""
    import numpy as np

    values = numbers_of(column)
    known = values[~np.isnan(values)]
    return (float(np.median(known)) if len(known) else None), len(known)


def _commonest(column: pa.ChunkedArray) -> tuple[str | None, int]:
    """And how many have it; that nothing is known of most says nothing of anybody."""
    import numpy as np

    words, counts = np.unique(words_of(column), return_counts=True)
    if not len(words):
        return None, 0
    word = str(words[counts.argmax()])
    return word, len(column) if word == UNKNOWN else int(counts.max())
