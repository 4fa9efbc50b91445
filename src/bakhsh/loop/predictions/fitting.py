"""Models of purchases for the customers that a question counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Cells
    from bakhsh.loop.predictions.purchases.fitted import Fitted

__all__ = ["WEEK", "cells_of", "fitted"]

WEEK = 7.0
"""Days of the models' unit of time."""

_PLAIN = "mbg_nbd"
"""The model of the thin rung: four parameters, and whoever bought once may have left as well."""


def cells_of(table: pa.Table) -> Cells:
    """Keys as the models take them, times in weeks."""
    from bakhsh.loop.predictions.purchases.cells import Cells

    x, t_x, known = (table.column(name).to_numpy() for name in ("x", "t_x", "known_for"))
    return Cells.of(x, t_x / WEEK, known / WEEK, table.column("customers").to_numpy())


def fitted(model: str, cells: Cells, log_gaps: float | None) -> Fitted:
    """The declared model; of `auto` what the customers' regularity asks for, or a plain one where data are thin, so
    that `log_gaps` were not asked for."""
    from bakhsh.loop.predictions.purchases.choosing import choose
    from bakhsh.loop.predictions.purchases.fitting import fit
    from bakhsh.loop.predictions.purchases.models import model_named

    if log_gaps is not None:
        return choose(cells, log_gaps=log_gaps).fitted
    return fit(model_named(_PLAIN if model == "auto" else model), cells)
