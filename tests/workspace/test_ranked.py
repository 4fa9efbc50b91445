"""Segments and campaigns that rank customers, from the file to the snapshot: the cut point stays until it is refit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import CAMPAIGN, line

import bakhsh

BEST = """
kind = "rule"

[[segment]]
name = "best"
where = "top 20% by monetary"
"""
FEATURE = 'value = "{value}"\n'
MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
ROWS = [
    *[line(f"m{n}", f"c{n}", "2024-05-10", amount=f"{n}0.00") for n in range(1, 11)],
    *[line(f"j{n}", f"c{n}", "2024-06-10", amount="100.00") for n in range(1, 6)],
]
"""In May ten customers have spent 10 to 100; in June five of them spend 100 more."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {"segments__value": BEST, "segments__rfm": "", "targeting__thanks": CAMPAIGN.replace(
        'audience = "orders >= 1"', 'audience = "top 30% by monetary"'
    ).replace("holdout = 0.3", "holdout = 0.0")}  # fmt: skip
    folder = shops.make(tmp_path_factory.mktemp("ranked") / "shop", ROWS, **texts)
    shops.run(folder, MAY)
    shops.run(folder, JUNE)
    return folder


def test_the_cut_point_of_the_first_run_divides_the_next_one_too(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        assert ws.profile("value", MAY).segments[0].customers == 2
        june = ws.profile("value", JUNE)
        assert june.segments[0].customers == 7, "from 90 on: five have passed it since"
        assert june.learned_as_of == MAY
        assert [note.id for note in june.notes].count("banded.cut_highest") == 1
        found = ws.migration("value", MAY, JUNE)
        assert found.causes["behaviour"] == 5
        assert found.causes.get("definition", 0) == 0
        told = ws.explain("c9", JUNE).memberships[0]
        assert "from 90.00" in str(told.because[0])


def test_a_campaign_learns_its_own_on_the_day_of_the_wave_and_writes_it_down(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        wave = ws.send("thanks", as_of=JUNE, dry_run=True)
        assert wave.cuts == {"top 30% by monetary": 13000.0}
        assert wave.candidates == 3
        assert [note.id for note in wave.notes].count("banded.cut_highest") == 1
        assert ws.send("thanks", as_of=MAY, dry_run=True).cuts == {"top 30% by monetary": 8000.0}
        sent = ws.send("thanks", as_of=JUNE)
        assert ws.store.catalogue.waves("thanks")[0].cuts == sent.cuts == {"top 30% by monetary": 13000.0}


@pytest.mark.slow
def test_a_refit_learns_it_anew_and_moving_by_it_is_the_definition(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", ROWS, segments__value=BEST, segments__rfm="")
    shops.run(folder, MAY)
    shops.run(folder, JUNE, refit=["value"])
    with bakhsh.open(folder) as ws:
        assert ws.profile("value", JUNE).segments[0].customers == 2
        causes = ws.migration("value", MAY, JUNE).causes
        assert causes["definition"] > 0


@pytest.mark.slow
def test_another_meaning_of_the_feature_asks_for_another_cut_point(tmp_path: Path) -> None:
    ranked = BEST.replace("by monetary", "by worth")
    texts = {"features__worth": FEATURE.format(value="monetary / orders"), "segments__rfm": ""}
    folder = shops.make(tmp_path / "shop", ROWS, segments__value=ranked, **texts)
    shops.run(folder, MAY)
    shops.write_files(folder, {"features/worth.toml": FEATURE.format(value="orders")})
    shops.run(folder, JUNE)
    with bakhsh.open(folder) as ws:
        found = ws.profile("value", JUNE)
        assert (found.learned_as_of, found.segments[0].customers) == (JUNE, 5)
