"""Columns known only after the outcome raise an alarm; honest ones do not."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.loop.predictions.activity.made import customers

from bakhsh.loop.predictions.activity import choosing
from bakhsh.loop.predictions.activity.leakage import Leak, found, too_good
from bakhsh.loop.predictions.activity.model import Activity


def kinds(table: pa.Table, event: Any) -> dict[str, str]:
    return {one.column: one.kind for one in found(table, event)}


def test_honest_columns_raise_none() -> None:
    table, event, _ = customers(1500, 1)
    ids = np.random.default_rng(2).permutation(1500)
    assert kinds(table.append_column("duration", table["orders"]).append_column("row", pa.array(ids)), event) == {}


@pytest.mark.parametrize("reasons", [["moved", "price"], [dt.date(2024, 1, 1), dt.date(2024, 2, 1)]])
def test_a_reason_for_leaving_is_known_by_being_there(reasons: list[Any]) -> None:
    table, event, _ = customers(800, 3)
    filled = [reasons[at % 2] if one else None for at, one in enumerate(event)]
    assert kinds(table.append_column("why", pa.array(filled)), event) == {"why": "afterwards"}


def test_blanks_and_the_other_way_round_are_seen_too() -> None:
    _, event, _ = customers(800, 3)
    blank = ["  " if one else "still here" for one in event]
    assert kinds(pa.table({"why": blank}), event) == {"why": "afterwards"}
    assert kinds(pa.table({"next": pa.array([None if one else 1.0 for one in event])}), event) == {"next": "afterwards"}


def test_one_column_that_nearly_decides() -> None:
    _, event, _ = customers(800, 4)
    noisy = event + np.random.default_rng(5).normal(0, 0.4, 800)
    words = np.where(np.random.default_rng(6).random(800) < 0.04, 1 - event, event)
    leaky = pa.table({"calls": noisy, "state": ["gone" if one else "here" for one in words]})
    assert kinds(leaky, event) == {"calls": "decides", "state": "decides"}


@pytest.mark.parametrize("name", ["duration", "Call_Duration", "churn-score", "مدت تماس", "علت_انصراف", "علت‌ترك"])
def test_a_name_that_speaks_of_the_outcome_and_tells(name: str) -> None:
    _, event, _ = customers(800, 7)
    telling = event + np.random.default_rng(8).normal(0, 1.2, 800)
    noise = np.random.default_rng(9).normal(size=800)
    assert kinds(pa.table({name: telling}), event) == {name: "named"}
    assert kinds(pa.table({name: noise}), event) == {}


def test_a_serial_number_that_predicts() -> None:
    random = np.random.default_rng(10)
    serial = np.arange(1000) + 5_000
    event = (random.random(1000) < 0.2 + 0.4 * (serial > 5_500)).astype(float)
    assert kinds(pa.table({"number": serial}), event) == {"number": "numbers"}


def test_every_alarm_has_its_words_and_survives_json() -> None:
    for kind in ("afterwards", "decides", "named", "numbers", "too_good"):
        leak = Leak(kind, 0.912345, "why")
        assert Leak.read(json.loads(json.dumps(leak.body))) == leak
        assert str(leak.said).count("{") == 0
    assert too_good(0.86) == ()
    assert too_good(0.88)[0].kind == "too_good"


def test_what_is_learned_carries_its_alarms() -> None:
    table, event, _ = customers(700, 11)
    filled = pa.array(["price" if one else None for one in event])
    made = choosing.learn(table.append_column("reason for leaving", filled), event)
    made = Activity.read(json.loads(json.dumps(made.body)))
    assert [one.kind for one in made.leaks] == ["too_good", "afterwards"]
    assert "activity.leak_afterwards" in [one.id for one in made.said]
