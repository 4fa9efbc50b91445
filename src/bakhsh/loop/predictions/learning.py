"""Learning what comes next: from the distinct customers of a day to a model that is numbers in JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from bakhsh.conditions.days import TODAY
from bakhsh.language.sentences import Sentence
from bakhsh.loop.predictions.counts import evenness, market, summary
from bakhsh.loop.predictions.keys import MOST_CELLS, Keys, keys
from bakhsh.loop.predictions.readiness import Seen, judged
from bakhsh.loop.predictions.worth import learned_spend, margin_share, paid_keys
from bakhsh.records import Model
from bakhsh.specs import Predictions

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Cells
    from bakhsh.loop.predictions.purchases.fitted import Fitted

__all__ = ["KIND", "cells_of", "learn"]

KIND = "predictions"
"""Of the model, and the name under which it is kept and refitted."""

_WEEK = 7.0

_PLAIN = "mbg_nbd"
"""The model of the thin rung: four parameters, and whoever bought once may have left as well."""


def learn(
    spec: Predictions,
    facts: ibis.Table,
    counted: ibis.Table,
    as_of: date,
    undated: tuple[int, int] = (0, 0),
    margin: float | None = None,
    most: int = MOST_CELLS,
) -> Generator[ibis.Table, pa.Table, Model]:
    """Asks what there is to learn from, then for the distinct customers and how evenly they buy, and returns the model
    of purchases. `counted`: FACTS as `counts.counted` reduces them. `undated`: rows refused for want of a date, and all
    rows read; `margin`: the declared share of money that is margin, where costs do not say it.

    NotReady in words where the data are too thin for any prediction (see `readiness`).
    """
    found = (yield summary(counted)).to_pylist()[0]
    days = (yield market(facts, TODAY)).to_pylist()[0]
    ready = judged(Seen.of(found, days, *undated), spec)
    alike = yield from keys(counted, most)
    log_gaps = None
    if spec.model == "auto" and ready.rung == "whole":
        log_gaps = (yield evenness(facts, TODAY)).to_pylist()[0]["log_gaps"]
    fitted = _fitted(spec, cells_of(alike.table), log_gaps)
    body: dict[str, Any] = {
        "rung": ready.rung,
        "purchases": fitted.body,
        "columns": ["p_alive", "expected_orders", "p_buy"],
    }
    said = (*ready.said, *_weekly(alike), *fitted.remarks)
    if ready.spend:
        spend = learned_spend((yield from paid_keys(counted, most))[0])
        known = yield from margin_share(facts)
        share = known if known is not None else margin
        body |= {"spend": spend.body, "margin": 1.0 if share is None else share, "columns": [*body["columns"], "clv"]}
        said += (*spend.remarks, *((Sentence("predictions.no_margin"),) if share is None else ()))
    return Model(KIND, KIND, "", as_of, body, _mark(body), said)


def cells_of(table: pa.Table) -> Cells:
    """Keys as the models take them, times in weeks."""
    from bakhsh.loop.predictions.purchases.cells import Cells

    x, t_x, known = (table.column(name).to_numpy() for name in ("x", "t_x", "known_for"))
    return Cells.of(x, t_x / _WEEK, known / _WEEK, table.column("customers").to_numpy())


def _fitted(spec: Predictions, cells: Cells, log_gaps: float | None) -> Fitted:
    """The declared model; of `auto` what the customers' regularity asks for, or a plain one where data are thin, so
    that `log_gaps` were not asked for."""
    from bakhsh.loop.predictions.purchases.choosing import choose
    from bakhsh.loop.predictions.purchases.fitting import fit
    from bakhsh.loop.predictions.purchases.models import model_named

    if log_gaps is not None:
        return choose(cells, log_gaps=log_gaps).fitted
    return fit(model_named(_PLAIN if spec.model == "auto" else spec.model), cells)


def _weekly(alike: Keys) -> tuple[Sentence, ...]:
    return (Sentence("predictions.weekly", {"count": MOST_CELLS}),) if alike.weekly else ()


def _mark(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
