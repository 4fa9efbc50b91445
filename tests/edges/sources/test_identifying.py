"""Ids of several rows never stand side by side: who is meant is known, or nobody is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.edges.sources.test_joined import read, rows, written

from bakhsh.edges.sources.identifying import Identifying, alike, identifying
from bakhsh.specs import UNCLEAR, ColumnMap, Join, Source

PEOPLE = "person,id,mobile,city\np1,17,0912 345 6789,Qom\np1,17,+98 912 345 6789,Kashan\np2,18,0913,Yazd\n"
JOINS = (
    Join("orders", ("orders.csv",), {"order": "order"}, keep="both"),
    Join("people", ("people.csv",), {"orders.person": "person"}),
)


def shop(**columns: str) -> Source:
    maps = tuple(ColumnMap(ours.replace("__", "."), theirs) for ours, theirs in columns.items())
    return Source("shop", "lines", ("items.csv",), maps, joins=JOINS)


SHOP = shop(order_id="order", customer_id="people.id", mobile="people.mobile", customers__city="people.city")
SHOWN = ("order", "people.id", "people.mobile", "people.city", UNCLEAR)


def test_columns_that_say_who_are_known_by_what_they_fill() -> None:
    assert identifying(SHOP, JOINS[1]) == Identifying(("person", "id"), ("mobile",))
    assert identifying(SHOP, JOINS[0]) == Identifying(("order", "person"))
    unnamed = shop(order_id="order", mobile="people.mobile", name="people.who")
    assert identifying(unnamed, JOINS[1]) == Identifying(("person", "mobile"), ("who",))


def test_rows_that_agree_are_one_and_texts_stand_side_by_side(tmp_path: Path) -> None:
    found = read(written(tmp_path, people=PEOPLE), SHOP)
    assert {row[2:] for row in rows(found, SHOWN)} >= {("A", "17", "+98 912 345 6789", "Kashan + Qom", None)}
    assert [one.doubled for one in found[-1].joined] == [0, 0]


def test_rows_that_disagree_on_an_id_make_what_asks_for_them_unclear(tmp_path: Path) -> None:
    found = read(written(tmp_path, people=PEOPLE + "p1,19,,\n"), SHOP)
    by_order = {row[2]: row[3:] for row in rows(found, SHOWN)}
    assert by_order["A"] == (None, "+98 912 345 6789", "Kashan + Qom", "people.id")
    assert by_order["B"] == ("18", "0913", "Yazd", None)


def test_rows_that_disagree_on_how_to_reach_somebody_name_no_way(tmp_path: Path) -> None:
    found = read(written(tmp_path, people=PEOPLE + "p1,17,09351112222,\n"), SHOP)
    by_order = {row[2]: row[3:] for row in rows(found, SHOWN)}
    assert by_order["A"] == ("17", None, "Kashan + Qom", None)
    assert [one.doubled for one in found[-1].joined] == [0, 1]
    unnamed = shop(order_id="order", mobile="people.mobile", customers__city="people.city")
    found = read(tmp_path, unnamed)
    assert {row[2]: row[4] for row in rows(found, ("order", "people.city", UNCLEAR))}["A"] == "people.mobile"


def test_a_key_of_several_finds_nothing_and_says_so(tmp_path: Path) -> None:
    orders = "order,person,at\nA,p1,2024-01-01\nA,p2,2024-01-01\nB,p2,2024-02-02\nC,p1,2024\nC,p2,2024\n"
    found = read(written(tmp_path, orders=orders, people=PEOPLE), SHOP)
    by_order = {row[2]: (row[3], row[6]) for row in rows(found, SHOWN)}
    assert by_order["A"] == by_order["C"] == (None, "orders.person"), "also where nothing asked for it"
    assert by_order["B"] == ("18", None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("۰۹۱۲۳۴۵۶۷۸۹", "+98-912-345-6789", True), ("00989123456789", "9123456789", True), ("Ann", "ann ", True),
        ("ann@x.ir", "Ann@X.ir", True), ("17", "017", False), ("ann", "bob", False),
        ("0912345678", "09123456789", False),
    ],
)  # fmt: skip
def test_spellings_of_one_value_are_alike(one: str, other: str, same: bool) -> None:
    assert (alike(one) == alike(other)) is same


@given(st.text(max_size=12))
def test_a_text_is_like_itself_with_blanks_around_it(text: str) -> None:
    assert alike(f"  {text}\t") == alike(text)
