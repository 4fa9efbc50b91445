"""Coordinates to cities."""

from __future__ import annotations

import pytest

from bakhsh import reference
from bakhsh.language.places.gazetteer import Gazetteer
from bakhsh.loop.features.geographic.coordinates import Sea, nearest_cities

SEA = Sea(reference.table("sea"))
GAZETTEER = Gazetteer(reference.table("places"), reference.table("place_names"))


def at(latitude: float, longitude: float, home: str = "IR") -> tuple[str, str | None]:
    (found,) = nearest_cities([latitude], [longitude], GAZETTEER.cities(), home, SEA)
    place = GAZETTEER.place(found.place_id or "")
    return found.state, place.name if place else None


@pytest.mark.parametrize(
    ("latitude", "longitude", "found"),
    [
        (35.75, 51.40, ("placed", "Tehran")), (29.60, 52.50, ("placed", "Shiraz")),
        (-33.87, 151.20, ("placed", "Sydney")),
        (-17.80, -179.99, ("sea", None)), (26.5, 52.0, ("sea", None)), (34.3, 55.6, ("far", None)),
        (51.40, 35.70, ("swapped", None)), (0.0, 0.0, ("null", None)), (91.0, 200.0, ("outside", None)),
        (1000.0, -1000.0, ("outside", None)), (90.0, 0.0, ("sea", None)), (59.91, 10.75, ("placed", "Oslo")),
    ],
)  # fmt: skip
def test_points_lie_in_the_city_that_reaches_them_or_are_told(
    latitude: float, longitude: float, found: tuple[str, str | None]
) -> None:
    assert at(latitude, longitude) == found


@pytest.mark.parametrize(
    ("latitude", "longitude", "state"),
    [
        (26.95, 56.00, "placed"), (26.54, 53.98, "placed"), (29.24, 50.32, "placed"),
        (37.90, 50.50, "sea"), (28.60, 50.20, "sea"), (25.00, 58.60, "sea"), (18.0, 62.0, "sea"),
        (30.60, 59.10, "far"), (34.60, 54.60, "far"), (23.0, 12.0, "far"),
    ],
)  # fmt: skip
def test_islands_are_land_the_sea_is_sea_by_the_coast_too_and_deserts_are_far(
    latitude: float, longitude: float, state: str
) -> None:
    assert at(latitude, longitude)[0] == state


def test_every_city_lies_in_itself_or_in_a_greater_one() -> None:
    cities = [one for one in GAZETTEER.all("city") if one.country == "IR"]
    points = [one.latitude or 0.0 for one in cities], [one.longitude or 0.0 for one in cities]
    found = nearest_cities(*points, GAZETTEER.cities(), "IR", SEA)
    for city, one in zip(cities, found, strict=True):
        near = GAZETTEER.place(one.place_id or "")
        assert near is not None
        assert near == city or (near.population or 0) >= (city.population or 0), city
