"""Columns of a survey: numbered items go to [answers], many alike are told, anything else stays what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

import bakhsh
from bakhsh.edges.sources.guess import guess
from bakhsh.language.locale import locale_for
from bakhsh.project.source_text import source_text
from bakhsh.project.toml import commenter
from bakhsh.records import Guess


def guessed(folder: Path, headers: list[str], top: int = 5) -> Guess:
    path = folder / "people.csv"
    rows = [[str(n), *(str(1 + (n + 7 * at) % top) for at in range(len(headers)))] for n in range(100, 180)]
    path.write_text("\n".join(",".join(one) for one in [["customer id", *headers], *rows]), encoding="utf-8")
    return guess(path)


@pytest.mark.parametrize(
    ("headers", "answers"),
    [
        ([f"Q{n}" for n in range(1, 13)], {"survey": 12}),
        ([f"item_{n}" for n in (3, 1, 2, 4)], {"survey": 4}),
        ([f"سؤال {n}" for n in "۱۲۳۴"], {"survey": 4}),
        ([f"bfi10_{n}" for n in range(1, 11)], {"bfi10": 10}),
        ([f"bfi10_{n}" for n in range(1, 8)], {}),
        ([f"Q{n}" for n in (1, 2, 4, 5)], {}),
        ([f"month {n}" for n in range(1, 7)], {}),
        (["Q1", "Q2"], {}),
    ],
)
def test_numbered_items_are_answers(tmp_path: Path, headers: list[str], answers: dict[str, int]) -> None:
    found = guessed(tmp_path, headers)
    assert {scale: len(names) for scale, names in found.answers.items()} == answers
    listed = {name for names in found.answers.values() for name in names}
    assert not listed & {one.source for one in found.columns}
    assert ("surveys.answers" in {one.id for one in found.notes}) == bool(answers)


def test_items_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    found = guessed(tmp_path, ["item_3", "item_1", "item_2"])
    assert found.answers == {"survey": ("item_1", "item_2", "item_3")}


def test_shares_amounts_and_many_steps_are_no_answers(tmp_path: Path) -> None:
    assert guessed(tmp_path, [f"Q{n}" for n in range(1, 6)], top=40).answers == {}


def test_many_columns_of_the_same_steps_are_told_and_kept(tmp_path: Path) -> None:
    names = ["Opera", "Punk", "Jazz", "Rock", "Folk", "Pop", "Swing", "Metal", "Reggae", "Techno", "Latino"]
    found = guessed(tmp_path, names)
    (said,) = [one for one in found.notes if one.id == "surveys.alike"]
    assert (said.args["count"], said.args["top"]) == (11, 5)
    assert {one.source for one in found.columns if one.type == "integer"} == set(names)


def test_the_file_that_is_written_is_read_back(tmp_path: Path) -> None:
    found = guessed(tmp_path, ["Q1", "Q2", "Q3", "Income"])
    text = source_text(found, ["people.csv"], "USD", commenter(locale_for("en")))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "people.toml").write_text(text, encoding="utf-8")
    (tmp_path / "bakhsh.toml").write_text('name = "S"\n', encoding="utf-8")
    with bakhsh.open(tmp_path) as ws:
        (source,) = ws.files.sources
        assert not [one for one in ws.check() if isinstance(one, Exception)]
    assert dict(source.answers) == {"survey": ("Q1", "Q2", "Q3")}
