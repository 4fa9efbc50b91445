"""The circle, walked whole: a shop's CSV → trusted rows → RFM and a rule segmentation → a campaign with a holdout → an
Excel audience with a reason for everyone left out → next month's orders → a readout."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from openpyxl import load_workbook

import bakhsh
from bakhsh.edges.sources import simulated
from bakhsh.records import Readout, RunRecord, WaveRecord

START, SENT_ON, END = date(2024, 1, 1), date(2024, 11, 30), date(2024, 12, 31)


def write_orders(path: Path, market: simulated.Market, first: date, last: date) -> None:
    """The market's lines of some days, as a shop's CSV."""
    table = market.orders
    days = pc.cast(pc.cast(table.column("ordered_at"), pa.timestamp("us")), pa.date32())
    chosen = table.filter(pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(chosen.column_names)
        writer.writerows(zip(*[chosen.column(name).to_pylist() for name in chosen.column_names], strict=True))


@pytest.fixture(scope="module")
def market() -> simulated.Market:
    return simulated.market(seed=7, customers=400, start=START, end=END)


@pytest.fixture(scope="module")
def shop(market: simulated.Market, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder made from the shop's file by `new`."""
    place = tmp_path_factory.mktemp("walk")
    write_orders(place / "orders.csv", market, START, SENT_ON)
    folder = place / "shop"
    bakhsh.new(folder, place / "orders.csv")
    campaign = folder / "targeting" / "winback.toml"
    assert campaign.exists()
    return folder


@pytest.fixture(scope="module")
def first_run(shop: Path) -> RunRecord:
    with bakhsh.open(shop) as ws:
        assert ws.check(data=True) == ()
        (record,) = ws.run()
        return record


def test_the_run_takes_every_row_and_divides_every_customer_once(shop: Path, first_run: RunRecord) -> None:
    with bakhsh.open(shop) as ws:
        (load,) = ws.loads()
        assert load.rows == load.kept + load.duplicates + load.rejected
        assert load.kept > 0
        for name in ("value", "rfm"):
            members = ws.members(name)
            assert members.num_rows == first_run.customers
            assert len(set(members.column("customer_id").to_pylist())) == members.num_rows
            assert sum(first_run.sizes[name].values()) == first_run.customers
            profile = ws.profile(name)
            assert sum(one.customers for one in profile.segments) == first_run.customers


def test_revenue_reconciles_to_the_penny(shop: Path, first_run: RunRecord) -> None:
    with bakhsh.open(shop) as ws:
        seen = ws.reconciliation()
    for month in seen.months:
        assert month.net == month.sold - month.returned
        assert month.file_amount == sum(one.amount for one in month.exclusions) + month.net


def test_running_again_changes_nothing_and_says_so(shop: Path, first_run: RunRecord) -> None:
    with bakhsh.open(shop) as ws:
        (second,) = ws.run()
        assert not second.changed
        assert second.run == first_run.run
        assert ws.plan().steps == ()
        assert ws.plan(full=True).steps == ()


def test_a_customer_is_explained_by_the_place_he_has(shop: Path, first_run: RunRecord) -> None:
    with bakhsh.open(shop) as ws:
        members = {name: dict(_pairs(ws.members(name))) for name in ("value", "rfm")}
        for customer in sorted(members["value"])[:25]:
            explained = ws.explain(customer)
            for place in explained.memberships:
                assert place.segment == members[place.segmentation][customer]
                assert place.because


def _pairs(members: pa.Table) -> list[tuple[str, str]]:
    return list(zip(members.column("customer_id").to_pylist(), members.column("segment").to_pylist(), strict=True))


@pytest.fixture(scope="module")
def wave(shop: Path, first_run: RunRecord) -> WaveRecord:
    with bakhsh.open(shop) as ws:
        campaign = ws.files.campaigns[0].name
        dry = ws.send(campaign, dry_run=True)
        assert dry.dry
        assert dry.files == ()
        return ws.send(campaign)


def test_everyone_left_out_of_the_audience_has_a_reason(wave: WaveRecord) -> None:
    assert wave.candidates == wave.treated + wave.holdout + sum(wave.suppressed.values())
    assert wave.treated > 0
    book = load_workbook(next(Path(file) for file in wave.files if file.endswith(".xlsx")), read_only=True)
    assert len(book.sheetnames) >= 3


def test_next_months_orders_give_a_readout(
    shop: Path, market: simulated.Market, first_run: RunRecord, wave: WaveRecord
) -> None:
    with bakhsh.open(shop) as ws:
        campaign = ws.files.campaigns[0].name
        assert ws.measure(campaign).verdict == "waiting"
    write_orders(shop.parent / "orders.csv", market, START, END)
    with bakhsh.open(shop) as ws:
        (later,) = ws.run(as_of=END)
        assert later.changed
        assert later.loads[0].duplicates > 0
        readout: Readout = ws.measure(campaign)
    assert readout.verdict in ("works", "hurts", "cannot_tell")
    assert readout.difference is not None
    assert readout.difference.low <= readout.difference.estimate <= readout.difference.high
    assert readout.treated + readout.holdout == wave.treated + wave.holdout
    assert (readout.window_end - readout.window_start) == timedelta(days=30)


def test_the_earlier_snapshot_still_stands_and_can_be_built_again(shop: Path, first_run: RunRecord) -> None:
    with bakhsh.open(shop) as ws:
        rebuilt = ws.again(first_run.run)
        assert not rebuilt.changed
        assert rebuilt.sizes == first_run.sizes
        assert ws.rows(first_run.as_of).num_rows == first_run.customers


def test_the_report_is_written_in_both_languages(shop: Path, first_run: RunRecord) -> None:
    from bakhsh import report

    with bakhsh.open(shop) as ws:
        for language, direction in (("en", "ltr"), ("fa", "rtl")):
            text = report.write(ws, None, language).read_text(encoding="utf-8")
            assert f'dir="{direction}"' in text
            assert "<script" not in text
