"""What is personal stays where it belongs: in ADDRESSES and in files for whom it was asked, nowhere else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from tests.workspace import people, shops
from tests.workspace.people import EMAIL, NAME, PHONES

import bakhsh
from bakhsh import report
from bakhsh.errors import BakhshError

PERSONAL = (NAME, EMAIL, "QXVPLANTED", *PHONES, "9127364518")
AS_OF = date(2024, 6, 30)
BY_PHONE = people.SOURCE.replace('customer_id = "customer"', 'customer_id = { from = "mobile", personal = true }')
BY_PHONE = BY_PHONE.replace('mobile = { from = "mobile", personal = true }\n', "")


def personal_in(*places: Path) -> dict[str, set[str]]:
    return people.found_in([place for place in places if place.is_dir()], PERSONAL)


def test_a_run_leaves_personal_values_in_addresses_alone(tmp_path: Path) -> None:
    shop = people.make(tmp_path / "shop")
    with bakhsh.open(shop) as ws:
        (record,) = ws.run(as_of=AS_OF)
        said = json.dumps(bakhsh.records.as_json([record, ws.profiles(), ws.reconciliation(), ws.explain(people.ID)]))
        report.write(ws, shop / "out" / "report.html", "fa")
        assert not [word for word in PERSONAL if word in said]
    held = {Path(one).relative_to(shop).as_posix() for one in personal_in(shop / ".bakhsh", shop / "out")}
    assert {Path(one).stem.partition("-")[0] for one in held} == {"addresses"}


def test_no_copy_of_a_file_that_was_read_is_kept_in_the_store_or_the_folder(tmp_path: Path) -> None:
    shop = people.make(tmp_path / "shop")
    marked = [{**row, "unmapped": f"ZZKEPT{n}"} for n, row in enumerate(people.first_file())]
    shops.write_lines(shop / "in" / "orders.csv", marked)
    with zipfile.ZipFile(shop / "in" / "packed.csv.zip", "w") as archive:
        archive.writestr("packed.csv", (shop / "in" / "orders.csv").read_text("utf-8").replace("ZZKEPT", "ZZPACKED"))
    shops.write_files(shop, {"data/orders.toml": people.SOURCE.replace('"in/*.csv"', '"in/*.csv", "in/*.zip"')})
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    with bakhsh.open(shop) as ws:
        ws.plan(full=True, as_of=AS_OF)
        ws.run(as_of=AS_OF)
        ws.rejected()
        report.write(ws, shop / "report.html", "en")
        assert ws.loads()[0].rows == ws.loads()[1].rows > 30
    found = people.found_in([shop], ["ZZKEPT", "ZZPACKED", "unmapped"])
    assert {Path(one).relative_to(shop).as_posix() for one in found} == {"in/orders.csv", "in/packed.csv.zip"}
    assert {path: path.read_bytes() for path in before} == before
    sizes = {len(content) for content in before.values()}
    copies = [path for path in (shop / ".bakhsh").rglob("*") if path.is_file() and path.stat().st_size in sizes]
    assert not [path for path in copies if path.read_bytes() in before.values()]


def test_of_a_customer_known_by_his_number_nothing_but_a_pseudonym_is_kept(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", people.first_file(), data__orders=BY_PHONE)
    with bakhsh.open(shop) as ws:
        ws.run(as_of=AS_OF)
        mine = ws.explain(PHONES[1])
        assert not [word for word in PERSONAL if word in mine.customer_id]
        numbers = people.found_in([shop / ".bakhsh"], (*PHONES, "9127364518"))
        assert numbers == {}
        done = ws.forget(PHONES[4])
        assert done.rows["entries"] == 2
    assert personal_in(shop / ".bakhsh") == {}


_SLOW = [pytest.param(one, marks=pytest.mark.slow) for one in ("bad_amount", "no_date")]


@pytest.mark.parametrize("spoil", ["short_line", *_SLOW])
def test_what_is_said_of_a_bad_row_masks_what_is_personal(tmp_path: Path, spoil: str) -> None:
    bad = {
        "bad_amount": people.hers("Q1", "2024-02-01", amount="much"),
        "no_date": people.hers("Q2", f"{PHONES[0]}"),
    }
    shop = people.make(tmp_path / "shop")
    rows = [bad[spoil]] if spoil in bad else [people.hers("Q3", "2024-02-01")]
    shops.write_lines(shop / "in" / "second.csv", rows)
    if spoil == "short_line":
        with (shop / "in" / "second.csv").open("a", encoding="utf-8") as file:
            file.write(f"Q4,{people.ID},{NAME},{PHONES[2]},{EMAIL}\r\n")
    with bakhsh.open(shop) as ws:
        ws.run(as_of=AS_OF)
        listed = [one for one in ws.rejected().rows if one.file == "in/second.csv"]
        assert len(listed) == 1
        assert not [word for word in PERSONAL if word in str(listed) and word not in (listed[0].found or "")]
    tables = [Path(one) for one in personal_in(shop / ".bakhsh")]
    allowed = ("addresses", "rejected") if spoil == "no_date" else ("addresses",)
    assert {path.stem.partition("-")[0] for path in tables} <= set(allowed)


def test_errors_do_not_say_who_was_asked_for(tmp_path: Path) -> None:
    shop = people.make(tmp_path / "shop")
    with bakhsh.open(shop) as ws:
        ws.run(as_of=AS_OF)
        for ask in (ws.forget, lambda who: ws.export_customer(who, tmp_path)):
            with pytest.raises(BakhshError) as refused:
                ask("09120000009")
            assert "0912" not in str(refused.value)


@pytest.mark.slow
def test_the_command_line_shows_no_personal_value(tmp_path: Path) -> None:
    shop = people.make(tmp_path / "shop")
    begun = tmp_path / "begun"
    words = (
        ["new", str(begun), "--from", str(shop / "in" / "orders.csv"), "--yes", "--json"],
        ["new", str(tmp_path / "other"), "--from", str(shop / "in" / "orders.csv"), "--yes"],
        ["run", "-C", str(shop)], ["run", "-C", str(shop), "--json"], ["rejected", "-C", str(shop)],
        ["forget", people.ID, "--dry-run", "-C", str(shop)], ["forget", PHONES[1], "--yes", "--json", "-C", str(shop)],
    )  # fmt: skip
    environ = {**os.environ, "PYTHONUTF8": "1"}
    for one in words:
        done = subprocess.run([sys.executable, "-m", "bakhsh", *one], env=environ, capture_output=True, text=True)
        assert not [word for word in PERSONAL if word in done.stdout + done.stderr], one
    written = [path for path in begun.rglob("*") if path.is_file() and path.suffix in (".toml", ".json")]
    assert written
    assert not [path for path in written if any(word in path.read_text("utf-8") for word in PERSONAL)]
