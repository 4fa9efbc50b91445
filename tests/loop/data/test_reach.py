"""By what a row can be reached: keyed hashes, no placeholders, and customers without an id."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from tests.loop.data.shop import batch, mapped, reason, source, take

from bakhsh.loop.data.conform import conform
from bakhsh.loop.data.reach import _plain_emails, _told, telling
from bakhsh.specs import Project

REACHED = mapped(mapped(source(), "mobile", source="mobile", personal=True), "email", source="mail", personal=True)
BOTH = {"customer": "", "mobile": "0912 345 6789", "mail": "Sara@Shop.ir"}


@pytest.mark.parametrize(
    "text", ["09000000000", "0900 000 0000", "+98 911 111 1111", "۰۹۱۱۱۱۱۱۱۱۱", "12", "see the note", ""]
)
def test_placeholders_and_what_is_no_number_tell_nothing(text: str) -> None:
    assert telling("mobile", text) is None


@pytest.mark.parametrize(
    "text", ["test@shop.ir", "noreply@shop.ir", "No-Reply@shop.ir", "none@x.com", "test12@y.ir", "@"]
)
def test_mailboxes_of_nobody_tell_nothing(text: str) -> None:
    assert telling("email", text) is None


def test_a_mobile_number_is_one_in_whatever_column_it_stands() -> None:
    assert telling("phone", "+98 912 345 6789") == telling("mobile", "۰۹۱۲۳۴۵۶۷۸۹") == ("mobile", "989123456789")


@pytest.mark.parametrize("text", ["021 8877 6655", "+98 21 8877 6655", "0098-21-88776655", "۰۲۱۸۸۷۷۶۶۵۵"])
def test_a_landline_is_one_with_its_zero_or_with_the_code_of_the_country(text: str) -> None:
    assert telling("phone", text) == ("phone", "982188776655")


def test_a_row_without_an_id_is_the_customer_of_its_mobile_number_or_else_of_its_e_mail() -> None:
    rows = [BOTH, BOTH | {"mobile": ""}, BOTH | {"mobile": "09000000000"}, BOTH | {"customer": "7"}]
    found = take(rows, REACHED).entries.column("customer_id").to_pylist()
    phone, mail = "pseudonym of 989123456789", "pseudonym of sara@shop.ir"
    assert found == [phone, mail, mail, "7"]


@pytest.mark.parametrize("nobody", ["0", "guest", "مهمان", "-"])
def test_what_programs_write_for_nobody_is_no_id_on_a_row_with_an_address(nobody: str) -> None:
    assert take([BOTH | {"customer": nobody}], REACHED).entries["customer_id"][0].as_py() == "pseudonym of 989123456789"
    assert take([{"customer": nobody}]).entries["customer_id"][0].as_py() == nobody, "a source without addresses"


def test_a_row_that_names_nobody_in_any_way_is_rejected() -> None:
    assert reason(BOTH | {"mobile": "", "mail": "test@shop.ir"}, REACHED) == "missing_customer"
    assert reason({"customer": ""}) == "missing_customer"


def test_an_id_is_not_needed_where_addresses_are_mapped() -> None:
    without = replace(REACHED, columns=tuple(one for one in REACHED.columns if one.column != "customer_id"))
    assert take([BOTH], without).entries["customer_id"].to_pylist() == ["pseudonym of 989123456789"]


def test_links_hold_keyed_hashes_of_all_addresses_of_an_order() -> None:
    two = BOTH | {"customer": "7", "mobile": "0912 345 6789، 0935 111 2233"}
    found = take([two, two | {"item": "P2"}], REACHED).beside["links"]
    assert found is not None
    assert sorted(map(tuple, found.select(["about", "customer_id", "channel", "address"]).to_pandas().values)) == [
        ("A1", "7", "email", "pseudonym of sara@shop.ir"),
        ("A1", "7", "mobile", "pseudonym of 989123456789"),
        ("A1", "7", "mobile", "pseudonym of 989351112233"),
    ]
    assert take([{}]).beside.get("links") is None, "a source without addresses brings none"


def test_rejected_rows_link_nobody() -> None:
    found = take([BOTH | {"when": "never"}], REACHED).beside["links"]
    assert found is not None
    assert found.num_rows == 0


def test_a_personal_id_that_is_a_number_is_an_address_too() -> None:
    of = mapped(source(), "customer_id", source="customer", personal=True)
    found = take([{"customer": "0912 345 6789"}, {"customer": "a nickname"}], of).beside["links"]
    assert found is not None
    assert found.select(["customer_id", "channel", "address"]).to_pylist() == [
        {"customer_id": "pseudonym of 989123456789", "channel": "mobile", "address": "pseudonym of 989123456789"}
    ]


def test_links_of_customers_are_about_the_customer() -> None:
    columns = {"customer_id": "customer", "city": "city"}
    of = mapped(source(columns, table="customers"), "mobile", source="mobile", personal=True)
    rows = batch([{"customer": "7", "city": "Yazd", "mobile": "09123456789"}])
    found = conform(rows, of, Project("shop"), lambda text: f"pseudonym of {text}").beside["links"]
    assert found is not None
    assert found["about"].to_pylist() == ["7"]


@pytest.mark.parametrize(
    "text",
    ["Sara@Shop.ir", "a@b.c", "sara@shop", "a@@b.ir", "sara@shop.ir, b@c.ir", "نام@shop.ir", "test1@x.ir", "a b@c.ir",
     "{x}|y@z.ir", "a@.ir", "a@b..ir", "x/y@z.ir", "tests@x.ir", "testament@x.ir", "a;b@c.ir",
     "o'neil+1@my-shop.co.uk"],
)  # fmt: skip
def test_the_short_way_for_e_mail_addresses_gives_what_the_long_one_does(text: str) -> None:
    alone = _plain_emails(pa.array([text]))[0].as_py()
    assert [("email", alone)] == _told("email", text) or alone is None
