"""How well predictions did in the past, beside what needs no model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bakhsh.language.sentences import Sentence
from bakhsh.stats import Interval

__all__ = ["Backtest", "Calibrated", "Grade", "Judged", "Origin", "Tracked"]

Grade = Literal["A", "B", "C", ""]
"""How far predictions can be used; empty: nothing could be tested yet."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Predicted orders against what came, over all customers known at the day. `mae`, `rmse`: in orders a customer;
    `correlation`: 0 where either never varies; `total`: predicted orders of all, `actual`: those that came; `auc`: how
    well it ranks who orders at all (ties half; 0.5 where all or none did). `better`: squared error less that of the
    model, a customer, with its interval of 90 %: above zero, the model did better; empty for the model itself."""

    name: str
    mae: float
    rmse: float
    correlation: float
    total: float
    actual: float
    auc: float
    better: Interval | None = None


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A tenth of the customers by predicted orders: how many `customers`, `predicted` and `actual` orders of one of
    them on average, and the share predicted to order at all beside the share that did."""

    customers: int
    predicted: float
    actual: float
    p_buy: float
    bought: float


@dataclass(frozen=True, slots=True)
class Tracked:
    """Orders of all customers together from the day on until `days` later: as predicted, and as they came."""

    days: int
    predicted: float
    actual: float


@dataclass(frozen=True, slots=True)
class Origin:
    """One day in the past, as of which everything was learned and predicted. `judged`: the model first, then the
    baselines."""

    as_of: date
    customers: int
    judged: tuple[Judged, ...]
    calibrated: tuple[Calibrated, ...]
    tracked: tuple[Tracked, ...]


@dataclass(frozen=True, slots=True)
class Backtest:
    """`origins`: latest first. `grade`: A, B or C by the rule in `said`; with C the model is not used and `used` names
    the baseline that is; empty where nothing could be tested, and `said` says what is missing."""

    model: str
    horizon_days: int
    grade: Grade
    used: str
    said: Sentence
    origins: tuple[Origin, ...] = ()
