"""Looking from earlier days: what was known then, and what came after."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import count, day, days_between, number, stands, whole
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.loop.predictions.backtest.baselines import Past, guessed
from bakhsh.loop.predictions.backtest.grading import graded
from bakhsh.loop.predictions.backtest.judging import calibrated, judged
from bakhsh.loop.predictions.counts import CELLS, counted, grained
from bakhsh.records import Backtest, Origin, Tracked

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Cells
    from bakhsh.loop.predictions.purchases.fitted import Fitted

__all__ = ["MOST", "backtest", "looked", "origins"]

MOST = 3
"""So many days in the past are looked from."""

FEWEST_CUSTOMERS, FEWEST_ORDERS = 100, 30
"""Below, chance decides and nothing is graded."""

_WEEK = 7


def origins(first_day: date, as_of: date, horizon_days: int) -> tuple[date, ...]:
    """The days to look from, latest first: a horizon, two and three before `as_of`, as far as two horizons of history
    lie before them."""
    back = [as_of - timedelta(days=horizon_days * step) for step in range(1, MOST + 1)]
    return tuple(one for one in back if (one - first_day).days >= 2 * horizon_days)


def backtest(
    facts: ibis.Table, first_day: date, as_of: date, horizon_days: int, learn: Callable[[Cells], Fitted],
    weekly: bool = False,
) -> Generator[ibis.Table, pa.Table, Backtest]:  # fmt: skip
    """Rolling origins: at each, `learn` is given the customers of that day in weeks and its predictions for the next
    `horizon_days` are held against what came, beside every baseline.

    Asks two questions an origin, and one for the window before the earliest; rows after `as_of` change nothing.
    `first_day`: the first day with a purchase; `weekly`: cells of whole weeks, for millions of customers. An origin
    where the model cannot be learned, or with fewer than 100 customers or 30 orders after it, is left out.
    """
    days = origins(first_day, as_of, horizon_days)
    pasts: dict[date, Past] = {}
    for one in (*days, *_before(days, horizon_days)):
        pasts[one] = yield from looked(facts, one, horizon_days, weekly)
    found, name = [], ""
    for one in days:
        if not _enough(pasts[one]):
            continue
        cells = _cells(pasts[one])
        try:
            fitted = learn(cells)
        except NotReady:
            continue
        name = fitted.model
        came = _came((yield _after(facts, one, horizon_days)), horizon_days)
        found.append(
            _origin(one, pasts[one], pasts.get(one - timedelta(days=horizon_days)), fitted, horizon_days, came)
        )
    if not found:
        args: dict[str, Argument] = {
            "horizon_days": horizon_days, "customers": FEWEST_CUSTOMERS, "orders": FEWEST_ORDERS,
            "history_days": 3 * horizon_days, "found_days": (as_of - first_day).days,
        }  # fmt: skip
        return Backtest("", horizon_days, "", "", Sentence("backtest.too_short", args))
    return Backtest(name, horizon_days, *graded(found), tuple(found))


def looked(
    facts: ibis.Table, origin: date, horizon_days: int, weekly: bool = False
) -> Generator[ibis.Table, pa.Table, Past]:
    """Asks who was a customer at the end of `origin`, and what each ordered in the horizon after it."""
    return _past((yield _seen(facts, origin, horizon_days, weekly)))


def _before(days: Sequence[date], horizon_days: int) -> tuple[date, ...]:
    """The day a horizon before the earliest origin, from which its baselines learn."""
    return (days[-1] - timedelta(days=horizon_days),) if days else ()


def _seen(facts: ibis.Table, origin: date, horizon_days: int, weekly: bool) -> ibis.Table:
    """Distinct x, t_x, known_for as of `origin` and purchase days in the horizon after it (`later`), with how many
    customers there are of each."""
    end = origin + timedelta(days=horizon_days)
    window = facts.filter((facts.day > day(origin)) & (facts.day <= day(end)))
    later = window.group_by("customer_id").agg(later=count(stands(window, end)))
    known = grained(counted(facts, origin), weekly)
    both = known.left_join(later.select(buyer="customer_id", later="later"), [("customer_id", "buyer")])
    counts = both.mutate(later=both.later.coalesce(0))
    alike = counts.group_by(*CELLS, "later").agg(customers=whole(counts.count()))
    return alike.order_by(*CELLS, "later")


def _after(facts: ibis.Table, origin: date, horizon_days: int) -> ibis.Table:
    """Purchase days of the customers of `origin` by the week after it: `week` from 0 up."""
    end = origin + timedelta(days=horizon_days)
    known = counted(facts, origin).select(known="customer_id")
    window = facts.filter((facts.day > day(origin)) & (facts.day <= day(end)))
    standing = window.filter(stands(window, end)).semi_join(known, [("customer_id", "known")])
    passed = days_between(standing.day, day(origin)) - 1
    weeks = standing.group_by(week=whole((number(passed) / _WEEK).floor())).agg(orders=whole(standing.count()))
    return weeks.order_by("week")


def _past(answer: pa.Table) -> Past:
    import numpy as np

    names = (*CELLS, "later", "customers")
    return Past(*(np.asarray(answer[name].to_numpy(), np.float64) for name in names))


def _enough(past: Past) -> bool:
    return bool(past.weight.sum() >= FEWEST_CUSTOMERS and past.later @ past.weight >= FEWEST_ORDERS)


def _cells(past: Past) -> Cells:
    """The customers as a model learns from them: in weeks, alike ones together."""
    from bakhsh.loop.predictions.purchases.cells import Cells

    return Cells.of(past.x, past.t_x / _WEEK, past.T / _WEEK, past.weight).merged()


def _came(answer: pa.Table, horizon_days: int) -> list[float]:
    """Orders of each week after an origin, the last of them perhaps a part of one."""
    found = [0.0] * -(-horizon_days // _WEEK)
    for row in answer.to_pylist():
        found[int(row["week"])] += row["orders"]
    return found


def _origin(
    as_of: date, past: Past, before: Past | None, fitted: Fitted, horizon_days: int, came: Sequence[float]
) -> Origin:
    from bakhsh.loop.predictions.purchases.cells import Cells

    cells = Cells.of(past.x, past.t_x / _WEEK, past.T / _WEEK, past.weight)
    theta, horizon = fitted.theta(cells), horizon_days / _WEEK
    orders = fitted.of.expected(theta, cells, horizon)
    told = {fitted.model: orders, **guessed(past, horizon_days, before)}
    tracked, actual = [], 0.0
    for week, arrived in enumerate(came, 1):
        days, actual = min(week * _WEEK, horizon_days), actual + arrived
        tracked.append(Tracked(days, float(fitted.of.expected(theta, cells, days / _WEEK) @ past.weight), actual))
    tenths = calibrated(past, orders, fitted.of.p_buy(theta, cells, horizon))
    return Origin(as_of, int(past.weight.sum()), judged(past, told), tenths, tuple(tracked))
