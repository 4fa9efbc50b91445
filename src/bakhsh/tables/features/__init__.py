"""The named features by base: the four on which customers are divided."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.language.sentences import Sentence
from bakhsh.tables.contracts import Feature
from bakhsh.tables.features import behavioural, demographic, geographic, psychographic
from bakhsh.tables.features.columns import COLUMNS
from bakhsh.tables.features.predicted import PREDICTED

__all__ = ["BASES", "COLUMNS", "KNOWN", "feature_title"]

BASES: Mapping[str, tuple[Feature, ...]] = {
    "demographic": demographic.FEATURES,
    "geographic": geographic.FEATURES,
    "psychographic": psychographic.FEATURES,
    "behavioural": behavioural.FEATURES,
}
"""All features that need no declaration, by base."""

KNOWN: Mapping[str, Feature] = {one.name: one for features in BASES.values() for one in features}
"""The same by name."""

_TITLES: Mapping[str, Sentence] = {one.name: one.title for one in (*KNOWN.values(), *COLUMNS, *PREDICTED)}


def feature_title(name: str) -> Sentence | None:
    """What people call a feature of the bases, a prediction, or a column of CUSTOMERS; None for what a project declares
    itself."""
    return _TITLES.get(name)
