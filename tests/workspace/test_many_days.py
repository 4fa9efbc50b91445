"""Many days: what is compiled for one serves all, and every day is what it would be by itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.edges.engines.compile import compiled

DAYS = (date(2024, 6, 30), date(2024, 2, 10))
NAMES = ("value", "rfm", "life")
ALONE = """
import sys
from datetime import date
import bakhsh
with bakhsh.open(sys.argv[1]) as ws:
    ws.run(as_of=date.fromisoformat(sys.argv[2]))
"""
PROFILE = 'kind = "rule"\n[[segment]]\nname = "young"\nwhere = "age < 30 and basket_lines >= 1"\n'
EVENTS = """
table = "events"
files = ["seen.csv"]
[columns]
customer_id = "who"
kind = "what"
at = "at"
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with features of three bases, loaded and without a snapshot."""
    born = {"ann": "1990-06-01", "bob": "2001-03-01", "cyd": "", "dan": "1994-12-31"}
    rows = [{**row, "born": born[row["customer"]], "sent": "web"} for row in shops.FEW]
    columns = '"customers.birth_date" = "born"\nchannel = "sent"\n'
    folder = shops.make(
        tmp_path_factory.mktemp("days") / "shop", rows, data__orders=shops.ORDERS + columns,
        data__seen=EVENTS, segments__life=PROFILE, targeting__thanks=shops.CAMPAIGN,
    )  # fmt: skip
    seen = (("ann", "visit", "2024-06-01"), ("ann", "visit", "2024-01-30"), ("dan", "visit", "2024-02-06"))
    shops.write_lines(folder / "seen.csv", [{"who": who, "what": what, "at": at} for who, what, at in seen])
    return folder


def test_a_later_day_compiles_nothing_anew_and_is_what_it_is_by_itself(shop: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copytree(shop, tmp_path / "alone"))
    with bakhsh.open(shop) as ws:
        ws.run(as_of=DAYS[0])
        before = compiled()
        ws.run(as_of=DAYS[1])
        assert compiled() == before
        together = shops.snapshot(ws, DAYS[1], NAMES)
    subprocess.run([sys.executable, "-c", ALONE, str(alone), DAYS[1].isoformat()], check=True)
    with bakhsh.open(alone) as ws:
        assert shops.snapshot(ws, DAYS[1], NAMES) == together
    assert {one["segment"] for one in together["life"]} == {"young", "others"}


def test_only_windows_that_follow_a_calendar_are_made_for_their_day(shop: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shop, tmp_path / "months"))
    text = 'kind = "rule"\n[[segment]]\nname = "some"\nwhere = "spent(last = \'3 months\') > 20"\n'
    shops.write_files(folder, {"segments/months.toml": text})
    with bakhsh.open(folder) as ws:
        ws.run(as_of=DAYS[0])
        before = compiled()
        ws.run(as_of=DAYS[1])
        assert compiled() == before + 1
        spent = [{one["customer_id"]: one["segment"] for one in ws.members("months", day).to_pylist()} for day in DAYS]
    assert [one["ann"] for one in spent] == ["some", "others"]
