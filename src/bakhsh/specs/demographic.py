"""Who customers are: how ages are banded."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Demographic"]


@dataclass(frozen=True, slots=True)
class Demographic:
    """demographic.toml. `age_bands`: the ages at which a band begins, ascending; who is younger than the first is in a
    band of his own."""

    age_bands: tuple[int, ...] = (18, 25, 35, 45, 55, 65)
