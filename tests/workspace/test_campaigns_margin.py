"""What a readout says of margin: known from costs, declared and said to be so, or unknown and never read as nothing."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import CAMPAIGN, PROJECT, line
from typer.testing import CliRunner

import bakhsh
from bakhsh import report
from bakhsh.cli.main import app
from bakhsh.errors import NotReady
from bakhsh.records import Readout, WaveRecord

NAMES = [f"c{n:02d}" for n in range(40)]
BOUGHT = [line(f"o{n}", name, f"2024-06-{1 + n % 28:02d}", amount=f"{n + 1}.00") for n, name in enumerate(NAMES)]
LAST_DAY = line("end", "stranger", "2024-07-10")
AFTER = [*(line(f"p{n}", name, "2024-07-05", amount="20.00") for n, name in enumerate(NAMES)), LAST_DAY]
BY_MARGIN = CAMPAIGN.replace('"revenue"', '"margin"')
WITH_COST = shops.ORDERS + 'cost = "cost"\n'


def costing(rows: list[shops.Row]) -> list[shops.Row]:
    """The same lines, each having cost a quarter of what was paid; the last customer's is not known."""
    return [{**row, "cost": "" if row["customer"] == "stranger" else f"{float(row['amount']) / 4:.2f}"} for row in rows]


def measured(shop: Path, after: list[shops.Row] = AFTER) -> tuple[WaveRecord, Readout]:
    """The campaign sent, its window gone by, its readout."""
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        wave = ws.send("thanks")
    shops.write_lines(shop / "in" / "july.csv", after)
    shops.run(shop, date(2024, 7, 10))
    with bakhsh.open(shop) as ws:
        return wave, ws.measure("thanks")


def ids(record: WaveRecord | Readout) -> list[str]:
    return [note.id for note in record.notes]


def test_a_margin_nobody_can_tell_is_said_before_and_refused_after(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", BOUGHT, targeting__thanks=BY_MARGIN)
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        for record in (ws.send("thanks", dry_run=True), ws.send("thanks")):
            assert ids(record)[-2:] == ["targeting.margin_will_be_unknown", "features.declare_margin"]
    shops.write_lines(shop / "in" / "july.csv", AFTER)
    shops.run(shop, date(2024, 7, 10))
    with bakhsh.open(shop) as ws, pytest.raises(NotReady) as refused:
        ws.measure("thanks")
    assert refused.value.sentence.id == "features.margin_unknown"
    assert refused.value.sentence.args["count"] == len(NAMES), "a day of somebody outside the wave does not count"
    assert "margin = 0.3" in str(refused.value.hint)
    (shop / "bakhsh.toml").write_text(PROJECT + "margin = 0.3\n", encoding="utf-8")
    with bakhsh.open(shop) as ws:
        assert ws.measure("thanks").treated_mean == pytest.approx(600)


def test_beside_another_outcome_an_unknown_margin_is_left_out_and_said(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", BOUGHT, targeting__thanks=CAMPAIGN)
    wave, readout = measured(shop)
    assert "targeting.margin_will_be_unknown" not in ids(wave)
    assert readout.cost > 0
    assert readout.difference is not None
    assert readout.roi is None
    assert [one.outcome for one in readout.also] == ["retained"]
    assert ids(readout) == ["features.margin_unknown"]


def test_a_margin_known_from_costs_is_shown_without_any_assumption(tmp_path: Path) -> None:
    declared = {"data__orders": WITH_COST, "targeting__thanks": BY_MARGIN, "bakhsh": PROJECT + "margin = 0.3\n"}
    shop = shops.make(tmp_path / "shop", costing(BOUGHT), **declared)
    wave, readout = measured(shop, costing(AFTER))
    assert readout.treated_mean == pytest.approx(1500)
    assert readout.roi is not None
    assert not [one for one in (*ids(wave), *ids(readout)) if "margin" in one]


@pytest.mark.parametrize("outcome", ["margin", "revenue"])
def test_a_declared_margin_is_said_to_be_an_assumption_wherever_profit_appears(tmp_path: Path, outcome: str) -> None:
    declared = {
        "targeting__thanks": CAMPAIGN.replace('"revenue"', f'"{outcome}"'),
        "bakhsh": PROJECT + "margin = 0.275\n",
    }
    shop = shops.make(tmp_path / "shop", BOUGHT, **declared)
    wave, readout = measured(shop)
    assert not [one for one in ids(wave) if "margin" in one]
    assert ids(readout) == ["features.margin_assumed"]
    assert readout.roi is not None
    with bakhsh.open(shop) as ws:
        terminal = CliRunner().invoke(app, ["measure", "thanks", "--project", str(shop), "--json"])
        page = report.write(ws, tmp_path / "report.html")
    assert "27.5% of revenue" in json.loads(terminal.stdout)["notes"][0]["text"]
    card = re.findall(r'<article class="campaign">.*?</article>', page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [one.count("27.5%") for one in card] == [1]
