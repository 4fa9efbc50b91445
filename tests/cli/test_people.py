"""The verbs about people's data, on the example's project."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bakhsh.cli.main import app

EXAMPLE = Path(__file__).parents[2] / "examples" / "first_shop"
RUNNER = CliRunner()
WHO = "C000035"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, run once."""
    folder = tmp_path_factory.mktemp("people") / "shop"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".bakhsh", "sent", "report.*"))
    assert call(folder, "run", "--as-of", "2024-12-31").exit_code == 0
    return folder


@pytest.fixture
def shop(lived: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lived, tmp_path / "shop"))


def call(folder: Path, *words: str) -> Result:
    return RUNNER.invoke(app, [*words, "--project", str(folder)], env={"LANG": "C.UTF-8", "COLUMNS": "120"})


def as_json(folder: Path, *words: str, code: int = 0) -> Any:
    result = call(folder, *words, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_forgetting_shows_first_asks_and_then_does(shop: Path) -> None:
    told = as_json(shop, "forget", WHO, "--dry-run")
    assert (told["done"], told["snapshots"], told["rows"]["orders"] > 0) == (False, [1], True)
    assert as_json(shop, "forget", WHO, code=2)["done"] is False
    assert "Nothing was removed" in call(shop, "forget", WHO).output
    assert call(shop, "explain", WHO).exit_code == 0
    done = as_json(shop, "forget", WHO, "--yes")
    assert done == {**told, "done": True}
    assert call(shop, "explain", WHO).exit_code == 1
    assert "was forgotten on" in call(shop, "forget", WHO).output
    assert "این مشتری" in call(shop, "forget", WHO, "--language", "fa").output
    assert "Nothing is kept of any such customer" in call(shop, "forget", "nobody").output
    assert call(shop, "forget", "nobody").exit_code == 1


def test_without_a_folder_the_files_go_to_the_projects_own(shop: Path) -> None:
    found = as_json(shop, "export-customer", WHO)
    assert {Path(one).parent for one in found["files"]} == {shop / "exports"}


def test_everything_about_a_customer_is_written_to_a_folder(shop: Path, tmp_path: Path) -> None:
    found = as_json(shop, "export-customer", WHO, "--to", str(tmp_path / "out"))
    assert [Path(one).suffix for one in found["files"]] == [".json", ".xlsx"]
    assert found["counts"]["orders"] > 0
    assert all(Path(one).is_file() for one in found["files"])
    said = call(shop, "export-customer", WHO, "--to", str(tmp_path / "out"), "--language", "fa").output
    assert "فاکتورها" in said


def test_what_a_load_brought_is_shown_before_it_is_taken_back(shop: Path) -> None:
    told = as_json(shop, "undo", "1", "--dry-run")
    assert told["orders_gone"] > 0
    assert (told["orders_back"], told["done"]) == (0, False)
    assert as_json(shop, "undo", "1", code=2)["done"] is False
    assert as_json(shop, "undo", "1", "--yes")["done"] is True
    assert call(shop, "undo", "1").exit_code == 1
    assert "no load 1" in call(shop, "undo", "1").output


def test_members_are_listed_by_segment(shop: Path) -> None:
    every = as_json(shop, "members", "value")
    assert every["customers"] == len(every["members"]) == 300
    champions = as_json(shop, "members", "value", "champions")
    assert {one["segment"] for one in champions["members"]} == {"champions"}
    assert "20 of 300 are shown" in call(shop, "members", "value").output
    assert call(shop, "members", "value", "nobody").exit_code == 2
    assert call(shop, "members", "nothing").exit_code == 1


def test_rows_that_were_not_taken_are_listed_and_written_whole_to_mend_them(shop: Path, tmp_path: Path) -> None:
    found = as_json(shop, "rejected")
    assert found["total"] == sum(found["counts"].values())
    assert as_json(shop, "rejected", "1")["loads"] == [1]
    assert call(shop, "rejected", "nothing").exit_code == 1
    text = call(shop, "rejected", "--to", str(tmp_path / "mend.csv")).output
    assert "mend.csv" in text or found["total"] == 0
