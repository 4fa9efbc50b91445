"""Scoring what comes next: keys in, scores out, by the numbers of a model alone."""

from __future__ import annotations

import pyarrow as pa

from bakhsh.loop.predictions.counts import CELLS
from bakhsh.loop.predictions.fitting import WEEK, cells_of
from bakhsh.loop.predictions.instead import expected
from bakhsh.loop.predictions.worth import discounted_orders, going_on
from bakhsh.records import Model
from bakhsh.specs import Predictions

__all__ = ["score"]


def score(model: Model, spec: Predictions, keys: pa.Table) -> pa.Table:
    """The keys (x, t_x, known_for) with the predictions of whoever is like this: columns of PREDICTIONS and, where
    spending was learned, what value is reckoned of (`worth.discounted_orders`). Pure: the same keys have the same
    scores, whichever others stand beside them."""
    if "instead" in model.body:
        return pa.table(_plainly(model, spec, keys))
    from bakhsh.loop.predictions.purchases.fitted import Fitted
    from bakhsh.loop.predictions.purchases.scoring import scored

    fitted = Fitted.read(model.body["purchases"])
    cells = cells_of(keys)
    found = scored(fitted, cells, spec.horizon_days / WEEK)
    columns = {name: keys.column(name) for name in CELLS}
    columns |= {name: pa.array(values, pa.float64()) for name, values in found.items()}
    if "spend" in model.body:
        columns |= discounted_orders(fitted, cells, spec.value_days, spec.discount)
    return pa.table(columns)


def _plainly(model: Model, spec: Predictions, keys: pa.Table) -> dict[str, pa.ChunkedArray | pa.Array]:
    """By the baseline: expected orders alone, without bounds. It says nothing of who has left."""
    import numpy as np

    used = model.body["instead"]
    orders = expected(used, *(np.asarray(keys.column(name).to_numpy(), np.float64) for name in CELLS))
    columns = {name: keys.column(name) for name in CELLS} | {"expected_orders": pa.array(orders)}
    if "spend" in model.body:
        columns |= going_on(orders, used["horizon_days"], spec.value_days, spec.discount)
    return columns
