"""What is learned of predictions: tried on the past, with categories, and by nothing that came later."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date, timedelta
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pytest

from bakhsh.edges.engines.compile import compile_sql
from bakhsh.loop.predictions import counted, learn
from bakhsh.records import Backtest, Model
from bakhsh.specs import Predictions
from bakhsh.tables import CATEGORY_FACTS, FACTS

AS_OF = date(2024, 12, 31)
SPEC = Predictions(on=True, model="bg_nbd")


def facts(seed: int = 3) -> list[dict[str, Any]]:
    random, found = np.random.default_rng(seed), []
    for number in range(400):
        now, rate = float(random.integers(0, 100)), random.gamma(0.8, 0.05)
        while now <= 640:
            on = AS_OF - timedelta(days=540 - int(now))
            numbers = {column.name: 0 for column in FACTS.columns if column.required}
            found.append(numbers | {"customer_id": f"c{number:03}", "day": on, "orders": 1, "amount": 1000 + number})
            if random.random() < 0.03:
                break
            now += 1 + random.exponential(1 / rate)
    return found


def sold(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everybody buys soap on some of his days, and a few buy a chair on the others."""
    found = []
    for row in rows:
        even = row["day"].toordinal() % 2 == 0
        if even or row["customer_id"] < "c050":
            name = "soap" if even else "chairs"
            plain = {"customer_id": row["customer_id"], "day": row["day"], "category": name}
            found.append(plain | {"amount": 500, "units": 1.0, "lines": 1})
    return found


def answered(questions: Generator[ibis.Table, pa.Table, Model], tables: Mapping[str, pa.Table]) -> Model:
    """What is learned, as of the day, of tables held in Arrow."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        question = next(questions)
        while True:
            found = connection.sql(compile_sql(question, "duckdb", AS_OF)).to_arrow_table()
            kinds = [(one.name, pa.int64() if pa.types.is_decimal(one.type) else one.type) for one in found.schema]
            try:
                question = questions.send(found.cast(pa.schema(kinds)))
            except StopIteration as done:
                return done.value


def model_of(rows: list[dict[str, Any]]) -> Model:
    tables = {
        "facts": pa.Table.from_pylist(rows, FACTS.schema()),
        "category_facts": pa.Table.from_pylist(sold(rows), CATEGORY_FACTS.schema()),
    }
    questions = learn(
        SPEC, FACTS.unbound(), counted(FACTS.unbound(), AS_OF), AS_OF, category_facts=CATEGORY_FACTS.unbound()
    )
    return answered(questions, tables)


@pytest.fixture(scope="module")
def model() -> Model:
    return model_of([row for row in facts() if row["day"] <= AS_OF])


def test_it_was_tried_on_the_past_and_says_so(model: Model) -> None:
    tested = model.body["backtest"]
    assert isinstance(tested, Backtest)
    assert (tested.grade, len(tested.origins)) in {("A", 3), ("B", 3)}
    assert tested.said in model.notes
    assert "instead" not in model.body


def test_categories_that_many_came_back_to_have_a_model_of_their_own(model: Model) -> None:
    assert list(model.body["categories"]) == ["soap"]
    assert model.body["categories"]["soap"]["parameters"] != model.body["purchases"]["parameters"]
    assert "next_order.categories" in [note.id for note in model.notes]


def test_rows_after_the_day_change_nothing(model: Model) -> None:
    rows = facts()
    assert max(row["day"] for row in rows) > AS_OF
    assert model_of(rows) == model
