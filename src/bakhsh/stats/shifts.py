"""How far a distribution has moved between two looks at customers, beside how far noise alone would move it.

Two snapshots share most of their customers, so they are no independent samples: a customer who was in a bin is likely
to be there again, and noise moves the shares less than two strangers' samples would differ. What is compared is
therefore a crossing: how many customers were in bin j before and are in bin k after, with a row and a column for those
who were not there. From it follows the covariance of the change in shares, whoever is shared: nobody (two independent
samples; the ceiling is then Yurdakul and Naranjo's), everybody (Stuart 1955, Maxwell 1970), or most.

The ceiling answers: what would customers do who change each for himself, while everybody together stays the same? A
season or a price level that moves all of them at once is no noise, and passes it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bakhsh.stats.drift import psi

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]

__all__ = ["Shift", "benjamini_hochberg", "crossing", "shift"]

_BINS = 10
_EACH = 20
"""No more bins than the smaller look has this many customers for: cut points taken from a hundred customers are noise
themselves, and ten bins of ten alarm too rarely."""
_LEAST = 5
"""A bin in which noise would leave fewer of the smaller look's customers is joined to a neighbour (Cochran 1954)."""
_DRAWS = 4_000
_SEED = 20_240_320


@dataclass(frozen=True, slots=True)
class Shift:
    """How a distribution has moved, each measure beside its ceiling (what it stays below by noise alone, with the level
    asked for).

    `psi`: population stability index over the bins used. `jensen_shannon`: divergence in bits, 0 to 1 (Lin 1991).
    `wasserstein`: mean distance a customer's value would have to move, in standard deviations of the look before; None
    where values have no order or no spread. `p`: of a change at least as large by noise, of the PSI. `bins`: those
    used; below two nothing can move, and every measure is 0. NaN below infinite ceilings, p = 1, where a look is empty.
    """

    psi: float
    psi_ceiling: float
    jensen_shannon: float
    jensen_shannon_ceiling: float
    wasserstein: float | None
    wasserstein_ceiling: float | None
    p: float
    bins: int
    before: int
    after: int


def crossing(before: Sequence[int], after: Sequence[int]) -> list[list[int]]:
    """The crossing of two looks that share nobody, from their counts over the same bins."""
    gone = [[old, *([0] * len(after))] for old in before]
    return [[0, *after], *gone]


def shift(
    crossed: Sequence[Sequence[int]],
    cuts: Sequence[float] | None = None,
    *,
    missing: bool = False,
    level: float = 0.95,
    distance: bool = True,
) -> Shift:
    """The movement between two looks at customers, from their crossing.

    `crossed[j][k]`: customers in bin j before and in bin k after; 0 stands for not being there. With `cuts`, ascending,
    the bins are those of a number (bin 1 up to and with the first cut point, the last one above them all); without, of
    words, whose order means nothing. `missing`: the last bin holds customers without a value; it takes part in the PSI
    and not in the distance. `distance`: False leaves the Wasserstein distance out, which costs twenty times the rest.

    PSI and Jensen-Shannon are compared with a scaled χ² of the same mean and variance as the quadratic form they are
    near to (Rao and Scott 1984, second order), the Wasserstein distance with normal draws of the same covariance and a
    fixed seed. Bins are joined first, by size alone and never by which look a customer is of.
    """
    import numpy as np

    table = np.asarray(crossed, dtype=np.float64)
    before, after = int(table[1:].sum()), int(table[:, 1:].sum())
    if not before or not after:
        return Shift(math.nan, math.inf, math.nan, math.inf, None, None, 1.0, 0, before, after)
    joined = _joined(table, ordered=cuts is not None, missing=missing)
    bins = joined.shape[0] - 1
    far, far_ceiling = _moved_by(table, cuts, missing, level) if cuts and distance else (None, None)
    if bins < 2:
        return Shift(0.0, 0.0, 0.0, 0.0, far, far_ceiling, 1.0, bins, before, after)
    old, new = joined[1:].sum(axis=1), joined[:, 1:].sum(axis=0)
    found, scale, freedom = psi(old.astype(int).tolist(), new.astype(int).tolist()), *_noise(joined)
    ceiling, p = _against(found, scale, freedom, level)
    # Near no change the divergence is an eighth of the PSI in nats.
    bits = 1 / (8 * math.log(2))
    return Shift(found, ceiling, _divergence(old, new), ceiling * bits, far, far_ceiling, p, bins, before, after)


