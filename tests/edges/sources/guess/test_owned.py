"""Files of what customers own are recognised by their headers, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bakhsh.edges.sources.guess import guess
from bakhsh.records import Guess


def guessed(folder: Path, header: str, cells: str) -> Guess:
    path = folder / "things.csv"
    rows = [cells.format(n=n, owner=n // 2, day=1 + n % 28, later=2 + n % 7) for n in range(100, 180)]
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return guess(path)


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("VIN,Customer ID,Model,Purchase Date,Last Service,Warranty until,Mileage",
         {"asset_id", "customer_id", "kind", "bought_on", "last_service_on", "warranty_until", "mileage"}),
        ("شماره شاسی,کد مشتری,نوع خودرو,تاریخ خرید,تاریخ آخرین سرویس,پایان گارانتی,کارکرد",
         {"asset_id", "customer_id", "kind", "bought_on", "last_service_on", "warranty_until", "mileage"}),
    ],
)  # fmt: skip
def test_cars_of_customers_are_assets(tmp_path: Path, header: str, parts: set[str]) -> None:
    found = guessed(tmp_path, header, "WVW{n},{owner},car,2021-05-{day:02},2023-0{later}-01,2026-01-{day:02},{n}00")
    assert found.table == "assets"
    assert {one.column for one in found.columns if one.column} == parts
    assert [one.key for one in found.questions if one.grave] == []


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Order ID,Customer ID,Serial,Date,Amount", "{n},{owner},S{n},2023-0{later}-01,{n}.50"),
        ("Customer ID,Model,Purchase Date,Warranty until", "{n},car,2021-05-{day:02},2026-01-{day:02}"),
        ("Serial,Customer ID,Model,Mileage", "S{n},{owner},car,{n}"),
        ("Serial,Customer ID,Model,Warranty until", "S{owner},{owner},car,2026-01-{day:02}"),
    ],
)
def test_other_files_are_none(tmp_path: Path, header: str, cells: str) -> None:
    assert guessed(tmp_path, header, cells).table != "assets"
