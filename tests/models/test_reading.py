from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from lifetimes.datasets import load_transaction_data
from lifetimes.utils import summary_data_from_transaction_data
from tests.loop.watch.answering import asked

from bakhsh.errors import DataError, MissingColumn
from bakhsh.loop.predictions.counts import counted
from bakhsh.models.reading import arrow, cells_of, summary
from bakhsh.tables import FACTS

ORDERS = {
    "customer_id": ["b", "a", "a", "a", "c", None, "b"],
    "ordered_on": [date(2026, 1, day) for day in (3, 1, 1, 15, 29, 2, 20)],
    "paid": [5.0, 10.0, 20.0, 7.0, 1.0, 9.0, 4.0],
}
AS_OF = date(2026, 1, 22)


def test_a_hand_worked_table() -> None:
    """Two orders of one day are one purchase day; who comes later or has no id is not there."""
    found = summary(ORDERS, AS_OF, amount="paid", unit="day")
    assert found.to_pydict() == {
        "customer_id": ["a", "b"],
        "x": [1, 1],
        "t_x": [14.0, 17.0],
        "T": [21.0, 19.0],
        "log_gaps": [np.log(13.75), np.log(16.75)],
        "m_x": [7.0, 4.0],
    }
    assert summary(ORDERS, AS_OF)["T"].to_pylist() == [3.0, 19 / 7]


def test_without_a_repeat_there_is_no_mean() -> None:
    found = summary(ORDERS, date(2026, 1, 10), amount="paid")
    assert found["m_x"].to_pylist() == [None, None]
    assert found["t_x"].to_pylist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "made",
    [
        pd.DataFrame,
        pl.DataFrame,
        pa.table,
        dict,
        lambda columns: pd.DataFrame(columns | {"ordered_on": pd.to_datetime(pd.Series(columns["ordered_on"]))}),
        lambda columns: pl.DataFrame(columns | {"ordered_on": [one.isoformat() for one in columns["ordered_on"]]}),
        lambda columns: columns | {"ordered_on": [datetime(one.year, one.month, one.day, 23, 59)
                                                  for one in columns["ordered_on"]]},
    ],
    ids=["pandas", "polars", "arrow", "mapping", "pandas moments", "polars text", "late moments"],
)  # fmt: skip
def test_any_library_and_any_way_of_writing_days_gives_the_same(made: Any) -> None:
    plain = summary(ORDERS, AS_OF, amount="paid").to_pydict()
    assert summary(made(ORDERS), AS_OF, amount="paid").to_pydict() == plain


def test_the_same_as_lifetimes_has_it() -> None:
    orders = load_transaction_data()
    theirs = summary_data_from_transaction_data(orders, "id", "date", observation_period_end="2014-12-31", freq="D")
    ours = summary(orders, date(2014, 12, 31), customer="id", ordered="date", unit="day")
    assert ours["customer_id"].to_pylist() == theirs.index.tolist()
    for name, other in (("x", "frequency"), ("t_x", "recency"), ("T", "T")):
        assert ours[name].to_pylist() == theirs[other].tolist()


def test_the_same_as_a_run_has_it() -> None:
    """One meaning of x, t_x and T, whether a project reckons it in its engine or a table is read here."""
    random = np.random.default_rng(4)
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + int(one)) for one in random.integers(0, 90, 400)]
    ids = [f"c{one}" for one in random.integers(0, 60, 400)]
    numbers = {column.name: 0 for column in FACTS.columns if column.required}
    facts = [
        numbers | {"customer_id": who, "day": day, "orders": 1, "amount": 100}
        for who, day in set(zip(ids, days, strict=True))
    ]
    table = pa.Table.from_pylist(facts, FACTS.schema())
    theirs = asked(counted(FACTS.unbound(), date(2026, 3, 1)), {"facts": table}).sort_by("customer_id").to_pydict()
    ours = summary({"who": ids, "day": days}, date(2026, 3, 1), customer="who", ordered="day", unit="day").to_pydict()
    assert ours["customer_id"] == theirs["customer_id"]
    assert (ours["x"], ours["t_x"], ours["T"]) == (theirs["x"], theirs["t_x"], theirs["known_for"])


def test_orders_of_nobody_are_a_table_of_nobody() -> None:
    assert summary(ORDERS, date(2020, 1, 1), amount="paid").num_rows == 0


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(MissingColumn, match="no column when. It has customer_id, ordered_on and paid"):
        summary(ORDERS, AS_OF, ordered="when")
    with pytest.raises(DataError, match="ordered_on .* dates"):
        summary(ORDERS | {"ordered_on": ["soon"] * 7}, AS_OF)
    with pytest.raises(DataError, match="paid .* numbers"):
        summary(ORDERS | {"paid": ["much"] * 7}, AS_OF, amount="paid")
    with pytest.raises(DataError, match="fortnight is no unit of time"):
        summary(ORDERS, AS_OF, unit="fortnight")
    with pytest.raises(DataError, match="int cannot be read as a table"):
        arrow(5)


def test_cells_may_stand_for_many_customers() -> None:
    cells = cells_of({"x": [0, 2], "t_x": [0, 5], "T": [9, 9], "weight": [10, 3], "age": [1.0, 2.0]}, ["age"])
    assert cells.customers == 13
    assert cells.covariates["age"].tolist() == [1.0, 2.0]
