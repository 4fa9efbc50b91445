"""A forgotten person who comes back under another id: whole orders are stopped, and what is new is remembered."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.workspace import people, shops
from tests.workspace.people import EMAIL, ID, PHONES

import bakhsh
from bakhsh.loop.data.forgotten import Forgotten
from bakhsh.loop.data.returned import groups
from bakhsh.records import LoadRecord

AFTER = date(2024, 6, 30)
NEW = "NEW-RTN-1"
BARE = {"mobile": "", "email": "", "name": "", "city": ""}


@pytest.fixture(scope="module")
def without_her(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that has forgotten her."""
    folder = people.make(tmp_path_factory.mktemp("without") / "shop")
    with bakhsh.open(folder) as ws:
        ws.run(as_of=AFTER)
        ws.forget(ID)
    return folder


@pytest.fixture
def shop(without_her: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(without_her, tmp_path / "shop"))


def order(name: str, customer: str, count: int = 3, **first: str) -> list[shops.Row]:
    """An order of several rows of which only the first says more than its customer."""
    rows = [shops.line(name, customer, "2024-06-21", item=f"i{n}", amount=f"{n + 1}.00", **BARE) for n in range(count)]
    return [{**rows[0], **first}, *rows[1:]]


def read(shop: Path, **files: list[shops.Row]) -> list[LoadRecord]:
    """What became of these files, read in one run."""
    for name, rows in files.items():
        shops.write_lines(shop / "in" / f"{name}.csv", rows)
    with bakhsh.open(shop) as ws:
        (record,) = ws.run(as_of=AFTER)
    for one in record.loads:
        assert one.rows == one.kept + one.duplicates + one.rejected
        assert one.rejected == sum(one.reasons.values())
    return list(record.loads)


def customers(shop: Path) -> set[str]:
    with bakhsh.open(shop) as ws:
        return set(ws.rows(AFTER).column("customer_id").to_pylist())


def stopped(loads: list[LoadRecord]) -> list[int]:
    return [one.reasons.get("forgotten", 0) for one in loads]


def test_every_row_of_an_order_that_names_her_is_stopped_and_so_is_the_next_file_with_the_new_id(shop: Path) -> None:
    mixed = [*order("A", NEW, mobile=PHONES[2]), *order("B", "other")]
    random.Random(7).shuffle(mixed)
    assert stopped(read(shop, two=mixed)) == [3]
    assert NEW not in customers(shop)
    assert stopped(read(shop, three=[*order("C", NEW), *order("D", "other")])) == [3]
    assert NEW not in customers(shop)
    assert "other" in customers(shop)
    assert people.found_in([shop / ".bakhsh"], [NEW, *people.PLANTED]) == {}
    with bakhsh.open(shop) as ws:
        assert ws.forget(NEW).already is not None
        assert [one.verb for one in ws.store.people.trail()] == ["forget", "recognised", "recognised"]


@pytest.mark.parametrize("contact_in", ["a-first", "z-last"])
def test_rows_of_one_order_in_two_files_go_together_whichever_is_read_first(shop: Path, contact_in: str) -> None:
    rows = order("A", NEW, mobile=PHONES[0])
    files = {contact_in: [rows[0], *order("B", "other")], "m-rest": [*rows[1:], *order("C", "other", 1)]}
    assert sorted(stopped(read(shop, **files))) == [1, 2]
    assert NEW not in customers(shop)


@pytest.mark.slow
def test_what_is_learned_leads_on_to_what_stands_beside_it(shop: Path) -> None:
    chain = [
        *order("A", NEW, 1, email=EMAIL), *order("B", NEW, 2, mobile="0912 000 1122"),
        *order("C", "NEW-RTN-2", 2, mobile="09120001122"), *order("D", "NEW-RTN-2", 1),
    ]  # fmt: skip
    assert stopped(read(shop, two=chain[::-1])) == [6]
    assert stopped(read(shop, three=order("E", "NEW-RTN-3", 2, mobile="+98 912 000 1122"))) == [2]
    assert {NEW, "NEW-RTN-2", "NEW-RTN-3"}.isdisjoint(customers(shop))


@pytest.mark.slow
def test_a_row_of_hers_that_could_not_be_read_says_nothing_of_her_either(shop: Path) -> None:
    rows = order("A", NEW, mobile=PHONES[1])
    spoilt = {**rows[1], "amount": "much"}
    assert [one.reasons for one in read(shop, two=[spoilt, rows[0], rows[2]])] == [{"forgotten": 3}]
    assert people.found_in([shop / ".bakhsh"], [NEW]) == {}


