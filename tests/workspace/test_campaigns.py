"""Campaigns: who is reached, who is left alone, who is left out and why, what it caused, and where addresses stand."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from tests.workspace import shops
from tests.workspace.shops import AS_OF, CAMPAIGN, line

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.workspace import Workspace

NAMES = [f"c{n:02d}" for n in range(40)]
BOUGHT = [line(f"o{n}", name, f"2024-06-{1 + n % 28:02d}", amount=f"{n + 1}.00") for n, name in enumerate(NAMES)]
AFTER = [line(f"p{n}", name, "2024-07-05", amount="20.00") for n, name in enumerate(NAMES) if n % 2]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of forty customers, run once; its tests send campaigns of their own."""
    shop = shops.make(tmp_path_factory.mktemp("many") / "shop", BOUGHT, targeting__thanks=CAMPAIGN)
    shops.run(shop)
    return shop


def declare(shop: Path, name: str, **keys: Any) -> str:
    """A campaign like the usual one, with these keys."""
    said = "".join(f"{key} = {value!r}\n" for key, value in keys.items())
    kept = "\n".join(row for row in CAMPAIGN.splitlines() if row.split(" ")[0] not in keys)
    shops.write_files(shop, {f"targeting/{name}.toml": said + kept})
    return name


def arms(ws: Workspace, campaign: str, wave: int) -> dict[str, str]:
    table = ws.engine.tables.read(ws.store.catalogue.wave_pieces(campaign, wave)["arms"])
    return dict(zip(table.column("customer_id").to_pylist(), table.column("arm").to_pylist(), strict=True))


def test_a_dry_run_counts_and_writes_nothing(many: Path) -> None:
    name = declare(many, "dry")
    files, sent = shops.store_files(many), many / "sent"
    with bakhsh.open(many) as ws:
        record = ws.send(name, dry_run=True)
        assert (record.dry, record.files, record.sent_at, record.wave) == (True, (), None, 1)
        assert record.candidates == record.treated + record.holdout == 40
        assert ws.store.catalogue.waves(name) == ()
        with pytest.raises(NotReady):
            ws.measure(name)
        assert (ws.send(name, dry_run=True).treated, shops.store_files(many)) == (record.treated, files)
    assert not (sent / "dry-wave-1").exists()


def test_a_customer_keeps_his_arm_in_every_wave(many: Path) -> None:
    name = declare(many, "twice")
    with bakhsh.open(many) as ws:
        first, second = ws.send(name), ws.send(name)
        assert (first.wave, second.wave) == (1, 2)
        assert arms(ws, name, 1) == arms(ws, name, 2)
        assert set(first.files).isdisjoint(second.files)
        assert [wave.wave for wave in ws.store.catalogue.waves(name)] == [1, 2]
    with bakhsh.open(many) as ws:
        assert arms(ws, name, 1) == arms(ws, name, 2)
    assert 0 < first.holdout < 40


def test_who_took_part_lately_rests_the_contacted_of_any_campaign_and_both_groups_of_its_own(many: Path) -> None:
    name = declare(many, "rested", rest_days=30)
    with bakhsh.open(many) as ws:
        reached = {
            customer
            for wave in ws.store.catalogue.waves()
            for customer, arm in arms(ws, wave.campaign, wave.wave).items()
            if arm == "treated"
        }
        record = ws.send(name)
        assert record.suppressed == ({"recently_contacted": len(reached)} if reached else {})
        again = ws.send(name, dry_run=True)
        assert (again.treated, again.holdout) == (0, 0)
        assert again.suppressed == {"recently_contacted": len(reached | arms(ws, name, 1).keys())}
        with pytest.raises(NotReady) as refused:
            ws.send(name)
        assert refused.value.sentence.id == "workspace.nobody_to_contact"
        assert len(ws.store.catalogue.waves(name)) == 1


def test_a_limit_keeps_those_who_spent_most(many: Path) -> None:
    name = declare(many, "few", limit=5, holdout=0.0)
    with bakhsh.open(many) as ws:
        record = ws.send(name)
        assert (record.treated, record.suppressed) == (5, {"over_limit": 35})
        assert set(arms(ws, name, 1)) == set(NAMES[-5:])


def test_every_candidate_stands_in_the_files_once_with_a_reason_if_left_out(many: Path) -> None:
    name = declare(many, "written", limit=10)
    with bakhsh.open(many) as ws:
        record = ws.send(name, language="fa")
    everyone = next(Path(file) for file in record.files if file.endswith("everyone.csv"))
    with everyone.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["customer_id"] for row in rows) == NAMES
    assert {row["group"] for row in rows if row["suppressed_by"]} == {"left_out"}
    assert sum(1 for row in rows if row["suppressed_by"] == "over_limit") == 30
    assert all(row["reason"] for row in rows if row["suppressed_by"])


