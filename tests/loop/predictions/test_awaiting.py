"""NEXT_ORDERS by keys: days become dates, and who as good as never orders has none."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from tests.loop.watch.answering import answered

from bakhsh.loop.predictions import awaited, dated
from bakhsh.loop.predictions.next_order import WITHIN
from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.fitted import Fitted
from bakhsh.tables import NEXT_ORDERS

AS_OF = date(2024, 6, 30)
BODY = Fitted(
    BG.name, {"r": 0.24, "alpha": 4.4, "a": 0.79, "b": 2.43}, ((0.0,) * 4,) * 4, 0.0, 100.0, "week", priors=False
).body


def keys(*rows: tuple[int, int, int]) -> pa.Table:
    columns = dict(zip(("x", "t_x", "known_for"), map(list, zip(*rows, strict=True)), strict=True))
    return pa.table(columns | {"customers": [1] * len(rows)})


def test_dates_lie_after_the_day_in_order_and_within_two_years() -> None:
    found = dated(BODY, keys((0, 0, 0), (5, 100, 101), (5, 100, 300), (60, 300, 310)), AS_OF)
    low, median, high = (found.column(name) for name in ("low_on", "median_on", "high_on"))
    assert found.schema.field("median_on").type == pa.date32()
    assert pc.all(
        pc.and_(pc.greater(low, AS_OF), pc.and_(pc.less_equal(low, median), pc.less_equal(median, high)))
    ).as_py()
    assert pc.all(pc.less_equal(high, AS_OF + timedelta(days=WITHIN))).as_py()


def test_who_as_good_as_never_orders_has_no_date() -> None:
    found = dated(BODY, keys((300, 70, 4000)), AS_OF).to_pylist()[0]
    assert found["p_ever"] < 1e-6
    assert found["median_on"] is None
    assert not np.isnan(found["p_ever"])


def test_a_key_has_the_same_dates_whoever_stands_beside_it() -> None:
    alone, among = dated(BODY, keys((5, 100, 120)), AS_OF), dated(BODY, keys((0, 0, 9), (5, 100, 120)), AS_OF)
    assert alone.to_pylist()[0] == among.to_pylist()[1]


def test_those_expected_are_counted_by_their_median_date_once() -> None:
    def row(customer: str, days: int, p_ever: float, category: str | None = None) -> dict[str, object]:
        on = AS_OF + timedelta(days=days)
        dates = dict.fromkeys(("median_on", "low_on", "high_on"), on)
        return {"as_of": AS_OF, "customer_id": customer, "category": category, "p_ever": p_ever, **dates}

    rows = [row("a", 7, 0.9), row("a", 3, 0.9, "food"), row("b", 8, 0.5), row("c", 91, 0.7), row("d", 5, 0.49)]
    table = pa.Table.from_pylist(rows, NEXT_ORDERS.schema())
    found = answered(awaited(NEXT_ORDERS.unbound(), AS_OF), {"next_orders": table})
    assert found.within == ((7, 1), (30, 2), (90, 2))
    assert (found.expected, found.gone) == (3, 1)