def test_somebody_who_is_kept_and_orders_with_her_number_stays_and_is_told(shop: Path) -> None:
    again = [*order("A", "c001", 2, mobile=PHONES[0]), *order("B", "c001", 2)]
    (load,) = read(shop, two=again)
    assert load.reasons == {"forgotten": 2}
    assert load.noticed["forgotten_beside"] == {"c001": 1}
    assert "c001" in customers(shop)
    assert stopped(read(shop, three=order("C", "c001", 2))) == [0]
    with bakhsh.open(shop) as ws:
        ws.forget("c001")
        assert not any("forgotten_beside" in one.noticed for one in ws.loads())
        assert not any("forgotten_beside" in load.noticed for run in ws.runs() for load in run.loads)


@pytest.mark.slow
def test_an_id_of_very_many_orders_is_not_one_person_s(shop: Path) -> None:
    many = [row for n in range(150) for row in order(f"K{n}", "counter", 1)]
    (load,) = read(shop, two=[*many, *order("A", "counter", 2, mobile=PHONES[0])])
    assert load.reasons == {"forgotten": 2}
    assert "counter" in customers(shop)


@pytest.mark.slow
def test_rows_that_share_a_word_for_no_number_are_no_order_of_hers(shop: Path) -> None:
    rows = [{**order("0", f"person{n}", 1)[0], "mobile": f"0935{2000000 + n * 7919}"} for n in range(8)]
    assert stopped(read(shop, two=[*rows, *order("0", NEW, 1, mobile=PHONES[0])])) == [1]
    assert "person0" in customers(shop)


@pytest.mark.slow
def test_a_full_plan_and_the_run_after_it_stop_the_same(shop: Path) -> None:
    shops.write_lines(shop / "in" / "two.csv", order("A", NEW, mobile=PHONES[0]))
    with bakhsh.open(shop) as ws:
        ws.plan(full=True, as_of=AFTER)
        (record,) = ws.run(as_of=AFTER)
    assert stopped(list(record.loads)) == [3]
    assert NEW not in customers(shop)


CUSTOMERS = """
table = "customers"
files = ["people/*.csv"]

[columns]
customer_id = "id"
city = "town"
mobile = { from = "tel", personal = true }
"""


@pytest.mark.slow
def test_a_file_of_customers_tells_of_a_new_id_for_files_of_orders(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", people.first_file(), data__orders=people.SOURCE, data__people=CUSTOMERS)
    shops.write_files(folder, {"people/a.csv": "id,town,tel\nc002,Yazd,\n"})
    with bakhsh.open(folder) as ws:
        ws.run(as_of=AFTER)
        ws.forget(ID)
    shops.write_files(folder, {"people/b.csv": f"id,town,tel\n{NEW},Yazd,{PHONES[3]}\n{NEW},Qom,\n"})
    assert sorted(stopped(read(folder, two=order("A", NEW, 2)))) == [2, 2]
    assert people.found_in([folder / ".bakhsh"], [NEW]) == {}


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 999), parts=st.integers(1, 3))
def test_however_rows_are_shuffled_and_split_the_same_are_stopped(
    seed: int, parts: int, without_her: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = Path(shutil.copytree(without_her, tmp_path_factory.mktemp("split") / "shop"))
    rows = [
        *order("A", NEW, mobile=PHONES[0]), *order("B", NEW, email="new@example-rtn.com"), *order("C", "x"),
        *order("D", "NEW-RTN-2", email="New@Example-rtn.com"), *order("E", "NEW-RTN-2"), *order("F", "y"),
    ]  # fmt: skip
    dice = random.Random(seed)
    dice.shuffle(rows)
    dealt: list[list[shops.Row]] = [[] for _ in range(parts)]
    for row in rows:
        dice.choice(dealt).append(row)
    loads = read(folder, **{f"part{n}": part for n, part in enumerate(dealt) if part})
    assert (sum(stopped(loads)), sum(one.kept for one in loads)) == (12, 6)


def test_rows_of_one_order_are_one_group_and_each_is_of_whom_it_names() -> None:
    whom = Forgotten(frozenset({"k-C1", "k-p"}), lambda text: f"k-{text}", str)
    row = {"order_id": "A", "customer_id": "C9", "said": "C9", "addresses": ["p", "q"]}
    rows = [row, {**row, "customer_id": "C1", "addresses": []}, {**row, "order_id": None}]
    one, other = groups(rows, whom, {"k-C1": "anna", "k-p": "anna"})
    assert (one.owner, one.order, one.ids, one.addresses) == ("anna", "A", {"C9", "C1"}, {"p", "q"})
    assert (other.owner, other.order, other.ids) == ("anna", None, {"C9"})