@pytest.mark.slow
def test_a_readout_waits_for_its_window_and_then_gives_a_verdict(many: Path, tmp_path: Path) -> None:
    name = declare(many, "measured", holdout=0.5)
    with bakhsh.open(many) as ws:
        wave = ws.send(name)
        waiting = ws.measure(name)
        assert waiting.verdict == "waiting"
        assert (waiting.window_start, waiting.window_end) == (AS_OF + timedelta(days=1), AS_OF + timedelta(days=11))
    shops.write_lines(many / "in" / "july.csv", [*AFTER, line("end", "c00", "2024-07-09")])
    shops.run(many, date(2024, 7, 9))
    with bakhsh.open(many) as ws:
        assert ws.measure(name).verdict == "waiting", "the last day of the window is missing"
    shops.write_lines(many / "in" / "later.csv", [line("later", "c00", "2024-07-10")])
    shops.run(many, date(2024, 7, 10))
    with bakhsh.open(many) as ws:
        readout = ws.measure(name, wave=1)
        assert readout.verdict in ("works", "hurts", "cannot_tell")
        assert (readout.treated, readout.holdout) == (wave.treated, wave.holdout)
        treated = [who for who, arm in arms(ws, name, 1).items() if arm == "treated"]
    buyers = {row["customer"] for row in AFTER}
    spent = sum(2000 for who in treated if who in buyers) + (2000 if "c00" in treated else 0)
    assert readout.difference is not None
    assert readout.treated_mean == pytest.approx(spent / len(treated))


# ---- people's data -----------------------------------------------------------------------------------------------
SOURCE = """
table = "lines"
files = ["in/*.csv"]

[columns]
order_id = "order"
customer_id = { from = "mobile", personal = true }
mobile = "mobile"
email = "email"
name = "name"
ordered_at = "at"
item_id = "item"
quantity = "quantity"
amount = "amount"
"""
PRIVATE = ("0912345", "912345", "@example.com", "Zhaleh", "Badname")


def people() -> list[shops.Row]:
    rows = [
        line(
            f"o{n}",
            "-",
            f"2024-05-{1 + n:02d}",
            mobile=f"0912345{1000 + n}",
            email=f"u{n}@example.com",
            name=f"Zhaleh{n}",
        )
        for n in range(20)
    ]
    bad = line("bad", "-", "2024-02-31", mobile="09123459999", email="bad@example.com", name="Badname")
    return [*rows, {**rows[0], "order": "spelled", "mobile": "+98 912 345 1000"}, bad]


def tells(content: object) -> bool:
    return any(one in str(content) for one in PRIVATE)


@pytest.mark.slow
def test_personal_values_stand_in_addresses_and_on_the_sheet_of_who_is_contacted_alone(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", people(), data__orders=SOURCE, targeting__thanks=CAMPAIGN)
    record = shops.run(shop)
    assert record.customers == 20, "two spellings of one number are one customer"
    with bakhsh.open(shop) as ws:
        wave = ws.send("thanks")
        ids = ws.rows().column("customer_id").to_pylist()
        shown = [ws.explain(ids[0]), ws.profiles(), ws.reconciliation(), ws.loads(), ws.plan(AS_OF, full=True), wave]
    assert not tells(shown)
    pieces = sorted((shop / ".bakhsh").rglob("*.parquet"))
    telling = {
        path.name.split("-")[0].removesuffix(".parquet") for path in pieces if tells(pq.read_table(path).to_pylist())
    }
    assert telling == {"addresses"}
    rest = [path for path in (shop / ".bakhsh").glob("*") if path.is_file()]
    assert not [path.name for path in rest if tells(path.read_bytes())]
    book = load_workbook(next(file for file in wave.files if file.endswith(".xlsx")), read_only=True)
    sheets = [[cell for row in sheet.iter_rows(values_only=True) for cell in row] for sheet in book]
    assert [tells(sheet) for sheet in sheets] == [True] + [False] * (len(sheets) - 1)
    for file in wave.files:
        if file.endswith(".csv"):
            assert tells(Path(file).read_text(encoding="utf-8-sig")) == file.endswith("to-contact.csv")


def test_a_wrong_key_is_refused_before_anybody_gets_another_lot(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = declare(many, "locked")
    with bakhsh.open(many) as ws:
        ws.send(name, dry_run=True)
    monkeypatch.setenv("BAKHSH_KEY", "ab" * 32)
    with bakhsh.open(many) as ws, pytest.raises(bakhsh.BakhshError) as refused:
        ws.send(name, dry_run=True)
    assert refused.value.sentence.id == "store.wrong_key"
