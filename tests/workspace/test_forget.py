"""A person leaves everything that is kept, cannot come back, and everybody else stays as he was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.workspace import people, shops
from tests.workspace.people import EMAIL, ID, PHONES

import bakhsh
from bakhsh import report
from bakhsh.errors import EdgeError, NotReady
from bakhsh.records import Forgetting
from bakhsh.workspace import Workspace
from bakhsh.workspace.holdings import holdings

BEFORE, AFTER = date(2024, 3, 31), date(2024, 6, 30)
NAMED = {"in/orders.csv": 3, "in/second.csv": 2, "identity.toml": 1}
"""The user's own files that name her, and on how many lines."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that has been used: two files, one taken back and read again, snapshots, campaigns, a report."""
    shop = people.make(tmp_path_factory.mktemp("lived") / "shop")
    shops.write_files(shop, {"identity.toml": f'different = [["{ID}", "c001"]]\n'})
    with bakhsh.open(shop) as ws:
        ws.run(as_of=BEFORE)
        ws.send("thanks", folder=shop / "outbox")
        shops.write_lines(shop / "in" / "second.csv", people.second_file())
        ws.run(as_of=AFTER)
        ws.undo(ws.loads()[-1].load)
        more = shops.line("o901", "c002", "2024-06-22", mobile="", email="", name="", city="")
        shops.write_lines(shop / "in" / "second.csv", [*people.second_file(), more])
        ws.plan(full=True)
        ws.run(as_of=AFTER)
        ws.send("thanks", as_of=AFTER)
        ws.measure("thanks", wave=1)
        report.write(ws, shop / "outbox" / "report.html", "en")
    return shop


@pytest.fixture
def shop(lived: Path, tmp_path: Path) -> Path:
    return copied(lived, tmp_path / "shop")


def copied(lived: Path, to: Path) -> Path:
    """The folder again; its exported files are where it says it wrote them."""
    folder = Path(shutil.copytree(lived, to))
    with bakhsh.open(folder) as ws:
        for wave in ws.store.catalogue.waves():
            files = tuple(str(folder / Path(one).relative_to(lived)) for one in wave.files)
            ws.store.catalogue.finish_wave(replace(wave, files=files))
    return folder


def ours(shop: Path) -> list[Path]:
    """Where everything we wrote is."""
    return [shop / ".bakhsh", shop / "sent", shop / "outbox"]


def forget(shop: Path, who: str = ID, **more: bool) -> Forgetting:
    with bakhsh.open(shop) as ws:
        return ws.forget(who, **more)


def others(ws: Workspace) -> dict[str, Any]:
    """What is known of everybody but her."""
    parts = {f"{day} {name}": part for day in (BEFORE, AFTER) for name, part in shops.snapshot(ws, day).items()}
    return {name: [row for row in part if row["customer_id"] != ID] for name, part in parts.items()}


def test_nothing_of_her_is_left_in_any_value_page_or_file_and_everybody_else_stays(shop: Path) -> None:
    kinds = {Path(name).suffix for name in people.found_in(ours(shop))}
    assert kinds == {".parquet", ".sqlite", ".csv", ".xlsx"}, "the search finds her where she is"
    with bakhsh.open(shop) as ws:
        known, months, waves = others(ws), ws.reconciliation().months, ws.store.catalogue.waves()
        told = ws.forget(ID, dry_run=True)
        assert people.found_in(ours(shop)), "a dry run removes nothing"
        done = ws.forget(ID)
        assert replace(done, done=False) == told
        assert others(ws) == known
        for month, was in zip(ws.reconciliation().months, months, strict=True):
            assert (month.file_amount, month.rows) == (was.file_amount, was.rows)
        for load in ws.loads():
            assert load.rows == load.kept + load.duplicates + load.rejected
            assert load.rejected == sum(load.reasons.values())
        left = ws.store.catalogue.waves()
        assert [one.candidates for one in left] == [one.candidates - 1 for one in waves]
        assert all(one.candidates == one.treated + one.holdout + sum(one.suppressed.values()) for one in left)
        assert [one.notes[-1].id for one in left] == ["privacy.wave_without"] * 2
        assert ws.measure("thanks", 1).treated + ws.measure("thanks", 1).holdout == waves[0].candidates - 1
        assert [one.verb for one in ws.store.people.trail()] == ["send", "send", "forget"]
    assert people.found_in(ours(shop)) == {}
    journal = shop / ".bakhsh" / "catalogue.sqlite-wal"
    assert not journal.exists() or journal.stat().st_size == 0


