"""What customers do: how far back use and visits count."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Behavioural"]


@dataclass(frozen=True, slots=True)
class Behavioural:
    """behavioural.toml. `engagement_days`: how far back visits, opens and clicks say that somebody is engaged."""

    engagement_days: int = 90
