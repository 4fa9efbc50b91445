"""What `identities` lists, and what becomes of an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.workspace import shops
from tests.workspace.test_identity import MOBILE, line, make, owners
from typer.testing import CliRunner

import bakhsh
from bakhsh.cli.main import app
from bakhsh.errors import NotReady, ProjectErrors

PEOPLE = """
table = "customers"
files = ["people/*.csv"]

[columns]
customer_id = "id"
city = "city"
name = "name"
birth_date = "born"
"""
ROWS = (
    line("1", "17", "2024-01-05", MOBILE, "sara@shop.ir", name="سارا احمدی"),
    line("2", "", "2024-03-01", MOBILE),
    line("3", "c1", "2024-05-01"),
    line("4", "c2", "2024-05-02"),
    line("5", "c3", "2024-05-03", name="مریم اکبری"),
    line("6", "c3", "2024-05-04", name="رضا کاظمی"),
)
KNOWN = (
    {"id": "c1", "city": "شیراز", "name": "علی رضایی", "born": ""},
    {"id": "c2", "city": "شیراز", "name": "علي رضائي", "born": "1990-03-01"},
)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Sara under two ids, two who may be one Ali, and an id that two people have."""
    shop = make(tmp_path / "shop", ROWS, data__people=PEOPLE)
    shops.write_lines(shop / "people" / "all.csv", KNOWN)
    shops.run(shop)
    return shop


def call(folder: Path, *words: str, code: int = 0) -> str:
    found = CliRunner().invoke(app, [*words, "--project", str(folder)], env={"LANG": "C.UTF-8", "COLUMNS": "160"})
    assert found.exit_code == code, found.output
    return found.output


def listed(folder: Path) -> Any:
    return json.loads(call(folder, "identities", "--json"))


def test_merges_proposals_and_doubtful_ids_are_listed_and_an_answer_settles_one(town: Path) -> None:
    found = listed(town)
    assert (found["customers"], found["merged"], found["proposed"], found["doubtful"]) == (1, 1, 1, ["c3"])
    (merge,) = found["merges"]
    assert (merge["customer_id"], [one["rule"] for one in merge["ids"]]) == ("17", ["", "mobile"])
    (proposal,) = found["proposals"]
    assert (proposal["ids"], proposal["because"]) == (["c1", "c2"], ["rare_name", "city"])
    assert proposal["shown"] == ["ع… ر…, شیراز", "ع… ر…, شیراز"]
    assert [note["id"] for note in found["notes"]] == ["identity.doubtful"]
    shown = call(town, "identities") + call(town, "identities", "list", "--language", "fa")
    assert "c1 and c2, 56%" in shown
    assert not any(text in json.dumps(found, ensure_ascii=False) + shown for text in ("رضا", "9123456789", "sara@"))

    assert json.loads(call(town, "identities", "different", "c1", "c2", "--json"))["ids"] == ["c1", "c2"]
    assert listed(town)["proposed"] == 0
    assert [note["id"] for note in listed(town)["notes"]] == ["identity.run_settles", "identity.doubtful"]
    call(town, "identities", "same", "c2", "c1")
    assert "different = [\n]" in (town / "identity.toml").read_text(encoding="utf-8")
    shops.run(town)
    assert owners(town)["4"] == "c1"
    assert [note["id"] for note in listed(town)["notes"]] == ["identity.doubtful"]


@pytest.mark.slow
def test_a_customer_is_explained_under_all_ids(town: Path) -> None:
    with bakhsh.open(town) as ws:
        for asked in ("17", "0912 345 6789"):
            found = ws.explain(asked)
            assert found.customer_id == "17"
            assert [one.rule for one in found.known_as] == ["", "mobile"]
        assert ws.explain("c1").known_as == ()
    assert "mobile number" in call(town, "explain", "17")


@pytest.mark.slow
def test_an_answer_that_cannot_stand_is_refused_and_nothing_is_written(town: Path) -> None:
    with bakhsh.open(town) as ws:
        with pytest.raises(NotReady) as unknown:
            ws.settle("same", ["c1", "nobody"])
        assert unknown.value.sentence.id == "identity.no_such_id"
        with pytest.raises(NotReady):
            ws.settle("same", ["c1", "c1"])
        assert not (town / "identity.toml").exists()
        ws.settle("same", ["c1", "c2", "c3"])
        before = (town / "identity.toml").read_text(encoding="utf-8")
        with pytest.raises(ProjectErrors):
            ws.settle("different", ["c1", "c3"])
        assert (town / "identity.toml").read_text(encoding="utf-8") == before


@pytest.mark.slow
def test_a_guest_is_written_down_by_the_keyed_hash_alone(town: Path) -> None:
    with bakhsh.open(town) as ws:
        guest, _ = ws.settle("different", [MOBILE, "c1"])
        assert guest == ws.pseudonym("989123456789")
    assert "912" not in (town / "identity.toml").read_text(encoding="utf-8").replace(guest, "")


def test_nothing_is_listed_before_anything_was_loaded(tmp_path: Path) -> None:
    shop = make(tmp_path / "shop")
    assert "bakhsh run" in call(shop, "identities", code=1)
