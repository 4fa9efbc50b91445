"""Slips in the declaration of joined tables are found before any file is opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bakhsh import project
from bakhsh.specs import Join, Reading

SOURCE = """
table = "lines"
files = ["items.csv"]

[columns]
order_id = "order"
customer_id = "orders.person"
ordered_at = "orders.at"
amount = "price"

[[join]]
name = "orders"
files = ["orders.csv"]
on = { order = "order" }
"""


def found(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    """The ids of all mistakes and their lines."""
    (tmp_path / "data").mkdir()
    (tmp_path / "bakhsh.toml").write_text('name = "Shop"\nunit = "GBP"\n', encoding="utf-8")
    (tmp_path / "data" / "shop.toml").write_text(text, encoding="utf-8")
    mistakes = project.check(project.read(tmp_path))
    assert not any("[sources." in str(one) for one in mistakes)
    return [(one.sentence.id, one.where.line if one.where else 0) for one in mistakes]


def test_a_join_well_declared_is_no_mistake(tmp_path: Path) -> None:
    assert found(tmp_path, SOURCE) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"orders.at"', '"order.at"', ("sources.unknown_join", 8)),
        ('"orders.at"', '"billing.at"', None),
        ("on = { order", 'on = { "people.id"', None),
        ("on = { order", 'on = { "orders.id"', ("sources.join_not_before", 11)),
        ("on = { order = \"order\" }", "on = {}", ("sources.join_without_keys", 11)),
    ],
)  # fmt: skip
def test_a_slip_is_found_with_its_line(tmp_path: Path, old: str, new: str, expected: tuple[str, int] | None) -> None:
    assert found(tmp_path, SOURCE.replace(old, new)) == ([expected] if expected else [])


def test_two_joins_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    again = SOURCE[SOURCE.index("[[join]]") :]
    assert found(tmp_path, SOURCE + "\n" + again) == [("project.duplicate", 16)]


def test_numbers_with_another_decimal_sign_are_a_mistake_unless_they_are_added_up(tmp_path: Path) -> None:
    text = SOURCE.replace('"price"', '"orders.total"')
    assert found(tmp_path, text + 'reading = { decimal = "," }\n') == [("sources.join_decimal", 9)]
    (source,) = project.read(tmp_path).sources
    total = replace(source.joins[0], total=("total",))
    assert (total.reading, type(total)) == (Reading(decimal=","), Join)
    files = replace(project.read(tmp_path), sources=(replace(source, joins=(total,)),))
    assert project.check(files) == ()
