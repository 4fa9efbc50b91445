"""Where a model is no better than a rule of thumb, the rule is used, and every face says so and why."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.workspace import predicted_shop as shop_of
from tests.workspace import shops

import bakhsh
from bakhsh.language.locale import LANGUAGES
from bakhsh.report import write

SOON = 'kind = "rule"\n[[segment]]\nname = "soon"\nwhere = "expected_orders >= 0.3"\n'
SURE = 'kind = "predicted"\nby = "p_alive"\ncut = [0.5]\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = shop_of.make(
        tmp_path_factory.mktemp("alike") / "shop", shop_of.alike(), segments__soon=SOON, segments__sure=SURE
    )
    shops.run(made)
    return made


def test_expected_orders_are_the_baselines_and_what_it_cannot_say_is_empty(folder: Path) -> None:
    with bakhsh.open(folder) as ws:
        rows, body = ws.rows(), ws.models(ws.snapshot())["predictions"].body
    assert body["backtest"].grade == "C"
    assert body["instead"]["name"] == body["backtest"].used == "gap"
    orders = set(rows["expected_orders"].to_pylist())
    assert orders <= set(body["instead"]["orders"])
    assert len(orders) > 3
    for name in ("p_alive", "p_buy", "expected_orders_low", "clv_low", "clv_high"):
        assert rows[name].null_count == 300
    assert rows["clv"].null_count == 0
    assert pc.max(rows["clv"]).as_py() > 0


def test_who_asks_what_it_cannot_say_is_left_out_with_the_reason(folder: Path) -> None:
    with bakhsh.open(folder) as ws:
        run = ws.snapshot()
        assert set(run.sizes) == {"soon"}
        left = [str(note) for note in run.notes if note.id == "workspace.left_out"]
    assert len(left) == 2  # alive asks in conditions, sure by its kind
    assert all("p_alive cannot be asked for" in said and "no better than" in said for said in left)


def test_no_next_order_is_told_and_the_report_says_what_is_used(folder: Path, tmp_path: Path) -> None:
    with bakhsh.open(folder) as ws:
        assert ws.explain("c001").next_orders == ()
        seen = ws.outlook()
        texts = {one: write(ws, tmp_path / f"{one}.html", one).read_text("utf-8") for one in LANGUAGES}
    assert (seen.instead, seen.slipping, seen.next_orders) == ("gap", None, None)
    assert seen.everybody.alive is None
    assert not seen.everybody.bounded
    assert "Grade C: the model is not used." in texts["en"]
    assert (
        "In use: “each orders as often as those who had been silent for as long”, in place of Pareto/NBD" in texts["en"]
    )
    assert "نمرهٔ C" in texts["fa"]
    assert "90% interval" not in texts["en"].split('id="coming"')[1].split("</section>")[0]
