"""Where customers live: country, region, city, climate, distance."""

from __future__ import annotations

from bakhsh.tables.contracts import Feature, Type

__all__ = ["FEATURES", "SAID"]

SAID = ("customers.city|customers.province|customers.country|customers.postal_code|customers.latitude",)
"""Of these columns a source must fill one, so that anything is known of where customers live."""

_NOWHERE = "no file says it"
_UNPLACED = "the city is not known, or not among the places that come with the package"


def _of(name: str, means: str, empty: str = "", **more: tuple[str, ...] | str) -> Feature:
    return Feature(
        name, Type.TEXT, means, base="geographic", window="now", empty=empty, needs=SAID, **more,  # type: ignore[arg-type]
    )  # fmt: skip


FEATURES: tuple[Feature, ...] = (
    _of("country", "country of residence, in the project's language", _NOWHERE),
    _of("province", "province or state of residence, in the project's language", _NOWHERE),
    _of("city", "city of residence, in the project's language; as the source says it where nobody knows it", _NOWHERE),
    _of(
        "region", "of Iran's five official regions the one the province belongs to",
        values=("region_1", "region_2", "region_3", "region_4", "region_5", "unknown"), otherwise="unknown",
    ),
    _of(
        "place_class",
        "how large the city is: metropolis from 1,000,000 people, large from 250,000, medium from 50,000, small from "
        "5,000, else a village",
        values=("metropolis", "large_city", "medium_city", "small_city", "village", "unknown"), otherwise="unknown",
    ),
    _of("climate", "Köppen-Geiger code of the city's climate", _UNPLACED),
    _of(
        "climate_group", "the city's climate in plain words",
        values=(
            "hot_dry", "cold_dry", "hot_humid", "mediterranean", "caspian", "temperate_humid", "cold", "tropical",
            "polar", "unknown",
        ),
        otherwise="unknown",
    ),
)  # fmt: skip
"""All there can be, in the order in which they are listed; what a project declares comes on top."""
