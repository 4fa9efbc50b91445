"""One question, one readout: sums per arm, verdict, return, and what is wrong with it."""

from __future__ import annotations

import dataclasses
import json
import math
import statistics
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bakhsh.errors import UnknownName
from bakhsh.loop.uplift import measure, readout, sums
from bakhsh.records import as_json
from bakhsh.tables import CONTRACTS

margins = st.lists(
    st.tuples(st.sampled_from(["treated", "holdout"]), st.one_of(st.none(), st.integers(-(10**7), 10**7))), max_size=40
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(margins)
def test_a_customer_without_an_outcome_counts_with_nothing(office: Any, pairs: list[tuple[str, int | None]]) -> None:
    found = office.readout(pairs)
    for arm, n, mean in (
        ("treated", found.treated, found.treated_mean),
        ("holdout", found.holdout, found.holdout_mean),
    ):
        values = [value or 0 for one, value in pairs if one == arm]
        assert n == len(values)
        assert mean == pytest.approx(statistics.fmean(values) if values else 0)
    json.dumps(as_json(found), allow_nan=False)


def test_a_clear_gain_works_and_is_told_in_money(office: Any) -> None:
    pairs = [("treated", 1_000 + n % 5) for n in range(80)] + [("holdout", 500 + n % 5) for n in range(20)]
    found = office.readout(pairs, cost=20_000)
    assert found.verdict == "works"
    assert (found.campaign, found.wave, found.outcome) == ("winback", 2, "margin")
    assert found.difference.estimate == pytest.approx(500)
    assert found.incremental.estimate == pytest.approx(500 * 80)
    assert found.roi.estimate == pytest.approx((500 * 80 - 20_000) / 20_000)
    assert found.roi.low < found.roi.estimate < found.roi.high
    assert found.needed is None
    assert found.notes == ()


def test_a_clear_loss_hurts(office: Any) -> None:
    pairs = [("treated", n % 5) for n in range(80)] + [("holdout", 500 + n % 5) for n in range(20)]
    assert office.readout(pairs).verdict == "hurts"


def test_a_gain_below_the_cost_is_said(office: Any) -> None:
    pairs = [("treated", 10 + n % 2) for n in range(80)] + [("holdout", n % 2) for n in range(20)]
    found = office.readout(pairs, cost=1_000_000)
    assert found.verdict == "works"
    assert [one.id for one in found.notes] == ["uplift.works_but_costs_more"]


def test_what_cannot_be_told_says_how_many_customers_it_would_take(office: Any) -> None:
    pairs = [("treated", 110 if n % 2 else 0) for n in range(80)] + [
        ("holdout", 100 if n % 2 else 0) for n in range(20)
    ]
    found = office.readout(pairs)
    assert found.verdict == "cannot_tell"
    assert found.needed > 100
    assert found.roi is None


@pytest.mark.parametrize(
    "pairs", [[], [("treated", 5)], [("holdout", 5)], [("treated", 5), ("treated", 6), ("holdout", 1)]]
)
def test_fewer_than_two_customers_in_an_arm_cannot_tell_and_say_so(office: Any, pairs: list[tuple[str, int]]) -> None:
    found = office.readout(pairs)
    assert (found.verdict, found.difference, found.needed) == ("cannot_tell", None, None)
    assert "uplift.too_few_in_an_arm" in [one.id for one in found.notes]


def test_nothing_bought_by_anybody_cannot_tell(office: Any) -> None:
    found = office.readout([("treated", None)] * 8 + [("holdout", None)] * 2)
    assert (found.verdict, found.needed) == ("cannot_tell", None)
    assert (found.difference.low, found.difference.high) == (0, 0)


def test_an_open_window_waits_whatever_the_figures(office: Any) -> None:
    pairs = [("treated", 1_000 + n % 5) for n in range(80)] + [("holdout", 500 + n % 5) for n in range(20)]
    found = office.readout(pairs, waiting=True)
    assert found.verdict == "waiting"
    assert found.difference.low > 0
    (note,) = found.notes
    assert note.id == "uplift.window_still_open"
    assert note.args["last"] == office.end.replace(day=30)
    assert office.readout([("treated", None)] * 8 + [("holdout", None)] * 2, waiting=True).difference is None


def test_arms_that_lost_customers_on_the_way_are_said(office: Any) -> None:
    drawn = [("treated", 5)] * 800 + [("holdout", 5)] * 200
    lost = [("treated", 5)] * 600 + [("holdout", 5)] * 200
    assert office.readout(drawn).notes == ()
    (note,) = office.readout(lost).notes
    assert note.id == "uplift.arms_not_as_drawn"
    assert (note.args["treated"], note.args["expected"]) == (600, 640)


def test_further_outcomes_stand_beside_the_campaigns_own(office: Any) -> None:
    arms = office.arms(["treated"] * 40 + ["holdout"] * 10)
    bought = {n: {"margin": 50, "revenue": 100, "orders": 1, "retained": True} for n in (*range(20), 40, 41)}
    campaign = dataclasses.replace(office.campaign, outcome="orders")
    measured = office.measured(campaign, arms, office.outcomes(bought))
    found = readout(campaign, dataclasses.replace(office.wave, cost=500), measured, office.start, office.end, False)
    also = {one.outcome: one for one in found.also}
    assert list(also) == ["retained", "revenue", "margin"]
    assert (also["retained"].treated, also["retained"].holdout) == (0.5, 0.2)
    assert -1 <= also["retained"].difference.low < 0.3 < also["retained"].difference.high <= 1
    assert also["revenue"].difference.estimate == pytest.approx(30)
    assert found.difference.estimate == pytest.approx(0.3)
    assert found.roi.estimate == pytest.approx((15 * 40 - 500) / 500)


def test_squares_of_rials_do_not_overflow(office: Any) -> None:
    pairs = [("treated", 9 * 10**15 + n) for n in range(8)] + [("holdout", n) for n in range(2)]
    assert office.readout(pairs).difference.estimate == pytest.approx(9e15)


def test_an_unknown_outcome_is_refused_with_the_near_ones(office: Any) -> None:
    campaign = dataclasses.replace(office.campaign, outcome="margn")
    with pytest.raises(UnknownName, match="margin"):
        next(sums(CONTRACTS["ARMS"].unbound(), CONTRACTS["OUTCOMES"].unbound(), campaign))


def test_a_date_is_no_outcome(office: Any) -> None:
    campaign = dataclasses.replace(office.campaign, outcome="window_start")
    with pytest.raises(UnknownName):
        next(sums(CONTRACTS["ARMS"].unbound(), CONTRACTS["OUTCOMES"].unbound(), campaign))


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
@pytest.mark.parametrize("outcome", ["margin", "retained", "orders"])
def test_the_question_compiles_for_every_engine(office: Any, dialect: str, outcome: str) -> None:
    campaign = dataclasses.replace(office.campaign, outcome=outcome)
    arms, outcomes = CONTRACTS["ARMS"].unbound(), CONTRACTS["OUTCOMES"].unbound()
    question = next(measure(arms, outcomes, campaign, office.wave, office.start, office.end, False))
    text = ibis.to_sql(question, dialect=dialect)
    assert "GROUP BY" in text
    assert "CAST(retained AS DOUBLE" not in text.replace('"', "").replace("`", "")


def test_the_answer_does_not_depend_on_the_order_of_rows(office: Any) -> None:
    pairs = [("treated" if n % 5 else "holdout", n * 37 % 101) for n in range(100)]
    one, other = office.readout(pairs), office.readout(pairs[::-1])
    assert one.verdict == other.verdict
    assert math.isclose(one.difference.low, other.difference.low, rel_tol=1e-9)
