"""Copies of people's data that were handed out: known to the audit trail, kept out of git, erased with the person."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.workspace import people, shops
from tests.workspace.people import EMAIL, ID, PHONES

import bakhsh

AFTER = date(2024, 6, 30)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = people.make(tmp_path_factory.mktemp("copies") / "shop")
    with (folder / "in" / "orders.csv").open("a", encoding="utf-8") as file:
        file.write("o99,c009,no day,tea,food,1,10.00,,,,\r\n")
        file.write(f"{people.ORDERS[0]},,no day,tea,food,1,10.00,,,,\r\n")
    shops.run(folder, AFTER)
    return folder


@pytest.fixture
def shop(lived: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lived, tmp_path / "shop"))


def test_copies_in_the_project_go_with_her_and_those_elsewhere_are_named(shop: Path, tmp_path: Path) -> None:
    inside, outside = shop / "exports", tmp_path / "elsewhere"
    with bakhsh.open(shop) as ws:
        ws.export_customer(ID, inside)
        ws.export_customer(PHONES[1], outside)
        ws.export_customer(EMAIL, shop / f"for-{ID}")
        ws.rejected(to=inside / "to-mend.csv")
        ws.rejected(to=outside / "to-mend.csv")
        others = ws.export_customer("c001", inside)
        assert len(people.found_in([inside])) == 3
        told = ws.forget(ID, dry_run=True)
        assert {(Path(one.file).parent.name, one.removed) for one in told.files} == {
            ("exports", True), (f"for-{ID}", True), ("exports", False),
        }  # fmt: skip
        assert len(people.found_in([inside])) == 3, "a dry run removes nothing"
        done = ws.forget(ID)
        assert {one.file for one in done.files} == {one.file for one in told.files}
        assert sorted(Path(one.file).suffix for one in done.elsewhere) == [".csv", ".json", ".xlsx"]
        assert {Path(one.file).parent for one in done.elsewhere} == {outside}
        assert not [file for entry in ws.store.people.trail() for file in entry.files if ID in file]
    assert people.found_in([inside, shop / ".bakhsh", shop / f"for-{ID}"]) == {}
    assert all(Path(one).is_file() for one in others.files)
    with (inside / "to-mend.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["order"] for row in csv.DictReader(file)] == ["o99"]
    assert len(list(csv.reader((outside / "to-mend.csv").open(encoding="utf-8-sig", newline="")))) == 4


def test_a_copy_that_was_renamed_on_its_way_or_is_gone_stops_nothing(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        files = ws.export_customer(ID, shop / "exports").files
        ws.rejected(to=shop / "exports" / "to-mend.csv")
        (shop / "exports" / "to-mend.csv").unlink()
        moved = shop / "letters" / Path(files[0]).name
        moved.parent.mkdir()
        Path(files[0]).rename(moved)
        ws.forget(ID)
    assert not moved.exists()
    assert not Path(files[1]).exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "exports/\n"),
        (".bakhsh/\nsent/", ".bakhsh/\nsent/\nexports/\n"),
        ("/exports\n", "/exports\n"),
        ("a\nexports/\nb\n", "a\nexports/\nb\n"),
    ],
)
def test_git_keeps_no_copy_of_an_older_project_either(shop: Path, before: str | None, after: str) -> None:
    ignore = shop / ".gitignore"
    if before is not None:
        ignore.write_text(before, encoding="utf-8")
    with bakhsh.open(shop) as ws:
        ws.rejected(to=shop / "elsewhere.csv")
        assert (ignore.read_text(encoding="utf-8") if ignore.exists() else None) == before
        ws.rejected(to=shop / "exports" / "to-mend.csv")
    assert ignore.read_text(encoding="utf-8") == after
