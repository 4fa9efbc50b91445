"""Bands and stages from the file to the report: learned once, kept, told like every other segmentation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import line

import bakhsh
from bakhsh import report

MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
WORTH = 'kind = "predicted"\nby = "monetary"\npercentile = [50, 80]\nnames = ["best", "good", "small"]\n'
ABC = 'kind = "predicted"\nby = "monetary"\nshare = [80, 95]\n'
LIFE = 'kind = "predicted"\ntitle = { en = "Life" }\nstage = { new_days = 30, back_days = 30, silent_days = 90 }\n'
ROWS = [
    *[line(f"m{n}", f"c{n}", "2024-05-10", amount=f"{n}0.00") for n in range(1, 11)],
    *[line(f"j{n}", f"c{n}", "2024-06-10", amount="100.00") for n in range(1, 6)],
    line("b1", "back", "2023-06-01"),
    line("b2", "back", "2024-06-20"),
    line("n1", "newcomer", "2024-06-15"),
    line("g1", "gone", "2023-01-01"),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {"segments__value": "", "segments__rfm": "", "segments__worth": WORTH, "segments__abc": ABC}
    folder = shops.make(tmp_path_factory.mktemp("banded") / "shop", ROWS, segments__life=LIFE, **texts)
    shops.run(folder, MAY)
    shops.run(folder, JUNE)
    return folder


def test_boundaries_of_the_first_run_stay_and_whoever_passes_them_has_moved(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        may, june = ws.profile("worth", MAY), ws.profile("worth", JUNE)
        assert [one.segment for one in june.segments] == ["best", "good", "small", "others"]
        assert june.segments[0].title["fa"] == "۲۰٪ بالایی"
        assert may.segments[0].customers < june.segments[0].customers
        assert june.learned_as_of == MAY
        causes = ws.migration("worth", MAY, JUNE).causes
        assert causes["behaviour"] > 0
        assert causes.get("definition", 0) == 0


def test_stages_of_life_are_placed_from_the_ledger(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        placed = {row["customer_id"]: row["segment"] for row in ws.members("life", JUNE).to_pylist()}
        assert {name: placed[name] for name in ("back", "newcomer", "gone", "c1", "c9")} == {
            "back": "back", "newcomer": "new", "gone": "lost", "c1": "active", "c9": "slipping",
        }  # fmt: skip
        told = {one.segmentation: one for one in ws.explain("c9", JUNE).memberships}
        assert told["life"].because
        assert told["worth"].leaves_if
        assert ws.card("worth", "best", as_of=JUNE).segment == "best"


def test_the_report_shows_them_in_both_languages(shop: Path, tmp_path: Path) -> None:
    with bakhsh.open(shop) as ws:
        for language, words in (("en", "A: make the first 80%"), ("fa", "در حال سرد شدن")):
            page = report.write(ws, tmp_path / f"{language}.html", language).read_text(encoding="utf-8")
            assert words in page


@pytest.mark.slow
def test_a_refit_measures_anew(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", ROWS, segments__value="", segments__rfm="", segments__worth=WORTH)
    shops.run(folder, MAY)
    shops.run(folder, JUNE, refit=["worth"])
    with bakhsh.open(folder) as ws:
        assert ws.profile("worth", JUNE).learned_as_of == JUNE
        assert ws.migration("worth", MAY, JUNE).causes["definition"] > 0
