"""Arms and what they did afterwards, and an engine that adds them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest

from bakhsh.conditions import parse
from bakhsh.loop.uplift import Measured, readout, sums
from bakhsh.records import Readout, WaveRecord
from bakhsh.specs import Campaign, Offer
from bakhsh.tables import CONTRACTS

START, END = date(2011, 12, 1), date(2011, 12, 31)
CAMPAIGN = Campaign("winback", parse("recency >= 10"), Offer("ten"), holdout=0.2)
WAVE = WaveRecord("winback", 2, date(2011, 11, 30), 0, 0, 0, {}, 0.2, cost=0)


class Office:
    """Reads campaigns. Outcomes are given as (arm, value) or (arm, None) for a customer without a row."""

    campaign, wave, start, end = CAMPAIGN, WAVE, START, END

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def arms(self, arms: Sequence[str], chance: float = 0.8) -> pa.Table:
        rows = [
            {
                "campaign": "winback", "wave": 2, "customer_id": f"c{n:04}", "arm": arm, "as_of": WAVE.as_of,
                "chance": chance if arm == "treated" else 1 - chance,
            }
            for n, arm in enumerate(arms)
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=CONTRACTS["ARMS"].schema())

    def outcomes(self, values: Mapping[int, Mapping[str, Any]]) -> pa.Table:
        usual = {"window_start": START, "window_end": END, "orders": 0, "revenue": 0, "margin": 0, "retained": False}
        rows = [{**usual, "customer_id": f"c{n:04}", **given} for n, given in values.items()]
        return pa.Table.from_pylist(rows, schema=CONTRACTS["OUTCOMES"].schema())

    def measured(self, campaign: Campaign, arms: pa.Table, outcomes: pa.Table) -> Measured:
        """The answer of an engine, added up."""
        questions = sums(CONTRACTS["ARMS"].unbound(), CONTRACTS["OUTCOMES"].unbound(), campaign)
        question = next(questions)
        self.connection.register("arms", arms)
        self.connection.register("outcomes", outcomes)
        try:
            questions.send(self.connection.sql(ibis.to_sql(question, dialect="duckdb")).to_arrow_table())
        except StopIteration as stop:
            return stop.value
        raise AssertionError("one question was promised")

    def readout(self, pairs: Sequence[tuple[str, int | None]], *, waiting: bool = False, cost: int = 0) -> Readout:
        """The readout of a wave whose customers had these margins."""
        import dataclasses

        arms = self.arms([arm for arm, _ in pairs])
        outcomes = self.outcomes({n: {"margin": value} for n, (_, value) in enumerate(pairs) if value is not None})
        measured = self.measured(CAMPAIGN, arms, outcomes)
        return readout(CAMPAIGN, dataclasses.replace(WAVE, cost=cost), measured, START, END, waiting)


@pytest.fixture(scope="session")
def office() -> Office:
    return Office()
