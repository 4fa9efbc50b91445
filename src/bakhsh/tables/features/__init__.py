"""The named features by base: the four on which customers are divided."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.tables.contracts import Feature
from bakhsh.tables.features import behavioural, demographic, geographic, psychographic

__all__ = ["BASES", "KNOWN"]

BASES: Mapping[str, tuple[Feature, ...]] = {
    "demographic": demographic.FEATURES,
    "geographic": geographic.FEATURES,
    "psychographic": psychographic.FEATURES,
    "behavioural": behavioural.FEATURES,
}
"""All features that need no declaration, by base."""

KNOWN: Mapping[str, Feature] = {one.name: one for features in BASES.values() for one in features}
"""The same by name."""
