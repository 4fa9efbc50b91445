"""What comes next, told of everybody, of segments, and of those who are slipping away; in the report too."""

from __future__ import annotations

import math
from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.workspace import predicted_shop as shop_of
from tests.workspace import shops

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.language.locale import LANGUAGES
from bakhsh.records import as_json
from bakhsh.report import write


def test_segments_add_up_to_everybody_and_the_slipping_matter(tmp_path: Path) -> None:
    folder = shop_of.make(tmp_path / "shop")
    shops.run(folder)
    with bakhsh.open(folder) as ws:
        seen, rows = ws.outlook(), ws.rows()
        texts = {one: write(ws, tmp_path / f"{one}.html", one).read_text("utf-8") for one in LANGUAGES}
    parts = seen.segmentations["alive"]
    assert sum(one.customers for one in parts) == seen.everybody.customers == seen.customers == 300
    assert math.isclose(sum(one.orders.estimate for one in parts), seen.everybody.orders.estimate)
    assert seen.everybody.orders.low < seen.everybody.orders.estimate < seen.everybody.orders.high
    assert math.isclose(seen.everybody.orders.estimate, pc.sum(rows.column("expected_orders")).as_py())
    paid = sorted(zip(rows["monetary"].to_pylist(), rows["p_alive"].to_pylist(), strict=True), reverse=True)
    matter, so_far = [], 0
    for amount, alive in paid:
        if so_far >= 0.8 * pc.sum(rows["monetary"]).as_py():
            break
        matter.append((amount, alive))
        so_far += amount
    slipping = [amount for amount, alive in matter if alive < 0.5]
    assert seen.slipping is not None
    assert (seen.slipping.matter, seen.slipping.customers, seen.slipping.paid) == (
        len(matter), len(slipping), sum(slipping)
    )  # fmt: skip
    assert slipping
    assert as_json(seen)["horizon_days"] == 90
    assert 'id="coming"' in texts["en"]
    assert "What comes next" in texts["en"]
    assert "آنچه در پیش است" in texts["fa"]
    assert seen.tested is not None
    assert seen.tested.grade == "A"
    for text, told in ((texts["en"], "Grade A: the predictions hold"), (texts["fa"], "نمرهٔ A")):
        assert told in text
        assert text.count('<svg class="curve tested"') == 2
    assert "nan" not in texts["en"].lower().split('id="coming"')[1].split("</section>")[0]


def test_a_snapshot_without_predictions_has_no_outlook_and_its_report_no_section(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop")
    shops.run(folder)
    with bakhsh.open(folder) as ws:
        with pytest.raises(NotReady, match="holds no predictions"):
            ws.outlook()
        assert 'id="coming"' not in write(ws, tmp_path / "report.html").read_text("utf-8")


def test_where_data_are_too_thin_the_report_says_so(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", predictions="on = true\n")
    shops.run(folder)
    with bakhsh.open(folder) as ws:
        with pytest.raises(NotReady, match="Nothing is predicted yet: 4 customers have bought, where 100 are needed"):
            ws.outlook()
        assert "Rules and RFM divide these customers" in write(ws, tmp_path / "report.html").read_text("utf-8")
