"""Balance between bases, and between what a base says once and what it says a dozen times.

Multiple factor analysis (Escofier & Pagès 1994) divides each base by its first singular value, so that no direction of
any base spreads more than one. Where a dozen columns follow one factor (how much somebody buys), that division also
shrinks all the rest of the base to nothing, and the factor alone is left to speak for it. Here each direction that
spreads more than a single column would is brought down to one, by itself: a factor counts once, however many columns
repeat it, and what stands beside it in the base keeps its size. Afterwards the first singular value of every base is
one, as in multiple factor analysis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["balance"]


def balance(
    columns: npt.NDArray[np.float64], bases: Sequence[str], weights: Mapping[str, float]
) -> tuple[npt.NDArray[np.float64], dict[str, float]]:
    """The linear map (columns × columns, none between bases) that balances centred `columns`, and the first singular
    value of each base before. A base is then multiplied by its weight (1 where none is named)."""
    import numpy as np

    mix = np.zeros((len(bases), len(bases)))
    first: dict[str, float] = {}
    for base in dict.fromkeys(bases):
        mine = np.flatnonzero([one == base for one in bases])
        part = columns[:, mine]
        spread, directions = np.linalg.eigh(part.T @ part / len(part))
        spread = np.sqrt(np.maximum(spread, 0))
        first[base] = float(spread[-1])
        # Dividing by the largest spread that is left keeps a base of one feeble column as loud as the others.
        gain = np.where(spread > 1, 1 / np.where(spread > 1, spread, 1), 1) / min(first[base], 1.0)
        mix[np.ix_(mine, mine)] = (directions * gain) @ directions.T * weights.get(base, 1.0)
    return mix, first
