"""Everything a project folder declares, together."""

from __future__ import annotations

from dataclasses import dataclass, field

from bakhsh.specs.acting import Campaign
from bakhsh.specs.behavioural import Behavioural
from bakhsh.specs.demographic import Demographic
from bakhsh.specs.dividing import ExtraFeature, Segmentation
from bakhsh.specs.geographic import Geographic
from bakhsh.specs.predicting import Predictions
from bakhsh.specs.prices import Prices
from bakhsh.specs.psychographic import Psychographic
from bakhsh.specs.shop import Project
from bakhsh.specs.sources import Identity, Source
from bakhsh.specs.watching import Watch

__all__ = ["ProjectFiles"]


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """Everything a project folder declares, read and checked."""

    project: Project
    sources: tuple[Source, ...] = ()
    features: tuple[ExtraFeature, ...] = ()
    segmentations: tuple[Segmentation, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    identity: Identity = field(default_factory=Identity)
    demographic: Demographic = field(default_factory=Demographic)
    geographic: Geographic = field(default_factory=Geographic)
    psychographic: Psychographic = field(default_factory=Psychographic)
    behavioural: Behavioural = field(default_factory=Behavioural)
    prices: Prices = field(default_factory=Prices)
    predictions: Predictions = field(default_factory=Predictions)
    watch: Watch = field(default_factory=Watch)

    def segmentation(self, name: str) -> Segmentation:
        """The segmentation of that name; KeyError where there is none (callers ask `project.find` for near names)."""
        return {one.name: one for one in self.segmentations}[name]
