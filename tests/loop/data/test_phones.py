"""Telephone numbers: one form for the world, and pseudonyms that never change."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loop.data.shop import PROJECT, mapped, source, take

from bakhsh.language.digits import to_persian
from bakhsh.loop.data.cells import distinct, latin
from bakhsh.loop.data.persons import canonical, canonical_forms
from bakhsh.loop.data.phones import e164, e164_forms, region_of
from bakhsh.specs import Project

IRAN = Project("shop", unit="IRT", calendar="jalali", timezone="Asia/Tehran")


@pytest.mark.parametrize(
    "text",
    [
        "09121234567", "9121234567", "+989121234567", "00989121234567", "989121234567", "9809121234567",
        "0912 123 4567",
        "0912-123-4567", "(0912) 1234567", "9121234567.0", "+98 (912) 123-45-67", "02188776655 - 09121234567",
        "09121234567 / 09351234567", "09121234567، ۰۲۱۸۸۷۷۶۶۵۵", "0912/1234567",
    ],
)  # fmt: skip
@pytest.mark.parametrize("persian", [False, True])
def test_an_iranian_mobile_number_has_one_form(text: str, persian: bool) -> None:
    shown = to_persian(text) if persian and "." not in text and "," not in text else text
    texts = distinct(pa.chunked_array([pa.array([shown])])).texts
    assert e164_forms(texts, "IR").to_pylist() == ["+989121234567"]


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("021-88776655", "IR", "+982188776655"), ("2188776655", "IR", "+982188776655"), ("88776655", "IR", None),
        ("0098 26 3251 1234", "IR", "+982632511234"), ("9.12E+09", "IR", None), ("9.12E+09", "GB", None),
        ("0912123456", "IR", None), ("091212345678", "IR", None), ("+442079460018", "IR", "+442079460018"),
        ("0044 20 7946 0018", "IR", "+442079460018"), ("020 7946 0018", "GB", "+442079460018"),
        ("020 7946", "GB", None),
        ("020 7946 0018", "", None), ("hello", "GB", None), ("12345", "IR", None), ("", "IR", None),
    ],
)  # fmt: skip
def test_a_number_is_what_could_be_dialled_from_anywhere_or_none(text: str, region: str, number: str | None) -> None:
    assert e164(text, region) == number
    assert e164_forms(pa.array([text, None]), region).to_pylist() == [number, None]


@given(st.lists(st.text("0123456789+-() ./E,", max_size=16), max_size=6), st.sampled_from(["IR", "GB", ""]))
def test_a_column_of_numbers_reads_each_as_if_it_stood_alone(texts: list[str], region: str) -> None:
    assert e164_forms(pa.array(texts, pa.string()), region).to_pylist() == [e164(text, region) for text in texts]


@pytest.mark.parametrize(
    ("text", "pseudonym_of"),
    [
        ("0912 345 6789", "989123456789"), ("+98 912 345 6789", "989123456789"), ("۰۹۱۲۳۴۵۶۷۸۹", "989123456789"),
        ("9123456789", "989123456789"), ("00989123456789", "989123456789"), ("021-88776655", "02188776655"),
        ("+44 20 7946 0018", "442079460018"), ("0044 20 7946 0018", "442079460018"),
        ("Ali@Example.COM ", "ali@example.com"),
        (" علي رضايي ", "علي رضايي"), ("C-17", "C-17"), ("12345", "12345"), ("0013542419", "13542419"),
    ],
)  # fmt: skip
def test_what_pseudonyms_are_made_of_never_changes(text: str, pseudonym_of: str) -> None:
    assert canonical(text) == pseudonym_of


@given(st.lists(st.text("0123456789+-() .@aA", max_size=18) | st.from_regex(r"(\+98|0098|98|0)?9[0-9]{9}"), max_size=6))
def test_a_column_of_ids_has_the_canonical_forms_of_its_texts(texts: list[str]) -> None:
    column = latin(pa.array(texts, pa.string()))
    wanted = [None if text is None else canonical(text) for text in column.to_pylist()]
    assert canonical_forms(column).to_pylist() == wanted


def test_the_country_of_a_project_is_that_of_its_money_or_its_clock() -> None:
    assert region_of(IRAN) == "IR"
    assert region_of(Project("shop", unit="GBP", timezone="Europe/London")) == "GB"
    assert region_of(Project("shop", unit="USD", timezone="UTC")) == ""


def test_addresses_are_kept_as_the_world_writes_them_and_never_somebody_elses() -> None:
    of = mapped(source(), "mobile", source="mobile", personal=True)
    rows = [
        {"customer": f"P{number}", "mobile": text}
        for number, text in enumerate(["۰۹۱۲۱۲۳۴۵۶۷", "9.12E+09", "02188776655", "12", "+44 7700 900123"])
    ]
    found = take(rows, of, IRAN)
    kept = {row["customer_id"]: (row["address"], row["valid"]) for row in found.beside["addresses"].to_pylist()}
    assert kept == {
        "P0": ("+989121234567", True), "P2": ("+982188776655", False), "P3": ("12", False),
        "P4": ("+447700900123", True),
    }  # fmt: skip
    assert found.noticed == {"phone_destroyed": {"mobile": 1}}
    abroad = take([{"mobile": "020 7946 0018"}], of, PROJECT)
    assert abroad.beside["addresses"].column("address").to_pylist() == ["020 7946 0018"]
