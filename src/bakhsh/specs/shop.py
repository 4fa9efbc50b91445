"""The project as a whole: how its people count and read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bakhsh.errors import Where
from bakhsh.language.locale import Calendar, Language
from bakhsh.specs.words import NOWHERE

if TYPE_CHECKING:
    pass

__all__ = ["Project", "Retention", "Told"]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept that nothing current needs: old runs and ledger files, in days."""

    runs_days: int = 400
    files_days: int = 30


@dataclass(frozen=True, slots=True)
class Told:
    """Behind how many customers a share or a mean of personal features (who they are, where they live, what they value)
    must stand before it is told of a group. `values`: the same of what they value and like."""

    customers: int = 10
    values: int = 20


@dataclass(frozen=True, slots=True)
class Project:
    """bakhsh.toml. `unit` is the money unit people write and read (GBP, IRT); `margin` the declared margin, a share of
    revenue, used where no cost is known and printed as an assumption. `weekend` holds Monday = 0 … Sunday = 6."""

    name: str
    unit: str = "USD"
    calendar: Calendar = "gregorian"
    language: Language = "en"
    timezone: str = "UTC"
    weekend: tuple[int, ...] = (5, 6)
    engine: str = "duckdb"
    margin: float | None = None
    memory: str = ""
    retention: Retention = field(default_factory=Retention)
    told: Told = field(default_factory=Told)
    layout: int = 1
    at: Where = field(default=NOWHERE, compare=False, repr=False)
