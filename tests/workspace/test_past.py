"""The past: pruned after being listed, built again, and read by the definitions it was made with."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import line

import bakhsh
from bakhsh.edges import clock
from bakhsh.errors import NotReady


@pytest.mark.slow
def test_pruning_lists_first_and_removes_only_what_it_listed(
    shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with bakhsh.open(shop) as ws:
        ws.send("thanks", folder=tmp_path / "sent")
    for number, amount in enumerate(("60.00", "70.00")):
        shops.write_lines(shop / "in" / "z.csv", [line("7", "dan", "2024-05-05", "pan", "home", amount=amount)])
        shops.run(shop, date(2024, 6, 29))
        shops.run(shop)
        assert len(shops.places(shop)) == 4, number
    with bakhsh.open(shop) as ws:
        young = ws.prune(dry_run=True)
        assert (young.runs, young.done) == ((), False)
        kept_waves = ws.store.catalogue.wave_pieces("thanks", 1)
        before, loads = shops.snapshot(ws), ws.loads()
        later = clock.now() + timedelta(days=500)
        monkeypatch.setattr(clock, "now", lambda: later)
        files = shops.store_files(shop)
        plan = ws.prune(dry_run=True)
        assert shops.store_files(shop) == files
        last_of_month = {run.run for run in ws.runs() if run.current and run.as_of != date(2024, 6, 29)}
        assert set(plan.runs) == {run.run for run in ws.runs()} - last_of_month
        assert plan.bytes == sum(files[path] for path in plan.files)
        done = ws.prune(dry_run=False)
        assert (done.runs, done.files, done.bytes, done.done) == (plan.runs, plan.files, plan.bytes, True)
        assert set(shops.store_files(shop)) == set(files) - set(plan.files)
        assert {piece.path for piece in kept_waves.values()} <= shops.store_files(shop).keys()
        assert shops.snapshot(ws) == before
        assert ws.loads() == loads
        assert ws.prune(dry_run=True).files == ()
        for run in ws.runs():
            assert [note.id for note in ws.again(run.run).notes] == ["workspace.again_equal"]
        assert ws.measure("thanks").wave == 1
    shops.write_lines(shop / "in" / "y.csv", [line("8", "eve", "2024-06-01")])
    shops.run(shop)
    assert "eve" in shops.places(shop)


@pytest.mark.slow
def test_building_again_says_so_when_the_ledger_it_read_is_gone(shop: Path) -> None:
    shops.write_lines(shop / "in" / "z.csv", [line("8", "eve", "2024-06-01")])
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        assert [note.id for note in ws.again(1).notes] == ["workspace.again_equal"]
        ws.store.catalogue.remove_manifests([1])
        with pytest.raises(NotReady) as refused:
            ws.again(1)
    assert refused.value.sentence.id == "workspace.ledger_pruned"


def test_a_run_is_read_by_the_definitions_it_was_made_with(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        then = ws.explain("ann")
    shops.write_files(shop, {"segments/value.toml": 'kind = "rule"\n[[segment]]\nname = "x"\nwhere = "orders > 9"\n'})
    with bakhsh.open(shop) as ws:
        assert ws.explain("ann").memberships == then.memberships
        assert [note.id for note in ws.again(1).notes] == ["workspace.again_equal"]
