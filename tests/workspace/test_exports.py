"""Ten kinds of export go in as they are, and the revenue is right to the cent, or the one right question is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.edges.sources.exports import EXPORTS, Export, written

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.project import check, read
from bakhsh.workspace import look


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
