"""What customers are worth: expected purchases of a horizon, discounted, times what one brings, times the margin.

Purchases and what one brings are scored by keys of their own, (x, t_x, T) and (x, m_x): together the keys would be
nearly as many as the customers. Gamma-Gamma takes the two for independent (Fader and Hardie 2013), so they multiply,
and the errors of their logarithms add (see `spend.value`).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from bakhsh.conditions.days import TODAY, day
from bakhsh.conditions.sums import number, whole
from bakhsh.language.sentences import Sentence
from bakhsh.loop.predictions.keys import MOST_CELLS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.purchases.cells import Cells
    from bakhsh.loop.predictions.purchases.fitted import Fitted
    from bakhsh.loop.predictions.spend.gamma_gamma import FittedSpend

    Floats = npt.NDArray[np.float64]

__all__ = [
    "PAID",
    "discounted_orders",
    "going_on",
    "learned_spend",
    "margin_share",
    "paid",
    "paid_keys",
    "spend_scores",
    "worth",
]

PAID = ("paid_x", "paid_m")
"""What the model of spending knows of a customer: his repeat purchases and their mean; 0 and 0 where there is none."""

_STRETCHES = 4
"""The horizon is discounted in so many parts: within one its purchases are taken to lie in the middle."""

_HALF = 1.6448536269514722
_WEEK = 7.0
_STEPS = 100
"""Above the limit of keys means are rounded to a hundredth of their logarithm, about 1 %."""


def paid(counted: ibis.Table, coarse: bool = False) -> ibis.Table:
    """`counts.counted` with PAID beside it; `coarse`: means rounded to about 1 %."""
    mean = number(counted.m_x)
    if coarse:
        mean = ((mean.ln() * _STEPS + 0.5).floor() / _STEPS).exp()
    known = counted.m_x.notnull()
    return counted.mutate(paid_x=known.ifelse(counted.x, 0), paid_m=whole((known.ifelse(mean, 0.0) + 0.5).floor()))


def paid_keys(counted: ibis.Table, most: int = MOST_CELLS) -> Generator[ibis.Table, pa.Table, tuple[pa.Table, bool]]:
    """Asks for the distinct PAID with how many `customers` each has, coarser where there would be more than `most`."""
    everybody = yield counted.agg(rows=whole(counted.count()))
    coarse = everybody.column("rows")[0].as_py() > most
    found = paid(counted, coarse)
    alike = found.group_by(*PAID).agg(customers=whole(found.count()))
    return (yield alike.order_by(*PAID)), coarse


def margin_share(facts: ibis.Table) -> Generator[ibis.Table, pa.Table, float | None]:
    """Asks what part of the money of days whose cost is known was margin; None where no such day is."""
    known = facts.filter((facts.day <= day(TODAY)) & facts.cost.notnull())
    net = known.amount - known.returned
    asked = known.agg(net=number(net.sum()).coalesce(0.0), cost=number(known.cost.sum()).coalesce(0.0))
    row = (yield asked).to_pylist()[0]
    return (row["net"] - row["cost"]) / row["net"] if row["net"] > 0 else None


def learned_spend(keys: pa.Table) -> tuple[FittedSpend, tuple[Sentence, ...]]:
    """What an order of each customer brings, learned of the distinct ones, and who was left out or capped. NotReady
    where they are too few."""
    from bakhsh.loop.predictions.spend.gamma_gamma import fit
    from bakhsh.loop.predictions.spend.spent import Spent

    x, mean, customers = (keys.column(name).to_numpy() for name in (*PAID, "customers"))
    bought = x > 0
    spent = Spent.of(x[bought], mean[bought], customers[bought])
    return fit(spent), spent.notes


def spend_scores(body: Mapping[str, Any], keys: pa.Table) -> pa.Table:
    """PAID with `brings`, what an order is expected to bring, and `brings_error`, the deviation of its logarithm."""
    import numpy as np

    from bakhsh.loop.predictions.spend.gamma_gamma import FittedSpend

    x, mean = (keys.column(name).to_numpy().astype(np.float64) for name in PAID)
    found = FittedSpend.read(body).scored(x, mean)
    columns = {name: keys.column(name) for name in PAID}
    error = _error(found["expected_spend_low"], found["expected_spend_high"])
    return pa.table(columns | {"brings": pa.array(found["expected_spend"]), "brings_error": pa.array(error)})


def discounted_orders(fitted: Fitted, cells: Cells, days: int, discount: float) -> dict[str, pa.Array]:
    """`worth_orders`, the purchases expected within so many days, each discounted to the day we look, and
    `worth_error`, the deviation of the logarithm of how many are expected."""
    import numpy as np

    from bakhsh.loop.predictions.purchases.scoring import deviation
    from bakhsh.loop.predictions.spend.value import discounted

    ends = _ends(days)
    ahead = fitted.of.ahead(fitted.theta(cells), cells, (ends / _WEEK).tolist())
    orders = discounted(np.column_stack(list(ahead.expected)), ends, discount)
    return {"worth_orders": pa.array(orders), "worth_error": pa.array(deviation(fitted, cells, ahead))}


def going_on(orders: Floats, horizon_days: int, days: int, discount: float) -> dict[str, pa.Array]:
    """The same of `orders` within a horizon that come as often after it; what they may be off by is not known, so the
    deviation is empty, and so are the bounds of what is reckoned of it."""
    import numpy as np

    from bakhsh.loop.predictions.spend.value import discounted

    ends = _ends(days)
    curve = np.outer(orders / horizon_days, ends)
    none = pa.nulls(len(orders), pa.float64())
    return {"worth_orders": pa.array(discounted(curve, ends, discount)), "worth_error": none}


def _ends(days: int) -> Floats:
    import numpy as np

    return np.asarray(days * np.arange(1, _STRETCHES + 1) / _STRETCHES, np.float64)


def _error(low: Floats, high: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.log(np.maximum(high, 1e-12) / np.maximum(low, 1e-12)) / (2 * _HALF), np.float64)


def worth(row: ibis.Table, margin: float) -> dict[str, ibis.Value]:
    """clv with its bounds of rows that hold what both keys are scored with, in whole minor units, halves up."""
    value = row.worth_orders * row.brings * margin
    half = (row.worth_error * row.worth_error + row.brings_error * row.brings_error).sqrt() * _HALF
    low, high = value * (-half).exp(), value * half.exp()
    ends = {"clv": value, "clv_low": ibis.least(low, high), "clv_high": ibis.greatest(low, high)}
    return {name: whole((one + 0.5).floor()) for name, one in ends.items()}
