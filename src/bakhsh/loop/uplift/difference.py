"""The difference of two arms with an interval that holds for skewed money and unequal arms.

Most customers buy nothing and a few buy much, and the control group is small. Welch's interval then errs to one side:
a small control group that happens to hold no large buyer has too low a mean *and* too low a spread, so the campaign
seems to work far more often than the 5 % one would allow (up to 40 % of campaigns without any effect, in simulation).
The skewness is therefore taken out: Hall (1992, JRSS B 54:221-228), for two samples Zhou & Dinh (2005, Biostatistics
6:187-200, eq. 2.6), with the skewness of both arms together, since the small arm cannot show its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bakhsh.stats import Interval, Sample, proportion_difference, sample_size_means

__all__ = ["LEVEL", "POWER", "Arm", "Pair", "scaled"]

LEVEL = 0.90
"""Coverage of every interval of a readout."""

POWER = 0.80
"""With which a real difference should be found, wherever a number of customers is asked for."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One outcome in one arm: customers, mean, unbiased variance and third central moment (NaN where unknown)."""

    n: int
    mean: float
    variance: float
    third: float

    @classmethod
    def from_sums(cls, n: int, total: float, variance: float | None, cubes: float) -> Arm:
        """From a count, the total, the sample variance (None below two) and the sum of cubes."""
        if n == 0:
            return cls(0, math.nan, math.nan, math.nan)
        if n < 2 or variance is None:
            return cls(n, total / n, math.nan, math.nan)
        mean = total / n
        squares = variance * (n - 1) + n * mean * mean
        return cls(n, mean, variance, (cubes - 3 * mean * squares + 2 * n * mean**3) / n)

    @property
    def sample(self) -> Sample:
        return Sample(self.n, self.mean, self.variance)


@dataclass(frozen=True, slots=True)
class Pair:
    """One outcome in both arms. `yes_no`: it is 0 or 1 for every customer."""

    treated: Arm
    holdout: Arm
    yes_no: bool = False

    @property
    def measurable(self) -> bool:
        """Whether both arms hold two customers: with fewer nobody can say how far a difference may be off."""
        return min(self.treated.n, self.holdout.n) >= 2

    @property
    def difference(self) -> Interval | None:
        """Treated less holdout, per customer; None while it is not measurable.

        A yes-or-no outcome has Newcombe's interval (see `stats`), any other Welch's with the skewness taken out.
        """
        if not self.measurable:
            return None
        treated, holdout = self.treated, self.holdout
        if self.yes_no:
            yes, without = round(treated.mean * treated.n), round(holdout.mean * holdout.n)
            return proportion_difference(yes, treated.n, without, holdout.n, LEVEL)
        return _unskewed(treated, holdout)

    @property
    def needed(self) -> int | None:
        """Customers of both arms together, split and spread as here, with whom the interval would leave zero out with
        80 % probability if the true difference were the one observed.

        None where that was exactly zero, where nothing varies, and where so many are there already.
        """
        if not self.measurable or self.treated.mean == self.holdout.mean:
            return None
        customers = self.treated.n + self.holdout.n
        share = self.treated.n / customers
        # the spread that, equal in both arms, would give the difference the error that the two observed ones give
        variance = self.treated.variance * (1 - share) + self.holdout.variance * share
        if variance <= 0:
            return None
        gap = abs(self.treated.mean - self.holdout.mean)
        found = sample_size_means(math.sqrt(variance), gap, power=POWER, alpha=1 - LEVEL, share=share)
        return found if found > customers else None


def scaled(interval: Interval, factor: float) -> Interval:
    """The interval in another unit; `factor` is not below zero."""
    return Interval(interval.estimate * factor, interval.low * factor, interval.high * factor, interval.level)


def _unskewed(a: Arm, b: Arm) -> Interval:
    """Mean of `a` less mean of `b`: Welch's error and degrees of freedom, quantiles through Hall's transformation."""
    from scipy.special import stdtrit

    gap = a.mean - b.mean
    part_a, part_b = a.variance / a.n, b.variance / b.n
    error = math.sqrt(part_a + part_b)
    if error == 0:
        return Interval(gap, gap, gap, LEVEL)
    freedom = error**4 / (part_a**2 / (a.n - 1) + part_b**2 / (b.n - 1))
    reach = float(stdtrit(freedom, (1 + LEVEL) / 2))
    skewness = _skewness_of_difference(a, b)
    return Interval(gap, gap - error * _back(reach, skewness), gap - error * _back(-reach, skewness), LEVEL)


def _skewness_of_difference(a: Arm, b: Arm) -> float:
    """Of the standardised difference of means; zero for arms of one size, whose skewness cancels."""
    weight_a, weight_b = a.n - 1, b.n - 1
    variance = (weight_a * a.variance + weight_b * b.variance) / (weight_a + weight_b)
    third = (weight_a * a.third + weight_b * b.third) / (weight_a + weight_b)
    return third * (1 / a.n**2 - 1 / b.n**2) / math.pow(variance * (1 / a.n + 1 / b.n), 1.5)


def _back(quantile: float, skewness: float) -> float:
    """The quantile of the studentised difference that Hall's monotone transformation takes to `quantile`."""
    if abs(skewness) < 1e-9:
        return quantile
    return 3 / skewness * float(math.cbrt(1 + skewness * (quantile - skewness / 6)) - 1)
