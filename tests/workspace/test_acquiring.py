"""Where customers come from: from the files to the verb and the report, in both languages."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import line

import bakhsh
from bakhsh import report
from bakhsh.errors import NotReady, UnknownName

AS_OF = date(2024, 12, 31)
PEOPLE = """
table = "customers"
files = ["people.csv"]

[columns]
customer_id = "id"
acquired_via = "via"
acquisition_cost = "cost"
"""
NAMES = [f"c{number:03}" for number in range(100)]
VIA = ["Instagram"] * 60 + ["Friend"] * 35 + ["Radio"] * 5


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred customers of three sources, who buy for 10 in January and for 10 in the month after next."""
    folder = tmp_path_factory.mktemp("acquired") / "shop"
    rows = [line(f"a{name}", name, "2024-01-10", category="tea") for name in NAMES]
    rows += [line(f"b{name}", name, "2024-03-20") for name in NAMES[:80]]
    margin = shops.PROJECT + "margin = 0.5\n"
    shops.make(folder, rows, bakhsh=margin, segments__rfm="", data__people=PEOPLE)
    written = "\n".join(f"{name},{via},7.00" for name, via in zip(NAMES, VIA, strict=True))
    (folder / "people.csv").write_text(f"id,via,cost\n{written}\n", encoding="utf-8")
    shops.run(folder, AS_OF)
    return folder


def test_the_sources_are_told_with_what_they_cost_and_brought(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        found = ws.acquisition()
        assert (found.by, found.segmentation) == ("acquired_via", "value")
        assert [(one.source, one.customers, one.few) for one in found.sources] == [
            ("Instagram", 60, False), ("Friend", 35, False), ("(others)", 5, True),
        ]  # fmt: skip
        instagram, friend, _ = found.sources
        assert (instagram.cost, instagram.revenue, instagram.margin) == (42000, 120000, 60000)
        assert instagram.payback is not None
        assert (instagram.payback.months, instagram.payback.earliest, instagram.payback.latest) == (3, 3, 3)
        assert friend.payback is not None
        assert friend.payback.months == 3, "7.86 of margin against 7.00"
        assert [one.bought for one in instagram.again] == [60, 0, 0]
        months = {one.month: (one.new, one.returning) for one in found.months}
        assert (months[date(2024, 1, 1)], months[date(2024, 3, 1)]) == ((100000, 0), (0, 80000))


def test_any_column_of_words_can_be_asked_for(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        assert [one.source for one in ws.acquisition("entry_category").sources] == ["tea"]
        with pytest.raises(UnknownName, match="entry_category"):
            ws.acquisition("entry_categry")
        with pytest.raises(NotReady):
            ws.acquisition("recency")


def test_the_verb_and_the_report_say_it(shop: Path, tmp_path: Path) -> None:
    for words, told in ((["--json"], '"Instagram"'), (["--language", "fa"], "بازگشت هزینه")):
        done = subprocess.run(
            [sys.executable, "-m", "bakhsh", "acquisition", *words], cwd=shop, capture_output=True, text=True,
            encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert told in done.stdout
        assert words != ["--json"] or json.loads(done.stdout)["by"] == "acquired_via"
    with bakhsh.open(shop) as ws:
        for language, told in (("en", "Where customers come from"), ("fa", "مشتریان از کجا می‌آیند")):
            page = report.write(ws, tmp_path / f"{language}.html", language).read_text(encoding="utf-8")
            assert told in page
            assert "Instagram" in page


@pytest.mark.slow
def test_where_nothing_says_where_they_came_from_it_says_what_to_map(tmp_path: Path) -> None:
    orders = shops.ORDERS.replace('"items.category" = "category"\n', "")
    value = 'kind = "rule"\n[[segment]]\nname = "recent"\nwhere = "recency <= 30"\n'
    folder = shops.make(tmp_path / "shop", segments__rfm="", segments__value=value, data__orders=orders)
    shops.run(folder)
    with bakhsh.open(folder) as ws, pytest.raises(NotReady) as caught:
        ws.acquisition()
    assert "acquired_via" in str(caught.value.hint)
