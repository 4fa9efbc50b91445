"""Coordinates that lie far from the city which words or a postal code name."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from bakhsh.language.places.gazetteer import EARTH_KM
from bakhsh.loop.features.geographic.asking import ASTRAY_KM, CELLS

__all__ = ["astray"]


def astray(pairs: pa.Table, tables: Mapping[str, pa.Table]) -> int:
    """How many customers' coordinates lie further than ASTRAY_KM from the city that stands for them (see
    `asking.located`); `pairs` as `asking.pairs` finds them, `tables` what was learned. Those that were left out for
    themselves (in the sea, far from any city) are not among them: they are told as such."""
    import numpy as np

    names = ("city", "province", "country")
    sure = {tuple(one[name] for name in names): one["at"] for one in tables["named"].to_pylist() if one["sure"]}
    posted = dict(zip(tables["posted"]["prefix"].to_pylist(), tables["posted"]["at"].to_pylist(), strict=True))
    pointed = {(one["latitude_cell"], one["longitude_cell"]) for one in tables["pointed"].to_pylist()}
    middle = {
        one["at"]: (one["latitude"], one["longitude"])
        for one in tables["where"].to_pylist()
        if one["latitude"] is not None
    }
    points, cities, people = list[tuple[float, float]](), list[tuple[float, float]](), list[int]()
    for one in pairs.to_pylist():
        at = sure.get(tuple(one[name] for name in names)) or posted.get(one["prefix"])
        cell = (one["latitude_cell"], one["longitude_cell"])
        if at in middle and cell in pointed:
            points.append((cell[0] / CELLS, cell[1] / CELLS))
            cities.append(middle[at])
            people.append(one["customers"])
    if not points:
        return 0
    here, there = np.radians(np.array(points)), np.radians(np.array(cities))
    up, along = np.sin((here - there) / 2).T
    arc = up**2 + np.cos(here[:, 0]) * np.cos(there[:, 0]) * along**2
    far = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(arc, 1.0))) > ASTRAY_KM
    return int(np.array(people)[far].sum())
