"""How money of different months is made comparable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bakhsh.errors import Where
from bakhsh.specs.words import NOWHERE

__all__ = ["SAID_OF_MONEY", "Prices"]

SAID_OF_MONEY = frozenset({
    "prices.nominal", "prices.constant_table", "prices.constant_own", "prices.constant_rank", "prices.no_levels",
})  # fmt: skip
"""The sentences that say in whose money a snapshot counts."""


@dataclass(frozen=True, slots=True)
class Prices:
    """prices.toml. `constant`: how money of different months is compared: by "table" (a price index in the file
    `table`), by "own" (an index of the shop's own prices), by "rank" (within the month), or not ("off"). `base`: first
    day of the month in whose money rulers count (None: the first month with a level)."""

    constant: str = "off"
    table: str = ""
    base: date | None = None
    at: Where = field(default=NOWHERE, compare=False, repr=False)
