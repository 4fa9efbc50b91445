"""Everything about one person is in the files he gets, in his words, and nothing about anybody else."""

from __future__ import annotations

import json
import os
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.workspace import people, shops
from tests.workspace.people import CITY, EMAIL, ID, NAME, ORDERS, PHONES

import bakhsh
from bakhsh.errors import NotReady

AS_OF = date(2024, 6, 30)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run twice and sent once; she has a name that begins like a formula in one file."""
    folder = people.make(tmp_path_factory.mktemp("everything") / "shop")
    shops.write_lines(folder / "in" / "second.csv", [people.hers(ORDERS[2], "2024-06-20", 3, name="=1+1 Qxv")])
    with bakhsh.open(folder) as ws:
        ws.run(as_of=date(2024, 3, 31))
        ws.run(as_of=AS_OF)
        ws.send("thanks")
    return folder


@pytest.fixture(scope="module")
def files(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    with bakhsh.open(shop) as ws:
        found = {
            language: ws.export_customer(PHONES[1], tmp_path_factory.mktemp(language), language)  # type: ignore[arg-type]
            for language in ("en", "fa")
        }
        assert [one.verb for one in ws.store.people.trail(found["en"].person)] == ["export-customer"] * 2
    assert found["en"].counts == found["fa"].counts
    return {"json": Path(found["en"].files[0]), "en": Path(found["en"].files[1]), "fa": Path(found["fa"].files[1])}


@pytest.fixture(scope="module")
def told(files: dict[str, Path]) -> Any:
    return json.loads(files["json"].read_text(encoding="utf-8"))


def test_every_subject_is_there(told: Any) -> None:
    assert [row["customer_id"] for row in told["ids"]] == [ID]
    assert {NAME, "=1+1 Qxv", EMAIL} <= {row["address"] for row in told["addresses"]}
    assert told["customers"][0]["city"] == CITY
    assert sorted(row["order_id"] for row in told["orders"]) == sorted(ORDERS[:3])
    assert len(told["lines"]) == 3
    assert {row["feature"]: row["value"] for row in told["features"]}["orders"] == 3
    assert {(row["as_of"], row["segmentation"]) for row in told["memberships"]} == {
        (day, name) for day in ("2024-03-31", "2024-06-30") for name in ("value", "rfm")
    }
    assert all(row["because"] for row in told["memberships"] if row["segment"]["name"] != "others")
    assert told["campaigns"][0]["campaign"] == "thanks"
    assert told["rejected"][0]["reason"]["id"] == "data.reason_bad_date"
    assert (told["rejected"][0]["file"], told["rejected"][0]["line"]) == ("in/orders.csv", 34)


def test_nobody_else_is_named(files: dict[str, Path]) -> None:
    assert "Yazd" not in files["json"].read_text(encoding="utf-8")
    assert "c001" not in files["json"].read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "first", "money"), [("en", "Ids", 10), ("fa", "کدهای مشتری", 10)])
def test_the_workbook_says_the_same_in_the_reader_s_words_and_no_cell_is_a_formula(
    files: dict[str, Path], told: Any, language: str, first: str, money: float
) -> None:
    book = load_workbook(files[language])
    assert book.worksheets[0].title == first
    assert len(book.worksheets) == len(told)
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    for sheet, (name, rows) in zip(book.worksheets, told.items(), strict=True):
        assert sheet.max_row == max(len(rows) + 1, 1), name
    words = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert {NAME, "=1+1 Qxv", ID} <= words
    assert money in {cell.value for row in book.worksheets[4].iter_rows() for cell in row}
    assert not [one for one in words if one.startswith("[privacy.")]


def test_the_files_tell_nobody_who_it_is_and_are_their_owner_s_alone(files: dict[str, Path]) -> None:
    for path in files.values():
        assert not [word for word in people.PLANTED if word in path.name]
        assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_whom_ids_stand_for_is_half_shown_and_whole_where_that_is_written_down(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        entries = len(ws.store.people.trail())
        half = ws.acquainted([ID, "c001", "nobody"])
        assert set(half) == {ID, "c001"}
        assert (half["c001"].name, half["c001"].reach) == ("Person 1.", "0935•••7919")
        assert not [word for word in people.PLANTED if word in half[ID].reach]
        assert len(ws.store.people.trail()) == entries
        whole = ws.acquainted(["c001"], unmasked=True, about="value")
        assert (whole["c001"].name, whole["c001"].reach) == ("Person 1", "09351007919")
        last = ws.store.people.trail()[-1]
        assert (last.verb, last.about, last.counts) == ("unmasked", "value", {"customers": 1})


def test_of_nobody_there_is_nothing_and_of_somebody_forgotten_the_day_is_said(shop: Path, tmp_path: Path) -> None:
    with bakhsh.open(shop) as ws:
        with pytest.raises(NotReady, match="Nothing is kept"):
            ws.export_customer("nobody", tmp_path)
        ws.forget("c005")
        with pytest.raises(NotReady, match="was forgotten on"):
            ws.export_customer("c005", tmp_path)
    assert list(tmp_path.iterdir()) == []
