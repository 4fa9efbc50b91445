"""Segments cut on predictions, end to end: placed as ROWS say, told like all others, followed from day to day."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.workspace import predicted_shop as shop_of
from tests.workspace import shops

import bakhsh
from bakhsh import report
from bakhsh.language.locale import ENGLISH, LANGUAGES
from bakhsh.language.render import render

pytestmark = pytest.mark.slow

BEFORE = shops.AS_OF.replace(month=4, day=30)
PEOPLE = """
table = "customers"
files = ["people.csv"]

[columns]
customer_id = "id"
acquired_via = "via"
acquisition_cost = "cost"
"""
DECLARED = {
    "segments__alive": "",
    "segments__sure": 'kind = "predicted"\nby = "p_alive"\ncut = [0.3, 0.8]\nnames = ["sure", "maybe", "hardly"]\n',
    "segments__worth": 'kind = "predicted"\nby = "clv"\nshare = [80]\n',
    "segments__coming": 'kind = "predicted"\nby = "expected_orders"\nshare = [80]\n',
    "segments__life": 'kind = "predicted"\nstage = { p_alive = [0.1, 0.5] }\n',
    "segments__leaving": 'kind = "rule"\n[[segment]]\nname = "best"\nwhere = "p_alive < 0.3 and top 20% by'
    ' expected_orders"\n[[segment]]\nname = "large"\nwhere = "p_alive < 0.3 and top 20% by monetary"\n',
    "data__people": PEOPLE,
    "bakhsh": shops.PROJECT + "margin = 0.4\n",
}
SEGMENTATIONS = {"sure", "worth", "coming", "life", "leaving"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shop_of.make(tmp_path_factory.mktemp("ahead") / "shop", **DECLARED)
    sources = ["Instagram"] * 140 + ["Friend"] * 120 + ["Radio"] * 40
    people = [{"id": f"c{number:03}", "via": via, "cost": "3.00"} for number, via in enumerate(sources)]
    shops.write_lines(folder / "people.csv", people)
    shops.run(folder, BEFORE)
    shops.run(folder)
    return folder


def placed(ws: bakhsh.Workspace, segmentation: str) -> dict[str, str]:
    return {row["customer_id"]: row["segment"] for row in ws.members(segmentation).to_pylist()}


def customers(ws: bakhsh.Workspace) -> list[dict[str, Any]]:
    return list(ws.rows().to_pylist())


def test_bands_of_predictions_hold_whom_the_rows_say(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        rows, sure, life = customers(ws), placed(ws, "sure"), placed(ws, "life")
        for row in rows:
            alive = row["p_alive"]
            assert sure[row["customer_id"]] == ("sure" if alive >= 0.8 else "maybe" if alive >= 0.3 else "hardly")
            if life[row["customer_id"]] in ("lost", "slipping", "active"):
                said = "lost" if alive < 0.1 else "slipping" if alive < 0.5 else "active"
                assert life[row["customer_id"]] == said
        assert {"lost", "slipping", "active"} <= set(life.values())


def test_a_share_of_the_sum_is_made_by_as_few_as_can_make_it(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        ws.run(as_of=shops.AS_OF, refit=["worth", "coming"])
        rows = customers(ws)
        for segmentation, by in (("worth", "clv"), ("coming", "expected_orders")):
            of = placed(ws, segmentation)
            inside = sorted(row[by] for row in rows if of[row["customer_id"]] == "a")
            whole = sum(row[by] for row in rows)
            assert 0.8 * whole <= sum(inside)
            assert sum(inside[1:]) < 0.8 * whole
            assert len(inside) < len(rows) / 2
            assert inside[0] > max(row[by] for row in rows if of[row["customer_id"]] == "b")


def test_a_rule_of_a_prediction_and_a_rank_is_both(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        rows, of = customers(ws), placed(ws, "leaving")
        model = ws.models(ws.snapshot())["leaving"]
        cuts = {name: cut["at"] for name, cut in model.body["cuts"].items()}
        coming, paid = (next(at for name, at in cuts.items() if by in name) for by in ("expected_orders", "monetary"))
        for row in rows:
            gone = row["p_alive"] < 0.3
            best = "best" if gone and row["expected_orders"] >= coming else ""
            large = "large" if gone and row["monetary"] >= paid else "others"
            assert of[row["customer_id"]] == (best or large)
        assert "large" in of.values()


def test_everybody_is_explained_and_nothing_that_cannot_happen_is_proposed(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        for name in ("c001", "c002", "c150"):
            told = {one.segmentation: one for one in ws.explain(name).memberships}
            assert set(told) == SEGMENTATIONS
            assert all(one.because for one in told.values())
            changes = [render(said, ENGLISH) for one in told.values() for said in one.leaves_if]
            assert changes
            assert not [said for said in changes if "empty" in said]


def test_a_card_says_what_is_expected_and_nothing_of_bounds(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        said = render(ws.card("worth", "a").who, ENGLISH)
        assert "are expected to bring much" in said
        assert "bound" not in said


def test_the_verbs_and_the_report_tell_them_in_both_languages(shop: Path, tmp_path: Path) -> None:
    with bakhsh.open(shop) as ws:
        moved = ws.migration("sure", BEFORE, shops.AS_OF)  # cuts are given: no ruler is ever learned anew
        assert moved.causes["behaviour"] > 0
        assert moved.causes.get("definition", 0) == 0
        pages = {one: report.write(ws, tmp_path / f"{one}.html", one).read_text("utf-8") for one in LANGUAGES}
    for language, page in pages.items():
        for section in ("coming", "acquired"):
            part = page.split(f'id="{section}"')[1].split("</section>")[0].lower()
            assert "nan" not in part, f"{section} in {language}"
    done = subprocess.run(
        [sys.executable, "-m", "bakhsh", "segments", "list", "--json"], cwd=shop, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert all(name in json.dumps(json.loads(done.stdout)) for name in SEGMENTATIONS)


def test_a_source_is_worth_the_mean_of_its_customers(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        rows, found = customers(ws), ws.acquisition()
    for one in found.sources:
        own = [row["clv"] for row in rows if row["acquired_via"] == one.source]
        assert one.clv is not None
        assert one.clv.estimate == pytest.approx(sum(own) / len(own))
        assert one.clv.low <= one.clv.estimate <= one.clv.high
