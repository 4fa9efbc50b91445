"""Running: twice is once, a plan says what a run does, the past can be filled, built again and pruned."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import AS_OF, FEW, VALUE, line

import bakhsh
from bakhsh.edges import clock
from bakhsh.errors import EdgeError, NotReady
from bakhsh.workspace import Progress, opened

LEAD = {"id": "zoe", "city": "Rasht"}
PEOPLE = 'table = "customers"\nfiles = ["people.csv"]\n[columns]\ncustomer_id = "id"\ncity = "city"\n'


def refusal(ask: Callable[[], object]) -> str:
    """The id of the sentence with which something is refused."""
    with pytest.raises(NotReady) as refused:
        ask()
    return refused.value.sentence.id


def test_running_twice_is_running_once(shop: Path) -> None:
    files = shops.store_files(shop)
    with bakhsh.open(shop) as ws:
        (first,) = ws.runs()
        (second,) = ws.run(as_of=AS_OF)
        assert (second.changed, second.run, second.loads) == (False, first.run, ())
        for full in (False, True):
            plan = ws.plan(AS_OF, full=full)
            assert (plan.steps, plan.movers) == ((), {})
            assert [note.id for note in plan.notes] == ["workspace.nothing_to_do"]
    assert shops.store_files(shop) == files


def test_words_and_spacing_change_nothing(shop: Path) -> None:
    text = "# a remark\n" + VALUE.replace('kind = "rule"', 'title = { en = "Value", fa = "ارزش" }\nkind   =  "rule"')
    shops.write_files(shop, {"segments/value.toml": text.replace("frequency >= 3", "frequency>=3")})
    with bakhsh.open(shop) as ws:
        assert ws.plan(AS_OF).steps == ()
        assert not ws.run(as_of=AS_OF)[0].changed


@pytest.mark.slow
def test_a_run_after_a_full_plan_only_publishes(shop: Path) -> None:
    shops.write_lines(shop / "in" / "z.csv", [line("8", "eve", "2024-06-01"), line("9", "cyd", "2024-06-02")])
    told: list[str] = []
    with bakhsh.open(shop) as ws:
        before = shops.snapshot(ws)
        plan = ws.plan(AS_OF, full=True)
        assert shops.snapshot(ws) == before
        assert len(ws.loads()) == len(ws.runs()) == 1
        (record,) = ws.run(as_of=AS_OF, progress=lambda at: told.append(at.step.id))
        assert told == []
        assert record.changed
        assert record.fingerprint == plan.fingerprint
        assert {
            name: {part: size[1] for part, size in sizes.items() if size[1]} for name, sizes in plan.sizes.items()
        } == {name: {part: size for part, size in sizes.items() if size} for name, sizes in record.sizes.items()}
        assert plan.movers["value"] == {"definition": 0, "customers": 2}
        assert ws.plan(AS_OF).steps == ()
        assert [load.rows for load in ws.loads()] == [len(FEW), 2]
    other = shops.make(shop.parent / "other", FEW)
    shops.write_lines(other / "in" / "z.csv", [line("8", "eve", "2024-06-01"), line("9", "cyd", "2024-06-02")])
    shops.run(other)
    assert shops.snapshot_of(other) == shops.snapshot_of(shop)


@pytest.mark.slow
def test_what_was_planned_is_made_anew_when_something_changes_after_the_plan(shop: Path) -> None:
    shops.write_lines(shop / "in" / "z.csv", [line("8", "eve", "2024-06-01")])
    with bakhsh.open(shop) as ws:
        ws.plan(AS_OF, full=True)
    shops.write_lines(shop / "in" / "z.csv", [line("8", "fay", "2024-06-01")])
    shops.run(shop)
    assert "fay" in shops.places(shop)
    assert "eve" not in shops.places(shop)


def test_an_edited_rule_is_planned_with_whom_it_moves_by_definition(shop: Path) -> None:
    text = VALUE.replace("recency <= 30", "recency <= 60")
    shops.write_files(shop, {"segments/value.toml": text})
    with bakhsh.open(shop) as ws:
        quick = ws.plan(AS_OF)
        assert quick.movers == {"value": {"definition": 1}}
        assert quick.sizes == {"value": {"sporty": (1, 1), "recent": (1, 2), "others": (2, 1)}}
        full = ws.plan(AS_OF, full=True)
        assert full.movers["value"] == {"definition": 1, "customers": 0}
        assert ws.run(as_of=AS_OF)[0].sizes["value"] == {"sporty": 1, "frequent": 0, "recent": 2, "others": 1}


def test_a_segmentation_is_known_by_its_name_and_not_by_its_file(shop: Path) -> None:
    (shop / "segments" / "value.toml").unlink()
    shops.write_files(shop, {"segments/other.toml": 'name = "value"\n' + VALUE})
    with bakhsh.open(shop) as ws:
        assert ws.plan(AS_OF).steps == ()
    shops.write_files(shop, {"segments/other.toml": 'name = "value"\n' + VALUE.replace("<= 30", "<= 60")})
    with bakhsh.open(shop) as ws:
        assert ws.plan(AS_OF).movers == {"value": {"definition": 1}}


@pytest.mark.parametrize(
    "texts",
    [
        {"segments/value.toml": VALUE.replace("> 20", "> 10").replace("90 days", "60 days")},
        {
            "features/pace.toml": 'value = "orders / known_for"\n',
            "segments/value.toml": VALUE.replace("recency <= 30", "pace > 1"),
        },
        {"segments/rfm.toml": shops.RFM},
        {"segments/new.toml": VALUE},
    ],
    ids=["another column", "another feature", "another ruler", "another segmentation"],
)
def test_a_quick_plan_says_so_where_it_cannot_count(shop: Path, texts: dict[str, str]) -> None:
    shops.write_files(shop, texts)
    with bakhsh.open(shop) as ws:
        plan = ws.plan(AS_OF)
    assert plan.steps
    assert plan.movers == {}
    assert [note.id for note in plan.notes] == ["workspace.plan_needs_full"]


def test_features_may_stand_on_features_in_any_order_of_files(shop: Path) -> None:
    shops.write_files(shop, {"features/a.toml": 'value = "b * 2"\n', "features/b.toml": 'value = "orders + 1"\n'})
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        assert {row["customer_id"]: row["a"] for row in ws.rows().to_pylist()} == {
            "ann": 8.0, "bob": 6.0, "cyd": 4.0, "dan": 4.0,
        }  # fmt: skip


@pytest.mark.slow
def test_a_ruler_is_kept_until_a_refit_and_a_refit_is_on_record(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", segments__rfm=shops.RFM)
    shops.run(shop)
    shops.write_lines(
        shop / "in" / "z.csv", [line(f"n{n}", f"new{n}", "2024-06-28", amount=f"{n}.00") for n in range(1, 9)]
    )
    with bakhsh.open(shop) as ws:
        (first,) = ws.store.catalogue.models(1)
        (second,) = ws.run(as_of=AS_OF)
        assert ws.store.catalogue.models(second.run) == (first,)
        (third,) = ws.run(as_of=AS_OF, refit=["rfm"])
        (renewed,) = ws.store.catalogue.models(third.run)
        assert renewed.body != first.body
        assert third.fingerprint != second.fingerprint
        assert ws.profile("rfm").model == renewed.fingerprint
        assert not ws.run(as_of=AS_OF)[0].changed
        assert ws.plan(AS_OF).steps == ()
        assert [note.id for note in ws.again(second.run).notes] == ["workspace.again_equal"]


@pytest.mark.slow
@pytest.mark.parametrize(("every", "days"), [
    ("month", [date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31), AS_OF]),
    ("week", [AS_OF - timedelta(days=7 * n) for n in (3, 2, 1, 0)]),
])  # fmt: skip
def test_the_past_is_filled_from_the_newest_day_by_one_ruler(tmp_path: Path, every: str, days: list[date]) -> None:
    shop = shops.make(tmp_path / "shop", segments__rfm=shops.RFM)
    with bakhsh.open(shop) as ws:
        records = ws.run(as_of=AS_OF, every=every, start=days[0] - timedelta(days=1))
        assert [record.as_of for record in records] == days
        assert len({model.fingerprint for record in records for model in ws.store.catalogue.models(record.run)}) == 1
        again = ws.run(as_of=AS_OF, every=every, start=days[0] - timedelta(days=1))
        assert not any(record.changed for record in again)
        assert ws.snapshot().as_of == AS_OF
    alone = shops.make(tmp_path / "alone", segments__rfm=shops.RULED_RFM)
    shops.run(alone, days[0])
    assert shops.snapshot_of(alone, days[0])["rows"] == shops.snapshot_of(shop, days[0])["rows"]


def test_the_past_begins_where_the_data_begin(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        assert refusal(lambda: ws.run(as_of=AS_OF, every="year")) == "workspace.unknown_every"
        records = ws.run(as_of=date(2024, 2, 15), every="month", start=date(2011, 1, 1))
    assert [record.as_of for record in records] == [date(2024, 1, 31), date(2024, 2, 15)]


def test_a_file_edited_while_the_project_is_open_counts_from_the_next_opening(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        shops.write_files(shop, {"segments/value.toml": VALUE.replace("recency <= 30", "recency <= 60")})
        (record,) = ws.run(as_of=date(2024, 6, 29))
        assert record.sizes["value"]["recent"] == 1
        assert ws.store.catalogue.definitions(record.run)["segments/value.toml"] == VALUE
    with bakhsh.open(shop) as ws:
        (record,) = ws.run(as_of=date(2024, 6, 29))
        assert record.sizes["value"]["recent"] == 2


# ---- days --------------------------------------------------------------------------------------------------------
def test_a_day_that_has_not_come_is_refused(shop: Path) -> None:
    tomorrow = clock.today("UTC") + timedelta(days=1)
    with bakhsh.open(shop) as ws:
        for ask in (
            lambda: ws.run(as_of=tomorrow),
            lambda: ws.plan(tomorrow),
            lambda: ws.run(as_of=tomorrow.isoformat()),
        ):
            assert refusal(ask) == "workspace.day_to_come"
        assert ws.snapshot().as_of == AS_OF


@pytest.mark.slow
def test_orders_of_days_to_come_do_not_move_the_default_day(shop: Path) -> None:
    shops.write_lines(shop / "in" / "z.csv", [line("8", "eve", "2124-06-01")])
    with bakhsh.open(shop) as ws:
        (record,) = ws.run()
    assert record.as_of == clock.today("UTC") - timedelta(days=1)
    assert [note.id for note in record.notes] == []


def test_data_that_end_early_are_told(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        (record,) = ws.run(as_of=date(2024, 12, 31))
    assert [note.id for note in record.notes] == ["workspace.data_end_early"]


def test_a_day_before_anybody_is_known_is_refused(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        assert refusal(lambda: ws.run(as_of=date(2023, 12, 31))) == "workspace.nobody_yet"
        assert len(ws.runs()) == 1


@pytest.mark.slow
def test_what_nobody_can_be_divided_by_is_left_out_and_said(tmp_path: Path) -> None:
    asking = 'kind = "rule"\n[[segment]]\nname = "x"\nwhere = "in_segment(\'rfm\', \'champions\')"\n'
    shop = shops.make(
        tmp_path / "shop", None, data__orders="", data__people=PEOPLE, segments__rfm=shops.RFM, segments__a=asking,
        targeting__thanks=shops.CAMPAIGN.replace('"value"', '"rfm"'),
    )  # fmt: skip
    shops.write_lines(shop / "people.csv", [LEAD])
    with bakhsh.open(shop) as ws:
        (record,) = ws.run(as_of=AS_OF, every="month")
        assert record.sizes == {"value": {"sporty": 0, "frequent": 0, "recent": 0, "others": 1}}
        assert [(note.id, str(note.args["name"].text)) for note in record.notes] == [
            ("workspace.left_out", "rfm"), ("workspace.left_out", "a"),
        ]  # fmt: skip
        assert not ws.run(as_of=AS_OF)[0].changed
        assert ws.plan(AS_OF, full=True).steps == ()
        assert [place.segmentation for place in ws.explain("zoe").memberships] == ["value"]
        assert ws.overview().buyers == 0
        assert [note.id for note in ws.again(record.run).notes] == ["workspace.again_equal"]
        for ask in (lambda: ws.members("rfm"), lambda: ws.profile("rfm"), lambda: ws.send("thanks")):
            with pytest.raises(NotReady):
                ask()


# ---- one writer, and being stopped -------------------------------------------------------------------------------
HOLD = """
import sys, time, bakhsh
with bakhsh.open(sys.argv[1]) as ws, ws.writing("run"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.slow
def test_a_second_run_is_refused_in_words_that_name_the_first(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "LOCK_WAIT", 0.3)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(shop)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with bakhsh.open(shop) as ws:
            assert ws.members("value").num_rows == 4
            with pytest.raises(EdgeError) as refused:
                ws.run(as_of=AS_OF)
            assert refused.value.retry
            assert str(holder.pid) in str(refused.value)
            assert "run" in str(refused.value)
    finally:
        holder.kill()
        holder.communicate()
    assert not shops.run(shop).changed


@pytest.mark.slow
@pytest.mark.parametrize("at", ["load", "derive", "features", "assign", "profile"])
def test_stopping_a_run_leaves_the_last_snapshot_and_the_next_run_completes(shop: Path, at: str) -> None:
    before = shops.snapshot_of(shop)
    shops.write_lines(shop / "in" / "z.csv", [line("8", "eve", "2024-06-01")])

    def stop(now: Progress) -> None:
        if now.step.id == f"workspace.step_{at}":
            raise KeyboardInterrupt

    with bakhsh.open(shop) as ws:
        with pytest.raises(KeyboardInterrupt):
            ws.run(as_of=AS_OF, progress=stop)
        assert shops.snapshot(ws) == before
        assert len(ws.runs()) == 1
    shops.run(shop)
    assert shops.places(shop)["eve"] == "recent"
    root = shop / ".bakhsh"
    assert not list((root / "staging").iterdir())
