"""What was declared: the project folder's files as frozen values.

`project.read` makes them, everything else only reads them. Each carries `at`, the place in the files where it was
declared, so that a mistake found later (an unknown feature, a cycle) can still say file and line; `at` is not part
of what a spec means and takes no part in comparison or fingerprints.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bakhsh.specs.acting import Campaign, Offer
from bakhsh.specs.dividing import ExtraFeature, RfmRuler, Segment, Segmentation
from bakhsh.specs.shop import Project, Retention
from bakhsh.specs.sources import (
    SHOP_KINDS,
    SOURCE_ENTRY_POINTS,
    WRITTEN,
    ColumnMap,
    Database,
    Identity,
    Join,
    Layout,
    LeaveOut,
    Policy,
    Reading,
    Shop,
    Source,
)
from bakhsh.specs.words import Title

__all__ = [
    "Campaign", "ColumnMap", "Database", "ExtraFeature", "Identity", "Join", "Layout", "LeaveOut", "Offer",
    "Policy", "Project", "ProjectFiles", "Reading", "Retention", "RfmRuler", "SHOP_KINDS", "SOURCE_ENTRY_POINTS",
    "Segment", "Segmentation", "Shop", "Source", "Title", "WRITTEN",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """Everything a project folder declares, read and checked."""

    project: Project
    sources: tuple[Source, ...] = ()
    features: tuple[ExtraFeature, ...] = ()
    segmentations: tuple[Segmentation, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    identity: Identity = field(default_factory=Identity)

    def segmentation(self, name: str) -> Segmentation:
        """The segmentation of that name; KeyError where there is none (callers ask `project.find` for near names)."""
        return {one.name: one for one in self.segmentations}[name]
