"""Customers of known groups, and clusters found among them with little effort."""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from tests.loop.segments.conftest import Shop

from bakhsh.loop.segments import Beside, Described
from bakhsh.loop.segments.cluster.choosing import Sizes
from bakhsh.loop.segments.clusters import kept
from bakhsh.loop.segments.clusters.learning import found
from bakhsh.records import Model
from bakhsh.specs import Cluster, Segmentation

QUICK = Sizes(sample=300, pairs=4, copies=2, copied_pairs=2, starts=3)
COLUMNS = {
    name: Described(name, kind, "geographic" if name == "city" else "behavioural") for name, kind in Shop.types.items()
}
GROUPS = Segmentation(
    "groups", "cluster", cluster=Cluster(("recency", "frequency", "monetary", "overdue", "city"), (4, 4))
)
_RECENCY, _FREQUENCY, _MONEY = (20, 200, 90, 300, 400), (20, 3, 8, 1, 40), (12.0, 9.0, 11.0, 8.0, 14.0)
_CITIES = ("Tehran", "Qom", "Shiraz", "Yazd", "Karaj")


def people(count: int, seed: int = 1, groups: int = 4) -> list[dict[str, Any]]:
    """Customers in turn of each group; some whose overdue is empty."""
    random = np.random.default_rng(seed)
    return [_customer(number % groups, random) for number in range(count)]


def _customer(group: int, random: np.random.Generator) -> dict[str, Any]:
    return {
        "recency": int(max(0, random.normal(_RECENCY[group], 8))),
        "frequency": int(random.poisson(_FREQUENCY[group])) + 1,
        "monetary": int(np.exp(random.normal(_MONEY[group], 0.3))),
        "overdue": float(random.normal(1, 0.2)) if random.random() > 0.1 else None,
        "city": _CITIES[group] if random.random() < 0.97 else str(random.choice(_CITIES[:4])),
    }


def learned(
    shop: Shop,
    rows: pa.Table,
    segmentation: Segmentation = GROUPS,
    before: Model | None = None,
    columns: dict[str, Described] | None = None,
    lost: tuple[str, ...] = (),
    members: pa.Table | None = None,
) -> Model:
    """The model of these customers, `lost` features taken from their rows. `members`: where they were."""
    bound = ibis.table({"customer_id": "string", "segment": "string"}, name="earlier") if members is not None else None
    beside = Beside(COLUMNS if columns is None else columns, before, members=bound)
    tables = {"rows": rows} if members is None else {"rows": rows, "earlier": members}
    return kept(
        segmentation, shop.drive(found(segmentation, shop.unbound().drop(*lost), beside, QUICK), **tables), shop.as_of
    )
