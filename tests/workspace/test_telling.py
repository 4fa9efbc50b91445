"""What is told of segments of few customers: how they shop, and nothing of who they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh import report
from bakhsh.language.vocabularies import FEW
from bakhsh.workspace.dividing import beside
from bakhsh.workspace.rows import row_types

PEOPLE = """
table = "customers"
files = ["people.csv"]

[columns]
customer_id = "id"
gender = "sex"
stated_age = "age"
dogs = { from = "dogs", type = "integer" }
"""
OWN = 'name = "dog_years"\nvalue = "dogs * age / orders"\n'
HALVES = "kind = 'rule'\n[[segment]]\nname = 'few'\nwhere = \"spent_90 > 50\"\n"


def shop(folder: Path, project: str = "") -> Path:
    lines = [shops.line(str(at), f"c{at:02}", "2024-06-01", amount="90.00" if at < 3 else "9.00") for at in range(25)]
    texts = {"data__people": PEOPLE, "features__dogs": OWN, "segments__halves": HALVES}
    made = shops.make(folder, lines, **texts, segments__value="", segments__rfm="")
    shops.write_lines(
        made / "people.csv",
        ({"id": f"c{at:02}", "sex": "f" if at else "m", "age": str(30 + at), "dogs": "2"} for at in range(25)),
    )
    if project:
        (made / "bakhsh.toml").write_text((made / "bakhsh.toml").read_text(encoding="utf-8") + project, "utf-8")
    return made


def test_a_segment_of_three_keeps_who_they_are_to_itself(tmp_path: Path) -> None:
    with bakhsh.open(shop(tmp_path / "shop")) as ws:
        ws.run(as_of=shops.AS_OF)
        few, others = ws.profile("halves").segments
        page = report.write(ws).read_text(encoding="utf-8")
    assert (few.customers, others.customers) == (3, 22)
    assert [one.value for one in few.words["gender"]] == [FEW]
    assert [one.value for one in others.words["gender"]] == ["female"]
    assert {name: few.means[name] for name in ("age", "dogs", "dog_years")} == {
        "age": None, "dogs": None, "dog_years": None,
    }  # fmt: skip
    assert few.means["recency"] == others.means["recency"] == 29.0, "what they buy is the shop's own knowledge"
    assert others.means["dogs"] == 2.0
    assert "too few to say" in page


def test_the_smallest_number_is_the_projects_own(tmp_path: Path) -> None:
    with bakhsh.open(shop(tmp_path / "shop", "\n[told]\ncustomers = 3\n")) as ws:
        ws.run(as_of=shops.AS_OF)
        few = ws.profile("halves").segments[0]
    assert few.means["age"] == pytest.approx(31.0)
    assert [one.value for one in few.words["gender"]] == [FEW], "two women and a man are too few to be told apart"


def test_who_learns_groups_is_told_of_how_few_nothing_may_be_told(tmp_path: Path) -> None:
    with bakhsh.open(shop(tmp_path / "shop", "\n[told]\ncustomers = 7\n")) as ws:
        known = beside(ws, ws.segmentation("halves"), row_types(ws), {}).fewest
    assert {name: known[name] for name in ("gender", "dogs", "recency")} == {"gender": 7, "dogs": 7, "recency": 1}
