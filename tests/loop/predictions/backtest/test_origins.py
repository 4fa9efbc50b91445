from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.loop.watch.answering import answered

from bakhsh.language.locale import ENGLISH, PERSIAN, Locale
from bakhsh.language.render import render
from bakhsh.loop.predictions.backtest import backtest, origins
from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitted import Fitted
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.records import Backtest
from bakhsh.tables import FACTS

START, END = date(2024, 1, 1), date(2025, 6, 30)
HORIZON = 90


def learned(cells: Cells) -> Fitted:
    return fit(BG, cells)


def fact(customer: str, day: date, **sums: Any) -> dict[str, Any]:
    numbers = {column.name: 0 for column in FACTS.columns if column.required}
    return numbers | {"customer_id": customer, "day": day, "orders": 1, "amount": 100} | sums


def bought(seed: int, customers: int = 400) -> list[dict[str, Any]]:
    """Customers who come within the first months, each with a rate and a chance of stopping of his own."""
    random = np.random.default_rng(seed)
    found = []
    for number in range(customers):
        now, rate, stop = float(random.integers(0, 200)), random.gamma(1.0, 1 / 40), random.beta(0.8, 3)
        while now <= (END - START).days:
            found.append(fact(f"c{number}", START + timedelta(days=int(now))))
            if random.random() < stop:
                break
            now += random.exponential(1 / max(rate, 1e-6)) + 1
    return found


def looked_back(facts: list[dict[str, Any]], as_of: date = END, first: date = START) -> Backtest:
    table = pa.Table.from_pylist(facts, FACTS.schema())
    return answered(backtest(FACTS.unbound(), first, as_of, HORIZON, learned), {"facts": table})


@pytest.fixture(scope="module")
def seen() -> Backtest:
    return looked_back(bought(1))


def test_looked_from_as_many_days_as_history_allows() -> None:
    ends = [END - timedelta(days=HORIZON * step) for step in (1, 2, 3)]
    assert origins(START, END, HORIZON) == tuple(ends)
    assert origins(END - timedelta(days=3 * HORIZON), END, HORIZON) == (ends[0],)
    assert origins(END - timedelta(days=3 * HORIZON - 1), END, HORIZON) == ()


def test_the_model_stands_first_and_every_baseline_beside_it(seen: Backtest) -> None:
    assert [one.as_of for one in seen.origins] == list(origins(START, END, HORIZON))
    for one in seen.origins:
        assert [each.name for each in one.judged] == ["bg_nbd", "zero", "alike", "rate", "gap"]
        assert one.judged[0].rmse < min(each.rmse for each in one.judged[1:])
    assert seen.grade in ("A", "B")
    assert seen.used == ""


def test_what_came_is_counted_from_the_rows_themselves(seen: Backtest) -> None:
    latest = seen.origins[0]
    facts = bought(1)
    known = {one["customer_id"] for one in facts if one["day"] <= latest.as_of}
    later = [one for one in facts if one["day"] > latest.as_of and one["customer_id"] in known]
    later = [one for one in later if one["day"] <= latest.as_of + timedelta(days=HORIZON)]
    assert latest.customers == len(known)
    assert latest.judged[0].actual == len({(one["customer_id"], one["day"]) for one in later})
    assert latest.tracked[-1].actual == latest.judged[0].actual
    assert latest.tracked[-1].predicted == pytest.approx(latest.judged[0].total)
    assert [one.days for one in latest.tracked] == [*range(7, HORIZON, 7), HORIZON]
    assert sum(one.customers for one in latest.calibrated) == len(known)


def test_rows_after_the_day_change_nothing(seen: Backtest) -> None:
    later = [fact(f"c{number}", END + timedelta(days=number + 1)) for number in range(50)]
    assert looked_back(bought(1) + later) == seen


def test_a_day_taken_back_later_was_a_purchase_then_and_none_now() -> None:
    facts = bought(1)
    moved = [one for one in facts if one["customer_id"] == "c3"]
    first = looked_back(facts).origins[0]
    last = max(one["day"] for one in moved)
    undone = [one | {"undone_on": last} if one in moved and one["day"] == last else one for one in facts]
    second = looked_back(undone).origins[0]
    assert second.judged[0].actual <= first.judged[0].actual


@pytest.mark.parametrize(("reader", "needed"), [(ENGLISH, "270"), (PERSIAN, "۲۷۰")])
def test_a_short_past_is_said_with_what_is_missing(reader: Locale, needed: str) -> None:
    found = looked_back(bought(2, 60), first=END - timedelta(days=200))
    assert (found.grade, found.used, found.origins) == ("", "", ())
    assert needed in render(found.said, reader)


def test_customers_at_random_are_no_better_told_by_a_model() -> None:
    """Everybody buys at one rate and nobody stops: there is nothing to tell customers apart by."""
    random = np.random.default_rng(9)
    facts = []
    for number in range(300):
        days = np.flatnonzero(random.random((END - START).days + 1) < 1 / 30)
        facts += [fact(f"c{number}", START + timedelta(days=int(day))) for day in days]
    found = looked_back(facts)
    assert (found.grade, found.used) == ("C", "alike")
