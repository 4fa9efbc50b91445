"""A row per customer, as of a day: what is known of each at its end, from facts of his own rows."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.loop.features import behavioural, demographic, geographic, psychographic
from bakhsh.loop.features.bases import Base, Given, Learned
from bakhsh.loop.features.customers import features, with_leads
from bakhsh.loop.features.psychographic.reliable import reliable

__all__ = ["BASES", "Base", "Given", "Learned", "features", "reliable", "with_leads"]

BASES: Mapping[str, Base] = {
    "demographic": demographic,
    "geographic": geographic,
    "psychographic": psychographic,
    "behavioural": behavioural,
}
"""The four bases on which customers are divided."""
