"""Watch: cohorts, and everybody together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Cohort", "CohortTable", "Overview"]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers who first bought in the period that begins on `month`; active[k] of them bought in the k-th period
    after (active[0] = size), and all of them paid revenue[k] in it, less what they were given back."""

    month: date
    size: int
    active: tuple[int, ...]
    revenue: tuple[int, ...] = ()

    @property
    def shares(self) -> tuple[float, ...]:
        """The active ones as parts of all; none where there is nobody."""
        return tuple(one / self.size for one in self.active) if self.size else ()


@dataclass(frozen=True, slots=True)
class CohortTable:
    """Retention by period (week, month, quarter) of first purchase, up to as_of; the last may be unfinished
    (`partial`)."""

    as_of: date
    calendar: str
    cohorts: tuple[Cohort, ...]
    partial: bool = False
    period: str = "month"


@dataclass(frozen=True, slots=True)
class Overview:
    """Everybody together as of a day. Minor units; `repeat_share`: of the buyers, those with two purchase days or more;
    `active_90`: bought in the last 90 days; `revenue_90` against the 90 days before. Bucket customers are
    in none of these; `bucket_revenue` is what came from them on top."""

    as_of: date
    customers: int
    buyers: int
    active_90: int
    repeat_share: float | None
    revenue: int
    orders: int
    average_order: float | None
    revenue_90: int
    revenue_before_90: int
    bucket_revenue: int = 0
