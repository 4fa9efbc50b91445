"""Clusters of a real run: told to programs, on a terminal, and on the page."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import bakhsh
from bakhsh.cli.main import app
from bakhsh.errors import NotReady
from bakhsh.report import write
from bakhsh.workspace import Workspace

pytestmark = pytest.mark.slow

DATA = """
table = "customers"
files = ["in/people.csv"]

[columns]
customer_id = "id"
genre = { from = "genre", type = "text" }
spending_score = { from = "score", type = "integer" }
annual_income_k = { from = "income", type = "integer" }
"""
GROUPS = 'kind = "cluster"\nk = [2, 4]\ntitle = { en = "Groups", fa = "گروه‌ها" }\n'
RULES = 'kind = "rule"\n[[segment]]\nname = "rich"\nwhere = "annual_income_k > 60"\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("clustered") / "shop"
    for name, text in {
        "bakhsh.toml": 'name = "People"\nunit = "GBP"\n', "data/people.toml": DATA,
        "segments/groups.toml": GROUPS, "segments/rules.toml": RULES,
    }.items():  # fmt: skip
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    random = np.random.default_rng(4)
    (place / "in").mkdir()
    with (place / "in" / "people.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(["id", "genre", "score", "income"])
        for at in range(150):
            score, income = ((20, 30), (80, 30), (50, 90))[at % 3]
            row = [f"p{at:03}", ("Female", "Male")[at % 2], *map(round, random.normal((score, income), 5))]
            written.writerow(row)
    with bakhsh.open(place) as shop:
        shop.run(as_of=date(2024, 6, 30))
    return place


@pytest.fixture(scope="module")
def shop(folder: Path) -> Workspace:
    return bakhsh.open(folder)


def test_the_clusters_add_up_and_one_number_was_taken(shop: Workspace) -> None:
    seen = shop.clusters("groups")
    assert sum(one.customers for one in seen.parts) == 150
    assert [one.k for one in seen.candidates if one.chosen] == [seen.k] == [len(seen.parts)]
    assert seen.map is not None
    assert (seen.map.drawn, len(seen.map.points)) == (150, seen.k)
    assert all(one.title["en"] and one.title["fa"] for one in seen.parts)
    assert not any("_" in one.title["en"] for one in seen.parts)


def test_a_segmentation_of_another_kind_has_no_clusters(shop: Workspace) -> None:
    with pytest.raises(NotReady, match="rules"):
        shop.clusters("rules")


def test_explain_prints_every_number_and_gives_it_to_programs(folder: Path) -> None:
    said = CliRunner().invoke(app, ["explain", "groups", "--project", str(folder)])
    assert said.exit_code == 0
    assert "Numbers of clusters that were tried" in said.output
    told = CliRunner().invoke(app, ["explain", "groups", "--project", str(folder), "--json"])
    found = json.loads(told.output)["clusters"]
    assert [one["k"] for one in found["candidates"]] == list(range(2, 11))
    assert found["map"]["points"] == []
    other = CliRunner().invoke(app, ["explain", "rules", "--project", str(folder), "--json"])
    assert json.loads(other.output)["clusters"] is None


def test_the_page_shows_the_clusters_and_names_nobody(shop: Workspace, tmp_path: Path) -> None:
    for language in ("en", "fa"):
        html = write(shop, tmp_path / f"report.{language}.html", language).read_text(encoding="utf-8")
        start = html.index('id="clusters1"')
        section = html[start : html.index("</section>", start)]
        assert "data:image/png;base64," in section
        assert "p001" not in section