def benjamini_hochberg(ps: Sequence[float]) -> list[float]:
    """The p values corrected for being many, in the same order: Benjamini and Hochberg (1995). Below 0.05 are findings
    of which one in twenty is expected to be none; where nothing has changed, one look in twenty has any."""
    order = sorted(range(len(ps)), key=lambda place: -ps[place])
    corrected, smallest = [1.0] * len(ps), 1.0
    for rank, place in zip(range(len(ps), 0, -1), order, strict=True):
        smallest = min(smallest, ps[place] * len(ps) / rank)
        corrected[place] = smallest
    return corrected


# ---- noise -------------------------------------------------------------------------------------------------------
def _covariance(table: Matrix) -> Matrix:
    """Of the change in shares: what those who came and went add, whose places are one sample where nothing changes, and
    what those who stayed add, each with his place after less his place before."""
    import numpy as np

    gone, come, stayed = table[1:, 0], table[0, 1:], table[1:, 1:]
    before, after = table[1:].sum(), table[:, 1:].sum()
    found = np.zeros_like(stayed)
    if strangers := gone.sum() + come.sum():
        share = (gone + come) / strangers
        found += (np.diag(share) - np.outer(share, share)) * (gone.sum() / before**2 + come.sum() / after**2)
    if there := stayed.sum():
        was, is_now = stayed.sum(axis=1) / before, stayed.sum(axis=0) / after
        found += np.diag(was / before + is_now / after) - (stayed + stayed.T) / (before * after)
        found -= np.outer(is_now - was, is_now - was) / there
    return np.asarray(found)


def _noise(table: Matrix) -> tuple[float, float]:
    """Scale and degrees of freedom of the χ² that the PSI of unchanged shares is near to."""
    import numpy as np

    old, new = table[1:].sum(axis=1), table[:, 1:].sum(axis=0)
    share = (old + new) / (old.sum() + new.sum())
    weight = 1 / np.sqrt(share)
    spread = np.clip(np.linalg.eigvalsh(_covariance(table) * np.outer(weight, weight)), 0.0, None)
    total, squares = float(spread.sum()), float((spread**2).sum())
    # What is left of rounding is nobody's movement.
    if total * min(old.sum(), new.sum()) < 1e-9:
        return 0.0, 1.0
    return squares / total, total**2 / squares


def _against(found: float, scale: float, freedom: float, level: float) -> tuple[float, float]:
    """The ceiling, and the probability of passing the value found."""
    from scipy.special import chdtrc, chdtri

    if scale == 0.0:
        return 0.0, 1.0 if found < 1e-12 else 0.0
    return scale * float(chdtri(freedom, 1 - level)), float(chdtrc(freedom, found / scale))


def _divergence(old: Matrix, new: Matrix) -> float:
    """Jensen-Shannon in bits; half a customer is added to every bin, as `psi` does."""
    import numpy as np

    p, q = ((one + 0.5) / (one.sum() + 0.5 * one.size) for one in (old, new))
    middle = (p + q) / 2
    return float(max(0.0, (p * np.log2(p / middle) + q * np.log2(q / middle)).sum() / 2))


