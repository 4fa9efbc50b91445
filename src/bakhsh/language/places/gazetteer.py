"""The known places in memory, as far as a project's own words can mean them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.places.near_names import NearNames, slipped

__all__ = ["BY_NAME_ALONE", "EARTH_KM", "Gazetteer", "Named", "Place", "gazetteer", "km"]

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""
_SHORT = 4
"""Letters from which one may be wrong where the province is known, so that few names are in question."""
BY_NAME_ALONE = (15_000, 250_000)
"""People a city has so that its misspelled name means it where no province is said; and where what is written has fewer
than five letters, or five and one is missing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of PLACES."""

    place_id: str
    kind: str
    name: str
    name_fa: str | None
    country: str
    province: str | None
    latitude: float | None
    longitude: float | None
    population: int | None
    climate: str | None
    climate_group: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A place by one of its names; `rank` as in PLACE_NAMES."""

    place: Place
    rank: int


def km(latitude: float, longitude: float, place: Place) -> float:
    """Great-circle kilometres from a point to a city (haversine)."""
    if place.latitude is None or place.longitude is None:
        return float("inf")
    up, along = radians(place.latitude - latitude) / 2, radians(place.longitude - longitude) / 2
    arc = sin(up) ** 2 + cos(radians(latitude)) * cos(radians(place.latitude)) * sin(along) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(arc)))


class Gazetteer:
    """PLACES and PLACE_NAMES, looked up by matching key; what is asked for often is indexed when it is first asked."""

    def __init__(self, places: pa.Table, names: pa.Table) -> None:
        self._rows, self._names = places, names
        self._at = {one: at for at, one in enumerate(places["place_id"].to_pylist())}
        self._made: dict[str, Place] = {}
        self._keys: dict[str, list[tuple[str, int]]] = {}
        columns = (names[name].to_pylist() for name in ("kind", "key", "place_id", "rank"))
        for kind, key, place_id, rank in zip(*columns, strict=True):
            self._keys.setdefault(f"{kind}\n{key}", []).append((place_id, rank))
        self._near: dict[tuple[str, frozenset[str]], NearNames] = {}

    def is_of(self, places: pa.Table, names: pa.Table) -> bool:
        """Whether it was made of the same rows in the same order."""
        return bool(self._rows.equals(places) and self._names.equals(names))

    def place(self, place_id: str) -> Place | None:
        """The place with this id."""
        if place_id not in self._made and place_id in self._at:
            self._made[place_id] = Place(**{name: self._rows[name][self._at[place_id]].as_py() for name in _FIELDS})
        return self._made.get(place_id)

    def named(self, kind: str, key: str) -> list[Named]:
        """All places of a kind with a name of this key."""
        return [Named(place, rank) for one, rank in self._keys.get(f"{kind}\n{key}", ()) if (place := self.place(one))]

    def nearly(self, kind: str, key: str, countries: frozenset[str], provinces: frozenset[str]) -> dict[Named, bool]:
        """The places of a kind in these provinces (else in these countries) with a name nearest to this key, and
        whether the name is near enough to be sure of it. Where no province is said, a city is meant by a slip of the
        hand only, and only a town of some size (BY_NAME_ALONE); where one is, by anything but another first letter."""
        within = provinces or countries
        if (kind, within) not in self._near:
            keys = self._spoken(kind, countries, provinces)
            self._near[kind, within] = NearNames(keys, _SHORT if provinces else _SHORT + 1)
        near = self._near[kind, within].nearest(key)
        believed = _any_slip if kind != "city" else _other_letter_inside if provinces else _slip_of_a_town
        found = (
            (one, sure and believed(key, name, one.place))
            for name, sure in near.items()
            for one in self.named(kind, name)
        )
        return {one: sure for one, sure in found if _inside(one.place, countries, provinces)}

    def _spoken(self, kind: str, countries: frozenset[str], provinces: frozenset[str]) -> Iterable[str]:
        mask = pc.equal(self._names["kind"], kind)
        if countries:
            mask = pc.and_(mask, pc.is_in(self._names["country"], pa.array(sorted(countries), pa.string())))
        if provinces:
            lie = pc.is_in(self._rows["province"], pa.array(sorted(provinces), pa.string()))
            mask = pc.and_(mask, pc.is_in(self._names["place_id"], self._rows["place_id"].filter(lie)))
        return set(self._names["key"].filter(mask).to_pylist())

    def cities(self) -> pa.Table:
        """The cities with their coordinates and population."""
        return self._rows.filter(pc.equal(self._rows["kind"], "city"))

    def all(self, kind: str) -> Iterator[Place]:
        """Every place of a kind."""
        for one in self._rows["place_id"].filter(pc.equal(self._rows["kind"], kind)).to_pylist():
            if place := self.place(one):
                yield place


_latest: list[Gazetteer] = []


def gazetteer(places: pa.Table, names: pa.Table) -> Gazetteer:
    """The Gazetteer of these tables. The latest is remembered: its indexes cost more than many a run of one day, and
    nearly every run asks of the same places."""
    if not any(one.is_of(places, names) for one in _latest):
        _latest[:] = [Gazetteer(places, names)]
    return _latest[0]


_FIELDS: tuple[str, ...] = tuple(Place.__dataclass_fields__)


def _inside(place: Place, countries: frozenset[str], provinces: frozenset[str]) -> bool:
    if provinces:
        return place.province in provinces
    return not countries or place.country in countries


def _any_slip(key: str, name: str, place: Place) -> bool:
    return True


def _other_letter_inside(key: str, name: str, place: Place) -> bool:
    return key[1:] != name[1:] or slipped(key, name)


def _slip_of_a_town(key: str, name: str, place: Place) -> bool:
    short = len(key) <= _SHORT + (len(key) < len(name))
    return slipped(key, name) and (place.population or 0) >= BY_NAME_ALONE[short]
