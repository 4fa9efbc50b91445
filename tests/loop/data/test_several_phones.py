"""Several telephone numbers in a cell: each is seen, and a mobile is told from a landline."""

from __future__ import annotations

from typing import Any

import pytest
from tests.loop.data.shop import COLUMNS, ROW, batch, mapped, source

from bakhsh.loop.data.conform import Conformed, conform
from bakhsh.loop.data.forgotten import forms
from bakhsh.loop.data.persons import canonical, parts, telephones
from bakhsh.specs import Project

IRAN = Project("shop", unit="IRT", calendar="jalali", timezone="Asia/Tehran")


def taken(*cells: str, channel: str = "phone") -> Conformed:
    of = mapped(source(COLUMNS), f"customers.{channel}", source="tel", personal=True)
    rows: list[dict[str, Any]] = [{**ROW, "customer": f"C{n}", "tel": cell} for n, cell in enumerate(cells)]
    return conform(batch(rows), of, IRAN, lambda text: f"keyed {text}")


def reached(found: Conformed) -> list[tuple[str, str, bool]]:
    return sorted((row["channel"], row["address"], row["valid"]) for row in found.beside["addresses"].to_pylist())


@pytest.mark.parametrize(
    "cell",
    [
        "۰۹۱۲۱۲۳۴۵۶۷ - ۰۲۱۸۸۷۷۶۶۵۵", "09121234567/02188776655", "02188776655، 09121234567", "09121234567-02188776655",
        "09121234567 02188776655", "021-88776655 و 0912 123 4567", "09121234567\n02188776655",
    ],
)  # fmt: skip
@pytest.mark.parametrize("channel", ["mobile", "phone"])
def test_a_mobile_and_a_landline_in_one_cell_become_two_addresses(cell: str, channel: str) -> None:
    both = [("mobile", "+989121234567", True), ("phone", "+982188776655", True)]
    assert reached(taken(cell, channel=channel)) == both
    assert set(forms(cell)) >= {"989121234567"}


def test_a_cell_with_one_number_is_as_it_was() -> None:
    one = "+98 912 - 123 - 4567"
    assert telephones(one) == {}
    assert parts(one) == (one,)
    assert canonical(one) == "989121234567"
    assert reached(taken(one, "021-88776655", "0912")) == [
        ("phone", "+982188776655", True), ("phone", "+989121234567", True), ("phone", "0912", False),
    ]  # fmt: skip


def test_of_several_mobiles_the_first_is_kept_and_rows_stay_their_customers() -> None:
    found = taken("09121234567 / 09357654321", "09190000001", channel="mobile")
    kept = {(row["customer_id"], row["address"]) for row in found.beside["addresses"].to_pylist()}
    assert kept == {("C0", "+989121234567"), ("C1", "+989190000001")}


def test_every_number_of_a_cell_says_who_somebody_is() -> None:
    found = taken("09121234567 / 09357654321 - 021-88776655", channel="mobile")
    told = {(row["channel"], row["address"]) for row in found.beside["links"].to_pylist()}
    assert told == {
        ("mobile", "keyed 989121234567"), ("mobile", "keyed 989357654321"), ("mobile", "keyed 982188776655"),
    }  # fmt: skip


def test_the_address_is_the_first_number_that_is_one() -> None:
    (row,) = taken("0912 / 09357654321 / 09121234567", channel="mobile").beside["addresses"].to_pylist()
    assert (row["channel"], row["address"], row["valid"]) == ("mobile", "+989357654321", True)
