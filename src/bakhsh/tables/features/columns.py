"""What files say of customers beside the features: columns of CUSTOMERS that conditions may name as they are."""

from __future__ import annotations

from bakhsh.tables.collected import CUSTOMERS
from bakhsh.tables.contracts import Feature
from bakhsh.tables.features import behavioural, demographic, geographic, psychographic

__all__ = ["COLUMNS"]

_READ = (*demographic.FEATURES, *geographic.FEATURES, *psychographic.FEATURES, *behavioural.FEATURES)
_NAMED = frozenset(("customer_id", "load", *(one.name for one in _READ)))

_GIVEN_ONCE = frozenset({"joined_on", "birth_year", "acquired_via", "acquisition_cost"})
"""What happened once, and can be another way of no customer any more."""

COLUMNS: tuple[Feature, ...] = tuple(
    Feature(
        one.name,
        one.type,
        base="customers",
        window="known now",
        empty="not_said",
        goes="stays" if one.name in _GIVEN_ONCE else "",
    )
    for one in CUSTOMERS.columns
    if one.name not in _NAMED
)
"""Those that no feature of a base takes the place of."""
