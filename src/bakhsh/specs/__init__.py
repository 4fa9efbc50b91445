"""What was declared: the project folder's files as frozen values.

`project.read` makes them, everything else only reads them. Each carries `at`, the place in the files where it was
declared, so that a mistake found later (an unknown feature, a cycle) can still say file and line; `at` is not part
of what a spec means and takes no part in comparison or fingerprints.
"""

from __future__ import annotations

from bakhsh.specs.acting import Campaign, Offer
from bakhsh.specs.banded import STAGES, Predicted, Stages, stage_conditions
from bakhsh.specs.behavioural import AssetKind, Behavioural, Occasion
from bakhsh.specs.demographic import Demographic
from bakhsh.specs.dividing import Cluster, Cross, ExtraFeature, RfmRuler, Segment, Segmentation, asked
from bakhsh.specs.files import ProjectFiles
from bakhsh.specs.geographic import Geographic, PostalTable
from bakhsh.specs.predicting import Predictions
from bakhsh.specs.prices import Prices
from bakhsh.specs.psychographic import Psychographic, Scale
from bakhsh.specs.shop import Project, Retention, Told
from bakhsh.specs.sources import (
    CHARGES,
    SHOP_KINDS,
    SOURCE_ENTRY_POINTS,
    UNCLEAR,
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
from bakhsh.specs.watching import FeedLimits, Watch
from bakhsh.specs.words import Title

__all__ = [
    "asked", "AssetKind", "Behavioural", "Campaign", "CHARGES", "Cluster", "ColumnMap", "Cross", "Database",
    "Demographic", "ExtraFeature", "FeedLimits", "Geographic", "Identity", "Join", "Layout", "LeaveOut", "Occasion",
    "Offer", "Policy", "PostalTable", "Predicted", "Predictions", "Prices", "Project", "ProjectFiles", "Psychographic",
    "Reading", "Retention", "RfmRuler", "Scale", "Segment", "Segmentation", "Shop", "SHOP_KINDS", "Source",
    "SOURCE_ENTRY_POINTS", "stage_conditions", "STAGES", "Stages", "Title", "Told", "UNCLEAR", "Watch", "WRITTEN",
]  # fmt: skip
