"""Classes of places: by how many people live there, and the regions that Iran's provinces are grouped in."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CLASSES", "REGIONS", "place_class", "region"]

CLASSES: Mapping[str, int] = {
    "metropolis": 1_000_000, "large_city": 250_000, "medium_city": 50_000, "small_city": 5_000, "village": 0,
}  # fmt: skip
"""People from whom on a place is of the class, largest first."""

REGIONS: Mapping[str, tuple[str, ...]] = {
    "region_1": ("IR-23", "IR-26", "IR-02", "IR-20", "IR-27", "IR-30", "IR-25"),
    "region_2": ("IR-10", "IR-07", "IR-18", "IR-14", "IR-22", "IR-17"),
    "region_3": ("IR-03", "IR-04", "IR-24", "IR-19", "IR-01", "IR-12"),
    "region_4": ("IR-05", "IR-16", "IR-15", "IR-13", "IR-00", "IR-06"),
    "region_5": ("IR-09", "IR-29", "IR-28", "IR-08", "IR-21", "IR-11"),
}
"""The five regions in which Iran's ministry of the interior groups the provinces since 2014."""

_REGION = {province: name for name, provinces in REGIONS.items() for province in provinces}


def place_class(people: int | None) -> str | None:
    """The class of a place with so many people; None where that is not known."""
    if people is None:
        return None
    return next(name for name, least in CLASSES.items() if people >= least)


def region(province: str) -> str | None:
    """The region of a province of Iran by its code; None for any other."""
    return _REGION.get(province)
