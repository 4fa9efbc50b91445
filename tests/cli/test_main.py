"""The verbs, on the example's project."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bakhsh.cli.identities import who
from bakhsh.cli.main import app
from bakhsh.cli.places import where
from bakhsh.cli.runs import past
from bakhsh.cli.segments import parts
from bakhsh.cli.vocabulary import spelled

EXAMPLE = Path(__file__).parents[2] / "examples" / "first_shop"
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, run as of two days."""
    folder = tmp_path_factory.mktemp("cli") / "shop"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".bakhsh", "sent", "report.*"))
    for day in ("2024-11-30", "2024-12-31"):
        assert call(folder, "run", "--as-of", day).exit_code == 0
    return folder


def call(folder: Path, *words: str) -> Result:
    return RUNNER.invoke(app, [*words, "--project", str(folder)], env={"LANG": "C.UTF-8", "COLUMNS": "120"})


def as_json(folder: Path, *words: str, code: int = 0) -> Any:
    result = call(folder, *words, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def verbs() -> list[str]:
    own = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    below = [
        f"{name} {one.name}"
        for name, sub in (
            ("runs", past),
            ("segments", parts),
            ("identities", who),
            ("words", spelled),
            ("places", where),
        )
        for one in sub.registered_commands
    ]
    return [*own, *below]


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_has_help_with_an_example(verb: str) -> None:
    result = RUNNER.invoke(app, [*verb.split(), "--help"], env={"COLUMNS": "120"})
    assert result.exit_code == 0
    assert f"bakhsh {verb}" in result.output.split("Example:")[1]


def test_the_help_lists_every_verb_in_the_order_of_use() -> None:
    listed = RUNNER.invoke(app, ["--help"], env={"COLUMNS": "120"}).output
    known = [
        *(command.name or "" for command in app.registered_commands),
        *(str(g.name) for g in app.registered_groups),
    ]
    places = [listed.index(f"│ {name} ") for name in known]
    assert len(set(places)) == len(known)
    used = ("new", "check", "plan", "run", "report", "explain", "segments", "send", "measure", "forget")
    assert sorted(used, key=lambda name: listed.index(f"│ {name} ")) == list(used)


def test_the_example_has_no_mistakes(shop: Path) -> None:
    result = call(shop, "check", "--data")
    assert (result.exit_code, result.output.strip()) == (0, "All fine.")
    assert as_json(shop, "check", "--data") == {"mistakes": [], "remarks": [], "unused": {}}


def test_a_second_run_says_that_nothing_has_changed(shop: Path) -> None:
    assert "Nothing has changed" in call(shop, "run", "--as-of", "2024-12-31").output
    (record,) = as_json(shop, "run", "--as-of", "2024-12-31")["runs"]
    assert record["changed"] is False
    assert as_json(shop, "plan", "--as-of", "2024-12-31")["steps"] == []


def test_features_are_listed(shop: Path) -> None:
    names = {one["name"] for one in as_json(shop, "check", "--features")["features"]}
    assert {"recency", "sport_share", "city"} <= names


def test_segments_add_up_and_speak_the_readers_language(shop: Path) -> None:
    found = as_json(shop, "segments")["segmentations"]
    assert [sum(part["customers"] for part in one["segments"]) for one in found] == [300, 300, 300]
    assert "بهترین مشتریان" in call(shop, "segments", "list", "--language", "fa").output
    assert "Champions" in call(shop, "segments").output


def test_a_customer_and_a_segmentation_are_explained(shop: Path) -> None:
    customer = as_json(shop, "explain", "C000035")
    assert {one["segmentation"] for one in customer["memberships"]} == {"value", "rfm", "sport"}
    assert as_json(shop, "explain", "value")["segmentation"] == "value"
    assert "overdue >= 2 and frequency >= 2" in call(shop, "explain", "value").output


def test_past_runs_are_listed_shown_and_built_again(shop: Path) -> None:
    known = as_json(shop, "runs")["runs"]
    assert [one["as_of"] for one in known if one["current"]] == ["2024-11-30", "2024-12-31"]
    assert as_json(shop, "runs", "show", "1")["run"] == 1
    assert as_json(shop, "runs", "again", "1")["changed"] is False
    assert as_json(shop, "runs", "prune", "--dry-run")["done"] is False
    assert "current" in call(shop, "runs", "list").output


def test_a_campaign_is_sent_and_measured(shop: Path) -> None:
    dry = as_json(shop, "send", "winback", "--dry-run", "--as-of", "2024-11-30")
    assert dry["dry"] is True
    assert dry["files"] == []
    wave = as_json(shop, "send", "winback", "--as-of", "2024-11-30")
    assert wave["candidates"] == wave["treated"] + wave["holdout"] + sum(wave["suppressed"].values())
    assert all(Path(file).is_file() for file in wave["files"])
    readout = as_json(shop, "measure", "winback")
    assert readout["verdict"] in ("works", "hurts", "cannot_tell")
    assert "winback" in call(shop, "measure", "winback").output


def test_an_experiment_that_ran_elsewhere_is_measured(tmp_path: Path) -> None:
    file = tmp_path / "test.csv"
    rows = [f"{arm},{int(number % 10 < worth)}" for arm, worth in (("mail", 4), ("none", 2)) for number in range(500)]
    file.write_text("\n".join(["arm,visit", *rows]), encoding="utf-8")
    words = ["measure", "--file", str(file), "--arm", "arm", "--control", "none", "--outcome", "visit"]
    (readout,) = json.loads(RUNNER.invoke(app, [*words, "--json"]).stdout)["readouts"]
    assert readout["difference"]["estimate"] == pytest.approx(0.2)
    assert readout["verdict"] == "works"
    assert "It works" in RUNNER.invoke(app, words, env={"LANG": "C.UTF-8"}).output


def test_the_report_is_written(shop: Path) -> None:
    written = Path(as_json(shop, "report", "--language", "fa")["report"])
    assert written.name == "report.fa.html"
    assert written.is_file()


def test_a_new_project_comes_from_a_file(tmp_path: Path) -> None:
    words = ["new", str(tmp_path / "shop"), "--from", str(EXAMPLE / "orders.csv")]
    refused = RUNNER.invoke(app, words)
    assert refused.exit_code == 2
    assert not (tmp_path / "shop").exists()
    assert RUNNER.invoke(app, [*words, "--dry-run", "--json"]).exit_code == 0
    made = RUNNER.invoke(app, [*words, "--yes", "--json", "--set", "unit=EUR", "--margin", "0.4"])
    assert made.exit_code == 0, made.output
    assert {Path(file).name for file in json.loads(made.stdout)["files"]} >= {"bakhsh.toml", "orders.toml"}
    assert 'unit = "EUR"' in (tmp_path / "shop" / "bakhsh.toml").read_text(encoding="utf-8")
    again = RUNNER.invoke(app, [*words, "--yes"])
    assert again.exit_code == 1
    assert "bakhsh.toml" in again.stderr


# ---- how it ends -------------------------------------------------------------------------------------------------
def test_mistakes_in_files_end_with_1_and_are_all_told(shop: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(shop, broken, ignore=shutil.ignore_patterns(".bakhsh"))
    value = broken / "segments" / "value.toml"
    value.write_text(value.read_text(encoding="utf-8").replace("overdue", "overdu").replace("kind =", "knid ="))
    result = call(broken, "run")
    assert result.exit_code == 1
    assert "segments/value.toml:4  knid is not a key here. Known and near: kind." in result.stderr
    found = as_json(broken, "check", code=1)["error"]
    assert found["kind"] == "ProjectErrors"
    assert {one["where"]["file"] for one in found["errors"]} >= {"segments/value.toml"}


def test_an_unknown_feature_is_told_with_its_line(shop: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(shop, broken, ignore=shutil.ignore_patterns(".bakhsh"))
    value = broken / "segments" / "value.toml"
    value.write_text(value.read_text(encoding="utf-8").replace("overdue", "overdu"), encoding="utf-8")
    result = call(broken, "check")
    assert result.exit_code == 1
    assert "segments/value.toml:22" in result.stderr
    (mistake,) = as_json(broken, "check", code=1)["mistakes"]
    assert mistake["kind"] == "UnknownName"


@pytest.mark.parametrize(
    "words",
    [
        ["run", "--as-of", "2024-13-01"],
        ["run", "--every", "year"],
        ["segments", "--language", "de"],
        ["measure"],
        ["runs", "show", "one"],
        ["explain"],
        ["nothing"],
    ],
)
def test_wrong_usage_ends_with_2(shop: Path, words: list[str]) -> None:
    assert call(shop, *words).exit_code == 2


@pytest.mark.parametrize(
    "words",
    [["explain", "nobody"], ["send", "nothing"], ["runs", "show", "99"], ["explain", "value", "--as-of", "2020-01-01"],
     ["run", "--refit", "valeu"]],
)  # fmt: skip
def test_what_is_not_there_ends_with_1_in_words(shop: Path, words: list[str]) -> None:
    result = call(shop, *words)
    assert result.exit_code == 1, result.output
    assert result.stderr.strip()
    assert "Traceback" not in result.output
    assert as_json(shop, *words, code=1)["error"]["text"]


def test_without_a_project_it_says_how_to_make_one(tmp_path: Path) -> None:
    result = call(tmp_path, "run")
    assert result.exit_code == 1
    assert "bakhsh new" in result.stderr


def test_persian_is_spoken_where_the_system_speaks_it(tmp_path: Path) -> None:
    result = RUNNER.invoke(
        app, ["run", "-C", str(tmp_path)], env={"LANG": "fa_IR.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}
    )
    assert "پروژه" in result.stderr
