"""Pairs that may be one customer: what is proposed, what is not, and that every proposal says why."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from bakhsh.loop.data.names import far_apart, masked_name, name_key
from bakhsh.loop.data.proposals import PEOPLE, proposals
from bakhsh.specs import Identity

ALI = {"name": "علی رضایی", "city": "شیراز"}


def proposed(*people: dict[str, Any], answered: Identity | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    rows = [{"customer_id": f"c{number}"} | one for number, one in enumerate(people)]
    found = proposals(pa.Table.from_pylist(rows, schema=PEOPLE), answered or Identity())
    assert all(0.5 <= pair.score < 1 and pair.one < pair.other for pair in found)
    assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)
    return [(pair.one, pair.other, pair.because) for pair in found]


def test_the_same_name_in_the_same_city_is_proposed_in_any_spelling() -> None:
    assert proposed(ALI, {"name": "آقای رضائي علي", "city": "شیراز "}) == [("c0", "c1", ("rare_name", "city"))]
    assert proposed(ALI, ALI | {"city": "یزد"}) == [], "a name alone proves nothing"


def test_a_common_name_needs_more_than_a_city() -> None:
    assert proposed(ALI, ALI, ALI, ALI) == []
    born = ALI | {"birth_date": date(1990, 3, 1)}
    assert proposed(born, born, ALI, ALI) == [("c0", "c1", ("name", "city", "birth_date"))]


def test_birth_dates_that_differ_speak_against_it() -> None:
    one, other = (ALI | {"birth_date": date(1990, 3, day)} for day in (1, 2))
    assert proposed(one, other) == []


@pytest.mark.parametrize("number", ["0912 345 6780", "+98 912 345 6098", "09123456289"])
def test_the_same_name_with_a_number_that_differs_in_one_digit_is_proposed(number: str) -> None:
    one, other = {"name": "Sara Ahmadi", "mobile": "09123456789"}, {"name": "Ahmadi, Sara", "mobile": number}
    near = proposed(one, other) == [("c0", "c1", ("rare_name", "near_phone"))]
    assert near == (number != "+98 912 345 6098")
    assert proposed(one, {"mobile": number}) == [], "without a name it is two neighbours"


def test_one_mailbox_at_two_providers_is_proposed_but_not_an_office() -> None:
    assert proposed({"email": "sara.ahmadi@gmail.com"}, {"email": "Sara.Ahmadi@yahoo.com"}) == [
        ("c0", "c1", ("mailbox",))
    ]
    assert proposed({"email": "info@a.ir"}, {"email": "info@b.ir"}) == []


def test_a_landline_and_a_name_are_proposed_where_landlines_settle_nothing() -> None:
    home = {"name": "Sara Ahmadi", "phone": "021 8877 6655"}
    assert proposed(home, home) == [("c0", "c1", ("rare_name", "phone"))]


def test_what_was_answered_is_not_asked_again() -> None:
    assert proposed(ALI, ALI, answered=Identity(different=(("c1", "c0"),))) == []


def test_the_order_of_customers_does_not_matter() -> None:
    people = [ALI, ALI, {"email": "sara.ahmadi@a.ir"}, {"email": "sara.ahmadi@b.ir"}, {"name": "Sara Ahmadi"}]
    rows = [{"customer_id": f"c{number}"} | one for number, one in enumerate(people)]
    first = proposals(pa.Table.from_pylist(rows, schema=PEOPLE), Identity())
    random.Random(3).shuffle(rows)
    assert proposals(pa.Table.from_pylist(rows, schema=PEOPLE), Identity()) == first != ()


def test_nobody_is_proposed_where_nothing_is_known() -> None:
    assert proposals(PEOPLE.empty_table(), Identity()) == ()
    assert proposed({}, {}, {"name": "Ali"}, {"name": "Ali"}) == []


# ---- names -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other"),
    [("علی رضایی", "رضائی علی"), ("Mr. John Smith", "smith john"), ("دکتر مریم اکبری", "مريم اكبري"),
     ("علیرضا  کاظمی پور", "کاظمی پور علیرضا")],
)  # fmt: skip
def test_spellings_and_orders_of_a_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("علی رضایی", "مریم اکبری", True), ("علی رضایی", "مریم رضایی", False), ("Sara", "Sara Ahmadi", False),
     ("علی‌رضا", "علی رضا", False), ("Ali", "", False), ("Acme Ltd", "Acme Limited", False)],
)  # fmt: skip
def test_names_without_a_word_in_common_are_far_apart(one: str, other: str, apart: bool) -> None:
    assert far_apart(one, other) == far_apart(other, one) == apart


def test_a_masked_name_tells_nobody() -> None:
    assert masked_name("علی رضایی") == "ع… ر…"
    assert masked_name("") == ""
