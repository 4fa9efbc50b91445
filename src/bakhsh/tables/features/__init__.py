"""The named features by base: the four on which customers are divided."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.language.sentences import Sentence
from bakhsh.tables.contracts import Feature
from bakhsh.tables.features import behavioural, demographic, geographic, psychographic
from bakhsh.tables.features.columns import COLUMNS
from bakhsh.tables.features.predicted import PREDICTED

__all__ = ["BASES", "COLUMNS", "KNOWN", "can_empty", "feature_title", "way"]

BASES: Mapping[str, tuple[Feature, ...]] = {
    "demographic": demographic.FEATURES,
    "geographic": geographic.FEATURES,
    "psychographic": psychographic.FEATURES,
    "behavioural": behavioural.FEATURES,
}
"""All features that need no declaration, by base."""

KNOWN: Mapping[str, Feature] = {one.name: one for features in BASES.values() for one in features}
"""The same by name."""

_NAMED: Mapping[str, Feature] = {one.name: one for one in (*KNOWN.values(), *COLUMNS, *PREDICTED)}
_TITLES: Mapping[str, Sentence] = {name: one.title for name, one in _NAMED.items()}


def way(name: str) -> str:
    """The way a feature of the bases, or a column of CUSTOMERS, can go of one and the same customer (see
    `Feature.goes`); any for what a project declares itself."""
    return _NAMED[name].goes if name in _NAMED else ""


def can_empty(name: str) -> bool:
    """Whether what is known of a customer can be empty again: not what looks back over all his days, nor what goes one
    way only, nor what is predicted of everybody who has bought."""
    one = _NAMED.get(name)
    return one is None or not (one.window == "ever" or one.goes or one.base == "predictions")


def feature_title(name: str) -> Sentence | None:
    """What people call a feature of the bases, a prediction, or a column of CUSTOMERS; None for what a project declares
    itself."""
    return _TITLES.get(name)
