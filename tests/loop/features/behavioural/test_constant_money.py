"""Constant money on the engine: what prices do changes nothing, later days change nothing, every engine can do it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh import reference
from bakhsh.edges.engines.compile import DIALECTS
from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.language.dates import month_starts
from bakhsh.loop.features.bases import Given
from bakhsh.loop.features.behavioural import constant_money, seasons
from bakhsh.loop.features.behavioural.own_prices import FEWEST, chained, matched
from bakhsh.specs import Behavioural, Prices, Project, ProjectFiles
from bakhsh.specs.available import available
from bakhsh.tables import CALENDAR, CUSTOMERS, DEFLATOR, FACTS, LINES

AS_OF = date(2024, 6, 30)
MONTHS = [date(2024, month, 1) for month in range(1, 7)]
NAMES = frozenset(
    {"monetary_real", "monetary_base", "average_order_real", "spent_90_real", "trend_real", "month_rank", "price_level"}
)
UNBOUND = {one.name.lower(): one.unbound() for one in (FACTS, LINES, CALENDAR, DEFLATOR, CUSTOMERS)}
Bought = list[tuple[str, date, int]]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    engine = DuckDB(tmp_path_factory.mktemp("money"))
    engine.bind("calendar", reference.table("calendar"))
    engine.bind("lines", LINES.schema().empty_table())
    engine.bind("deflator", DEFLATOR.schema().empty_table())
    engine.bind("customers", CUSTOMERS.schema().empty_table())
    yield engine
    engine.close()


def given_of(constant: str, calendar: str = "gregorian") -> Given:
    files = ProjectFiles(Project("Shop", calendar=calendar), prices=Prices(constant, base=MONTHS[0]))  # type: ignore[arg-type]
    return Given(files, AS_OF, UNBOUND, NAMES)


def facts_of(bought: Bought) -> pa.Table:
    sums: dict[tuple[str, date], int] = {}
    for who, day, amount in bought:
        sums[who, day] = sums.get((who, day), 0) + amount
    usual = {name: 0 for name in FACTS.names if name not in ("customer_id", "day", "discount", "cost", "undone_on")}
    rows = [
        usual | {"customer_id": who, "day": day, "amount": amount, "orders": 1, "lines": 1}
        for (who, day), amount in sums.items()
    ]
    return pa.Table.from_pylist(rows, FACTS.schema())


def levels_of(levels: list[float]) -> pa.Table:
    ends = [month_starts(one, one + timedelta(days=31), "gregorian")[1] - timedelta(days=1) for one in MONTHS]
    rows = [
        {"starts_on": start, "ends_on": end, "level": level, "source": "t"}
        for start, end, level in zip(MONTHS, ends, levels, strict=True)
    ]
    return pa.Table.from_pylist(rows, DEFLATOR.schema())


def read(engine: DuckDB, given: Given, bought: Bought, levels: list[float] | None = None) -> dict[str, dict[str, Any]]:
    engine.bind("facts", facts_of(bought))
    engine.bind("deflator", levels_of(levels) if levels else DEFLATOR.schema().empty_table())
    asking = constant_money.learn(given)
    try:
        question = next(asking)
        while True:
            question = asking.send(engine.query(question))
    except StopIteration as done:
        learned = done.value
    looked = {}
    for name, table in learned.tables.items():
        engine.bind(f"looked_{name}", table)
        types = {"date32[day]": "date", "double": "float64", "int64": "int64"}
        looked[name] = ibis.table({one.name: types[str(one.type)] for one in table.schema}, name=f"looked_{name}")
    (reading,) = constant_money.readings(given, looked)
    return {row["customer_id"]: row for row in engine.query(reading).to_pylist()}


factors = st.lists(st.floats(0.05, 40), min_size=6, max_size=6)
purchases = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "cas", "dan"]), st.dates(MONTHS[0], AS_OF), st.integers(1_000, 2_000_000)
    ),
    min_size=1, max_size=20, unique_by=lambda one: one[:2],
)  # fmt: skip


def risen(bought: Bought, by: list[float]) -> Bought:
    return [(who, day, round(amount * by[day.month - 1] * 1000)) for who, day, amount in bought]


@given(purchases, factors, st.lists(st.floats(0.5, 3), min_size=6, max_size=6))
@settings(max_examples=6)
def test_prices_that_rise_as_the_table_says_change_nothing(
    engine: DuckDB, bought: Bought, by: list[float], levels: list[float]
) -> None:
    given = given_of("table")
    by = [factor / by[-1] for factor in by]
    plain = read(engine, given, risen(bought, [1] * 6), levels)
    other = read(engine, given, risen(bought, by), [a * b for a, b in zip(levels, by, strict=True)])
    for who, row in plain.items():
        for name in ("monetary_real", "average_order_real", "spent_90_real", "trend_real"):
            assert (row[name] is None) is (other[who][name] is None)
            if row[name] is not None:
                assert other[who][name] == pytest.approx(row[name], rel=1e-3, abs=1 if name != "trend_real" else 1e-3)


@given(purchases, factors)
@settings(max_examples=6)
def test_ranks_do_not_know_prices(engine: DuckDB, bought: Bought, by: list[float]) -> None:
    given = given_of("rank")
    plain, other = (read(engine, given, risen(bought, one)) for one in ([1] * 6, by))
    # Amounts are whole, so the factor must not make two different amounts one: they are at least a thousand apart.
    assert {who: row["month_rank"] for who, row in plain.items()} == {
        who: row["month_rank"] for who, row in other.items()
    }
    assert all(0 < row["month_rank"] < 1 for row in plain.values())


@given(purchases)
@settings(max_examples=4)
def test_later_days_change_nothing(engine: DuckDB, bought: Bought) -> None:
    later = [("zed", AS_OF + timedelta(days=1), 5), ("ann", AS_OF + timedelta(days=9), 9_000_000)]
    levels = [1.0, 1.5, 2.0, 2.5, 3.0, 3.5]
    for constant in ("table", "rank"):
        given = given_of(constant)
        before, after = (read(engine, given, one, levels) for one in (bought, [*bought, *later]))
        assert before.keys() == after.keys()
        for who, row in before.items():
            assert {name: after[who][name] for name in row} == pytest.approx(row, nan_ok=True)


def test_a_day_on_its_month_of_looking_is_worth_itself(engine: DuckDB) -> None:
    found = read(engine, given_of("table"), [("ann", AS_OF, 100), ("bob", MONTHS[0], 100)], [1, 1, 1, 1, 1, 4])
    assert (found["ann"]["monetary_real"], found["ann"]["monetary_base"]) == (100, 25)
    assert (found["bob"]["monetary_real"], found["bob"]["monetary_base"]) == (400, 100)


@pytest.mark.parametrize(("months_later", "told"), [(1, []), (3, []), (4, [4]), (30, [30])])
def test_a_last_level_that_is_old_is_told_with_its_age(engine: DuckDB, months_later: int, told: list[int]) -> None:
    engine.bind("facts", facts_of([("ann", MONTHS[0], 100)]))
    engine.bind("deflator", levels_of([1, 1, 1, 1, 1, 4]))
    day = MONTHS[-1].replace(day=15)
    for _ in range(months_later):
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=15)
    asking = constant_money.learn(replace(given_of("table"), as_of=day))
    try:
        question = next(asking)
        while True:
            question = asking.send(engine.query(question))
    except StopIteration as done:
        notes = done.value.notes
    assert [one.args["count"] for one in notes if one.id == "prices.old_level"] == told


def test_jalali_months_rank_by_their_own_days(engine: DuckDB) -> None:
    # 19 March 2024 is the last of Esfand 1402, 20 March begins Farvardin 1403.
    bought = [("ann", date(2024, 3, 19), 10), ("bob", date(2024, 3, 20), 20)]
    ranks = read(engine, given_of("rank", "jalali"), bought)
    assert {row["month_rank"] for row in ranks.values()} == {0.5}
    together = read(engine, given_of("rank"), bought)
    assert together["ann"]["month_rank"] < 0.5 < together["bob"]["month_rank"]


def test_who_has_bought_nothing_has_spent_nothing_in_any_money(engine: DuckDB) -> None:
    engine.bind(
        "customers",
        pa.Table.from_pylist([{"customer_id": one, "load": 1} for one in ("ann", "lee")], CUSTOMERS.schema()),
    )
    try:
        found = read(engine, given_of("table"), [("ann", MONTHS[0], 100)], [1, 2, 3, 4, 5, 6])
    finally:
        engine.bind("customers", CUSTOMERS.schema().empty_table())
    lee = found["lee"]
    assert (lee["monetary_real"], lee["monetary_base"], lee["spent_90_real"]) == (0, 0, 0)
    assert (lee["average_order_real"], lee["trend_real"]) == (None, None)
    assert lee["price_level"] == found["ann"]["price_level"] == 6


# ---- the shop's own prices ---------------------------------------------------------------------------------------
def sale(month: int, item: int, pieces: float, price: int, discount: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "order_id": f"{month}-{item}", "line": 1, "customer_id": "ann", "item_id": f"i{item}", "kind": "product",
        "at": datetime(2024, month, 5, 12), "quantity": pieces, "amount": round(pieces * price) - discount,
        "discount": discount, "load": 1, **more,
    }  # fmt: skip


def back(of: dict[str, Any], pieces: float, day: datetime) -> dict[str, Any]:
    given = {"order_id": f"r{of['order_id']}", "kind": "return", "undoes": of["order_id"], "undoes_line": 1, "at": day}
    return {
        **of,
        **given,
        "quantity": -pieces,
        "amount": -round(of["amount"] * pieces / of["quantity"]),
        "discount": None,
    }


def levels_by_own(engine: DuckDB, lines: list[dict[str, Any]]) -> dict[int, float]:
    engine.bind("lines", pa.Table.from_pylist(lines, LINES.schema()))
    try:
        asked = matched(UNBOUND["lines"], UNBOUND["calendar"], AS_OF, "gregorian").order_by("month", "back")
        found, _ = chained(engine.query(asked).to_pylist())
    finally:
        engine.bind("lines", LINES.schema().empty_table())
    return {month - min(found): level for month, level in found.items()}


ITEMS = range(1, FEWEST + 3)


def test_a_discount_is_no_fall_in_prices(engine: DuckDB) -> None:
    plain = [sale(month, item, 2, 100 * item) for month in (1, 2, 3) for item in ITEMS]
    sold_off = [sale(2, item, 2, 100 * item, discount=90 * item) for item in ITEMS]
    assert levels_by_own(engine, plain) == {0: 1.0, 1: 1.0, 2: 1.0}
    assert levels_by_own(engine, [*plain[: len(ITEMS)], *sold_off, *plain[2 * len(ITEMS) :]]) == {
        0: 1.0,
        1: 1.0,
        2: 1.0,
    }


def test_what_came_back_by_the_day_was_not_sold(engine: DuckDB) -> None:
    months = [[sale(month, item, 2, 100 * item) for item in ITEMS] for month in (1, 2)]
    wrong = [sale(2, item, 1, 900 * item, order_id=f"wrong-{item}") for item in ITEMS]
    returned = [back(one, 1, datetime(2024, 6, 29)) for one in wrong]
    later = [back(one, 1, datetime(2024, 7, 1)) for one in wrong]
    assert levels_by_own(engine, [*months[0], *months[1], *wrong, *returned])[1] == 1.0
    assert levels_by_own(engine, [*months[0], *months[1], *wrong, *later])[1] > 1.5


def test_of_a_line_in_part_taken_back_the_rest_counts(engine: DuckDB) -> None:
    """Two thirds of the dear pieces come back: a third of their value is weighed."""
    first = [sale(1, item, 2, 100) for item in ITEMS]
    second = [sale(2, item, 2, 100) for item in ITEMS[1:]]
    dear = sale(2, ITEMS[0], 3, 200)
    part = levels_by_own(engine, [*first, *second, dear, back(dear, 2, datetime(2024, 6, 1))])[1]
    whole = levels_by_own(engine, [*first, *second, {**dear, "quantity": 1.0, "amount": 200}])[1]
    assert part == pytest.approx(whole, rel=1e-12)
    assert 1 < part < levels_by_own(engine, [*first, *second, dear])[1]


def test_months_are_linked_past_one_with_too_few_items() -> None:
    def pair(month: int, back: int, items: int, change: float) -> dict[str, Any]:
        log = math.log(change) * 100
        return {
            "month": month, "back": back, "items": items, "earlier": 100, "later": 100, "earlier_log": log,
            "later_log": log,
        }  # fmt: skip

    levels, items = chained([pair(2, 1, FEWEST, 2), pair(3, 1, FEWEST - 1, 9), pair(4, 2, FEWEST, 3)])
    assert levels == {1: 1.0, 2: pytest.approx(2), 4: pytest.approx(6)}
    assert items == {2: FEWEST, 4: FEWEST}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
@pytest.mark.parametrize("constant", ["table", "own", "rank"])
def test_every_engine_can_be_asked(constant: str, calendar: str, dialect: str) -> None:
    given = given_of(constant, calendar)
    answers = {
        "day": pa.table({"day": pa.array(MONTHS)}),
        "month": pa.table({"month": [24288], "back": [1], "items": [12], "earlier": [5], "later": [5]}),
    }
    asking, asked = constant_money.learn(given), []
    try:
        question = next(asking)
        while True:
            asked.append(question)
            first = question.columns[0]
            answer = levels_of([1.0] * 6) if first == "starts_on" else answers[first]
            if constant == "own" and first == "month":
                answer = answer.append_column("earlier_log", [[0.0]]).append_column("later_log", [[0.0]])
            question = asking.send(answer)
    except StopIteration:
        pass
    columns = {"table": "float64", "own": "float64"}.get(constant)
    prices = ibis.table({"day": "date", "factor": "float64", "to_base": "float64", "level": "float64"}, name="p")
    cuts = ibis.table({"month": "int64", "cut_1": "int64", "cut_2": "int64"}, name="c")
    asked += constant_money.readings(given, {"prices": prices} if columns else {"ranks": cuts})
    assert len(asked) >= 2
    for expr in asked:
        assert "SELECT" in str(ibis.to_sql(expr, dialect=dialect)).upper()


def test_pay_days_are_the_end_of_the_month_unless_declared() -> None:
    last, first = date(2024, 2, 27), date(2024, 3, 2)
    assert [seasons.is_payday(one, Behavioural(), "gregorian") for one in (last, first)] == [True, True]
    assert not seasons.is_payday(date(2024, 2, 26), Behavioural(), "gregorian")
    assert not seasons.is_payday(date(2024, 3, 3), Behavioural(), "gregorian")
    # 29 Esfand 1402 is the last of its month: 19 March 2024, and 30 would be the 20th of a leap year.
    assert seasons.is_payday(date(2024, 3, 18), Behavioural(), "jalali")
    assert seasons.is_payday(date(2024, 3, 15), Behavioural(pay_days=(25,)), "jalali")


def test_constant_features_need_a_way_to_compare() -> None:
    files = ProjectFiles(Project("Shop"))
    assert not {"monetary_real", "month_rank"} & {one.name for one in available(files)}
