"""The map holds places, not people."""

from __future__ import annotations

import ibis
import numpy as np
import pyarrow as pa
import pytest
from tests.loop.segments.clusters.planted import GROUPS, learned, people
from tests.loop.segments.conftest import Shop

from bakhsh.loop.segments.cluster.preparing import matrix
from bakhsh.loop.segments.clusters import required
from bakhsh.loop.segments.clusters.mapped import drawn
from bakhsh.loop.segments.clusters.model import Found, distances
from bakhsh.records import ClusterMap

PLACES = ibis.table({"customer_id": "string", "segment": "string"}, name="places")


@pytest.fixture(scope="module")
def rows(shop: Shop) -> pa.Table:
    return shop.rows(people(160))


@pytest.fixture(scope="module")
def found(shop: Shop, rows: pa.Table) -> Found:
    return required(GROUPS, learned(shop, rows))


def laid(shop: Shop, rows: pa.Table, found: Found) -> ClusterMap | None:
    nearest = distances(found, matrix(found.preparation, rows)).argmin(axis=1)
    names = [found.names[at] for at in nearest.tolist()]
    places = pa.table({"customer_id": rows["customer_id"], "segment": pa.array(names, pa.string())})
    return shop.drive(drawn(found, shop.unbound(), PLACES, rows.num_rows, {}), rows=rows, places=places)


def test_the_clusters_lie_apart_within_the_paper_and_are_told_by_their_features(
    shop: Shop, rows: pa.Table, found: Found
) -> None:
    seen = laid(shop, rows, found)
    assert seen is not None
    every = np.array([place for places in seen.points for place in places])
    assert every.min() >= 0
    assert every[:, 0].max() <= 1
    assert (seen.drawn, seen.customers) == (160, 160)
    assert 0.5 < seen.held <= 1
    assert seen.across
    centres = np.array(seen.centres)
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)[np.triu_indices(4, 1)].min()
    within = max(np.std(np.array(places), axis=0).max() for places in seen.points)
    assert apart > 2 * within


def test_whoever_stands_where_and_in_what_order_the_map_is_the_same(shop: Shop, rows: pa.Table, found: Found) -> None:
    turned = rows.take(list(reversed(range(rows.num_rows))))
    other = turned.set_column(1, "customer_id", pa.array([f"x{at}" for at in range(rows.num_rows)]))
    first, second = laid(shop, rows, found), laid(shop, other, found)
    assert first is not None
    assert second is not None
    assert first.points == second.points


@pytest.mark.parametrize("kept", [[], [0, 1], [5] * 20])
def test_who_cannot_be_laid_flat_has_no_map(shop: Shop, rows: pa.Table, found: Found, kept: list[int]) -> None:
    ids = pa.array([f"y{at}" for at in range(len(kept))], pa.string())
    few = rows.take(pa.array(kept, pa.int64())).set_column(1, "customer_id", ids)
    assert laid(shop, few, found) is None
