"""How far two groups lie apart on a scale without units, and which of many differences are worth believing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.stats.intervals import Interval

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Counts = npt.NDArray[np.float64]

__all__ = ["Dominance", "believed", "dominance"]


@dataclass(frozen=True, slots=True)
class Dominance:
    """Cliff's delta of two groups: the chance that a member of the first has the higher value, less the chance that
    one of the second has it; ties count for neither. −1 to 1; 0 where neither is ahead. `error`: the standard error of
    logit((1 + delta) / 2), infinite where all of one group lie above all of the other; `freedom`: its degrees of
    freedom; `p`: of no difference, two-sided."""

    delta: float
    error: float
    freedom: float
    p: float
    sizes: tuple[int, int]

    def interval(self, level: float = 0.90) -> Interval:
        """Delta with its interval: symmetric on the logit scale, with Student's t, so that it stays within −1 and 1.

        Of groups that hardly overlap, or not at all, few members say how much they do: there it reaches at least as far
        towards 0 as Newcombe's (2006) does. Groups below two members leave it open.
        """
        if min(self.sizes) < _FEWEST:
            return Interval(self.delta, -1.0, 1.0, level)
        low, high = self._by_logit(level) if math.isfinite(self.error) else (self.delta, self.delta)
        if abs(self.delta) >= _APART:
            nearest = _newcombe(abs(self.delta), self.sizes, level)
            low, high = (min(low, nearest), high) if self.delta > 0 else (low, max(high, -nearest))
        return Interval(self.delta, low, high, level)

    def _by_logit(self, level: float) -> tuple[float, float]:
        from scipy.special import expit, logit, stdtrit

        middle = float(logit((1 + self.delta) / 2))
        reach = float(stdtrit(self.freedom, (1 + level) / 2)) * self.error
        return 2 * float(expit(middle - reach)) - 1, 2 * float(expit(middle + reach)) - 1


_FEWEST = 2
_APART = 0.8


def dominance(a: Counts, b: Counts) -> Dominance:
    """Cliff's delta (1993, Psychological Bulletin 114:494-509) of two groups, given as counts over the same values in
    ascending order; 2A − 1 of the probability of superiority A (Vargha & Delaney 2000), so only the order of values
    counts and no outlier does.

    Its error is that of DeLong, DeLong & Clarke-Pearson (1988, Biometrics 44:837-845), degrees of freedom those of
    Brunner & Munzel (2000, Biometrical Journal 42:17-25). An empty group gives a delta of 0 that nothing is known of.
    """
    n, m = int(a.sum()), int(b.sum())
    if min(n, m) < _FEWEST:
        return Dominance(0.0, math.inf, 1.0, 1.0, (n, m))
    below_b = (b.cumsum() - b / 2) / m  # where a value of the first group stands among the second
    below_a = (a.cumsum() - a / 2) / n
    superior = float((a * below_b).sum()) / n
    spread_a = float((a * (below_b - superior) ** 2).sum()) / (n - 1) / n
    spread_b = float((b * (below_a - (1 - superior)) ** 2).sum()) / (m - 1) / m
    squared = spread_a + spread_b
    delta = 2 * superior - 1
    if squared <= 0 or not 0 < superior < 1:
        return Dominance(delta, math.inf, 1.0, _unlikely(delta, n, m), (n, m))
    freedom = squared**2 / (spread_a**2 / (n - 1) + spread_b**2 / (m - 1))
    error = math.sqrt(squared)
    return Dominance(
        delta, error / (superior * (1 - superior)), freedom, _two_sided((superior - 0.5) / error, freedom), (n, m)
    )


def _two_sided(t: float, freedom: float) -> float:
    from scipy.special import stdtr

    return 2 * float(stdtr(freedom, -abs(t)))


def _unlikely(delta: float, n: int, m: int) -> float:
    """Of groups without overlap: by the normal approximation of Mann & Whitney (1947)."""
    from scipy.special import ndtr

    return 2 * float(ndtr(-abs(delta) / 2 / math.sqrt((n + m + 1) / (12 * n * m))))


def _newcombe(delta: float, sizes: tuple[int, int], level: float) -> float:
    """The lower end for a delta above 0: Newcombe (2006, Statistics in Medicine 25:559-573), method 5. The smallest A
    whose own standard error reaches the A that was found."""
    from scipy.optimize import brentq
    from scipy.special import ndtri

    n, m = sizes
    found, z, half = (1 + delta) / 2, float(ndtri((1 + level) / 2)), (n + m) / 2 - 1

    def beyond(share: float) -> float:
        spread = share * (1 - share) * (1 + half * ((1 - share) / (2 - share) + share / (1 + share))) / (n * m)
        return float((found - share) ** 2 - z * z * spread)

    return 2 * float(brentq(beyond, 1e-9, found - 1e-9)) - 1


def believed(p: Sequence[float], share: float = 0.10) -> int:
    """How many of these differences may be told, those of the smallest p, so that on average at most `share` of the
    told ones are none: Benjamini & Hochberg (1995, JRSS B 57:289-300).

    Intervals of those told, at the level 1 − share · told ÷ all, then miss the truth in at most that share of cases:
    Benjamini & Yekutieli (2005, JASA 100:71-81).
    """
    ranked = sorted(p)
    passing = (at for at, one in enumerate(ranked, start=1) if one <= share * at / len(ranked))
    return max(passing, default=0)
