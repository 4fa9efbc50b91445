"""Ten kinds of export go in as they are, and the revenue is right to the cent, or the one right question is asked."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.edges.sources.exports import EXPORTS, Export, written

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.project import check, read
from bakhsh.specs import LeaveOut
from bakhsh.workspace import look

SHOPIFY = next(one for one in EXPORTS if one.name == "shopify")


@pytest.fixture(params=EXPORTS, ids=lambda one: one.name)
def export(request: pytest.FixtureRequest) -> Export:
    found: Export = request.param
    return found


def test_revenue_customers_and_returns_are_exact(tmp_path: Path, export: Export) -> None:
    path, truth = written(tmp_path, export)
    guess = look([path])
    assert guess.preset == export.preset
    assert {one.key for one in guess.questions if one.grave} == set(export.answers)
    if export.answers:
        with pytest.raises(NotReady):
            bakhsh.new(tmp_path / "shop", path)
        assert not (tmp_path / "shop" / "bakhsh.toml").exists()
    bakhsh.new(tmp_path / "shop", path, answers=export.answers)
    assert check(read(tmp_path / "shop")) == ()
    with bakhsh.open(tmp_path / "shop") as shop:
        assert shop.files.project.unit == export.unit
        assert shop.check(data=True) == ()
        shop.run()
        (load,) = shop.loads()
        assert load.rows == load.kept + load.duplicates + load.rejected
        months = shop.reconciliation().months
        assert sum(month.net for month in months) == truth.revenue
        assert sum(month.returned for month in months) == truth.returned
        assert sum(row["orders"] > 0 for row in shop.rows().to_pylist()) == len(truth.customers)


def test_a_shopify_order_with_a_date_of_cancelling_is_left_out_whatever_its_payment_says(tmp_path: Path) -> None:
    path, _ = written(tmp_path, SHOPIFY)
    bakhsh.new(tmp_path / "shop", path)
    with bakhsh.open(tmp_path / "shop") as shop:
        assert shop.files.sources[0].policy.leave_out == (LeaveOut("Cancelled at", ("*",), "cancelled"),)
        assert "Cancelled at" in shop.files.sources[0].layout.fill_down
        shop.run()
        (told,) = shop.reconciliation().sources
    assert {one.reason: one.rows for one in told.exclusions}["left_out_cancelled"] == _rows_of_cancelled(path)


def _rows_of_cancelled(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    orders = {row["Name"] for row in rows if row["Cancelled at"]}
    assert orders
    return sum(row["Name"] in orders for row in rows)


def test_shopify_says_who_may_be_written_to(tmp_path: Path) -> None:
    path, _ = written(tmp_path, SHOPIFY)
    assert ("Accepts Marketing", "consent.email") in {(one.source, one.column) for one in look([path]).columns}
    bakhsh.new(tmp_path / "shop", path)
    with bakhsh.open(tmp_path / "shop") as shop:
        assert [one.consent for one in shop.files.campaigns] == ["email"]
