"""The clusters in force until now beside today's customers, so that who descends from whom can be told.

Where all their features are still there, the old clusters place today's customers, as they would have. Where one is
gone they cannot: then the members of the last snapshot say where the customers who are still there were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments.beside import Beside
from bakhsh.loop.segments.cluster import preparing
from bakhsh.loop.segments.clusters import lineage
from bakhsh.loop.segments.clusters.model import Found, Part, distances, read, scores
from bakhsh.loop.segments.clusters.scoring import missing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Earlier", "descent", "earlier", "notes"]

_WAS = "earlier__segment"
"""No column of ROWS has such a name: two low lines stand in names of cells alone."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """`found`: the clusters of before, None where there are none; `lost`: their features that are gone; `called`: what
    people call those; `members`: where customers were, None where that is not known."""

    found: Found | None
    lost: tuple[str, ...]
    called: Mapping[str, Argument]
    members: ibis.Table | None

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.found.parts if self.found is not None else ()

    @property
    def asked(self) -> tuple[str, ...]:
        """The columns of `beside(rows)` that are needed to tell who was where."""
        if self.found is None:
            return ()
        if not self.lost:
            return tuple(self.found.preparation.features)
        return (_WAS,) if self.members is not None else ()

    def beside(self, rows: ibis.Table) -> ibis.Table:
        """`rows`, with where the customers were where that is asked for."""
        if _WAS not in self.asked or self.members is None:
            return rows
        were = self.members.select("customer_id", **{_WAS: self.members.segment})
        joined = rows.left_join(were, "customer_id", rname="of_{name}")
        return joined.drop("of_customer_id") if "of_customer_id" in joined.columns else joined


def earlier(beside: Beside, rows: ibis.Table) -> Earlier:
    """The clusters in force until now, and what is known of who was in them."""
    found = read(beside.before.body) if beside.before is not None else None
    lost = tuple(missing(found, rows.columns)) if found is not None else ()
    return Earlier(found, lost, found.called if found is not None else {}, beside.members)


def descent(before: Earlier, sample: pa.Table, labels: npt.NDArray[np.intp], count: int) -> lineage.Descent:
    """Names by descent; where nothing can be compared new numbers after all that were given. `labels`: which of the
    `count` new clusters each customer of the sample is in."""
    import numpy as np

    found = before.found
    if found is None or not before.asked:
        return _anew(found, count)
    if before.lost:
        shared = _shared_members(found, sample, labels, count)
        if not shared.any():
            return _anew(found, count)
        ones = np.ones(shared.shape)
        return lineage.descent(found.names, [1.0] * len(found.parts), found.highest, shared, ones)
    prepared = preparing.matrix(found.preparation, sample)
    was = scores(found, prepared).argmin(axis=1)
    squared = distances(found, prepared)[np.arange(len(was)), was]
    pairs = was * count + labels
    size = len(found.parts) * count
    shared = np.bincount(pairs, minlength=size).reshape(-1, count)
    sums = np.bincount(pairs, squared, minlength=size).reshape(-1, count)
    away = np.sqrt(sums / np.maximum(shared, 1))
    spreads = [part.spread for part in found.parts]
    return lineage.descent(found.names, spreads, found.highest, shared, away)


def _anew(found: Found | None, count: int) -> lineage.Descent:
    first = found.highest if found is not None else 0
    names = tuple(f"cluster_{first + at}" for at in range(1, count + 1))
    return lineage.Descent(names, {}, (), first + count)


def _shared_members(found: Found, sample: pa.Table, labels: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.int64]:
    """Customers of each old cluster in each new one, of those who were in one."""
    import numpy as np

    at = {name: number for number, name in enumerate(found.names)}
    was = np.array([at.get(name, -1) for name in sample[_WAS].to_pylist()], np.int64)
    here = was >= 0
    pairs = was[here] * count + labels[here]
    return np.bincount(pairs, minlength=len(at) * count).reshape(-1, count)


def notes(before: Earlier, descent: lineage.Descent) -> tuple[Sentence, ...]:
    """What is said where the clusters of before cannot place today's customers: how many names were carried over, by
    whom, or that none was, and why."""
    if not before.lost:
        return ()
    gone = tuple(before.called.get(name) or Code(name) for name in before.lost)
    if not descent.kept:
        return (Sentence("clustering.names_not_carried", {"features": gone}),)
    kept: dict[str, Argument] = {"features": gone, "count": len(descent.kept), "all": len(before.parts)}
    return (Sentence("clustering.names_by_members", kept),)
