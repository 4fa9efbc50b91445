"""Who customers are, from a file in mixed spellings to conditions, notes and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.workspace import shops
from typer.testing import CliRunner

import bakhsh
from bakhsh.cli.main import app
from bakhsh.errors import ProjectErrors, UnknownName

PEOPLE = """
table = "customers"
files = ["people.csv"]

[columns]
customer_id = "id"
birth_date = "born"
birth_year = "year"
stated_age = "age"
gender = "sex"
education = "level"
household_size = "house"
children = "kids"
income = "money"
occupation = "job"
"""
EMPTY = dict.fromkeys(("born", "year", "age", "sex", "level", "house", "kids", "money", "job"), "")
ROWS = (
    {"id": "ann", **EMPTY, "born": "1990-06-30", "sex": "خانم", "level": "لیسانس", "house": "4", "kids": "2",
     "job": "Teacher"},
    {"id": "bob", **EMPTY, "year": "1362", "sex": "آقا", "level": "PhD", "house": "99", "kids": "3+", "job": "Diver"},
    {"id": "cas", **EMPTY, "age": "۱۹ تا ۲۴ سال", "sex": "1", "level": "YOLO", "kids": "yes", "money": "58,138"},
    {"id": "dan", **EMPTY, "age": "30-39", "sex": "1", "level": "YOLO", "kids": "no", "money": "10-20K"},
    {"id": "eve", **EMPTY, "born": "1893-01-01", "year": "1893", "age": "130"},
    {"id": "fay", **EMPTY, "born": "2024-05-20"},
)  # fmt: skip
WOMEN = "kind = 'rule'\n[[segment]]\nname = 'women'\nwhere = \"gender = 'زن' and education_rank >= 6\"\n"


def shop(folder: Path, **more: str) -> Path:
    texts = {"data__people": PEOPLE, "segments__life": WOMEN, "segments__value": "", "segments__rfm": ""}
    made = shops.make(folder, [shops.line("1", "fay", "2024-05-01")], **(texts | more))
    shops.write_lines(made / "people.csv", ROWS)
    return made


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    with bakhsh.open(shop(tmp_path_factory.mktemp("people") / "shop")) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        rows = {row["customer_id"]: row for row in ws.rows().to_pylist()}
        assert {load.source: load.rejected for load in record.loads} == {"orders": 0, "people": 0}
        assert dict(record.sizes["life"]) == {"women": 1, "others": 5}
    return rows, {note.id: note.args for note in record.notes}


def column(rows: dict[str, dict[str, Any]], name: str) -> list[Any]:
    return [rows[who][name] for who in ("ann", "bob", "cas", "dan", "eve", "fay")]


def test_the_first_way_in_which_an_age_is_said_counts(seen: Any) -> None:
    assert column(seen[0], "age") == [34, 40, None, None, None, None]
    assert column(seen[0], "age_band") == ["25-34", "35-44", "18-24", "unknown", "unknown", "unknown"]


def test_words_and_ranks_follow_the_lists(seen: Any) -> None:
    assert column(seen[0], "gender")[:4] == ["female", "male", "unknown", "unknown"]
    assert column(seen[0], "education")[:3] == ["bachelor", "doctorate", "unknown"]
    assert column(seen[0], "education_rank")[:3] == [6, 8, None]
    assert column(seen[0], "occupation")[:3] == ["teacher", "Diver", "unknown"]


def test_people_are_counted(seen: Any) -> None:
    assert column(seen[0], "household_size")[:2] == [4, None]
    assert column(seen[0], "children")[:4] == [2, 3, None, 0]
    assert column(seen[0], "has_children") == [True, True, True, False, None, None]


def test_an_amount_is_money_and_a_band_is_none(seen: Any) -> None:
    assert column(seen[0], "income")[2:4] == [5_813_800, None]
    assert column(seen[0], "income_band")[3] in ("unknown", "10-20K")


def test_what_cannot_be_is_told_with_its_count(seen: Any) -> None:
    notes = seen[1]
    assert notes["demographic.ordered_too_young"]["count"] == 1
    assert notes["demographic.impossible_ages"]["count"] == 1
    assert notes["demographic.impossible_births"]["count"] == 1
    assert notes["demographic.too_many"]["count"] == 1
    assert notes["demographic.strange_words"]["count"] == 2


def test_an_order_as_a_small_child_speaks_against_a_year_and_a_stated_age_too(tmp_path: Path) -> None:
    people = (
        {"id": "ann", **EMPTY, "year": "2015"}, {"id": "bob", **EMPTY, "year": "1400"},
        {"id": "cas", **EMPTY, "age": "7"}, {"id": "dan", **EMPTY, "age": "16"},
        {"id": "eve", **EMPTY, "year": "2008", "born": "2020-01-01"},
        {"id": "fay", **EMPTY, "year": "sixties", "age": "old", "kids": "lots", "money": "much"},
    )  # fmt: skip
    lines = [shops.line(one["id"], one["id"], "2014-12-30") for one in people]
    folder = shops.make(tmp_path / "shop", lines, data__people=PEOPLE, segments__value="", segments__rfm="")
    shops.write_lines(folder / "people.csv", people)
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        ages = {row["customer_id"]: row["age"] for row in ws.rows().to_pylist()}
        listed = {one.feature: [each.text for each in one.words] for one in ws.words() if one.numbers}
    notes = {note.id: note.args["count"] for note in record.notes if "count" in note.args}
    assert ages == {"ann": None, "bob": None, "cas": None, "dan": 16, "eve": 15, "fay": None}
    assert notes["demographic.ordered_too_young"] == 4
    assert notes["demographic.unreadable_unnamed"] == 1
    assert listed == {"birth_year": ["sixties"], "stated_age": ["old"], "children": ["lots"], "income": ["much"]}


def test_who_was_born_on_the_day_of_an_order_is_not_believed_and_a_child_old_enough_is(tmp_path: Path) -> None:
    births = {"ann": "2014-12-30", "bob": "2014-12-29", "cas": "2009-12-31", "dan": "2009-12-30"}
    lines = [shops.line(who, who, "2014-12-30") for who in births]
    folder = shops.make(tmp_path / "shop", lines, data__people=PEOPLE, segments__value="", segments__rfm="")
    shops.write_lines(folder / "people.csv", [{"id": who, **EMPTY, "born": born} for who, born in births.items()])
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        ages = {row["customer_id"]: row["age"] for row in ws.rows().to_pylist()}
    assert ages == {"ann": None, "bob": None, "cas": None, "dan": 14}
    (note,) = [one for one in record.notes if one.id == "demographic.ordered_too_young"]
    assert (note.args["count"], note.args["youngest"]) == (3, 5)


def test_a_birth_after_the_day_is_told_once(tmp_path: Path) -> None:
    people = ({"id": "ann", **EMPTY, "year": "2090"}, {"id": "bob", **EMPTY, "born": "2090-01-01"})
    lines = [shops.line(one["id"], one["id"], "2014-12-30") for one in people]
    folder = shops.make(tmp_path / "shop", lines, data__people=PEOPLE, segments__value="", segments__rfm="")
    shops.write_lines(folder / "people.csv", people)
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        assert {row["age"] for row in ws.rows().to_pylist()} == {None}
    births = [
        note for note in record.notes if note.id in ("demographic.impossible_births", "demographic.ordered_too_young")
    ]
    assert [(one.id, one.args["count"]) for one in births] == [("demographic.impossible_births", 1)] * 2


@pytest.mark.slow
def test_what_a_file_said_stays_in_the_ledger(tmp_path: Path) -> None:
    with bakhsh.open(shop(tmp_path / "shop")) as ws:
        ws.run(as_of=shops.AS_OF)
        ws.bind_ledger(ws.store.catalogue.manifest(), ("customers",))
        kept = {row["customer_id"]: row for row in ws.engine.query(ws.unbound("customers")).to_pylist()}
    assert (kept["eve"]["birth_year"], kept["eve"]["stated_age"]) == ("1893", "130")
    assert (kept["cas"]["education"], kept["bob"]["household_size"]) == ("YOLO", "99")


@pytest.mark.slow
def test_bands_of_the_project_are_the_projects(tmp_path: Path) -> None:
    settings = "age_bands = [30, 40]\nincome_bands = [10_000, 60_000]\nages_as_of = 2020-06-30\n"
    with bakhsh.open(shop(tmp_path / "shop", demographic=settings)) as ws:
        ws.run(as_of=shops.AS_OF)
        rows = {row["customer_id"]: row for row in ws.rows().to_pylist()}
    assert [rows[who]["age_band"] for who in ("ann", "cas", "dan")] == ["30-39", "under 30", "30-39"]
    assert [rows[who]["income_band"] for who in ("cas", "dan")] == ["10000-60000", "10000-60000"]
    assert [rows[who]["income_rank"] for who in ("cas", "dan")] == [2, 2]


@pytest.mark.slow
def test_spellings_are_listed_and_settled_and_comments_stay(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop", demographic="# ours\nage_bands = [18, 30] # few\n")
    with bakhsh.open(folder) as ws:
        ws.run(as_of=shops.AS_OF)
        gender = next(one for one in ws.words() if one.feature == "gender")
        assert (gender.customers, gender.empty) == (6, 2)
        first = gender.words[0]
        assert (first.text, first.term, first.customers, first.known) == ("1", "unknown", 2, False)
        before = (folder / "demographic.toml").read_text(encoding="utf-8")
        assert ws.settle_word("gender", "1", "زن", write=False).term == "female"
        assert (folder / "demographic.toml").read_text(encoding="utf-8") == before
        ws.settle_word("gender", "1", "زن")
        assert before.strip() in (folder / "demographic.toml").read_text(encoding="utf-8")
        ws.run(as_of=shops.AS_OF)
        rows = {row["customer_id"]: row["gender"] for row in ws.rows().to_pylist()}
        assert (rows["cas"], rows["dan"]) == ("female", "female")
        with pytest.raises(ProjectErrors):
            ws.settle_word("gender", "1", "queen")
        with pytest.raises(UnknownName):
            ws.settle_word("monetary", "1", "female")


@pytest.mark.slow
def test_the_command_line_lists_and_settles(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    shops.run(folder)
    runner, there = CliRunner(), ["--project", str(folder)]
    shown = runner.invoke(app, ["words", *there], env={"LANG": "C.UTF-8", "COLUMNS": "120"})
    assert shown.exit_code == 0
    assert "not known" in shown.stdout
    done = runner.invoke(app, ["words", "settle", "gender", "1", "male", "--dry-run", *there], env={"LANG": "C.UTF-8"})
    assert done.exit_code == 0
    assert not (folder / "demographic.toml").exists()
    done = runner.invoke(app, ["words", "settle", "gender", "1", "male", *there], env={"LANG": "C.UTF-8"})
    assert '[words.gender]\n1 = "male"' in (folder / "demographic.toml").read_text(encoding="utf-8")
