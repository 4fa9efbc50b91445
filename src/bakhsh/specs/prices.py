"""How money of different months is made comparable."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Prices"]


@dataclass(frozen=True, slots=True)
class Prices:
    """prices.toml. `constant`: how money of different months is compared: by "table" (a price index), by "rank" (within
    the month), or not ("off")."""

    constant: str = "off"
