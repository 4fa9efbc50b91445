"""Features of the four bases in a whole run: laid beside what there always is, named in conditions, kept with a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.errors import ProjectErrors
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.records import Piece

BORN = '"customers.birth_date" = "born"\n'
GROWN = 'kind = "rule"\n[[segment]]\nname = "grown"\nwhere = "age >= 30 and age_band != \'unknown\'"\n'
ROWS = (
    {**shops.line("1", "ann", "2024-05-01"), "born": "1990-06-30"},
    {**shops.line("2", "bob", "2024-05-02"), "born": "2000-01-01"},
    {**shops.line("3", "cas", "2024-05-03"), "born": ""},
)


def make(folder: Path, columns: str) -> Path:
    texts = {"data__orders": shops.ORDERS + columns, "segments__life": GROWN}
    return shops.make(folder, ROWS, segments__value="", segments__rfm="", **texts)


def test_a_feature_of_a_base_is_read_and_asked_for(tmp_path: Path) -> None:
    with bakhsh.open(make(tmp_path / "shop", BORN)) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        rows = {row["customer_id"]: row for row in ws.rows().to_pylist()}
    assert {who: (row["age"], row["age_band"]) for who, row in rows.items()} == {
        "ann": (34, "25-34"), "bob": (24, "18-24"), "cas": (None, "unknown"),
    }  # fmt: skip
    assert dict(record.sizes["life"]) == {"grown": 1, "others": 2}


def test_a_feature_whose_column_no_source_fills_is_unknown(tmp_path: Path) -> None:
    with bakhsh.open(make(tmp_path / "shop", "")) as ws, pytest.raises(ProjectErrors, match="age"):
        ws.run(as_of=shops.AS_OF)


def test_settings_of_a_base_make_another_snapshot(tmp_path: Path) -> None:
    folder = make(tmp_path / "shop", BORN)
    with bakhsh.open(folder) as ws:
        (before,) = ws.run(as_of=shops.AS_OF)
    (folder / "demographic.toml").write_text("age_bands = [20, 40]\n", encoding="utf-8")
    with bakhsh.open(folder) as ws:
        (after,) = ws.run(as_of=shops.AS_OF)
        bands = set(ws.rows().column("age_band").to_pylist())
    assert after.fingerprint != before.fingerprint
    assert bands == {"20-39", "unknown"}


def test_answers_and_assets_are_kept_by_customer_and_handed_out(tmp_path: Path) -> None:
    answers = (
        'table = "answers"\nfiles = ["answers.csv"]\n[columns]\n'
        'customer_id = "who"\nscale = "scale"\nitem = "item"\nat = "at"\nvalue = "value"\n'
    )
    assets = 'table = "assets"\nfiles = ["cars.csv"]\n[columns]\ncustomer_id = "who"\nkind = "kind"\nbought_on = "on"\n'
    folder = make(tmp_path / "shop", BORN)
    shops.write_files(folder, {"data/survey.toml": answers, "data/cars.toml": assets})
    shops.write_lines(
        folder / "answers.csv", [{"who": "ann", "scale": "tipi", "item": "1", "at": "2024-05-05", "value": "6"}]
    )
    shops.write_lines(folder / "cars.csv", [{"who": "ann", "kind": "car", "on": "2020-05-05"}])
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        kept = {load.source: (load.rows, load.kept) for load in record.loads}
        sections = ws.export_customer("ann", tmp_path / "out").counts
    assert kept["survey"] == kept["cars"] == (1, 1)
    assert (sections["answers"], sections["assets"]) == (1, 1)


WORDS = '"customers.gender" = "sex"\n'
WOMEN = 'kind = "rule"\n[[segment]]\nname = "women"\nwhere = "gender = \'زن\'"\n'
PEOPLE = (
    {**shops.line("1", "ann", "2024-05-01"), "sex": "F"},
    {**shops.line("2", "bea", "2024-05-02"), "sex": "خانم"},
    {**shops.line("3", "cas", "2024-05-03"), "sex": "1"},
    {**shops.line("4", "dan", "2024-05-03"), "sex": "1"},
    {**shops.line("5", "eve", "2024-05-03"), "sex": ""},
)


def of_people(folder: Path, **more: str) -> Path:
    texts = {"data__orders": shops.ORDERS + WORDS, "segments__life": WOMEN}
    return shops.make(folder, PEOPLE, segments__value="", segments__rfm="", **texts, **more)


def test_words_of_files_become_one_vocabulary_and_what_nobody_knows_is_said(tmp_path: Path) -> None:
    with bakhsh.open(of_people(tmp_path / "shop")) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        found = {row["customer_id"]: row["gender"] for row in ws.rows().to_pylist()}
    assert found == {"ann": "female", "bea": "female", "cas": "unknown", "dan": "unknown", "eve": "unknown"}
    assert dict(record.sizes["life"]) == {"women": 2, "others": 3}
    (note,) = [one for one in record.notes if one.id == "demographic.strange_words"]
    assert (note.args["count"], note.args["values"]) == (2, 1)
    said = render(note, locale_for("fa")).translate({0x2068: None, 0x2069: None})
    assert said.startswith("جنسیت: "), "what people call it, not the name of a column"


def test_the_project_says_what_its_own_signs_mean(tmp_path: Path) -> None:
    folder = of_people(tmp_path / "shop", demographic='[words.gender]\n1 = "female"\n')
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
    assert dict(record.sizes["life"]) == {"women": 4, "others": 1}


@pytest.mark.parametrize(
    ("text", "said"), [('[words.gender]\n1 = "queen"\n', "queen"), ('[words.colour]\n1 = "red"\n', "colour")]
)
def test_an_answer_that_means_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProjectErrors, match=said):
        bakhsh.open(of_people(tmp_path / "shop", demographic=text))


SAID = BORN + '"customers.occupation" = "work"\n"customers.joined_on" = "joined"\n'


def told(*people: tuple[str, str, str, str]) -> list[dict[str, str]]:
    rows = (
        {**shops.line(str(number), who, day), "born": "1980-01-01", "work": work, "joined": joined}
        for number, (who, day, work, joined) in enumerate(people, start=1)
    )
    return list(rows)


def test_whoever_is_forgotten_leaves_no_word_of_his_in_any_snapshot(tmp_path: Path) -> None:
    rows = told(("ann", "2024-05-01", "clerk", ""), ("bob", "2024-06-10", "lighthouse keeper", ""))
    folder = shops.make(
        tmp_path / "shop", rows, data__orders=shops.ORDERS + SAID, segments__value="", segments__rfm="",
        segments__life=GROWN,
    )  # fmt: skip
    with bakhsh.open(folder) as ws:
        ws.run(as_of="2024-05-31")
        ws.run(as_of=shops.AS_OF)
        assert ws.forget("bob").done
        held = {
            path.name
            for path in (folder / ".bakhsh").rglob("*")
            if path.is_file() and b"lighthouse" in path.read_bytes()
        }
        words = [str(ws.engine.tables.read(piece.path)) for piece in everything(ws)]
    assert held == set()
    assert not any("lighthouse" in one for one in words)


def everything(ws: bakhsh.Workspace) -> list[Piece]:
    """Every piece of every published snapshot."""
    extras = (ws.store.catalogue.extra(run.run)["pieces"] for run in ws.store.catalogue.runs())
    return [Piece(**piece) for pieces in extras for found in pieces.values() for piece in found]


def test_people_who_join_later_change_no_earlier_reading(tmp_path: Path) -> None:
    known = told(*((f"c{number}", "2024-05-01", "clerk", "2024-05-01") for number in range(9)))
    later = told(*((f"d{number}", "2024-06-20", "clerk", "2024-06-20") for number in range(30)))
    columns = SAID + '"customers.income" = "income"\n'
    seen = []
    for number, rows in enumerate((known, [*known, *({**one, "order": f"d{one['order']}"} for one in later)])):
        paid = [{**one, "income": str(1_000 * (at + 1) if at < 9 else 90_000)} for at, one in enumerate(rows)]
        folder = shops.make(
            tmp_path / f"shop{number}", paid, data__orders=shops.ORDERS + columns, segments__value="",
            segments__rfm="", segments__life=GROWN,
        )  # fmt: skip
        with bakhsh.open(folder) as ws:
            ws.run(as_of="2024-05-31")
            rows_then = ws.rows().sort_by("customer_id")
            seen.append(rows_then.select(["customer_id", "income", "income_band", "occupation"]).to_pylist())
    assert seen[0] == seen[1]


def test_who_has_bought_is_known_though_a_later_day_of_joining_is_said(tmp_path: Path) -> None:
    rows = told(("ann", "2024-05-01", "clerk", "2024-06-20"), ("bob", "2024-06-10", "clerk", "2024-06-20"))
    folder = shops.make(
        tmp_path / "shop", rows, data__orders=shops.ORDERS + SAID, segments__value="", segments__rfm="",
        segments__life=GROWN,
    )  # fmt: skip
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of="2024-05-31")
        (ann,) = ws.rows().to_pylist()
        (later,) = ws.run(as_of=shops.AS_OF)
    assert (ann["customer_id"], ann["age"], ann["occupation"]) == ("ann", 44, "employee")
    assert [note.args for note in record.notes if note.id == "joining.after_buying"] == [{"count": 1}]
    assert "joining.after_buying" not in {note.id for note in later.notes}
