"""What customers are worth: the engine multiplies what Python multiplies, margins are asked of known costs."""

from __future__ import annotations

from datetime import date

import ibis
import numpy as np
import pyarrow as pa
import pytest
from tests.loop.features.ledgers import AS_OF, Ledger, ask, noon

from bakhsh.conditions.days import TODAY
from bakhsh.conditions.sums import day
from bakhsh.edges.engines.compile import DIALECTS, compile_sql
from bakhsh.loop.features.facts import facts
from bakhsh.loop.predictions.spend.value import value
from bakhsh.loop.predictions.worth import margin_share, paid, worth
from bakhsh.tables import LINES

ROW = ibis.table(dict.fromkeys(("worth_orders", "worth_error", "brings", "brings_error"), "float64"), name="both")
COUNTED = ibis.table({"customer_id": "string", "x": "int64", "m_x": "int64"}, name="counted")
HALF = 1.6448536269514722


@pytest.mark.parametrize("margin", [0.3, 1.0, -0.1])
def test_the_engine_reckons_value_as_python_does(margin: float) -> None:
    orders, brings = np.array([0.0, 0.4, 3.2]), np.array([500.0, 1234.0, 98765.0])
    errors, more = np.array([0.0, 0.2, 0.05]), np.array([0.1, 0.0, 0.3])
    between = [(each * np.exp(-HALF * error), each * np.exp(HALF * error)) for each, error in
               ((np.ones(3), errors), (brings, more))]  # fmt: skip
    meant = value(orders, brings, margin, orders_between=between[0], order_value_between=between[1])
    table = pa.table({"worth_orders": orders, "worth_error": errors, "brings": brings, "brings_error": more})
    found = ask(ROW.select(**worth(ROW, margin)), both=table)
    for name, values in meant.items():
        assert found.column(name).to_pylist() == pytest.approx(values.tolist(), abs=0.51), name


def test_who_never_paid_again_is_one_key_and_coarse_means_are_near() -> None:
    table = pa.table({"customer_id": ["a", "b", "c"], "x": [0, 3, 2], "m_x": pa.array([None, None, 98765], pa.int64())})
    assert ask(paid(COUNTED).select("paid_x", "paid_m"), counted=table).to_pylist() == [
        {"paid_x": 0, "paid_m": 0}, {"paid_x": 0, "paid_m": 0}, {"paid_x": 2, "paid_m": 98765},
    ]  # fmt: skip
    coarse = ask(paid(COUNTED, coarse=True).select("paid_m"), counted=table).to_pylist()[2]["paid_m"]
    assert coarse == pytest.approx(98765, rel=0.006)


def test_the_margin_is_that_of_days_whose_cost_is_known() -> None:
    ledger = Ledger()
    ledger.order("ann", noon(date(2011, 1, 10)), {"amount": 1000, "cost": 600})
    ledger.order("ann", noon(date(2011, 2, 10)), {"amount": 5000})
    ledger.order("bob", noon(date(2011, 3, 10)), {"amount": 1000, "cost": 800})
    question = next(margin_share(facts(LINES.unbound())))
    answer = ask(compile_sql(question, "duckdb", AS_OF), **ledger.tables()).to_pylist()
    assert answer == [{"net": 2000.0, "cost": 1400.0}]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_expression_compiles_for_every_engine(dialect: str) -> None:
    told = ROW.select(**worth(ROW, 0.3), as_of=day(TODAY))
    for question in (told, paid(COUNTED, coarse=True), next(margin_share(facts(LINES.unbound())))):
        assert "SELECT" in compile_sql(question, dialect, AS_OF)
