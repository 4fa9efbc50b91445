"""Profiling in a whole run: behind the project's switch and the customer's consent, and gone when that is withdrawn."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from statistics import variance
from typing import Any

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.loop.features import psychographic
from bakhsh.workspace import bases
from bakhsh.workspace.rows import LEDGER
from bakhsh.workspace.stage import answer

SURVEY = """
table = "customers"
files = ["survey.csv"]

[columns]
customer_id = "who"
"consent.profiling" = "agreed"
"answers.at" = "on"

[answers]
moods = ["Calm", "Nervous", "Curious"]
"""
MOODS = """
on = true

[[scale]]
name = "moods"
low = 1
high = 5
dimensions = { calm = [1, -2], curious = [3] }
"""
PEOPLE = (
    {"who": "ann", "agreed": "yes", "on": "2024-05-01", "Calm": "5", "Nervous": "2", "Curious": "۴"},
    {"who": "bob", "agreed": "no", "on": "2024-05-01", "Calm": "1", "Nervous": "1", "Curious": "1"},
    {"who": "cyd", "agreed": "", "on": "2024-05-01", "Calm": "2", "Nervous": "2", "Curious": "2"},
    {"who": "dan", "agreed": "yes", "on": "2024-05-01", "Calm": "9", "Nervous": "never", "Curious": ""},
)


def make(folder: Path, people: tuple[Mapping[str, str], ...] = PEOPLE, settings: str = MOODS) -> Path:
    shops.make(
        folder,
        (*shops.FEW, shops.line("8", "dan", "2024-05-06")),
        data__survey=SURVEY,
        psychographic=settings,
        segments__rfm="",
    )
    shops.write_lines(folder / "survey.csv", people)
    return folder


def moods(rows: Any) -> dict[str, tuple[float | None, ...]]:
    return {row["customer_id"]: (row["moods_calm"], row["moods_curious"]) for row in rows.to_pylist()}


def test_a_file_with_a_column_an_item_is_scored_for_those_who_agreed(tmp_path: Path) -> None:
    with bakhsh.open(make(tmp_path / "shop")) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        assert moods(ws.rows()) == {
            "ann": (4.5, 4), "bob": (None, None), "cyd": (None, None), "dan": (None, None),
        }  # fmt: skip
        notes = [note.id for note in record.notes]
        told = [note.id for note in ws.reconciliation().notes]
    assert "psychographic.out_of_range" in notes
    assert "psychographic.noticed_no_number" in told
    (load,) = [one for one in record.loads if one.source == "survey"]
    assert (load.rows, load.kept, load.rejected) == (4, 4, 0)


def test_switched_off_nothing_of_the_kind_exists(tmp_path: Path) -> None:
    with bakhsh.open(make(tmp_path / "shop", settings=MOODS.replace("true", "false"))) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        assert not [name for name in ws.rows().column_names if name.startswith("moods")]
        assert not [name for name in ws.explain("ann").features if name.startswith("moods")]
    assert not [note for note in record.notes if note.id.startswith("psychographic")]


def test_a_withdrawn_consent_removes_everything_on_the_next_run(tmp_path: Path) -> None:
    folder = make(tmp_path / "shop")
    with bakhsh.open(folder) as ws:
        ws.run(as_of=shops.AS_OF)
        assert ws.explain("ann").features["moods_calm"] == 4.5
        shops.write_lines(folder / "survey.csv", [{**one, "agreed": "no"} for one in PEOPLE])
        (record,) = ws.run(as_of=shops.AS_OF)
        assert record.changed
        assert set(moods(ws.rows()).values()) == {(None, None)}
        assert ws.explain("ann").features["moods_calm"] is None
        profile = ws.profile("value")
        assert {one.means.get("moods_calm") for one in profile.segments} == {None}
        written = ws.export_customer("ann", tmp_path / "out").files
    said = json.loads(next(Path(one) for one in written if one.endswith(".json")).read_text(encoding="utf-8"))
    assert not [one for one in said["features"] if one["feature"].startswith("moods")]
    assert [note.id for note in record.notes if note.id.startswith("psychographic")] == [
        "psychographic.nobody_consents"
    ]


def test_interests_are_inferred_for_those_who_agreed_and_asked_for_in_either_language(tmp_path: Path) -> None:
    fans = 'kind = "rule"\n[[segment]]\nname = "sporty"\nwhere = "top_interest = \'ورزش\' and interest_sport >= 0.5"\n'
    folder = make(tmp_path / "shop")
    (folder / "segments" / "value.toml").write_text(fans, encoding="utf-8")
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        rows = {row["customer_id"]: row for row in ws.rows().to_pylist()}
        assert rows["ann"]["top_interest"] == "sport"
        assert rows["ann"]["liked_category"] == "sport"
        assert rows["dan"]["interest_home"] > 0.5 > rows["ann"]["interest_home"]
        made = [name for name in rows["ann"] if name.startswith(("interest_", "top_interest", "liked_", "novelty"))]
        assert len(made) == 40 + 2 + 3 + 2
        assert {rows[who][name] for who in ("bob", "cyd") for name in made} == {None}
        assert {ws.explain("bob").features[name] for name in made} == {None}
    assert dict(record.sizes["value"]) == {"sporty": 1, "others": 3}


def test_an_explanation_names_no_interest_of_who_has_not_agreed_and_says_so_once(tmp_path: Path) -> None:
    fans = (
        'kind = "rule"\n[[segment]]\nname = "sporty"\nwhere = "top_interest = \'ورزش\' or sporty > 2"\n'
        '[[segment]]\nname = "recent"\nwhere = "recency <= 20"\n'
    )
    crossed = 'kind = "cross"\nof = ["value", "twice"]\nminimum = 1\n'
    folder = make(tmp_path / "shop")
    (folder / "features").mkdir()
    (folder / "features" / "sporty.toml").write_text('value = "interest_sport * 2"\n', encoding="utf-8")
    for name, text in (("value", fans), ("twice", fans), ("both", crossed)):
        (folder / "segments" / f"{name}.toml").write_text(text, encoding="utf-8")
    with bakhsh.open(folder) as ws:
        ws.run(as_of=shops.AS_OF)
        told = {who: ws.explain(who) for who in ("bob", "dan")}
    assert [one.id for one in told["bob"].notes if one.id.startswith("settled")] == ["settled.no_profiling"]
    assert not [one for one in told["dan"].notes if one.id.startswith("settled")]
    value = {who: next(one for one in one_.memberships if one.segmentation == "value") for who, one_ in told.items()}
    assert "sporty" not in value["bob"].leads_to
    assert "sporty" in value["dan"].leads_to
    both = {who: next(one for one in one_.memberships if one.segmentation == "both") for who, one_ in told.items()}
    assert not [one for one in both["bob"].leads_to if "sporty" in one]


@pytest.mark.data
@pytest.mark.slow
def test_a_real_survey_of_150_questions_is_scored_by_the_columns_one_lists(tmp_path: Path, real_data: Path) -> None:
    people = read_rows(real_data / "young_people_survey" / "responses.csv")
    kept = [{"id": str(number), "agreed": "yes" if number % 2 else "no", **row} for number, row in enumerate(people)]
    survey = (
        'table = "customers"\nfiles = ["survey.csv"]\n[columns]\ncustomer_id = "id"\n"consent.profiling" = "agreed"\n'
        '[answers]\nmusic = ["Classical music", "Opera", "Swing, Jazz", "Metal or Hardrock", "Punk", "Rock"]\n'
        'mood = ["Mood swings", "Loneliness", "Happiness in life", "Energy levels", "Smoking"]\n'
    )
    scales = (
        'on = true\n[[scale]]\nname = "music"\nlow = 1\nhigh = 5\n'
        "dimensions = { serious = [1, 2, 3], loud = [4, 5, 6] }\n"
        '[[scale]]\nname = "mood"\nlow = 1\nhigh = 5\ndimensions = { low = [1, 2, -3, -4] }\n'
    )
    folder = shops.write_files(tmp_path / "survey", {
        "bakhsh.toml": 'name = "Survey"\nunit = "EUR"\n', "data/young.toml": survey, "psychographic.toml": scales,
    })  # fmt: skip
    shops.write_lines(folder / "survey.csv", kept)
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        rows = {int(row["customer_id"]): row for row in ws.rows().to_pylist()}
        ws.bind_ledger(ws.store.catalogue.manifest(), LEDGER)
        given = bases.given(ws, "psychographic", shops.AS_OF, LEDGER)
        reliable = answer(ws.engine, psychographic.learn(given)).tables["reliability"]
    assert len(rows) == 1_010
    for number, row in enumerate(kept):
        said = [float(row[name]) for name in ("Metal or Hardrock", "Punk", "Rock") if row[name]]
        expected = sum(said) / len(said) if len(said) >= 2 and number % 2 else None
        assert rows[number]["music_loud"] == pytest.approx(expected, abs=1e-9)
    found = {row["dimension"]: row for row in reliable.to_pylist()}
    loud = [[row[name] for name in ("Metal or Hardrock", "Punk", "Rock")] for row in kept if row["agreed"] == "yes"]
    whole = [[float(value) for value in row] for row in loud if all(row)]
    alpha = 1.5 * (1 - sum(map(variance, zip(*whole, strict=True))) / variance(map(sum, whole)))
    assert found["loud"]["people"] == len(whole)
    assert found["loud"]["coefficient"] == pytest.approx(alpha, abs=1e-9)
    (load,) = record.loads
    assert load.noticed["answer_no_number"] == {"Smoking": sum(bool(row["Smoking"]) for row in kept)}


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_how_far_scales_can_be_trusted_is_told_of_those_who_agreed(tmp_path: Path) -> None:
    people = tuple(
        {"who": who, "agreed": "yes", "on": "2024-05-01", "Calm": calm, "Nervous": nervous, "Curious": "4"}
        for who, calm, nervous in (("ann", "5", "2"), ("bob", "4", "1"), ("cyd", "2", "4"), ("dan", "1", ""))
    )
    with bakhsh.open(make(tmp_path / "shop", people)) as ws:
        ws.run(as_of=shops.AS_OF)
        calm, curious = ws.scales()
    # Turned round, the second item is 4, 5, 2: with 5, 4, 2 a correlation of 11/14.
    assert calm.coefficient is not None
    assert calm.coefficient.estimate == pytest.approx(2 * (11 / 14) / (1 + 11 / 14))
    assert (calm.feature, calm.items, calm.scored, calm.people, calm.method) == (
        "moods_calm",
        2,
        4,
        3,
        "spearman_brown",
    )
    assert (curious.items, curious.scored, curious.people, curious.method, curious.coefficient) == (1, 4, 4, "", None)


def test_without_scales_there_is_nothing_to_trust(tmp_path: Path) -> None:
    with bakhsh.open(make(tmp_path / "shop", settings="on = true\n")) as ws:
        ws.run(as_of=shops.AS_OF)
        assert ws.scales() == ()
