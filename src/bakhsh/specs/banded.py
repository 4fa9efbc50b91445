"""Bands of a value, and stages of life: what a segmentation of kind "predicted" declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bakhsh.conditions import Condition, Value

__all__ = ["STAGES", "WAYS", "Predicted", "Stages", "stage_conditions"]

WAYS = ("cut", "percentile", "share", "stage")
"""The ways to cut a value into bands; `stage` cuts a life instead."""

STAGES = ("new", "active", "slipping", "lost", "back")
"""Stages of life, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Stages:
    """When a stage of life begins and ends; days count as recency and known_for do, `slipping` and `lost` in a
    customer's own usual gaps (overdue). `p_alive`: below the first lost, below the second slipping, where that is
    predicted of a customer; empty: overdue decides of everybody."""

    new_days: int = 60
    back_days: int = 60
    silent_days: int = 180
    slipping: Decimal = Decimal(2)
    lost: Decimal = Decimal(4)
    slipping_days: int = 30
    lost_days: int = 60
    p_alive: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Predicted:
    """How customers are banded by a value `by`, one of WAYS: `cut` at boundaries as written (money in the project's
    unit), at `percentile`s of those who have it, by the `share` of its sum that the highest make; or by `stage` of
    life, without a value. `names`: what the bands are called in conditions, the highest first."""

    by: Value | None = None
    cut: tuple[Decimal, ...] = ()
    percentile: tuple[Decimal, ...] = ()
    share: tuple[Decimal, ...] = ()
    stage: Stages | None = None
    names: tuple[str, ...] = ()

    @property
    def way(self) -> str:
        """The one that is declared."""
        return next((way for way in WAYS if getattr(self, way)), "stage")

    @property
    def bounds(self) -> tuple[Decimal, ...]:
        """The boundaries as written, ascending; none of stages."""
        return () if self.way == "stage" else tuple(getattr(self, self.way))

    @property
    def bands(self) -> tuple[str, ...]:
        """The names of the bands, the highest first; of stages those of STAGES."""
        if self.way == "stage":
            return STAGES
        count = len(self.bounds) + 1
        if len(self.names) == count:
            return self.names
        if self.way == "share":
            return tuple(chr(ord("a") + at) for at in range(count))
        return tuple(f"band_{number}" for number in range(count, 0, -1))


def stage_conditions(stages: Stages) -> Mapping[str, Condition]:
    """Of every stage its condition, in the order in which they are tried; the first that holds wins.

    *new*: the first purchase is less than `new_days` old. *back*: bought in the last `back_days`, not once in the
    `silent_days` before, and before that. *lost*: at least `lost` usual gaps and `lost_days` since the last purchase;
    who bought on one day only has no usual gap and is lost after `silent_days`. *slipping*: the same with `slipping`
    and `slipping_days`; who bought on one day only slips when no longer new. *active*: everybody else who has bought.
    """
    from bakhsh.conditions import parse

    recently, long = f"count(last = '{stages.back_days} days')", stages.back_days + stages.silent_days
    lost = (
        f"recency >= {stages.lost_days} and overdue >= {stages.lost}"
        f" or overdue is empty and recency >= {stages.silent_days}"
    )
    slipping = (
        f"recency >= {stages.slipping_days} and overdue >= {stages.slipping}"
        f" or overdue is empty and recency >= {stages.new_days}"
    )
    if stages.p_alive:
        below_lost, below_slipping = stages.p_alive
        lost = f"p_alive < {below_lost} or p_alive is empty and ({lost})"
        slipping = f"p_alive < {below_slipping} or p_alive is empty and ({slipping})"
    return {
        "new": parse(f"known_for < {stages.new_days}"),
        "back": parse(f"known_for >= {long} and {recently} > 0 and {recently} = count(last = '{long} days')"),
        "lost": parse(lost),
        "slipping": parse(slipping),
        "active": parse("recency is not empty"),
    }
