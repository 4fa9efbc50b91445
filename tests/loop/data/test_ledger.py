"""The ledger depends on what the files say, and on nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.data.shop import Ledger, source, take

from bakhsh.loop.data import ledger
from bakhsh.specs import Policy
from bakhsh.tables import CONSENT, CONTRACTS, CUSTOMERS, ENTRIES, ITEMS, LINES, ORDERS, VERSIONS, Type

PREFIX = source(policy=Policy(returns="prefix", return_prefix="C"))
ROW = st.fixed_dictionaries({
    "order": st.sampled_from(["A1", "A2", "A3", "C1", "C2"]), "customer": st.sampled_from(["X", "Y"]),
    "when": st.sampled_from(["2011-01-05", "2011-01-20 10:00", "2011-02-01", "2011-02-01 12:30"]),
    "item": st.sampled_from(["P1", "P2"]), "pieces": st.sampled_from(["1", "2", "3"]),
    "price": st.sampled_from(["1", "2.5"]),
})  # fmt: skip
ROWS = st.lists(ROW, min_size=1, max_size=14)


def loaded(*loads: Sequence[dict[str, str]]) -> Ledger:
    return Ledger([take(rows, PREFIX).entries for rows in loads])


def test_the_ledger_keeps_its_contracts() -> None:
    found = loaded([{}, {"item": "P2"}, {"order": "C1", "pieces": "1"}])
    for contract in (ORDERS, LINES, VERSIONS):
        contract.check(found.table(contract.name.lower()))


# ---- order and splitting -----------------------------------------------------------------------------------------
@settings(max_examples=8)
@given(ROWS, st.randoms(use_true_random=False))
def test_shuffling_rows_changes_nothing(rows: list[dict[str, str]], random: Any) -> None:
    whole, shuffled = loaded(rows), loaded(random.sample(rows, len(rows)))
    assert (whole.orders(), whole.lines()) == (shuffled.orders(), shuffled.lines())
    assert whole.rows("versions", ["order_id"]) == shuffled.rows("versions", ["order_id"])


@settings(max_examples=8)
@given(ROWS, st.randoms(use_true_random=False))
def test_any_split_of_orders_into_files_gives_the_same(rows: list[dict[str, str]], random: Any) -> None:
    orders = sorted({row["order"] for row in rows})
    random.shuffle(orders)
    parts: list[list[dict[str, str]]] = [[], [], []]
    for order in orders:
        parts[random.randrange(3)] += [row for row in rows if row["order"] == order]
    whole, split = loaded(rows), loaded(*(part for part in parts if part))
    assert (whole.orders(), whole.lines()) == (split.orders(), split.lines())


@settings(max_examples=8)
@given(ROWS)
def test_reading_a_file_twice_equals_reading_it_once(rows: list[dict[str, str]]) -> None:
    once, twice = loaded(rows), loaded(rows, list(reversed(rows)))
    assert (once.orders(), once.lines()) == (twice.orders(), twice.lines())
    assert {row["load"] for row in twice.table("winning").to_pylist()} == {1}


def test_equal_lines_of_one_order_stay_lines() -> None:
    found = loaded([{}, {}, {"item": "P2"}])
    assert [(row["line"], row["item_id"]) for row in found.lines()] == [(1, "P1"), (2, "P1"), (3, "P2")]
    assert found.orders()[0]["amount"] == 3 * 510


# ---- versions ----------------------------------------------------------------------------------------------------
def test_an_order_that_comes_again_changed_replaces_what_was() -> None:
    found = loaded([{"order": "A1"}, {"order": "A2"}], [{"order": "A1", "pieces": "3"}])
    assert [(row["order_id"], row["amount"]) for row in found.orders()] == [("A1", 765), ("A2", 510)]


def test_an_order_that_returns_to_an_earlier_state_is_that_earlier_order() -> None:
    found = loaded([{"pieces": "1"}], [{"pieces": "2"}], [{"pieces": "1"}])
    assert found.table("winning").column("load").to_pylist() == [1]
    assert found.orders()[0]["amount"] == 255


@pytest.mark.parametrize(
    "change",
    [{"item": "P9"}, {"pieces": "3"}, {"off": "0.10"}, {"when": "2011-12-01 08:27"}, {"channel": "phone"},
     {"customer": "C2"}, {"channel": ""}],
)  # fmt: skip
def test_any_change_of_what_a_row_says_is_another_content(change: dict[str, str]) -> None:
    contents = loaded([{}], [change]).table("versions").column("content").to_pylist()
    assert contents[0] != contents[1]


def test_a_line_more_or_less_is_another_content() -> None:
    contents = loaded([{}], [{}, {}], [{}, {}, {}]).table("versions").column("content").to_pylist()
    assert len(set(contents)) == 3


def test_an_order_of_several_customers_belongs_to_the_smallest_id() -> None:
    found = loaded([{"customer": "Y"}, {"customer": "X"}])
    assert {row["customer_id"] for row in (*found.orders(), *found.lines())} == {"X"}


LOADS = st.lists(st.lists(ROW, min_size=1, max_size=4), min_size=1, max_size=6)


def asked(found: Ledger, expr: ibis.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        found.connection.sql(str(ibis.to_sql(expr, dialect="duckdb"))).to_arrow_table().to_pylist()
    )
    return rows


@settings(max_examples=20)
@given(LOADS, st.data())
def test_duplicates_are_the_orders_that_the_loads_before_come_to(
    loads: list[list[dict[str, str]]], data: st.DataObject
) -> None:
    found, versions = loaded(*loads), VERSIONS.unbound()
    new = data.draw(st.sets(st.sampled_from(found.loads), min_size=1))
    counted = {row["load"]: row["rows"] for row in asked(found, ledger.duplicates(versions, sorted(new)))}
    for load in new:
        prior = ledger.winners(versions.filter(versions.load < load))
        own = versions.filter(versions.load == load).semi_join(prior, ["order_id", "content"])
        assert counted.get(load, 0) == sum(row["rows"] for row in asked(found, own))
    assert set(counted) <= new


@settings(max_examples=20)
@given(LOADS, st.data())
def test_what_stands_says_the_same_as_what_counts_and_is_in_a_last_reading_where_it_can(
    loads: list[list[dict[str, str]]], data: st.DataObject
) -> None:
    found, versions = loaded(*loads), VERSIONS.unbound()
    present = data.draw(st.sets(st.sampled_from(found.loads), min_size=1))
    stands = {row["order_id"]: row for row in asked(found, ledger.standing(versions, sorted(present)))}
    counts = {row["order_id"]: row["content"] for row in asked(found, ledger.winners(versions))}
    assert {order: row["content"] for order, row in stands.items()} == counts
    said: dict[str, set[int]] = {}
    for row in asked(found, versions):
        if row["content"] == counts[row["order_id"]]:
            said.setdefault(row["order_id"], set()).add(row["load"])
    assert {order: row["load"] for order, row in stands.items()} == {
        order: max(in_loads & present or in_loads) for order, in_loads in said.items()
    }


# ---- numbering ---------------------------------------------------------------------------------------------------
def collisions(of: dict[str, list[int]], new: list[int], *loads: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    found = loaded(*loads).connection.sql(
        str(ibis.to_sql(ledger.collisions(VERSIONS.unbound(), of, new), dialect="duckdb"))
    )
    return sorted(found.to_arrow_table().to_pylist(), key=lambda row: [row[name] for name in sorted(row)])


def test_numbers_that_two_sources_fill_differently_are_counted_and_three_are_named() -> None:
    web = [{"order": f"A{n}"} for n in range(6)]
    shop = [{**row, "pieces": "3"} for row in web[1:]] + [web[0], {"order": "B1"}]
    found = collisions({"web": [1], "shop": [2]}, [2], web, shop)
    assert [(row["source"], row["other"], row["order_id"], row["orders"]) for row in found] == [
        ("shop", "web", "A1", 5), ("shop", "web", "A2", 5), ("shop", "web", "A3", 5),
    ]  # fmt: skip


def test_a_source_may_change_its_own_orders_and_repeat_those_of_others() -> None:
    assert collisions({"web": [1, 2], "shop": [3]}, [2, 3], [{}], [{"pieces": "3"}], [{"pieces": "3"}]) == []
    assert collisions({"web": [1], "shop": [2]}, [], [{}], [{"pieces": "3"}]) == [], "what stands was agreed upon"
    assert collisions({"web": [1]}, [2], [{}], [{"pieces": "3"}]) == [], "one that is not asked about"


# ---- returns -----------------------------------------------------------------------------------------------------
def undone(rows: list[dict[str, str]]) -> tuple[Any, Any]:
    back = [row for row in loaded(rows).lines() if row["kind"] == "return"]
    return back[0]["undoes"], back[0]["undoes_line"]


BACK = {"order": "C9", "when": "2011-02-01 12:00", "pieces": "1"}


@pytest.mark.parametrize(
    ("sales", "wanted"),
    [
        ([{"order": "A1"}], ("A1", 1)),
        ([{"order": "A1", "when": "2011-01-01"}, {"order": "A2", "when": "2011-01-02"}], ("A2", 1)),
        ([{"order": "A1", "when": "2011-01-01"}, {"order": "A2", "when": "2011-01-01"}], ("A2", 1)),
        ([{"order": "A1", "when": "2011-01-01"}, {"order": "A2", "when": "2011-03-01"}], ("A1", 1)),
        ([{"order": "A1", "when": "2011-02-01 12:00"}], ("A1", 1)),
        ([{"order": "A1", "when": "2011-01-01", "pieces": "1"}, {"order": "A1", "when": "2011-01-01"}], ("A1", 2)),
        ([{"order": "A1", "customer": "other"}], (None, None)),
        ([{"order": "A1", "item": "P2"}], (None, None)),
        ([{"order": "A1", "price": "2.54"}], (None, None)),
        ([{"order": "A1", "pieces": "0.5"}], (None, None)),
    ],
)
def test_a_return_takes_back_the_latest_sale_that_fits(sales: list[dict[str, str]], wanted: tuple[Any, Any]) -> None:
    dated = [{"when": "2011-01-01", **sale} for sale in sales]
    assert undone([*dated, BACK]) == wanted


def test_a_return_without_item_or_pieces_takes_back_nothing() -> None:
    assert undone([{"item": "", "when": "2011-01-01"}, {**BACK, "item": ""}]) == (None, None)
    assert undone([{"when": "2011-01-01"}, {**BACK, "pieces": "0"}]) == (None, None)


@settings(max_examples=8)
@given(ROWS)
def test_returns_are_linked_as_a_plain_search_links_them(rows: list[dict[str, str]]) -> None:
    lines = loaded(rows).lines()
    sales = [row for row in lines if row["kind"] != "return"]
    for back in (row for row in lines if row["kind"] == "return"):
        fitting = [
            (sale["at"], sale["order_id"], sale["line"])
            for sale in sales
            if (sale["customer_id"], sale["item_id"]) == (back["customer_id"], back["item_id"])
            and sale["amount"] * back["quantity"] == back["amount"] * sale["quantity"]
            and sale["quantity"] >= -back["quantity"]
            and sale["at"] <= back["at"]
        ]
        assert (back["undoes"], back["undoes_line"]) == (max(fitting)[1:] if fitting else (None, None))


# ---- tables beside -----------------------------------------------------------------------------------------------
def latest(name: str, rows: list[dict[str, Any]], extra: dict[str, Type] | None = None) -> list[dict[str, Any]]:
    contract = CONTRACTS[name]
    connection = duckdb.connect()
    connection.register(name.lower(), pa.Table.from_pylist(rows, schema=contract.schema(extra)))
    sql = ibis.to_sql(ledger.unique_latest(contract.unbound(extra), contract.key), dialect="duckdb")
    found = connection.sql(str(sql)).to_arrow_table()
    contract.check(found)
    return sorted(found.to_pylist(), key=str)


def test_the_latest_load_wins_where_it_says_something() -> None:
    rows = [
        {"customer_id": "C1", "city": "Rasht", "gender": "female", "load": 1},
        {"customer_id": "C1", "city": "Yazd", "gender": None, "load": 2},
        {"customer_id": "C1", "city": None, "gender": None, "load": 3},
    ]
    found = latest("CUSTOMERS", rows)[0]
    assert (found["city"], found["gender"], found["load"]) == ("Yazd", "female", 3)


def test_within_one_load_what_counts_does_not_depend_on_the_order_of_rows() -> None:
    rows = [{"item_id": "P1", "name": name, "load": 1} for name in ("Mug", "Cup", "Pot")]
    assert latest("ITEMS", rows) == latest("ITEMS", rows[::-1])
    assert latest("ITEMS", rows)[0]["name"] == "Pot"


def test_a_permission_given_and_withdrawn_on_one_day_is_withdrawn_and_a_later_day_counts() -> None:
    def consent(*said: tuple[bool, date | None, int]) -> Any:
        same = {"customer_id": "C1", "purpose": "sms"}
        rows = [{**same, "granted": granted, "since": since, "load": load} for granted, since, load in said]
        return latest("CONSENT", rows)[0]["granted"]

    assert consent((True, None, 1), (False, None, 1)) is False
    assert consent((False, date(2011, 1, 1), 1), (True, date(2011, 2, 1), 1)) is True
    assert consent((True, date(2011, 2, 1), 1), (False, date(2011, 1, 1), 2)) is False


def test_further_columns_of_any_type_are_kept() -> None:
    rows = [{"customer_id": "C1", "vip": True, "load": 1}, {"customer_id": "C1", "vip": False, "load": 1}]
    assert latest("CUSTOMERS", rows, {"vip": Type.BOOLEAN})[0]["vip"] is False


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_every_expression_compiles_for_every_engine(dialect: str) -> None:
    entries = ENTRIES.unbound({"gift": Type.BOOLEAN, "weight": Type.NUMBER})
    for expr in (ledger.versions(entries), ledger.settled(entries), ledger.orders(entries), ledger.lines(entries)):
        assert ibis.to_sql(expr, dialect=dialect)
    versions = VERSIONS.unbound()
    for expr in (
        ledger.winners(versions), ledger.collisions(versions, {"a": [1], "b": [2]}, [2]),
        ledger.duplicates(versions, [2]), ledger.standing(versions, [1, 2]),
    ):  # fmt: skip
        assert ibis.to_sql(expr, dialect=dialect)
    for contract in (CUSTOMERS, ITEMS, CONSENT):
        assert ibis.to_sql(ledger.unique_latest(contract.unbound(), contract.key), dialect=dialect)


def test_further_columns_stand_on_lines_and_where_all_agree_on_orders() -> None:
    extra = {"gift": Type.BOOLEAN, "wrap": Type.TEXT}
    entries = take([{}, {}, {"order": "A2"}]).entries
    load = pa.array([1] * 3, pa.int64())
    entries = entries.add_column(0, "load", load).append_column("gift", pa.array([True, False, True]))
    entries = entries.append_column("wrap", pa.array(["red", "red", None], pa.string()))
    connection = duckdb.connect()
    connection.register("entries", entries)
    unbound = ENTRIES.unbound(extra)
    found = connection.sql(str(ibis.to_sql(ledger.orders(unbound), dialect="duckdb"))).to_arrow_table()
    by_order = {row["order_id"]: (row["gift"], row["wrap"]) for row in found.to_pylist()}
    assert by_order == {"A1": (None, "red"), "A2": (True, None)}
    lines = connection.sql(str(ibis.to_sql(ledger.lines(unbound), dialect="duckdb"))).to_arrow_table()
    assert sorted(lines.column("gift").to_pylist()) == [False, True, True]
