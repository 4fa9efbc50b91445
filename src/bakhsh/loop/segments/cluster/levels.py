"""The columns of a feature of words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bakhsh.loop.segments.cluster.columns import UNKNOWN, PreparedColumn, words_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["of_words"]

_MOST = 20
_RARE = 0.01
"""Words that fewer have share one column."""

_APART = math.sqrt(0.5)
"""Any two words lie as far apart as the two sides of a word that half of the customers have: two standard deviations,
as between -1 and 1. Weights that grow as a word gets rarer, as in multiple correspondence analysis, would make a
cluster of every rare word, and of everybody who left one answer out."""


def of_words(feature: str, base: str, column: pa.ChunkedArray) -> tuple[PreparedColumn, ...] | str:
    """A column for each of the commonest words (at most 20, each of 1 % or more), one for all others; or `missing`,
    `constant`, `nearly_constant`."""
    import numpy as np

    words, counts = np.unique(words_of(column), return_counts=True)
    if len(words) == 1 or not len(words):
        return "missing" if not len(words) or words[0] == UNKNOWN else "constant"
    shares = counts / counts.sum()
    if shares.max() > 1 - _RARE:
        return "nearly_constant"
    order = sorted(range(len(words)), key=lambda at: (-counts[at], words[at]))
    kept = [at for at in order if shares[at] >= _RARE][:_MOST]
    listed = tuple(str(words[at]) for at in kept)
    found = [_column(feature, base, str(words[at]), float(shares[at])) for at in kept]
    rest = float(1 - shares[kept].sum())
    if rest >= _RARE:
        found.append(PreparedColumn(f"{feature}: other", feature, base, "other", rest, _APART, listed=listed))
    return tuple(found)


def _column(feature: str, base: str, word: str, share: float) -> PreparedColumn:
    return PreparedColumn(f"{feature}: {word}", feature, base, "level", share, _APART, word=word)
