"""An optional cell that says something nobody can read is empty, and never silently so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.data.shop import COLUMNS, PROJECT, mapped, source, take

from bakhsh.loop.data.notices import merged
from bakhsh.loop.data.unread_cells import FILLED, HALF, UNREAD, told
from bakhsh.specs import Source
from bakhsh.tables import Type

IRAN = replace(PROJECT, unit="IRR", timezone="Asia/Tehran", calendar="jalali")
PEOPLE = mapped(
    source({"customer_id": "customer", "latitude": "north", "longitude": "east"}, table="customers"),
    "birth_date", source="born", form="jalali",
)  # fmt: skip


def test_births_of_the_other_calendar_are_empty_and_counted() -> None:
    found = take([{"customer": f"C{n}", "born": f"1980-05-{n:02d}"} for n in range(1, 11)], PEOPLE_BORN, IRAN)
    assert found.kept == 10
    assert found.beside["customers"]["birth_date"].null_count == 10
    assert found.noticed == {FILLED: {"born": 10}, UNREAD: {"born": 10}}


PEOPLE_BORN = replace(PEOPLE, columns=tuple(one for one in PEOPLE.columns if one.source in ("customer", "born")))


@pytest.mark.parametrize(
    ("north", "east", "noticed"),
    [
        ("abc", "51.4", {UNREAD: {"north": 1}}),
        ("35°41'N", "51.4", {UNREAD: {"north": 1}}),
        ("35.7", "", {HALF: {"north": 1}}),
        ("", "51.4", {HALF: {"east": 1}}),
        ("35.7", "51.4", {}),
        ("", "", {}),
    ],
)
def test_coordinates_that_lead_nowhere_are_told(north: str, east: str, noticed: dict[str, dict[str, int]]) -> None:
    found = take([{"north": north, "east": east, "born": ""}], PEOPLE, IRAN)
    assert found.kept == 1
    assert {what: counts for what, counts in found.noticed.items() if what != FILLED} == noticed


@pytest.mark.parametrize(
    ("table", "columns", "row", "at"),
    [
        ("assets", {"customer_id": "customer", "kind": "kind", "bought_on": "bought"}, {"bought": "soon"}, "bought"),
        ("assets", {"customer_id": "customer", "kind": "kind", "warranty_until": "until"}, {"until": "x"}, "until"),
        (
            "events",
            {"customer_id": "customer", "at": "when", "kind": "kind", "value": "said"},
            {"said": "five"},
            "said",
        ),
        ("lines", {**COLUMNS, "customers.birth_date": "born"}, {"born": "unknown"}, "born"),
        ("lines", {**COLUMNS, "items.price": "list"}, {"list": "dear"}, "list"),
        ("lines", {**COLUMNS, "consent.sms": "sms"}, {"sms": "perhaps"}, "sms"),
    ],
)
def test_whatever_table_it_fills_the_row_is_taken_and_the_cell_is_told(
    table: str, columns: dict[str, str], row: dict[str, str], at: str
) -> None:
    found = take([{"kind": "car", **row}], source(columns, table=table))
    assert (found.kept, found.rejected.num_rows) == (1, 0)
    assert found.noticed[UNREAD] == {at: 1}


def test_a_text_is_never_unread_and_a_rejected_row_tells_its_reason_alone() -> None:
    columns = {"customer_id": "customer", "joined_on": "joined", "loyalty": "card"}
    found = take([{"customer": "", "joined": "soon", "card": "gold"}], source(columns, table="customers"))
    assert found.rejected.num_rows == 1
    assert found.noticed == {}


CELL = st.sampled_from(["35.7", "abc", "", "nan", "۳۵٫۷"])


def typed_people() -> Source:
    return mapped(PEOPLE, "children", source="children", type=Type.INTEGER)


PERSON = st.fixed_dictionaries({"north": CELL, "east": CELL, "born": CELL, "children": CELL})


@settings(max_examples=25)
@given(st.lists(PERSON, min_size=1, max_size=8), st.integers(0, 8))
def test_what_is_told_adds_up_over_any_split(rows: list[dict[str, str]], at: int) -> None:
    whole = take(rows, typed_people(), IRAN)
    noticed: dict[str, dict[str, int]] = {}
    for part in filter(None, (rows[:at], rows[at:])):
        noticed = merged(noticed, take(part, typed_people(), IRAN).noticed)
    assert told(noticed) == told(whole.noticed)
    assert whole.kept == len(rows)
    assert whole.noticed.get(UNREAD, {}).get("north", 0) == sum(row["north"] == "abc" for row in rows)
