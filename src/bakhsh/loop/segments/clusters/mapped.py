"""The map of clusters: customers laid flat on the two directions in which they differ most."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.conditions.hashed import md5
from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Argument
from bakhsh.loop.segments.cluster import preparing
from bakhsh.loop.segments.clusters import phrases
from bakhsh.loop.segments.clusters.model import Found
from bakhsh.records import ClusterMap

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["MOST_DRAWN", "drawn"]

MOST_DRAWN = 20_000
"""So many customers are drawn at most, those of the smallest md5 of their id."""

_FINE = 1_000
"""Places are kept to so many parts of the map's width: finer than a dot, and nobody is told by them."""

_EDGE = 0.01
"""So many of the customers at either end of a direction stand at the edge: one giant leaves room for others."""

_ALONG = 0.5
"""A feature is named with a direction from this correlation on."""

_NAMED = 2


def drawn(
    found: Found, rows: ibis.Table, places: ibis.Table, customers: int, called: Mapping[str, Argument]
) -> Generator[ibis.Table, pa.Table, ClusterMap | None]:
    """Asks once for the features of a sample. `places`: customer_id and segment of every row; `customers`: how many are
    in a cluster. None where fewer than three stand anywhere, or all on one place."""
    names = list(found.preparation.features)
    mine = places.filter(places.segment.isin(list(found.names)))
    both = rows.select("customer_id", *names).inner_join(mine.select("customer_id", place=mine.segment), "customer_id")
    hashed = both.mutate(hash=md5(both.customer_id))
    sample = yield hashed.order_by("hash").limit(MOST_DRAWN).select("place", *names)
    return _flat(found, sample, customers, called)


def _flat(found: Found, sample: pa.Table, customers: int, called: Mapping[str, Argument]) -> ClusterMap | None:
    import numpy as np

    if sample.num_rows < 3:
        return None
    matrix = preparing.matrix(found.preparation, sample)
    centred = matrix - matrix.mean(axis=0)
    spread, directions = np.linalg.eigh(centred.T @ centred / len(centred))
    if len(spread) < 2 or spread[-1] <= 1e-12:
        return None
    axes = _signed(directions[:, [-1, -2]])
    flat = centred @ axes
    held = float(spread[-2:].sum() / spread.sum())
    across, up = (_along(found, sample, flat[:, at], called) for at in (0, 1))
    labels = pc.index_in(sample["place"], value_set=pa.array(found.names, pa.string())).to_numpy()
    inside = _inside(flat)
    points = tuple(_places(inside[labels == at]) for at in range(len(found.parts)))
    centres = tuple(_middle(inside[labels == at]) for at in range(len(found.parts)))
    return ClusterMap(points, centres, sample.num_rows, customers, held, across, up)


def _signed(axes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The directions turned so that the strongest weight of each is positive: which way they point is arbitrary."""
    import numpy as np

    strongest = np.abs(np.round(axes, 9)).argmax(axis=0)
    signs = np.sign(axes[strongest, np.arange(axes.shape[1])])
    return np.asarray(axes * np.where(signs == 0, 1.0, signs), np.float64)


def _along(
    found: Found, sample: pa.Table, score: npt.NDArray[np.float64], called: Mapping[str, Argument]
) -> tuple[Argument, ...]:
    """The features that go with a direction, the strongest first."""
    import numpy as np

    if score.std() <= 1e-9:
        return ()
    strength: dict[str, float] = {}
    for column in found.preparation.columns:
        values = column.of(sample[column.feature])
        if values.std() > 1e-9:
            along = abs(float(np.corrcoef(values, score)[0, 1]))
            strength[column.feature] = max(along, strength.get(column.feature, 0.0))
    words = Wording({**found.called, **called}, found.types, 1)
    ranked = sorted(strength, key=lambda name: (-strength[name], name))
    return tuple(phrases.called(name, words) for name in ranked[:_NAMED] if strength[name] >= _ALONG)


def _inside(flat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Places from 0 to 1 across and in the same scale upwards."""
    import numpy as np

    low, high = np.quantile(flat, [_EDGE, 1 - _EDGE], axis=0)
    margin = (high - low) * 0.08
    low, high = low - margin, high + margin
    inside = np.clip(flat, low, high) - low
    return np.asarray(np.round(inside / max(float(high[0] - low[0]), 1e-12) * _FINE) / _FINE, np.float64)


def _places(inside: npt.NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """Each place once, in the order of the places: an order of customers would say who stands where."""
    import numpy as np

    return tuple((float(x), float(y)) for x, y in np.unique(inside, axis=0)) if len(inside) else ()


def _middle(inside: npt.NDArray[np.float64]) -> tuple[float, float] | None:
    if not len(inside):
        return None
    x, y = inside.mean(axis=0)
    return round(float(x), 4), round(float(y), 4)
