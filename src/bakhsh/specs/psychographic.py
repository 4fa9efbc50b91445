"""What customers value and like: whether anybody is profiled at all."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Psychographic"]


@dataclass(frozen=True, slots=True)
class Psychographic:
    """psychographic.toml. `on`: whether customers who consented to profiling are profiled; off, nobody is."""

    on: bool = False