def _moved_by(table: Matrix, cuts: Sequence[float], missing: bool, level: float) -> tuple[float | None, float | None]:
    """The Wasserstein distance over known values and its ceiling. What lies beyond the outermost cut points counts as
    standing at them, so that one giant value moves nothing."""
    import numpy as np

    known = _without_last(table) if missing else table
    old, new = known[1:].sum(axis=1), known[:, 1:].sum(axis=0)
    if not old.sum() or not new.sum():
        return None, None
    places = np.asarray([*cuts, cuts[-1]], dtype=np.float64)
    p, q = old / old.sum(), new / new.sum()
    spread = math.sqrt(max(float((p * places**2).sum() - (p * places).sum() ** 2), 0.0))
    widths = np.diff(places)
    if spread <= 1e-12 * (1.0 + float(np.abs(places).max())):
        return None, None
    distance = float((np.abs(np.cumsum(q - p)[:-1]) * widths).sum()) / spread
    values, vectors = np.linalg.eigh(_covariance(known))
    moved = np.cumsum(_draws(values.size) @ (vectors * np.sqrt(np.clip(values, 0.0, None))).T, axis=1)[:, :-1]
    ceiling = float(np.quantile((np.abs(moved) * widths).sum(axis=1), level)) / spread
    return distance, 0.0 if ceiling < 1e-9 else ceiling


@lru_cache(maxsize=64)
def _draws(columns: int) -> Matrix:
    import numpy as np

    return np.random.default_rng(_SEED).standard_normal((_DRAWS, columns))


def _without_last(table: Matrix) -> Matrix:
    """The last bin's customers were, or are, not there."""
    kept = table[:-1, :-1].copy()
    kept[1:, 0] += table[1:-1, -1]
    kept[0, 1:] += table[-1, 1:-1]
    return kept


# ---- bins --------------------------------------------------------------------------------------------------------
def _joined(table: Matrix, *, ordered: bool, missing: bool) -> Matrix:
    """The crossing over the bins that are used: few enough, and none too small for the smaller look."""
    import numpy as np

    old, new = table[1:].sum(axis=1), table[:, 1:].sum(axis=0)
    fewer = min(old.sum(), new.sum())
    expected = (old + new) * fewer / (old.sum() + new.sum())
    if ordered:
        groups = _neighbours(old[: len(old) - missing], expected, max(2, min(_BINS, int(fewer // _EACH))))
        groups = _with_missing(groups, expected, len(old) - 1) if missing else groups
    else:
        groups = _by_size(expected)
    places = np.concatenate(([0], np.asarray(groups) + 1))
    joined = np.zeros((int(places.max()) + 1,) * 2)
    np.add.at(joined, (places[:, None], places[None, :]), table)
    used = joined.sum(axis=0) + joined.sum(axis=1) > 0
    used[0] = True
    return np.asarray(joined[np.ix_(used, used)])


def _neighbours(old: Matrix, expected: Matrix, most: int) -> list[int]:
    """A group for each bin of a number: at most so many of about equal size before, and none below the least."""
    groups: list[int] = []
    group, held, seen, total = 0, 0.0, 0.0, float(old.sum())
    for place in range(len(old)):
        groups.append(group)
        held, seen = held + float(expected[place]), seen + float(old[place])
        if held >= _LEAST and seen >= total * (group + 1) / most and group + 1 < most:
            group, held = group + 1, 0.0
    if held < _LEAST and group:  # the last one takes in what is left
        groups = [min(one, group - 1) for one in groups]
    return groups


def _with_missing(groups: list[int], expected: Matrix, last: int) -> list[int]:
    """Customers without a value are a group of their own where they are enough, else of the last one."""
    return [*groups, groups[-1] + (1 if expected[last] >= _LEAST else 0)]


def _by_size(expected: Matrix) -> list[int]:
    """A group for each word; those too small are one together, with the smallest of the others if need be."""
    kept = sorted((place for place in range(len(expected)) if expected[place] >= _LEAST), key=lambda at: expected[at])
    rest = float(sum(expected[place] for place in range(len(expected)) if expected[place] < _LEAST))
    if 0 < rest < _LEAST and kept:
        kept = kept[1:]
    numbers = {place: number for number, place in enumerate(sorted(kept))}
    return [numbers.get(place, len(kept)) for place in range(len(expected))]
