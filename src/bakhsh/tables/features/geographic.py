"""Where customers live: country, region, city, climate, distance."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type

__all__ = ["FEATURES", "SAID"]

SAID = ("customers.city|customers.province|customers.country|customers.postal_code|customers.latitude",)
"""Of these columns a source must fill one, so that anything is known of where customers live."""

_REGIONS = ("region_1", "region_2", "region_3", "region_4", "region_5", "unknown")
_CLASSES = ("metropolis", "large_city", "medium_city", "small_city", "village", "unknown")
_CLIMATES = (
    "hot_dry", "cold_dry", "hot_humid", "mediterranean", "caspian", "temperate_humid", "cold", "tropical", "polar",
    "unknown",
)  # fmt: skip

_of = partial(Feature, type=Type.TEXT, base="geographic", window="known now", needs=SAID)
_word = partial(_of, otherwise="unknown")

FEATURES: tuple[Feature, ...] = (
    _of("country", empty="not_said"),
    _of("province", empty="not_said"),
    _of("city", empty="not_said"),
    _word("region", values=_REGIONS),
    _word("place_class", values=_CLASSES),
    _of("climate", empty="unplaced"),
    _word("climate_group", values=_CLIMATES),
)
"""All there can be, in the order in which they are listed; what a project declares comes on top."""
