"""Distances to points, on the engine and in other dialects of SQL."""

from __future__ import annotations

from math import acos, cos, radians, sin

import ibis
import pyarrow as pa
import pytest

from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.loop.features.geographic import asking
from bakhsh.loop.features.geographic.placed import NAMED, POINTED, POSTED, WHERE
from bakhsh.loop.features.geographic.points import distances
from bakhsh.tables import CUSTOMERS

POINTS = {"tajrish": (35.80, 51.43), "dateline": (-17.0, 179.5), "again": (35.80, 51.43)}
TYPES = {pa.string(): "string", pa.int64(): "int64", pa.float64(): "float64", pa.bool_(): "boolean"}


def by_cosines(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The same distance by the spherical law of cosines."""
    up, down, along = radians(one[0]), radians(other[0]), radians(other[1] - one[1])
    return 6371.0088 * acos(min(1.0, sin(up) * sin(down) + cos(up) * cos(down) * cos(along)))


def test_distances_are_those_of_great_circles_and_the_first_of_equals_is_nearest(tmp_path: object) -> None:
    people = [(29.6, 52.5), (-17.0, -179.5), (35.8, 51.43), (None, None)]
    engine = DuckDB(tmp_path)  # type: ignore[arg-type]
    engine.bind(
        "located",
        pa.table({
            "customer_id": [str(n) for n in range(len(people))],
            "latitude": pa.array([one for one, _ in people], pa.float64()),
            "longitude": pa.array([one for _, one in people], pa.float64()),
        }),
    )  # fmt: skip
    located = ibis.table({"customer_id": "string", "latitude": "float64", "longitude": "float64"}, name="located")
    rows = engine.query(distances(located, POINTS).order_by("customer_id")).to_pylist()
    engine.close()
    for at, row in zip(people[:3], rows, strict=False):
        for name, point in POINTS.items():
            assert row[f"km_to_{name}"] == pytest.approx(by_cosines((at[0] or 0, at[1] or 0), point), abs=0.1)
    assert [row["nearest_point"] for row in rows] == ["tajrish", "dateline", "tajrish", None]
    assert rows[3]["km_to_nearest"] is None


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "databricks"])
def test_every_engine_has_words_for_it(dialect: str) -> None:
    customers = CUSTOMERS.unbound()
    looked = {
        name: ibis.table({one.name: TYPES[one.type] for one in schema}, name=name)
        for name, schema in (("named", NAMED), ("posted", POSTED), ("pointed", POINTED), ("where", WHERE))
    }
    located = asking.located(customers, looked, 5)
    asked = (
        asking.spellings(customers), asking.postal_codes(customers, 5), asking.cells(customers), located,
        distances(located.select("customer_id", "latitude", "longitude"), POINTS),
    )  # fmt: skip
    for one in asked:
        assert "SELECT" in str(ibis.to_sql(one, dialect=dialect))
