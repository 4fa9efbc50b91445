"""The report of a real run, written to a file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bakhsh
from bakhsh.errors import EdgeError, NotReady, UnknownName
from bakhsh.report import write
from bakhsh.workspace import Workspace


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of three customers, read but not run yet."""
    place = tmp_path_factory.mktemp("report")
    with (place / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["order_id", "customer_id", "ordered_at", "item_id", "quantity", "amount"])
        for order in range(24):
            day = f"2024-{order % 6 + 1:02}-{order + 3:02} 10:00:00"
            rows.writerow([f"o{order}", f"c{order % 5 % 3}", day, f"i{order % 4}", 1 + order % 3, f"{10 + order}.50"])
    bakhsh.new(place / "shop", place / "orders.csv")
    return place / "shop"


@pytest.fixture(scope="module")
def ran(folder: Path) -> Iterator[Workspace]:
    with bakhsh.open(folder) as shop:
        with pytest.raises(NotReady):
            write(shop)
        shop.run()
        yield shop


def test_a_run_becomes_a_report_in_each_language(ran: Workspace, folder: Path) -> None:
    english, persian = write(ran), write(ran, language="fa")
    assert (english, persian) == (folder / "report.en.html", folder / "report.fa.html")
    for path, direction in ((english, "ltr"), (persian, "rtl")):
        html = path.read_text(encoding="utf-8")
        assert f'dir="{direction}">' in html
        assert re.findall(r"\[[a-z_]+\.[a-z_0-9]+\]", html) == []
        assert "</html>" in html
    assert list(folder.glob("*.part")) == []
    assert len(english.read_bytes()) < 300_000


def test_the_report_says_what_the_workspace_says(ran: Workspace) -> None:
    html = write(ran).read_text(encoding="utf-8")
    assert f'<span class="value">{ran.overview().customers:,}</span>' in html
    for month in ran.reconciliation().months:
        assert f"{month.net / 100:,.2f}" in html


def test_a_path_may_be_given_and_its_folder_is_made(ran: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "new" / "june.html"
    assert write(ran, target) == target
    assert target.exists()


def test_a_place_that_cannot_be_written_is_told_in_words(ran: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(EdgeError) as caught:
        write(ran, tmp_path / "file" / "report.html")
    assert "could not be written" in str(caught.value)


def test_an_unknown_language_is_told_with_the_known_ones(ran: Workspace) -> None:
    with pytest.raises(UnknownName) as caught:
        write(ran, language="de")
    assert "en and fa" in str(caught.value)
