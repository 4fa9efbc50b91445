"""What files may fill is what the data room takes."""

from __future__ import annotations

import pytest

from bakhsh.loop.data.entries import ALSO_READ
from bakhsh.loop.data.persons import CHANNELS
from bakhsh.loop.data.whole import WHOLE
from bakhsh.project.columns import BESIDE, REACH, TABLES, column_names, column_of, fillable, reaches
from bakhsh.tables import ENTRIES


def test_tables_and_channels_are_those_of_the_data_room() -> None:
    assert set(TABLES) == {"lines", "orders", *WHOLE}
    assert set(REACH) == set(CHANNELS)
    entries = set(ENTRIES.names) - {"load", "part", "file_line", "instant", "left_out", "doubt"}
    assert set(fillable("lines").columns) == entries | set(ALSO_READ) | {"ordered_at"} | set(REACH)


@pytest.mark.parametrize("table", TABLES)
def test_every_offered_column_can_be_filled(table: str) -> None:
    assert [name for name in column_names(table) if column_of(table, name) is None] == []
    assert {need for group in fillable(table).needs for need in group} <= set(fillable(table).columns)


def test_a_permission_can_stand_beside_any_purpose() -> None:
    assert column_of("lines", "consent.sms") is not None
    assert column_of("lines", "nothing.sms") is None
    assert "consent" in BESIDE


def test_names_of_people_are_personal_and_names_of_things_are_not() -> None:
    assert reaches("lines", "mobile")
    assert reaches("lines", "customers.name")
    assert not reaches("items", "name")
    assert not reaches("lines", "items.name")
    assert not reaches("lines", "consent.email")
