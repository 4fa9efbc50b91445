"""Rows of people who were forgotten are stopped, whatever is wrong with them, and say nothing of them any more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loop.data.shop import COLUMNS, PROJECT, batch, mapped, source

from bakhsh.edges.sources.raw import BrokenLine
from bakhsh.loop.data.conform import Conformed, conform
from bakhsh.loop.data.forgotten import Forgotten, forms

PHONE, EMAIL = "09123456789", "nasrin@example.com"
SPELLINGS = ("09123456789", "0912 345 6789", "+98 912 345 6789", "00989123456789", "۰۹۱۲۳۴۵۶۷۸۹", "0912-345-6789",
             "9123456789", "021-22334455 / 0912 345 6789")  # fmt: skip
PEOPLE = mapped(mapped(source(), "mobile", source="tel", personal=True), "email", source="mail", personal=True)


def keyed(text: str) -> str:
    return hashlib.sha256(f"k{text}".encode()).hexdigest()[:32]


def pseudonym(text: str) -> str:
    return f"p-{text}"


def forgotten(*ids: str, addresses: tuple[str, ...] = ()) -> Forgotten:
    of_addresses = {keyed(pseudonym(form)) for text in addresses for form in forms(text)}
    return Forgotten(frozenset({keyed(one) for one in ids} | of_addresses), keyed, pseudonym)


def take(rows: list[Mapping[str, Any]], whom: Forgotten | None, of: Any = PEOPLE, **more: Any) -> Conformed:
    filled = [{"tel": None, "mail": None, **row} for row in rows]
    return conform(batch(filled, **more), of, more.get("project", PROJECT), pseudonym, whom)


def reasons(found: Conformed) -> list[str]:
    return found.rejected.column("reason").to_pylist()  # type: ignore[no-any-return]


def test_who_was_never_forgotten_is_taken() -> None:
    found = take([{"customer": "C1"}, {"customer": "C2", "tel": "09120000001"}], forgotten("C9", addresses=(PHONE,)))
    assert (found.kept, found.rejected.num_rows) == (2, 0)


def test_an_id_stops_every_row_that_carries_it() -> None:
    found = take([{"customer": "C1"}, {"customer": "C2"}, {"customer": "C1", "order": "A2"}], forgotten("C1"))
    assert (found.rows, found.kept, reasons(found)) == (3, 1, ["forgotten", "forgotten"])
    assert found.entries.column("customer_id").to_pylist() == ["C2"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_telephone_number_stops_the_row_in_any_spelling_under_any_id(spelling: str) -> None:
    found = take([{"customer": "new", "tel": spelling}], forgotten(addresses=(PHONE,)))
    assert reasons(found) == ["forgotten"]
    assert found.beside["addresses"] is None or found.beside["addresses"].num_rows == 0


@pytest.mark.parametrize("spelling", ["Nasrin@Example.com", " nasrin@example.com "])
def test_an_e_mail_address_stops_the_row_in_any_spelling(spelling: str) -> None:
    assert reasons(take([{"customer": "new", "mail": spelling}], forgotten(addresses=(EMAIL,)))) == ["forgotten"]


def test_a_telephone_number_used_as_an_id_stops_the_row_too() -> None:
    whom = forgotten(addresses=(PHONE,))
    for of in (PEOPLE, mapped(PEOPLE, "customer_id", source="customer", personal=True)):
        assert reasons(take([{"customer": "0912 345 6789"}], whom, of)) == ["forgotten"]


def test_what_tells_nobody_apart_stops_nobody() -> None:
    nobody = forgotten(addresses=("0", "-", "00000000000", "test@example.com", "ندارد"))
    assert nobody.tokens == frozenset()
    assert take([{"customer": "C1", "tel": "0"}, {"customer": "C2", "mail": "test@example.com"}], nobody).kept == 2


def test_a_stopped_row_says_its_line_its_month_and_its_amount_and_nothing_else() -> None:
    row = {"customer": "C1", "order": "SECRET-7", "when": "2011-12-17 08:26", "tel": PHONE, "mail": EMAIL}
    (found,) = take([row], forgotten("C1")).rejected.to_pylist()
    assert found == {
        "line": 2, "reason": "forgotten", "column": None, "found": None, "at": datetime(2011, 12, 1), "amount": 510,
        "row": json.dumps({"text": "•••"}, ensure_ascii=False), "part": None,
    }  # fmt: skip


def test_forgetting_is_asked_before_anything_else_is_wrong() -> None:
    row = {"customer": "C1", "when": "never", "price": "much", "order": ""}
    (found,) = take([row], forgotten("C1")).rejected.to_pylist()
    assert (found["reason"], found["found"], found["at"]) == ("forgotten", None, None)


def test_a_line_that_is_no_row_is_masked_where_it_names_somebody() -> None:
    broken = (BrokenLine(2, "A1,C1,2011-12-01", 3, 8), BrokenLine(3, "A2,C2,2011-12-01", 3, 8))
    found = conform(batch([], broken=broken), source(COLUMNS), PROJECT, str, forgotten("C1"))
    assert reasons(found) == ["wrong_cell_count", "wrong_cell_count"]
    assert ["C1" in row for row in found.rejected.column("row").to_pylist()] == [False, False]
    assert "C2" in found.rejected.column("row").to_pylist()[1]


def test_a_file_of_customers_stops_them_too() -> None:
    of = source({"customer_id": "customer", "city": "city"}, table="customers")
    found = conform(batch([{"customer": "C1", "city": "Yazd"}, {"customer": "C2"}]), of, PROJECT, str, forgotten("C1"))
    assert reasons(found) == ["forgotten"]
    assert found.beside["customers"].column("customer_id").to_pylist() == ["C2"]


@given(st.text(max_size=30))
def test_a_form_is_a_form_of_itself(text: str) -> None:
    for form in forms(text):
        assert form in list(forms(form))


def test_a_national_number_is_the_same_with_its_country_code() -> None:
    whom = forgotten(addresses=("021-2233 4455",))
    assert whom.has_address("02122334455")
    assert whom.has_address("+98 21 2233 4455")


def test_the_id_that_stands_for_an_address_and_the_address_stop_each_other() -> None:
    assert forgotten(addresses=(PHONE,)).has_id(pseudonym("989123456789"))
    assert forgotten(pseudonym("989123456789")).has_address("0912 345 6789")


@given(
    st.lists(st.sampled_from(["C1", "C2", "C3", "0912 345 6789"]), min_size=1, max_size=12),
    st.sets(st.sampled_from("123")),
)
def test_every_row_has_one_fate_and_only_the_forgotten_are_stopped(customers: list[str], gone: set[str]) -> None:
    whom = forgotten(*(f"C{one}" for one in gone))
    found = take([{"customer": one} for one in customers], whom)
    assert found.rows == found.kept + found.rejected.num_rows
    assert reasons(found) == ["forgotten"] * sum(one.lstrip("C") in gone for one in customers)