def test_what_will_go_is_said_first_and_the_user_s_own_files_are_named(shop: Path) -> None:
    told = forget(shop, dry_run=True)
    assert not told.done
    assert (told.ids, told.addresses) == (1, 2)
    assert told.rows["entries"] == 6
    assert {"versions", "orders", "lines", "facts", "customers", "addresses", "links", "rejected"} <= told.rows.keys()
    assert told.snapshots == (1, 2, 3)
    assert told.waves == ("thanks 1", "thanks 2")
    assert {Path(one.file).suffix for one in told.files} == {".csv", ".xlsx"}
    assert {one.file: one.lines for one in told.sources} == NAMED


def test_snapshots_stand_under_a_new_fingerprint_and_a_run_changes_nothing(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        before = ws.runs()
        ws.forget(ID)
        after = ws.runs()
        assert all(new.fingerprint != old.fingerprint for new, old in zip(after, before, strict=True))
        assert all(new.folder != old.folder for new, old in zip(after, before, strict=True))
        assert [new.customers for new in after] == [old.customers - 1 for old in before]
        assert [sum(sizes.values()) for sizes in after[-1].sizes.values()] == [after[-1].customers] * 2
        assert not [one for one in (shop / ".bakhsh" / "snapshots").iterdir() if one.name in {o.folder for o in before}]
        (again,) = ws.run(as_of=AFTER)
        assert not again.changed
        assert not ws.again(after[-1].run).changed


def test_she_is_stopped_when_any_file_names_her_again_by_id_phone_or_e_mail(shop: Path) -> None:
    forget(shop)
    with bakhsh.open(shop) as ws:
        customers = ws.rows(AFTER).num_rows
        again = [people.hers("NEW-1", "2024-06-23"), shops.line("NEW-2", "other", "2024-06-23", mobile=PHONES[3]),
                 shops.line("NEW-3", "third", "2024-06-23", email=EMAIL.upper())]  # fmt: skip
        filled = [{"mobile": "", "email": "", "name": "", "city": "", **row} for row in again]
        shops.write_lines(shop / "in" / "third.csv", [*filled, *people.of_others(1)])
        shutil.copy(shop / "in" / "orders.csv", shop / "in" / "x-again.csv")
        with (shop / "in" / "x-again.csv").open("a", encoding="utf-8") as file:
            file.write("o902,c003,2024-06-22 12:00:00,tea,food,1,10.00,,,,\r\n")
        (record,) = ws.run(as_of=AFTER)
        assert [load.reasons.get("forgotten") for load in record.loads] == [3, 3]
        assert record.customers == customers
        assert {"other", "third"}.isdisjoint(ws.rows(AFTER).column("customer_id").to_pylist())
    assert people.found_in(ours(shop)) == {}


@pytest.mark.parametrize("who", [PHONES[1], PHONES[3], EMAIL.upper()])
def test_she_is_found_by_any_way_to_reach_her(shop: Path, who: str) -> None:
    assert forget(shop, who, dry_run=True).rows["entries"] == 6


def test_of_somebody_unknown_nothing_is_kept_and_of_somebody_forgotten_the_day_is_said(shop: Path) -> None:
    with pytest.raises(NotReady, match="Nothing is kept of any such customer"):
        forget(shop, "nobody")
    day = forget(shop).day
    for who in (ID, PHONES[2], EMAIL):
        again = forget(shop, who)
        assert (again.already, again.rows, again.done) == (day, {}, True)
        assert {one.file: one.lines for one in again.sources} == NAMED
    with pytest.raises(NotReady, match="Nothing is kept of any such customer"):
        forget(shop, "09120000000")


@pytest.mark.slow
def test_an_address_of_several_customers_is_not_guessed_at_and_stops_none_of_the_others(shop: Path) -> None:
    shared = [shops.line(f"f{n}", f"family{n}", "2024-06-01", mobile="09351112222") for n in range(2)]
    filled = [{**row, "email": f"f{n}@example.org", "name": "", "city": ""} for n, row in enumerate(shared)]
    shops.write_files(shop, {"identity.toml": "same_by = []\n"})
    shops.write_lines(shop / "in" / "family.csv", filled)
    with bakhsh.open(shop) as ws:
        ws.run(as_of=AFTER)
        with pytest.raises(NotReady, match="2 customers have this address"):
            ws.forget("09351112222")
        ws.forget("family0")
        assert ws.explain("family1").customer_id == "family1"
        shops.write_lines(shop / "in" / "more.csv", filled)
        (record,) = ws.run(as_of=AFTER)
        assert record.loads[0].reasons == {"forgotten": 1}


def test_a_wrong_or_lost_key_forgets_nobody(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKHSH_KEY", "ab" * 32)
    with pytest.raises(EdgeError, match="not the key the project was made with"):
        forget(shop)
    monkeypatch.delenv("BAKHSH_KEY")
    (shop / ".bakhsh" / "key").unlink()
    with pytest.raises(EdgeError, match="key"):
        forget(shop)
    assert people.found_in(ours(shop)), "nothing was removed"


class Killed(BaseException):
    """The process ends here."""


def steps_of(ws: Workspace, end_at: int) -> Callable[[], int]:
    """Ends the process before its `end_at`-th write to the store; how many there were."""
    count = 0
    tables = ws.engine.tables

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == end_at:
                raise Killed
            return work(*args, **more)

        return step

    for name in ("without", "again", "write", "publish", "drop"):
        setattr(tables, name, counted(getattr(tables, name)))
    for name in ("begin", "commit", "end", "sweep"):
        setattr(ws.store.erasure, name, counted(getattr(ws.store.erasure, name)))
    return lambda: count


def assert_whole(shop: Path, known: dict[str, Any]) -> bool:
    """She is either there as she was or gone without a trace; whether she is gone."""
    with bakhsh.open(shop) as ws:
        assert ws.store.erasure.unfinished() is None
        assert others(ws) == known
        gone = ID not in ws.rows(AFTER).column("customer_id").to_pylist()
        assert len(ws.store.catalogue.named()[0]) > 0
        for held in holdings(ws.store).ledger.values():
            assert ws.engine.tables.read(held.piece).num_rows == held.piece.rows
        if gone:
            assert people.found_in(ours(shop)) == {}
        else:
            assert ws.measure("thanks", 1).treated
            assert ws.forget(ID, dry_run=True).snapshots == (1, 2, 3)
    return gone


def test_killed_at_any_step_she_is_there_as_she_was_or_gone(shop: Path, tmp_path: Path) -> None:
    with bakhsh.open(shop) as ws:
        known = others(ws)
    trial = tmp_path / "trial" / "shop"
    copied(shop, trial)
    with bakhsh.open(trial) as ws:
        steps = steps_of(ws, 0)
        ws.forget(ID)
        last = steps()
    ended = []
    for point in sorted({1, last // 2, last - 4, last - 2, last}):
        shutil.rmtree(trial)
        copied(shop, trial)
        with bakhsh.open(trial) as ws:
            steps_of(ws, point)
            with pytest.raises(Killed):
                ws.forget(ID)
        ended.append(assert_whole(trial, known))
    assert ended == sorted(ended), "once it is done it stays done"
    assert not ended[0]
    assert ended[-1]
    print(f"killed at {len(ended)} of {last} steps; gone from the {ended.index(True) + 1}th on")


CHILD = """
import os, sys
import bakhsh
from tests.workspace import test_forget
class Ended(BaseException):
    def __init__(self): os._exit(9)
test_forget.Killed = Ended
with bakhsh.open(sys.argv[1]) as ws:
    test_forget.steps_of(ws, int(sys.argv[2]))
    ws.forget(test_forget.ID)
"""


@pytest.mark.slow
def test_a_process_that_ends_at_any_step_leaves_the_same(shop: Path, tmp_path: Path) -> None:
    with bakhsh.open(shop) as ws:
        known = others(ws)
    trial, ended, point = tmp_path / "trial" / "shop", [], 1
    while True:
        shutil.rmtree(trial, ignore_errors=True)
        copied(shop, trial)
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        child = subprocess.run([sys.executable, "-c", CHILD, str(trial), str(point)], env=environ, check=False)
        ended.append(assert_whole(trial, known))
        if child.returncode == 0:
            break
        point += 9
    assert ended == sorted(ended)
    assert not ended[0]
    assert ended[-1]


def test_all_ids_of_a_customer_go_together_and_none_of_them_brings_her_back(tmp_path: Path) -> None:
    shop = people.make(tmp_path / "shop")
    second = "CARD-QXV-5"
    lines = [{**people.hers("ORD-QXV-8", "2024-05-01", 4), "customer": second}]
    shops.write_lines(shop / "in" / "card.csv", lines)
    with bakhsh.open(shop) as ws:
        (before,) = ws.run(as_of=AFTER)
        assert ws.forget(second, dry_run=True).ids == 2
        done = ws.forget(second)
        assert (done.ids, done.rows["entries"]) == (2, 3)
        assert people.found_in([shop / ".bakhsh"]) == {}
        (after,) = ws.run(as_of=AFTER)
        assert (after.changed, after.customers) == (False, before.customers - 1)
        shops.write_lines(shop / "in" / "again.csv", [{**lines[0], "mobile": "", "email": ""}, people.of_others(1)[0]])
        (again,) = ws.run(as_of=AFTER)
        assert again.loads[0].reasons == {"forgotten": 1}
    assert people.found_in([shop / ".bakhsh"]) == {}


SHOP_OF_TABLES = """
table = "lines"
files = ["items.csv"]

[columns]
order_id = "order"
customer_id = "orders.person"
ordered_at = "orders.at"
amount = "price"
"customers.city" = "people.town"

[[join]]
name = "orders"
files = ["orders.csv"]
on = { order = "order" }
keep = "both"

[[join]]
name = "people"
files = ["customers.csv"]
on = { "orders.person" = "id" }

[[join]]
name = "goods"
files = ["goods.csv"]
on = { item = "item" }
"""
TABLES = {
    "items.csv": "order,item,price\n1,tea,10.00\n1,ball,5.00\n2,tea,10.00\n3,tea,4.00\n",
    "orders.csv": "order,person,at\n1,ann,2024-06-01\n2,bob,2024-06-02\n3,ann,2024-06-03\n4,ann,2024-06-04\n",
    "customers.csv": "id,town\nann,Yazd\nbob,Qom\n",
    "goods.csv": "item,kind\ntea,food\nball,sport\n",
}


def test_every_file_of_a_joined_source_that_names_him_is_told_with_its_own_lines(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", None, data__orders=SHOP_OF_TABLES)
    shops.write_files(folder, TABLES)
    shops.run(folder)
    with bakhsh.open(folder) as ws:
        told = {one.file: one.lines for one in ws.forget("ann").sources}
    assert told == {"items.csv": 3, "orders.csv": 3, "customers.csv": 1}
    again = forget(folder, "ann")
    assert {one.file: one.lines for one in again.sources} == told
