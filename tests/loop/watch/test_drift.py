"""Which distributions have moved between two snapshots, and whether that matters."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import ibis
import pyarrow as pa
import pytest
from tests.loop.watch.answering import answered

from bakhsh.loop.watch.drift import Watching, compare, usual
from bakhsh.loop.watch.looks import MOST_LOOKED_AT, Looks, look
from bakhsh.records import Drift

Customer = dict[str, Any]
SCHEMA = pa.schema(
    [("customer_id", pa.string()), ("spent", pa.int64()), ("known_for", pa.int64()), ("city", pa.string())]
)
TYPES = {"customer_id": "string", "spent": "int64", "known_for": "int64", "city": "string"}
BEFORE, AFTER = ibis.table(TYPES, name="before"), ibis.table(TYPES, name="after")


def looked(before: Sequence[Customer], after: Sequence[Customer]) -> Looks:
    tables = {"before": pa.Table.from_pylist(list(before), SCHEMA), "after": pa.Table.from_pylist(list(after), SCHEMA)}
    return answered(look(BEFORE, AFTER, ("spent", "known_for"), ("city",), max(len(before), len(after))), tables)


def customers(count: int, seed: int = 1) -> list[Customer]:
    generator = random.Random(seed)
    return [
        {
            "customer_id": f"c{number}",
            "spent": None if number % 10 == 0 else int(generator.lognormvariate(8, 1)),
            "known_for": generator.randrange(1000),
            "city": generator.choice(("Tehran", "Shiraz", "Tabriz")),
        }
        for number in range(count)
    ]


def later(rows: Sequence[Customer], change: Callable[[Customer], Customer]) -> list[Customer]:
    return [change(dict(row)) for row in rows]


def found(before: Sequence[Customer], after: Sequence[Customer], days: int = 30, **more: Any) -> dict[str, Drift]:
    return {one.name: one for one in compare(looked(before, after), {}, Watching(days, noticed=0.1, **more))}


def test_a_shop_that_stands_still_has_moved_nothing() -> None:
    seen = found(customers(500), customers(500))
    assert {one.reading for one in seen.values()} == {"still"}
    assert all(one.psi == 0 and one.p == 1 for one in seen.values())


def test_customers_who_change_each_for_himself_are_noise() -> None:
    generator = random.Random(5)

    def change(row: Customer) -> Customer:
        moved = row["spent"] is not None and generator.random() < 0.3
        return row | {"spent": int(generator.lognormvariate(8, 1))} if moved else row

    seen = found(customers(1000), later(customers(1000), change))["spent"]
    assert seen.reading == "still"
    assert 0 < seen.psi_ceiling < 0.02


def test_everybody_older_by_the_days_between_is_time_and_no_drift() -> None:
    seen = found(customers(500), later(customers(500), lambda row: row | {"known_for": row["known_for"] + 200}), 200)
    assert seen["known_for"].reading == "time"
    assert seen["known_for"].psi > 0.1


def test_everybody_spending_alike_more_is_the_market_where_that_moved_so_far_and_else_nobody_knows_why() -> None:
    before, after = customers(500), later(customers(500), lambda row: row | {"spent": (row["spent"] or 0) * 2 or None})
    seen = found(before, after)["spent"]
    assert (seen.reading, seen.factor) == ("alike", pytest.approx(2))
    seen = found(before, after, market={"spent": 1.9})["spent"]
    assert (seen.reading, seen.factor) == ("market", 1.9)
    assert found(before, after, market={"spent": 1.1})["spent"].reading == "alike"


def test_another_unit_is_no_market() -> None:
    after = later(customers(500), lambda row: row | {"spent": (row["spent"] or 0) * 10 or None})
    seen = found(customers(500), after, amounts=frozenset(("spent",)))
    assert (seen["spent"].reading, seen["spent"].factor) == ("drift", pytest.approx(10))


def test_what_has_no_unit_drifts_however_far_it_goes() -> None:
    after = later(customers(500), lambda row: row | {"spent": (row["spent"] or 0) * 10 or None})
    assert (found(customers(500), after)["spent"].reading, found(customers(500), after)["spent"].factor) == (
        "drift",
        None,
    )


def test_a_sum_over_all_time_that_grows_with_the_days_is_time() -> None:
    before = [row | {"known_for": row["known_for"] + 100} for row in customers(500)]
    after = later(
        before, lambda row: row | {"spent": row["spent"] and row["spent"] * 7 // 4, "known_for": row["known_for"] + 600}
    )
    more = {"sums": frozenset(("spent",)), "amounts": frozenset(("spent",))}
    assert found(before, after, 600)["spent"].reading == "alike"
    assert found(before, after, 600, **more)["spent"].reading == "time"
    tenfold = later(after, lambda row: row | {"spent": row["spent"] and row["spent"] * 10})
    assert found(before, tenfold, 600, **more)["spent"].factor == pytest.approx(17.5, rel=0.01)


def test_newcomers_who_spend_otherwise_are_no_time() -> None:
    before = [row | {"known_for": row["known_for"] + 100} for row in customers(500)]
    new = [row | {"customer_id": f"n{row['customer_id']}", "spent": 9} for row in customers(300)]
    after = [*later(before, lambda row: row | {"known_for": row["known_for"] + 600}), *new]
    assert found(before, after, 600, sums=frozenset(("spent",)))["spent"].reading == "drift"


def test_a_share_of_everything_so_far_that_settles_is_no_season() -> None:
    after = later(customers(500), lambda row: row | {"spent": row["spent"] and row["spent"] * 7 // 4})
    assert found(customers(500), after, settling=frozenset(("spent",)))["spent"].reading == "time"


def test_customers_who_part_company_have_drifted() -> None:
    def change(row: Customer) -> Customer:
        return row | {"spent": (row["spent"] or 0) * (16 if row["known_for"] < 500 else 1) // 4 or None}

    seen = found(customers(1000), later(customers(1000), change))["spent"]
    assert seen.reading == "drift"
    assert seen.wasserstein is not None
    assert seen.wasserstein_ceiling is not None
    assert seen.wasserstein > seen.wasserstein_ceiling
    assert 0 < seen.moved < 1


def test_a_city_that_grows_has_drifted_and_one_that_nobody_knew_is_counted() -> None:
    seen = found(customers(500), later(customers(500), lambda row: row | {"city": "Karaj"}))["city"]
    assert (seen.reading, seen.kind, seen.wasserstein) == ("drift", "word", None)
    assert seen.moved == pytest.approx(1)


def test_values_that_vanish_are_seen() -> None:
    seen = found(customers(500), later(customers(500), lambda row: row | {"spent": None}))["spent"]
    assert seen.reading == "drift"


def test_features_of_which_everybody_has_the_same_are_left_out() -> None:
    alike = later(customers(100), lambda row: row | {"city": "Tehran", "spent": None})
    assert list(found(alike, alike)) == ["known_for"]


def test_a_crossing_counts_everybody_once() -> None:
    before, after = customers(300), later(customers(320)[20:], lambda row: row)
    crossed = looked(before, after).cross("spent")
    assert sum(map(sum, crossed.table)) == 320
    assert sum(crossed.table[0]) == sum(row[0] for row in crossed.table) == 20
    assert crossed.table[0][0] == 0
    assert crossed.cuts == tuple(sorted(set(crossed.cuts or ())))


def test_of_few_customers_no_common_factor_is_told() -> None:
    assert looked(customers(20), customers(20)).moved_alike("spent", 30) == (None, False)


def test_cut_points_are_the_values_up_to_which_so_many_lie() -> None:
    rows = [row | {"spent": at % 100} for at, row in enumerate(customers(1_000))]
    assert looked(rows, rows).cross("spent").cuts == (0, *(5 * part - 1 for part in range(1, 20)), 98)
    few = [row | {"spent": at % 2} for at, row in enumerate(customers(10))]
    crossed = looked(few, few).cross("spent")
    assert crossed.cuts == (0, 1)
    assert (crossed.table[1][1], crossed.table[2][2]) == (5, 5)


def test_of_very_many_customers_a_part_is_looked_at_and_the_same_people_on_both_days() -> None:
    tables = {
        "before": pa.Table.from_pylist(customers(800), SCHEMA),
        "after": pa.Table.from_pylist(customers(1_000), SCHEMA),
    }
    part = answered(look(BEFORE, AFTER, ("spent",), (), 4 * MOST_LOOKED_AT), tables)
    assert 150 <= part.was.sum() <= 250
    assert part.shared == part.was.sum() < part.is_now.sum()


def test_what_is_usual_needs_three_earlier_pairs() -> None:
    seen = replace(found(customers(50), customers(50))["spent"], reading="drift", psi=0.2)
    assert usual(seen, [0.2, 0.2]).usual is None
    assert usual(seen, [0.18, 0.2, 0.22]).reading == "usual"
    assert usual(seen, [0.01, 0.02, 0.02, 0.01]).reading == "drift"


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_the_question_compiles_for_every_engine(dialect: str) -> None:
    for customers_ in (1_000, 10 * MOST_LOOKED_AT):
        question = next(look(BEFORE, AFTER, ("spent",), ("city",), customers_))
        assert "join" in ibis.to_sql(question, dialect=dialect).lower()
