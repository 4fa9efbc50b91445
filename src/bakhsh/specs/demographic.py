"""Who customers are: how ages and incomes are banded, and what files' words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

__all__ = ["Demographic", "band_names"]


@dataclass(frozen=True, slots=True)
class Demographic:
    """demographic.toml. `age_bands`: the ages at which a band begins, ascending; who is younger than the first is in a
    band of his own. `ages_as_of`: the day on which the files' ages were true; None: they are true always.
    `income_bands`: the amounts, in the project's unit, at which a band begins; none: the files' own bands, else a fifth
    each. `words`: by feature, the term that a spelling of the files means ({"gender": {"1": "female"}})."""

    age_bands: tuple[int, ...] = (18, 25, 35, 45, 55, 65)
    ages_as_of: date | None = None
    income_bands: tuple[int, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def band_names(starts: Sequence[int]) -> tuple[str, ...]:
    """["under 18", "18-24", …, "65+"] for the ages at which bands begin, ascending."""
    between = (f"{low}-{high - 1}" for low, high in pairwise(starts))
    return (f"under {starts[0]}", *between, f"{starts[-1]}+")
