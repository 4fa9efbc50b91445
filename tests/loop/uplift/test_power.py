"""What a campaign could find out, before it is sent."""

from __future__ import annotations

import math
from typing import Any

import ibis
import numpy as np
import pytest

from bakhsh.language.sentences import Money, Share
from bakhsh.loop.uplift.difference import Arm, Pair
from bakhsh.loop.uplift.power import past, power
from bakhsh.tables import CONTRACTS


def test_the_detectable_effect_is_found_four_times_out_of_five() -> None:
    size = power(1_000, 0.2, 10.0)
    assert (size.treated, size.holdout) == (800, 200)
    assert size.detectable is not None
    found = 0
    for seed in range(300):
        generator = np.random.default_rng(seed)
        treated, without = generator.normal(size.detectable, 10, 800), generator.normal(0, 10, 200)
        arms = [Arm(a.size, float(a.mean()), float(a.var(ddof=1)), 0.0) for a in (treated, without)]
        difference = Pair(*arms).difference
        found += difference is not None and difference.low > 0
    assert 0.73 <= found / 300 <= 0.87


@pytest.mark.parametrize(("n", "holdout"), [(0, 0.1), (100, 0.0), (100, 1.0), (3, 0.1)])
def test_without_two_arms_nothing_can_be_found(n: int, holdout: float) -> None:
    size = power(n, holdout, 10.0)
    assert size.detectable is None
    assert size.sentence.id == "uplift.power_none"


def test_the_sentence_is_in_the_outcomes_unit() -> None:
    assert isinstance(power(1_000, 0.2, 500.0).sentence.args["detectable"], Money)
    assert isinstance(power(1_000, 0.2, 0.3, outcome="retained").sentence.args["detectable"], Share)
    assert isinstance(power(1_000, 0.2, 1.5, outcome="orders").sentence.args["detectable"], float)
    beside = power(1_000, 0.2, 500.0, mean=2_000.0).sentence
    assert beside.args["mean"] == Money(2_000.0)


def test_the_spread_is_that_of_who_would_be_contacted(office: Any) -> None:
    audience = CONTRACTS["AUDIENCE"].schema().empty_table()
    rows = [
        {"campaign": "winback", "wave": 1, "customer_id": f"c{n:04}", "suppressed_by": "over_limit" if n > 3 else None}
        for n in range(6)
    ]
    audience = type(audience).from_pylist(rows, schema=audience.schema)
    outcomes = office.outcomes({0: {"margin": 40}, 1: {"margin": 20}, 5: {"margin": 9_999}})
    questions = past(CONTRACTS["AUDIENCE"].unbound(), CONTRACTS["OUTCOMES"].unbound(), "margin")
    question = next(questions)
    office.connection.register("audience", audience)
    office.connection.register("outcomes", outcomes)
    with pytest.raises(StopIteration) as stop:
        questions.send(office.connection.sql(ibis.to_sql(question, dialect="duckdb")).to_arrow_table())
    found = stop.value.value
    assert (found.n, found.mean) == (4, 15)
    assert math.sqrt(found.variance) == pytest.approx(np.std([40, 20, 0, 0], ddof=1))


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
@pytest.mark.parametrize("outcome", ["margin", "retained"])
def test_the_question_about_the_past_compiles_for_every_engine(dialect: str, outcome: str) -> None:
    question = next(past(CONTRACTS["AUDIENCE"].unbound(), CONTRACTS["OUTCOMES"].unbound(), outcome))
    assert "suppressed_by" in ibis.to_sql(question, dialect=dialect)
