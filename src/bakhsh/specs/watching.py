"""What is watched, and how far it may go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bakhsh.errors import Where
from bakhsh.specs.words import NOWHERE

__all__ = ["FeedLimits", "Watch"]


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """How far a source may go beyond its own history: open days it may be `late` or `missing`, the share of its usual
    weekly rows it may lose (`shrinking`); and, where they are given, the largest shares of a load that may be
    `duplicated` or `rejected`. `watched`: whether the source is watched at all."""

    watched: bool = True
    late_days: int = 2
    missing_days: int = 2
    shrinking: float = 0.5
    duplicated: float | None = None
    rejected: float | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """watch.toml. `features`: those watched besides what segmentations use (empty: all). `noticed` and `drift`: the
    population stability index from which a feature's movement matters at all, and from which it is serious where a
    segmentation uses it. `shares`: share of customers that may be in other segments than before, net; `leaving`:
    largest share of a segment that may leave it (None: not asked). `refit`: whether a run learns anew by itself what
    the verdict says."""

    features: tuple[str, ...] = ()
    noticed: float = 0.1
    drift: float = 0.25
    shares: float = 0.15
    leaving: float | None = None
    refit: str = "when_told"
    sources: FeedLimits = field(default_factory=FeedLimits)
    source: Mapping[str, FeedLimits] = field(default_factory=dict)
    at: Where = field(default=NOWHERE, compare=False, repr=False)

    def feed(self, source: str) -> FeedLimits:
        """The limits of one source."""
        return self.source.get(source, self.sources)
