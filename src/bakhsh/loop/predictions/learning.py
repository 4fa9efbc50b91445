"""Learning what comes next: from the distinct customers of a day to a model that is numbers in JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from bakhsh.conditions.days import TODAY
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Sentence
from bakhsh.loop.predictions.backtest import backtest, looked
from bakhsh.loop.predictions.categories import bought, learned_categories
from bakhsh.loop.predictions.counts import evenness, market, summary
from bakhsh.loop.predictions.fitting import cells_of, fitted
from bakhsh.loop.predictions.instead import instead
from bakhsh.loop.predictions.keys import MOST_CELLS, Keys, keys
from bakhsh.loop.predictions.readiness import Seen, judged
from bakhsh.loop.predictions.worth import learned_spend, margin_share, paid_keys
from bakhsh.records import Backtest, Model
from bakhsh.specs import Predictions

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Cells
    from bakhsh.loop.predictions.purchases.fitted import Fitted

__all__ = ["KIND", "learn"]

KIND = "predictions"
"""Of the model, and the name under which it is kept and refitted."""

_SCORED = ("p_alive", "expected_orders", "p_buy")


def learn(
    spec: Predictions,
    facts: ibis.Table,
    counted: ibis.Table,
    as_of: date,
    undated: tuple[int, int] = (0, 0),
    margin: float | None = None,
    most: int = MOST_CELLS,
    category_facts: ibis.Table | None = None,
) -> Generator[ibis.Table, pa.Table, Model]:
    """Asks what there is to learn from, then for the distinct customers and how evenly they buy, and returns the model
    of purchases; then for earlier days on which it is tried. `counted`: FACTS as `counts.counted` reduces them.
    `undated`: rows refused for want of a date, and all rows read; `margin`: the declared share of money that is margin,
    where costs do not say it; `category_facts`: of what next orders in categories are learned.

    The body holds the records.Backtest (`backtest`). Where its grade is C, `instead` is the baseline that is used, and
    whether customers are still some, or when they come next, is not said. NotReady in words where the data are too thin
    for any prediction (see `readiness`).
    """
    found = (yield summary(counted)).to_pylist()[0]
    days = (yield market(facts, TODAY)).to_pylist()[0]
    ready = judged(Seen.of(found, days, *undated), spec)
    alike = yield from keys(counted, most)
    log_gaps = None
    if spec.model == "auto" and ready.rung == "whole":
        log_gaps = (yield evenness(facts, TODAY)).to_pylist()[0]["log_gaps"]
    model = fitted(spec.model, cells_of(alike.table), log_gaps)
    body: dict[str, Any] = {"rung": ready.rung, "purchases": model.body, "columns": list(_SCORED)}
    said = (*ready.said, *_weekly(alike), *model.remarks)
    first_day = as_of - timedelta(days=found["history"])
    tested, unused = yield from _tested(facts, first_day, as_of, spec.horizon_days, model.model, alike.weekly)
    body |= unused
    said += (tested.said, *((Sentence("next_order.not_told"),) if unused else ()))
    if category_facts is not None and not unused:
        categories, told = yield from learned_categories(bought(category_facts, facts), spec.model, most)
        body, said = body | {"categories": categories}, (*said, *told)
    if ready.spend:
        spending, told = yield from _spending(facts, counted, margin, most)
        body |= spending
        body["columns"] = [*body["columns"], *(("clv",) if spending else ())]
        said += told
    return Model(KIND, KIND, "", as_of, body | {"backtest": tested}, _mark(body), said)


def _tested(
    facts: ibis.Table, first_day: date, as_of: date, horizon_days: int, model: str, weekly: bool
) -> Generator[ibis.Table, pa.Table, tuple[Backtest, dict[str, Any]]]:
    """How the model did on earlier days, learned anew at each; and where that is no better than a baseline, what the
    body holds of that."""

    def again(cells: Cells) -> Fitted:
        from bakhsh.loop.predictions.purchases.fitting import fit
        from bakhsh.loop.predictions.purchases.models import model_named

        return fit(model_named(model), cells)

    tested = yield from backtest(facts, first_day, as_of, horizon_days, again, weekly)
    if tested.grade != "C":
        return tested, {}
    before = yield from looked(facts, as_of - timedelta(days=horizon_days), horizon_days, weekly)
    return tested, {"instead": instead(tested.used, horizon_days, before), "columns": ["expected_orders"]}


def _spending(
    facts: ibis.Table, counted: ibis.Table, margin: float | None, most: int
) -> Generator[ibis.Table, pa.Table, tuple[dict[str, Any], tuple[Sentence, ...]]]:
    """What the body holds of what an order brings, and what is to be said of it; nothing but why where that cannot be
    learned: purchases are predicted all the same."""
    try:
        spend, notes = learned_spend((yield from paid_keys(counted, most))[0])
    except NotReady as error:
        return {}, (error.sentence,)
    known = yield from margin_share(facts)
    share = known if known is not None else margin
    said = (*notes, *spend.remarks, *((Sentence("predictions.no_margin"),) if share is None else ()))
    return {"spend": spend.body, "margin": 1.0 if share is None else share}, said


def _weekly(alike: Keys) -> tuple[Sentence, ...]:
    return (Sentence("predictions.weekly", {"count": MOST_CELLS}),) if alike.weekly else ()


def _mark(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
