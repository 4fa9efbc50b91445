"""In what money a file counts, and what says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bakhsh.edges.sources.guess import guess
from bakhsh.project.settle import settled
from bakhsh.records import Guess


def orders(folder: Path, header: str, mark: str = "") -> Guess:
    path = folder / "orders.csv"
    rows = [f"{n},2024-01-{n % 28 + 1:02},{100 + n % 12},{n * 3 + 5}{mark}" for n in range(40)]
    path.write_text("\n".join([f"order id,date,customer id,{header}", *rows]), encoding="utf-8")
    return guess(path)


def said(found: Guess) -> list[tuple[str, str]]:
    notes = [one.args for one in found.notes if one.id == "guess.unit_is"]
    return [(getattr(one["unit"], "id", str(one["unit"])), getattr(one["because"], "id", "")) for one in notes]


@pytest.mark.parametrize(
    ("header", "mark", "told"),
    [
        ("مبلغ (تومان)", "", [("guess.toman", "guess.unit_by_header")]),
        ("مبلغ", " ریال", [("guess.rial", "guess.unit_by_cells")]),
        ("مبلغ", "", []),
    ],
)  # fmt: skip
def test_the_money_unit_is_told_with_its_reason(
    tmp_path: Path, header: str, mark: str, told: list[tuple[str, str]]
) -> None:
    assert said(orders(tmp_path, header, mark)) == told


def test_an_answer_replaces_what_the_header_says(tmp_path: Path) -> None:
    found = settled(orders(tmp_path, "مبلغ (تومان)"), {"unit": "IRR"})
    assert [because for _, because in said(found)] == ["guess.unit_by_answer"]
