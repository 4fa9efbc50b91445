"""How far customers live from points: great circles on a sphere, as an expression any engine computes."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, radians

import ibis

from bakhsh.language.places.gazetteer import EARTH_KM
from bakhsh.specs.geographic import distance

__all__ = ["apart", "distances", "great_circle"]


def great_circle(latitude: ibis.Value, longitude: ibis.Value, point: tuple[float, float]) -> ibis.Value:
    """Kilometres to a point by the haversine formula on a sphere of the earth's mean radius; an ellipsoid differs by
    half a percent at the most. Empty where a coordinate is."""
    up = ((latitude - point[0]).radians() / 2).sin()
    along = ((longitude - point[1]).radians() / 2).sin()
    return _of_arc(up * up + latitude.radians().cos() * ibis.literal(cos(radians(point[0])), "float64") * along * along)


def apart(latitude: ibis.Value, longitude: ibis.Value, at: ibis.Value, by: ibis.Value) -> ibis.Value:
    """Kilometres between two points that both lie in columns, in the same way."""
    up, along = ((latitude - at).radians() / 2).sin(), ((longitude - by).radians() / 2).sin()
    return _of_arc(up * up + latitude.radians().cos() * at.radians().cos() * along * along)


def _of_arc(arc: ibis.Value) -> ibis.Value:
    rounded = (arc > 1.0).ifelse(ibis.literal(1.0, "float64"), arc)
    return rounded.sqrt().asin() * ibis.literal(2 * EARTH_KM, "float64")


def distances(located: ibis.Table, points: Mapping[str, tuple[float, float]]) -> ibis.Table:
    """Of `located` (customer_id, latitude, longitude): kilometres to each point, to the nearest, and which that is; of
    points equally near the one declared first."""
    to = {distance(name): great_circle(located.latitude, located.longitude, at) for name, at in points.items()}
    known = located.select("customer_id", **to)
    nearest = known[distance(next(iter(points)))]
    for name in points:
        nearest = (known[distance(name)] < nearest).ifelse(known[distance(name)], nearest)
    known = known.mutate(km_to_nearest=nearest)
    branches = [(known[distance(name)] <= known.km_to_nearest, name) for name in points]
    return known.mutate(nearest_point=ibis.cases(*branches, else_=ibis.null("string")))
