"""What of one customer can change, as far as explanations may say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from bakhsh import project
from bakhsh.conditions import Possible
from bakhsh.loop.features.psychographic.consent import consenting
from bakhsh.project.order import feature_needs
from bakhsh.records import Membership
from bakhsh.specs.available import available
from bakhsh.workspace import bases
from bakhsh.workspace.opened import Opened

__all__ = ["closed_to", "possible"]

_BASE = "psychographic"


def closed_to(ws: Opened, as_of: date, customer: str) -> frozenset[str]:
    """The features that nobody may know of this customer, for he has not agreed to profiling (his latest word counts):
    those of the base, and the project's own that are made of them. None where the project has no such feature."""
    closed = {one.name for one in available(ws.files) if one.base == _BASE}
    if not closed or _agreed(ws, as_of, customer):
        return frozenset()
    for one in project.features(ws.files):
        if feature_needs(one) & closed:
            closed.add(one.name)
    return frozenset(closed)


def _agreed(ws: Opened, as_of: date, customer: str) -> bool:
    ws.bind_ledger(ws.store.catalogue.manifest(), ("consent",))
    permitted = consenting(bases.given(ws, _BASE, as_of, ("consent", "customers", "facts")))
    found: pa.Table = ws.engine.query(permitted.filter(permitted.customer_id == customer))
    return bool(found.num_rows)


def possible(closed: frozenset[str], placed: Iterable[Membership]) -> Possible:
    """What can change of a customer who has these places in the segmentations made before."""
    return Possible(closed, {one.segmentation: frozenset(one.leads_to) for one in placed})
