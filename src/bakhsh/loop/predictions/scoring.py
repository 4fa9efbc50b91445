"""Scoring what comes next: keys in, scores out, by the numbers of a model alone."""

from __future__ import annotations

import pyarrow as pa

from bakhsh.loop.predictions.counts import CELLS
from bakhsh.loop.predictions.learning import cells_of
from bakhsh.loop.predictions.worth import discounted_orders
from bakhsh.records import Model
from bakhsh.specs import Predictions

__all__ = ["score"]

_WEEK = 7.0


def score(model: Model, spec: Predictions, keys: pa.Table) -> pa.Table:
    """The keys (x, t_x, known_for) with the predictions of whoever is like this: columns of PREDICTIONS and, where
    spending was learned, what value is reckoned of (`worth.discounted_orders`). Pure: the same keys have the same
    scores, whichever others stand beside them."""
    from bakhsh.loop.predictions.purchases.fitted import Fitted
    from bakhsh.loop.predictions.purchases.scoring import scored

    fitted = Fitted.read(model.body["purchases"])
    cells = cells_of(keys)
    found = scored(fitted, cells, spec.horizon_days / _WEEK)
    columns = {name: keys.column(name) for name in CELLS}
    columns |= {name: pa.array(values, pa.float64()) for name, values in found.items()}
    if "spend" in model.body:
        columns |= discounted_orders(fitted, cells, spec.value_days, spec.discount)
    return pa.table(columns)
