"""Predictions in whole runs: learned once, kept, laid beside the rows, asked for by conditions, never a surprise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.workspace import predicted_shop as shop_of
from tests.workspace import shops

import bakhsh
from bakhsh.errors import ProjectErrors
from bakhsh.records import Step

BEFORE = shops.AS_OF.replace(month=5, day=31)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shop_of.make(tmp_path_factory.mktemp("predicted") / "shop")
    shops.run(folder)
    return folder


@pytest.fixture
def folder(standing: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(standing, tmp_path / "shop"))


def told(steps: tuple[Step, ...]) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in steps]


def test_a_plan_shows_what_is_learned_and_predicted(tmp_path: Path) -> None:
    with bakhsh.open(shop_of.make(tmp_path / "shop")) as ws:
        steps = told(ws.plan(shops.AS_OF).steps)
    assert steps.index(("learn", "predictions")) < steps.index(("predict", "predictions"))
    assert steps.index(("predict", "predictions")) < steps.index(("features", "rows"))


def test_everybody_who_bought_has_predictions_between_their_bounds(standing: Path) -> None:
    with bakhsh.open(standing) as ws:
        rows, run = ws.rows(), ws.snapshot()
        placed = ws.members("alive").group_by("segment").aggregate([("customer_id", "count")]).to_pylist()
    assert rows.num_rows == 300
    for name in ("p_alive", "expected_orders", "p_buy", "clv"):
        value, low, high = (rows.column(f"{name}{end}") for end in ("", "_low", "_high"))
        assert value.null_count == 0
        assert pc.all(pc.and_(pc.less_equal(low, value), pc.less_equal(value, high))).as_py()
    gone = sum(1 for one in rows.column("p_alive").to_pylist() if one < 0.5)
    assert {one["segment"]: one["customer_id_count"] for one in placed}["gone"] == gone == run.sizes["alive"]["gone"]
    assert gone > 10


def test_running_again_changes_nothing_and_keeps_the_model(folder: Path) -> None:
    with bakhsh.open(folder) as ws:
        (first,) = (ws.snapshot(),)
        (second,) = ws.run(as_of=shops.AS_OF)
        (earlier,) = ws.run(as_of=BEFORE)
        learned = {ws.models(one)["predictions"].fingerprint for one in (first, earlier)}
        assert ws.plan(shops.AS_OF).steps == ()
    assert not second.changed
    assert len(learned) == 1


def test_a_refit_or_another_definition_learns_anew(folder: Path) -> None:
    with bakhsh.open(folder) as ws:
        before = ws.models(ws.snapshot())["predictions"]
        (again,) = ws.run(as_of=shops.AS_OF, refit=["predictions"])
        assert ws.models(again)["predictions"].fingerprint == before.fingerprint
    (folder / "predictions.toml").write_text("on = true\nhorizon_days = 30\n", encoding="utf-8")
    with bakhsh.open(folder) as ws:
        near = ws.rows().sort_by("customer_id").column("expected_orders")
        steps = ws.plan(shops.AS_OF).steps
        ws.run(as_of=shops.AS_OF)
        nearer = ws.rows().sort_by("customer_id").column("expected_orders")
    assert ("learn", "predictions") in told(steps)
    assert pc.sum(nearer).as_py() < pc.sum(near).as_py()


def test_a_past_run_is_built_again_as_it_was(folder: Path) -> None:
    with bakhsh.open(folder) as ws:
        run = ws.snapshot()
        again = ws.again(run.run)
        assert not again.changed, [str(one) for one in again.notes]
        assert ws.prune(dry_run=True).files == ()


def test_a_snapshot_made_before_there_were_predictions_is_read_as_it_is(tmp_path: Path) -> None:
    folder = shop_of.make(tmp_path / "shop", predictions="", segments__alive=shops.VALUE)
    shops.run(folder)
    (folder / "predictions.toml").write_text("on = true\n", encoding="utf-8")
    (folder / "segments" / "alive.toml").write_text(shop_of.ALIVE, encoding="utf-8")
    with bakhsh.open(folder) as ws:
        assert "p_alive" not in ws.rows().column_names
        assert ws.overview().customers == 300
        assert ws.explain("c001").features["frequency"]
        plan = ws.plan(shops.AS_OF)
        assert ("learn", "predictions") in told(plan.steps)
        assert [one.id for one in plan.notes] == ["workspace.plan_needs_full"]


def test_switched_off_nothing_is_predicted_and_conditions_are_told_how_to_have_it(tmp_path: Path) -> None:
    folder = shop_of.make(tmp_path / "shop", predictions="")
    with bakhsh.open(folder) as ws, pytest.raises(ProjectErrors, match=r"predictions\.toml: on = true"):
        ws.run(as_of=shops.AS_OF)


def test_features_list_predictions_with_their_horizon(standing: Path) -> None:
    with bakhsh.open(standing) as ws:
        listed = {one.name: one for one in ws.features()}
    expected, low = listed["expected_orders"], listed["expected_orders_low"]
    assert (expected.base, expected.window, expected.lacks) == ("predictions", "next 90 days", ())
    assert str(expected.means) == "days on which the customer is expected to buy in the next 90 days, on average"
    assert str(low.title) == "expected purchases: lower bound"
    assert str(expected.empty) == "no purchase yet, or too little is known to predict it"


def test_a_full_plan_stages_what_the_run_then_publishes(folder: Path) -> None:
    (folder / "predictions.toml").write_text("on = true\nvalue_days = 200\n", encoding="utf-8")
    with bakhsh.open(folder) as ws:
        ws.plan(shops.AS_OF, full=True)
        (record,) = ws.run(as_of=shops.AS_OF)
        assert ws.rows().column("p_buy").null_count == 0
        assert "predictions" in ws.models(record)


def test_whoever_is_forgotten_is_in_no_prediction(folder: Path) -> None:
    with bakhsh.open(folder) as ws:
        ws.forget("c001")
        pieces = ws.store.catalogue.extra(ws.snapshot().run)["pieces"]
        tables = [ws.engine.tables.read(pieces[name][0]["path"]) for name in ("predictions", "next-orders")]
    assert tables[0].num_rows == 299
    assert all("c001" not in table.column("customer_id").to_pylist() for table in tables)


def test_everybody_who_bought_has_a_next_order_and_it_is_explained(standing: Path) -> None:
    with bakhsh.open(standing) as ws:
        (piece,) = ws.store.catalogue.extra(ws.snapshot().run)["pieces"]["next-orders"]
        rows = ws.engine.tables.read(piece["path"]).to_pylist()
        seen, of_one = ws.outlook().next_orders, ws.explain("c001").next_orders
    overall = [row for row in rows if row["category"] is None]
    assert len({row["customer_id"] for row in overall}) == len(overall) == 300
    assert {row["category"] for row in rows} == {None, "food"}
    assert all(shops.AS_OF < row["low_on"] <= row["median_on"] <= row["high_on"] for row in overall if row["median_on"])
    coming = [row["median_on"] for row in overall if row["p_ever"] >= 0.5]
    assert seen is not None
    assert (seen.expected, seen.gone) == (len(coming), 300 - len(coming))
    assert dict(seen.within)[30] == sum(1 for on in coming if (on - shops.AS_OF).days <= 30)
    assert [one.category for one in of_one] == ["", "food"]
    assert str(of_one[0].said).startswith("The next order is expected around")


def test_a_segmentation_of_an_own_feature_of_a_prediction_follows_it(tmp_path: Path) -> None:
    own = 'value = "p_alive * 100"\n'
    rule = 'kind = "rule"\n[[segment]]\nname = "sure"\nwhere = "alive_percent > 90"\n'
    folder = shop_of.make(tmp_path / "shop", features__alive_percent=own, segments__alive=rule)
    record = shops.run(folder)
    assert record.sizes["alive"]["sure"] > 10
