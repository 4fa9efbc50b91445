"""How far a customer's own figure is believed: few purchases say little, and are drawn to what everybody does.

Bühlmann and Straub's credibility (1970, Mitteilungen der Vereinigung schweizerischer Versicherungsmathematiker 70,
111): of a customer with n purchases the part n / (n + k) is his own, k being the variance within customers over the
variance between them. For shares of categories k is the strength of a Dirichlet prior with everybody's shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bakhsh.conditions.sums import number

__all__ = ["DEFAULT", "LEAST", "MOST", "above", "moments", "strength"]

DEFAULT = 10.0
"""The strength where too few people say anything: as if everybody's habits were ten purchases of one's own."""

LEAST, MOST = 1.0, 1e6
"""A single purchase never counts for everything; customers who do not differ are all as everybody."""


def moments(weight: Any, mean: Any, within: Any) -> dict[str, Any]:
    """Sums over customers from which `strength` follows: each with a weight (purchases), the mean of them, and the sum
    of squares within them. Customers of an empty mean take no part."""
    there = mean.notnull()
    weight = number(weight)
    return {
        "people": number(there.cast("int32").sum()),
        "weight": weight.sum(where=there),
        "weights": (weight * weight).sum(where=there),
        "sum": (weight * mean).sum(where=there),
        "squares": (weight * mean * mean).sum(where=there),
        "within": within.sum(where=there),
    }


def strength(sums: Mapping[str, float | None]) -> float:
    """k of these sums, from LEAST to MOST; DEFAULT where there are no two customers, or none with two purchases."""
    people, weight, weights, total, squares, within = (
        float(sums[name] or 0) for name in ("people", "weight", "weights", "sum", "squares", "within")
    )
    if people < 2 or weight <= people:
        return DEFAULT
    inside = max(within, 0.0) / (weight - people)
    spread = squares - total * total / weight
    between = (spread - (people - 1) * inside) / (weight - weights / weight)
    if between <= 0:
        return MOST
    return min(max(inside / between, LEAST), MOST)


def above(successes: Any, failures: Any, limit: Any) -> Any:
    """The probability that a share with a beta distribution of these two parameters lies above `limit`.

    Camp and Paulson's approximation of the distribution (Johnson, Kotz and Balakrishnan 1995, section 25.4) and Page's
    of the normal one (1977, Applied Statistics 26, 75): within 0.013 of the truth from one purchase on. It takes powers
    and one exponential only, which every engine has.
    """
    third = 1 / 3
    one, other = (failures * limit) ** third, (successes * (1 - limit)) ** third
    top = one * (1 - 1 / (9 * failures.nullif(0))) - other * (1 - 1 / (9 * successes.nullif(0)))
    below = (one * one / failures.nullif(0) + other * other / successes.nullif(0)).sqrt()
    z = 3 * top / below.nullif(0)
    # Beyond eight standard deviations it is settled, and an exponential would run over.
    z = (z > 8).ifelse(8, (z < -8).ifelse(-8, z))
    return 1 / (1 + (1.5976 * z + 0.070566 * z * z * z).exp())
