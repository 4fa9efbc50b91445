"""Coordinates to the city they lie in or near."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bakhsh.language.places.gazetteer import EARTH_KM

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]

__all__ = ["FAR_KM", "REACH_PEOPLE", "Pointed", "Sea", "nearest_cities"]

FAR_KM = 50.0
"""Coordinates further from every known city than this are told, not placed."""
REACH_PEOPLE = 15_000
"""A city of p people reaches √(p / 15,000) kilometres beyond its centre: 22 for Tehran, one for a small town."""
_AT_ONCE = 20_000
_SLACK = 0.6
"""Degrees beyond those of FAR_KM in which a great city may still reach a point."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """`state`: placed (the city is `place_id`), outside (no such coordinates on earth), null (0, 0: nobody's), swapped
    (no city of the project's country is near, but one is where latitude and longitude change places), sea (it lies in
    the sea, more than ten kilometres from any coast), far (on land, and no city is near)."""

    state: str
    place_id: str | None = None


class Sea:
    """Where the sea is, by tenths of a degree: a row of SEA is a stretch of it."""

    def __init__(self, stretches: pa.Table) -> None:
        self._of_row: dict[int, list[tuple[int, int]]] = {}
        for row, first, last in zip(*(stretches[name].to_pylist() for name in ("row", "first", "last")), strict=True):
            self._of_row.setdefault(row, []).append((first, last))
        for found in self._of_row.values():
            found.sort()

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether the point's whole cell is sea; points on a cell's edge are in the cell to the north and east."""
        row, column = min(floor(round(latitude * 10, 6)), 899), min(floor(round(longitude * 10, 6)), 1_799)
        stretches = self._of_row.get(row, [])
        at = bisect_right(stretches, (column, 3_600)) - 1
        return at >= 0 and stretches[at][0] <= column <= stretches[at][1]


def nearest_cities(
    latitudes: list[float], longitudes: list[float], cities: pa.Table, home: str = "", sea: Sea | None = None
) -> list[Pointed]:
    """The city of each point: the nearest, each taken to reach as far as its people do; within FAR_KM beyond that.
    `home`: the project's own country, which a point that lies abroad is looked for in with its coordinates swapped;
    `sea`: a point in it is in no city, however near one is."""
    import numpy as np

    at, by = np.asarray(latitudes, dtype=np.float64), np.asarray(longitudes, dtype=np.float64)
    known = _Cities(cities)
    straight, swapped = known.nearest(at, by), known.nearest(by, at)
    inside = (np.abs(at) <= 90) & (np.abs(by) <= 180)
    nobody = (at == 0) & (by == 0)
    wet = [sea is not None and sea.holds(*point) for point in zip(latitudes, longitudes, strict=True)]
    return [
        Pointed("null") if nobody[n] else _wet(known.decided(straight[n], swapped[n], bool(inside[n]), home), wet[n])
        for n in range(len(at))
    ]


def _wet(found: Pointed, wet: bool) -> Pointed:
    return Pointed("sea") if wet and found.state in ("placed", "far") else found


class _Cities:
    def __init__(self, cities: pa.Table) -> None:
        import numpy as np

        self.ids: list[str] = cities["place_id"].to_pylist()
        self._countries: list[str] = cities["country"].to_pylist()
        self._at = cities["latitude"].to_numpy().astype(np.float64)
        self._by = cities["longitude"].to_numpy().astype(np.float64)
        people = np.asarray([one or 0 for one in cities["population"].to_pylist()], dtype=np.float64)
        self._reach = np.sqrt(people / REACH_PEOPLE)
        self._order = np.argsort(self._at, kind="stable")

    def decided(self, straight: int, swapped: int, inside: bool, home: str) -> Pointed:
        """What a point is, by its nearest city (-1: none) as it stands and with its coordinates swapped."""
        strange = straight < 0 or (home != "" and self._countries[straight] != home)
        if strange and swapped >= 0 and home in ("", self._countries[swapped]):
            return Pointed("swapped")
        if straight >= 0:
            return Pointed("placed", self.ids[straight])
        return Pointed("far" if inside else "outside")

    def nearest(self, at: Numbers, by: Numbers) -> list[int]:
        """Of each point the city's place in `ids`, -1 where none is near enough or the point is not on earth."""
        import numpy as np

        found = np.full(len(at), -1, dtype=np.int64)
        bands = np.floor(at)
        for band in np.unique(bands[np.abs(at) <= 90]):
            rows = np.flatnonzero((bands == band) & (np.abs(by) <= 180))
            for start in range(0, len(rows), _AT_ONCE):
                part = rows[start : start + _AT_ONCE]
                found[part] = self._of_band(float(band), at[part], by[part])
        return [int(one) for one in found]

    def _of_band(self, band: float, at: Numbers, by: Numbers) -> Any:
        """The nearest among cities whose latitude is near the band's, cell by cell of longitude."""
        import numpy as np

        slack = FAR_KM / 111.0 + _SLACK
        near = np.flatnonzero((self._at >= band - slack) & (self._at <= band + 1 + slack))
        found = np.full(len(at), -1, dtype=np.int64)
        wide = slack / max(0.05, float(np.cos(np.radians(min(89.0, max(abs(band), abs(band + 1)))))))
        cells = np.floor(by)
        for cell in np.unique(cells):
            rows = np.flatnonzero(cells == cell)
            apart = np.abs((self._by[near] - (cell + 0.5) + 180) % 360 - 180)
            there = near[apart <= wide + 0.5]
            if len(there):
                beyond = _km(at[rows], by[rows], self._at[there], self._by[there]) - self._reach[there]
                best = np.argmin(beyond, axis=1)
                close = beyond[np.arange(len(rows)), best] <= FAR_KM
                found[rows[close]] = there[best[close]]
        return found


def _km(at: Numbers, by: Numbers, there_at: Numbers, there_by: Numbers) -> Any:
    import numpy as np

    up = np.radians(there_at[None, :] - at[:, None]) / 2
    along = np.radians(there_by[None, :] - by[:, None]) / 2
    cosines = np.cos(np.radians(at))[:, None] * np.cos(np.radians(there_at))[None, :]
    arc = np.sin(up) ** 2 + cosines * np.sin(along) ** 2
    return 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(arc)))
