"""Estimates with their intervals, the bootstrap, and sample sizes.

A `level` is the coverage of a two-sided interval (0.90 leaves 5 % on either side); `alpha` is one less it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = [
    "Interval", "Sample", "bootstrap_mean_difference", "mean_difference", "mean_interval",
    "minimum_detectable_effect",
    "proportion_difference", "sample_size_means", "wilson",
]  # fmt: skip

_DRAWN_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its two-sided interval; a bound nobody can give is minus or plus infinity."""

    estimate: float
    low: float
    high: float
    level: float

    def excludes(self, value: float) -> bool:
        """Whether `value` lies outside; a bound itself is inside."""
        return value < self.low or value > self.high


@dataclass(frozen=True, slots=True)
class Sample:
    """What a mean needs of a sample: its size, mean and unbiased variance (NaN below two)."""

    n: int
    mean: float
    variance: float

    @classmethod
    def from_values(cls, values: Sequence[float] | npt.NDArray[np.float64]) -> Sample:
        """From the values themselves."""
        import numpy as np

        array = np.asarray(values, dtype=np.float64)
        n = int(array.size)
        return cls(n, float(array.mean()) if n else math.nan, float(array.var(ddof=1)) if n > 1 else math.nan)

    @classmethod
    def from_sums(cls, n: int, total: float, total_of_squares: float) -> Sample:
        """From an engine's sums. Exact for whole numbers given as `int`; with floats the difference of two large sums
        loses digits, so centre values first where their mean dwarfs their spread."""
        if n == 0:
            return cls(0, math.nan, math.nan)
        variance = max((n * total_of_squares - total * total) / (n * (n - 1)), 0.0) if n > 1 else math.nan
        return cls(n, total / n, variance)


def mean_difference(a: Sample, b: Sample, level: float = 0.90) -> Interval:
    """Mean of `a` minus mean of `b`, with unequal variances: Welch (1947), degrees of freedom by Satterthwaite (1946).

    A sample below two leaves the bounds infinite. Two samples without any spread give an interval of no width.
    """
    from scipy.special import stdtrit

    difference = a.mean - b.mean
    if min(a.n, b.n) < 2:
        return Interval(difference, -math.inf, math.inf, level)
    part_a, part_b = a.variance / a.n, b.variance / b.n
    squared_error = part_a + part_b
    if squared_error == 0:
        return Interval(difference, difference, difference, level)
    freedom = squared_error**2 / (part_a**2 / (a.n - 1) + part_b**2 / (b.n - 1))
    reach = float(stdtrit(freedom, (1 + level) / 2)) * math.sqrt(squared_error)
    return Interval(difference, difference - reach, difference + reach, level)


def mean_interval(sample: Sample, level: float = 0.90) -> Interval:
    """A mean with Student's (1908) interval; below two values its bounds are infinite."""
    from scipy.special import stdtrit

    if sample.n < 2:
        return Interval(sample.mean, -math.inf, math.inf, level)
    reach = float(stdtrit(sample.n - 1, (1 + level) / 2)) * math.sqrt(sample.variance / sample.n)
    return Interval(sample.mean, sample.mean - reach, sample.mean + reach, level)


def wilson(successes: int, n: int, level: float = 0.90) -> Interval:
    """A proportion with its score interval: Wilson (1927). Of no trials: NaN between 0 and 1."""
    if n == 0:
        return Interval(math.nan, 0.0, 1.0, level)
    z = _z((1 + level) / 2)
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low = 0.0 if successes == 0 else max(centre - reach, 0.0)
    high = 1.0 if successes == n else min(centre + reach, 1.0)
    return Interval(share, low, high, level)


def proportion_difference(successes_a: int, n_a: int, successes_b: int, n_b: int, level: float = 0.90) -> Interval:
    """Share of `a` minus share of `b`: Newcombe (1998, Statistics in Medicine 17:873–890), method 10.

    A hybrid of the two Wilson intervals; stays within −1 and 1 and keeps its coverage for rare outcomes, where the Wald
    interval fails. An arm without customers leaves NaN between −1 and 1.
    """
    a, b = wilson(successes_a, n_a, level), wilson(successes_b, n_b, level)
    if n_a == 0 or n_b == 0:
        return Interval(math.nan, -1.0, 1.0, level)
    difference = a.estimate - b.estimate
    below = math.hypot(a.estimate - a.low, b.high - b.estimate)
    above = math.hypot(a.high - a.estimate, b.estimate - b.low)
    return Interval(difference, difference - below, difference + above, level)


def bootstrap_mean_difference(
    a: Sequence[float] | npt.NDArray[np.float64],
    b: Sequence[float] | npt.NDArray[np.float64],
    *,
    seed: int,
    level: float = 0.90,
    draws: int = 2000,
) -> Interval:
    """Mean of `a` minus mean of `b` with the percentile interval of the bootstrap (Efron 1979), arms drawn apart.

    The same seed gives the same interval. An arm below two values leaves the bounds infinite.
    """
    import numpy as np

    left, right = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if min(left.size, right.size) < 2:
        return Interval(Sample.from_values(left).mean - Sample.from_values(right).mean, -math.inf, math.inf, level)
    generator = np.random.default_rng(seed)
    differences = _drawn_means(left, draws, generator) - _drawn_means(right, draws, generator)
    low, high = np.quantile(differences, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(left.mean() - right.mean()), float(low), float(high), level)


def _drawn_means(
    values: npt.NDArray[np.float64], draws: int, generator: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Means of `draws` samples with replacement, a few at a time so that memory stays bounded."""
    import numpy as np

    at_once = max(1, _DRAWN_AT_ONCE // values.size)
    means = [
        values[generator.integers(0, values.size, (min(at_once, draws - done), values.size))].mean(axis=1)
        for done in range(0, draws, at_once)
    ]
    return np.concatenate(means)


def sample_size_means(sd: float, mde: float, *, power: float = 0.80, alpha: float = 0.10, share: float = 0.50) -> int:
    """Customers of both arms together that find a difference in means of `mde` with this power, two-sided.

    `share` of them are treated; `sd` is the standard deviation in either arm (sqrt(p(1 − p)) for a proportion), in the
    unit of `mde`. Normal approximation: n = ((z₁₋α⁄₂ + z_power)·sd / mde)² · (1/share + 1/(1 − share)), rounded up
    (Cohen 1988, §2.4). Raises ValueError unless `mde` is above zero and `share` between 0 and 1.
    """
    if mde <= 0 or not 0 < share < 1:
        raise ValueError("mde must be above zero, share strictly between 0 and 1")
    reach = _z(1 - alpha / 2) + _z(power)
    return math.ceil((reach * sd / mde) ** 2 / (share * (1 - share)))


def minimum_detectable_effect(
    n: int, sd: float, *, power: float = 0.80, alpha: float = 0.10, share: float = 0.50
) -> float:
    """The smallest difference in means that `n` customers of both arms find with this power; infinite for none.

    The inverse of `sample_size_means`, in the unit of `sd`.
    """
    if not 0 < share < 1:
        raise ValueError("share must lie strictly between 0 and 1")
    if n <= 0:
        return math.inf
    return (_z(1 - alpha / 2) + _z(power)) * sd / math.sqrt(n * share * (1 - share))


def _z(probability: float) -> float:
    from scipy.special import ndtri  # scipy.stats would take a second to import

    return float(ndtri(probability))
