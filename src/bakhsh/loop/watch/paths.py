"""Ways between segments that are gone oftener, or more rarely, than the shop's own past explains.

The share of a segment that goes one way, in earlier pairs of snapshots as far apart as this one, has a mean and a
spread; the spread holds both chance and what differs from month to month in this shop (a share that is beta-binomial,
not binomial). Shares are compared as angles, arcsin √((k + ⅜) / (n + ¾)), whose variance by chance is 1 / (4n + 2)
whatever the share (Anscombe 1948, Biometrika 35:246–254), with the predictive interval of one more normal value
(Student's t with one degree of freedom less than there are pairs). The level is shared out among all ways that are
looked at (Bonferroni), so that in a shop where nothing is new one run in twenty finds anything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.records import Finding

__all__ = ["FEWEST_PAIRS", "Counts", "abnormal"]

FEWEST_PAIRS = 4
"""Earlier pairs of snapshots below which nobody can say what is usual."""

FEWEST = 20
"""Customers of a segment below which its ways are not looked at."""

_LEVEL = 0.05

Counts = Mapping[tuple[str, str], int]
"""Customers by the segment they came from and the one they are in."""


def abnormal(
    segmentation: str, history: Sequence[Counts], now: Counts, titles: Mapping[str, Argument]
) -> tuple[Finding, ...]:
    """What is unusual `now`, the furthest out first: customers in both snapshots by (from, to), beside `history`, those
    of each earlier pair. `ceiling` is the share that chance and the past explain at most (at least, where fewer
    went)."""
    ways = [way for way in _ways([now, *history]) if _size(now, way[0]) >= FEWEST]
    if len(history) < FEWEST_PAIRS or not ways:
        return ()
    found = []
    for way in ways:
        past = [(pair.get(way, 0), _size(pair, way[0])) for pair in history if _size(pair, way[0]) >= FEWEST]
        if len(past) < FEWEST_PAIRS:
            continue
        low, high, usual = _band(past, _size(now, way[0]), _LEVEL / len(ways))
        share = now.get(way, 0) / _size(now, way[0])
        if not low <= share <= high:
            found.append((_distance(share, low, high), _finding(segmentation, way, share, (low, high), usual, titles)))
    return tuple(one for _, one in sorted(found, key=lambda each: -each[0]))


def _ways(pairs: Sequence[Counts]) -> list[tuple[str, str]]:
    """Every way between two different segments that was ever gone."""
    return sorted({way for pair in pairs for way, customers in pair.items() if way[0] != way[1] and customers})


def _size(pair: Counts, start: str) -> int:
    return sum(customers for (origin, _), customers in pair.items() if origin == start)


def _band(past: Sequence[tuple[int, int]], size: int, level: float) -> tuple[float, float, float]:
    """The least and the greatest share that are nothing new among `size` customers, and the mean share of the past."""
    from scipy.special import stdtrit

    angles = [_angle(count, of) for count, of in past]
    chance = [1 / (4 * of + 2) for _, of in past]
    pairs = len(angles)
    mean = sum(angles) / pairs
    seen = sum((angle - mean) ** 2 for angle in angles) / (pairs - 1)
    by_chance = sum(chance) / pairs
    # What months differ by beyond chance; where they differ by less than chance would have it, chance is what counts.
    between = max(seen - by_chance, 0.0)
    variance = between + 1 / (4 * size + 2) + (between + by_chance) / pairs
    reach = float(stdtrit(pairs - 1, 1 - level / 2)) * math.sqrt(variance)
    low, high = _share(mean - reach, size), _share(mean + reach, size)
    return low, high, sum(count for count, _ in past) / sum(of for _, of in past)


def _angle(count: int, of: int) -> float:
    return math.asin(math.sqrt((count + 0.375) / (of + 0.75)))


def _share(angle: float, size: int) -> float:
    """The share whose angle this is among `size` customers, between 0 and 1."""
    inside = min(max(angle, 0.0), math.pi / 2)
    return min(max((math.sin(inside) ** 2 * (size + 0.75) - 0.375) / size, 0.0), 1.0)


def _distance(share: float, low: float, high: float) -> float:
    return max(low - share, share - high)


def _finding(
    segmentation: str,
    way: tuple[str, str],
    share: float,
    band: tuple[float, float],
    usual: float,
    titles: Mapping[str, Argument],
) -> Finding:
    above = share > band[1]
    bound = band[1] if above else band[0]
    args: dict[str, Argument] = {
        "from_segment": titles.get(way[0], Code(way[0])), "to_segment": titles.get(way[1], Code(way[1])),
        "share": Share(share), "usual": Share(usual), "bound": Share(bound),
    }  # fmt: skip
    said = Sentence("migration.path_above", args) if above else Sentence("migration.path_below", args)
    return Finding(segmentation, "path", said, share, bound)
