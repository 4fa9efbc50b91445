"""How long until something happens, where for some it has not happened yet."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bakhsh.stats.intervals import Interval

__all__ = ["Survived", "kaplan_meier"]


@dataclass(frozen=True, slots=True)
class Survived:
    """One step of the curve: of the `at_risk` who had lasted until `time`, `lost` ended then; `share` have lasted
    beyond it, with `error`, its standard error by Greenwood."""

    time: int
    at_risk: int
    lost: int
    share: Interval
    error: float


def kaplan_meier(ends: Iterable[tuple[int, int, int]], level: float = 0.90) -> tuple[Survived, ...]:
    """The product-limit estimate S(t) = Π (1 − dᵢ/nᵢ) over the times up to t: Kaplan & Meier (1958, JASA 53:457–481).

    `ends` are (time, lost, censored) in any order, times apart. Who is censored at a time is at risk at it. A step
    for every time at which anybody was lost. Variance by Greenwood (1926): S² Σ dᵢ / (nᵢ (nᵢ − dᵢ)); the interval is
    that of log(−log S) (Kalbfleisch & Prentice 1980, §1.3), which stays between 0 and 1. Where nobody is left, S = 0
    and its interval is [0, 0], its standard error 0.
    """
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    ordered = sorted(ends)
    at_risk = sum(lost + censored for _, lost, censored in ordered)
    share, summed = 1.0, 0.0
    steps: list[Survived] = []
    for time, lost, censored in ordered:
        if lost:
            share *= 1 - lost / at_risk
            summed += lost / (at_risk * (at_risk - lost)) if at_risk > lost else math.inf
            steps.append(_step(time, at_risk, lost, share, summed, z, level))
        at_risk -= lost + censored
    return tuple(steps)


def _step(time: int, at_risk: int, lost: int, share: float, summed: float, z: float, level: float) -> Survived:
    if share <= 0:
        return Survived(time, at_risk, lost, Interval(0.0, 0.0, 0.0, level), 0.0)
    reach = math.exp(z * math.sqrt(summed) / abs(math.log(share)))
    interval = Interval(share, share**reach, share ** (1 / reach), level)
    return Survived(time, at_risk, lost, interval, share * math.sqrt(summed))
