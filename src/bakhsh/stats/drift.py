"""How far a distribution has moved, and how far noise alone moves it."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["psi", "psi_noise_ceiling"]


def psi(expected: Sequence[int], actual: Sequence[int]) -> float:
    """Population stability index of two counts over the same bins: Σ (aᵢ − eᵢ)·ln(aᵢ/eᵢ) of their shares.

    Half a customer is added to every bin before shares are taken (Haldane 1956, Anscombe 1956): an empty bin then has a
    logarithm, and small samples raise false alarms as often as `psi_noise_ceiling` promises. Of large samples the
    number is the textbook's. Bins empty on both sides do not count. NaN when either side has nobody. Raises ValueError
    when the bins differ in number.
    """
    used = [(old, new) for old, new in zip(expected, actual, strict=True) if old or new]
    total_expected, total_actual = sum(old for old, _ in used), sum(new for _, new in used)
    if not total_expected or not total_actual:
        return math.nan
    added = 0.5 * len(used)
    shares = (((old + 0.5) / (total_expected + added), (new + 0.5) / (total_actual + added)) for old, new in used)
    return sum((new - old) * math.log(new / old) for old, new in shares)


def psi_noise_ceiling(bins: int, n: int, m: int, level: float = 0.95) -> float:
    """What the PSI of two samples of `n` and `m` from one distribution stays below with probability `level`.

    χ² quantile with bins − 1 degrees of freedom × (1/n + 1/m): Yurdakul & Naranjo (2020, Journal of Risk Model
    Validation 14(4)). Zero for a single bin, infinite for an empty sample. Where bins expect fewer than five customers
    it is passed more rarely than promised.
    """
    from scipy.special import chdtri

    if n <= 0 or m <= 0:
        return math.inf
    return float(chdtri(bins - 1, 1 - level)) * (1 / n + 1 / m) if bins > 1 else 0.0
