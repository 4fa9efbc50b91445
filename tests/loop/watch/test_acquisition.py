"""Acquisition: what every source has won, against the same reckoned by hand."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest

from bakhsh.loop.watch.acquisition import FEW, OTHERS, UNKNOWN, acquired, new_and_returning, payback
from bakhsh.records import Acquired, Cohort, CohortTable
from bakhsh.stats import wilson
from bakhsh.stats.intervals import Sample, mean_interval
from bakhsh.tables import CONTRACTS

AS_OF = date(2024, 12, 31)
ROWS = pa.schema(
    [
        ("customer_id", pa.string()), ("acquired_via", pa.string()), ("acquisition_cost", pa.int64()),
        ("known_for", pa.int64()), ("clv", pa.int64()), ("clv_low", pa.int64()), ("clv_high", pa.int64()),
    ]
)  # fmt: skip
UNBOUND = ibis.table(
    {"customer_id": "string", "acquired_via": "string", "acquisition_cost": "int64", "known_for": "int64",
     "clv": "int64", "clv_low": "int64", "clv_high": "int64"},
    name="rows",
)  # fmt: skip
FACTS = CONTRACTS["FACTS"]
MEMBERS = ibis.table({"customer_id": "string", "segment": "string"}, name="members")


class Market:
    """Customers of four sources, with what they did."""

    def __init__(self, seed: int) -> None:
        lot = random.Random(seed)
        self.people: list[dict[str, Any]] = []
        self.days: list[dict[str, Any]] = []
        spellings = {
            "insta": ["Instagram", "instagram ", "INSTAGRAM"],
            "shop": ["Shop"],
            "few": ["Radio"],
            "": [None, ""],
        }
        for number in range(260):
            source = lot.choice(["insta"] * 6 + ["shop"] * 3 + [""]) if number > 12 else "few"
            name = f"c{number:03}"
            lead = lot.random() < 0.1
            known = None if lead else lot.randrange(0, 400)
            self.people.append({
                "customer_id": name, "acquired_via": lot.choice(spellings[source]), "known_for": known,
                "acquisition_cost": lot.randrange(500, 1500) if lot.random() < 0.9 else None,
                "clv": 900, "clv_low": 800, "clv_high": 1100,
            })  # fmt: skip
            since = (
                {0, *(lot.randrange(0, known + 1) for _ in range(lot.randrange(0, 6)))} if known is not None else set()
            )
            for after in since:
                self.days.append(self.day(name, (known or 0) - after, lot.randrange(50, 900)))
            if known is not None and lot.random() < 0.2:
                self.days.append(self.day(name, -5, 10**6))

    def day(self, name: str, ago: int, amount: int) -> dict[str, Any]:
        return {
            "customer_id": name, "day": AS_OF - timedelta(days=ago), "orders": 1, "amount": amount, "cost": amount // 3,
            "returned": 0, "undone_on": None,
        }  # fmt: skip

    def ask(self, question: ibis.Table) -> pa.Table:
        connection = duckdb.connect()
        filled = [{**dict.fromkeys(FACTS.names, 0), "morning_orders": 0, **day} for day in self.days]
        connection.register("rows", pa.Table.from_pylist(self.people, schema=ROWS))
        connection.register("facts", pa.Table.from_pylist(filled, schema=FACTS.schema()))
        placed = [{"customer_id": one["customer_id"], "segment": "even" if int(one["customer_id"][1:]) % 2 else "odd"}
                  for one in self.people]  # fmt: skip
        connection.register("members", pa.Table.from_pylist(placed))
        return connection.sql(ibis.to_sql(question, dialect="duckdb")).to_arrow_table()

    def acquired(self, margin: float | None = None) -> dict[str, Acquired]:
        asked = acquired(UNBOUND, FACTS.unbound(), MEMBERS, "acquired_via", AS_OF, margin)
        question = next(asked)
        try:
            while True:
                question = asked.send(self.ask(question))
        except StopIteration as done:
            return {one.source: one for one in done.value}


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(7)


@pytest.fixture(scope="module")
def found(market: Market) -> dict[str, Acquired]:
    return market.acquired()


def of(market: Market, source: str) -> list[dict[str, Any]]:
    return [one for one in market.people if (one["acquired_via"] or "").strip().lower() == source]


def earned(market: Market, one: dict[str, Any], months: int | None = None) -> int:
    """His margin so far, or by the end of so many months."""
    total = 0
    for day in market.days:
        since = one["known_for"] - (AS_OF - day["day"]).days
        if day["customer_id"] == one["customer_id"] and day["day"] <= AS_OF and (months is None or since < 30 * months):
            total += day["amount"] - day["cost"]
    return total


def test_spellings_are_one_source_and_small_ones_are_told_together(found: dict[str, Acquired]) -> None:
    assert [name.strip().lower() for name in found][:2] == ["instagram", "shop"]
    assert list(found)[2:] == [OTHERS, UNKNOWN]
    assert found[OTHERS].few
    assert found[OTHERS].revenue_each is None


def test_counts_sums_and_means_are_those_of_its_customers(market: Market, found: dict[str, Acquired]) -> None:
    people = [one for one in of(market, "shop") if one["known_for"] is not None]
    each = [earned(market, one) for one in people]
    shop = found["Shop"]
    assert (shop.customers, shop.leads) == (len(people), len(of(market, "shop")) - len(people))
    assert shop.margin == sum(each)
    wanted = mean_interval(Sample.from_values([float(one) for one in each]))
    assert shop.margin_each is not None
    assert shop.margin_each.estimate == pytest.approx(wanted.estimate)
    assert shop.margin_each.low == pytest.approx(wanted.low)
    assert shop.costed == sum(one["acquisition_cost"] is not None for one in of(market, "shop"))
    assert (shop.clv.estimate, shop.clv.low, shop.clv.high) == (900, 800, 1100) if shop.clv else False
    assert sum(shop.segments.values()) == pytest.approx(1)


def test_who_bought_again_is_counted_among_those_known_for_so_long(market: Market, found: dict[str, Acquired]) -> None:
    people = [one for one in of(market, "instagram") if one["known_for"] is not None]
    instagram = next(iter(found.values()))
    for told in instagram.again:
        known = [one for one in people if one["known_for"] >= told.days]
        bought = 0
        for one in known:
            since = {one["known_for"] - (AS_OF - day["day"]).days for day in market.days
                     if day["customer_id"] == one["customer_id"] and day["day"] <= AS_OF}  # fmt: skip
            bought += any(max(told.days - 90, 0) < after <= told.days for after in since)
        assert (told.known, told.bought) == (len(known), bought)
        assert told.share == (wilson(bought, len(known)) if len(known) >= FEW else None)


def test_it_is_paid_back_in_the_month_in_which_the_mean_net_is_no_longer_below_nothing(
    market: Market, found: dict[str, Acquired]
) -> None:
    instagram = next(iter(found.values()))
    people = [
        one for one in of(market, "instagram") if one["known_for"] is not None and one["acquisition_cost"] is not None
    ]
    nets: dict[int, Sample] = {}
    for month in range(1, 14):
        known = [one for one in people if one["known_for"] // 30 >= month]
        if len(known) >= FEW:
            nets[month] = Sample.from_values([earned(market, one, month) - one["acquisition_cost"] for one in known])
    assert instagram.payback is not None
    assert instagram.payback.followed == max(nets)
    bounds = {month: mean_interval(net) for month, net in nets.items()}
    assert instagram.payback.months == next((at for at, one in bounds.items() if one.estimate >= 0), None)
    assert instagram.payback.earliest == next((at for at, one in bounds.items() if one.high >= 0), None)
    assert instagram.payback.latest == next((at for at, one in bounds.items() if one.low >= 0), None)


def test_later_days_change_nothing(market: Market, found: dict[str, Acquired]) -> None:
    earlier = Market(7)
    earlier.days = [day for day in earlier.days if day["day"] <= AS_OF]
    assert earlier.acquired() == found
    assert len(earlier.days) < len(market.days)


def test_without_costs_of_what_was_sold_the_declared_margin_counts_or_nothing_is_told() -> None:
    market = Market(3)
    for day in market.days:
        day["cost"] = None
    unknown = next(iter(market.acquired().values()))
    assert (unknown.margin, unknown.payback, unknown.margin_each) == (None, None, None)
    assumed = next(iter(market.acquired(0.25).values()))
    assert assumed.margin == pytest.approx(assumed.revenue / 4, abs=1)
    assert assumed.payback is not None


def test_too_few_are_not_followed() -> None:
    assert payback([{"months": 9, "customers": FEW - 1, "cost": 1.0, "squares": 1.0}], []) is None
    never = payback([{"months": 2, "customers": FEW, "cost": 30.0, "squares": 30.0}], [])
    assert never is not None
    assert (never.months, never.earliest, never.latest, never.followed) == (None, None, None, 2)


def test_new_revenue_is_of_the_months_own_cohort() -> None:
    cohorts = (Cohort(date(2024, 1, 1), 3, (3, 1), (100, 20)), Cohort(date(2024, 2, 1), 2, (2,), (50,)))
    months = new_and_returning(CohortTable(date(2024, 2, 29), "gregorian", cohorts, False))
    assert [(one.new, one.returning) for one in months] == [(100, 0), (50, 20)]


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_every_question_compiles_for_every_engine(market: Market, dialect: str) -> None:
    asked = acquired(UNBOUND, FACTS.unbound(), MEMBERS, "acquired_via", AS_OF, 0.3)
    question, count = next(asked), 1
    try:
        while True:
            assert str(ibis.to_sql(question, dialect=dialect))
            question = asked.send(market.ask(question))
            count += 1
    except StopIteration:
        assert count == 5
