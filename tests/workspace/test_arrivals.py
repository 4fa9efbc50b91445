"""What of the sources is read, and what is left alone with a word."""

from __future__ import annotations

from pathlib import Path

from tests.workspace import shops
from tests.workspace.shops import FEW, line

import bakhsh
from bakhsh.workspace.arrivals import look


def ran(folder: Path) -> tuple[set[str], list[str]]:
    """The files of all loads that stand after a run, and the ids of its notes."""
    record = shops.run(folder)
    with bakhsh.open(folder) as ws:
        return {load.file for load in ws.loads()}, [note.id for note in record.notes]


def test_a_renamed_file_is_not_read_again_and_that_is_said(shop: Path) -> None:
    (shop / "in" / "orders.csv").rename(shop / "in" / "orders-2024.csv")
    files, notes = ran(shop)
    assert files == {"in/orders.csv"}
    assert notes == ["feeds.renamed"]


def test_a_copy_beside_the_file_is_read_and_doubles_nothing(shop: Path) -> None:
    (shop / "in" / "again.csv").write_bytes((shop / "in" / "orders.csv").read_bytes())
    assert ran(shop)[0] == {"in/orders.csv", "in/again.csv"}
    with bakhsh.open(shop) as ws:
        assert [(load.kept, load.duplicates) for load in ws.loads()] == [(len(FEW), 0), (0, len(FEW))]


def test_a_renamed_file_that_also_changed_is_new(shop: Path) -> None:
    (shop / "in" / "orders.csv").unlink()
    shops.write_lines(shop / "in" / "more.csv", (*FEW, line("8", "eve", "2024-06-01")))
    assert ran(shop) == ({"in/orders.csv", "in/more.csv"}, ["sources.files_gone"])


UNFINISHED = ("~$new.csv", ".~lock.new.csv#", "new.csv.part", "new.csv.crdownload", "new.TMP")


def test_a_file_whose_name_says_it_is_being_written_waits(shop: Path) -> None:
    source = shop / "data" / "orders.toml"
    source.write_text(shops.ORDERS.replace('["in/*.csv"]', '["in/orders.csv", "in/[!_]*", "in/.~*"]'), encoding="utf-8")
    for name in UNFINISHED:
        shops.write_lines(shop / "in" / name, [line("8", "eve", "2024-06-01")])
    files, notes = ran(shop)
    assert (files, notes) == ({"in/orders.csv"}, ["feeds.still_written"] * len(UNFINISHED))


def test_a_file_that_is_named_as_it_is_is_meant(shop: Path) -> None:
    source = shop / "data" / "orders.toml"
    source.write_text(shops.ORDERS.replace('["in/*.csv"]', '["in/orders.csv", "in/more.tmp"]'), encoding="utf-8")
    shops.write_lines(shop / "in" / "more.tmp", [line("8", "eve", "2024-06-01")])
    assert ran(shop) == ({"in/orders.csv", "in/more.tmp"}, [])


def test_nothing_new_is_nothing_to_read(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        assert look(ws) == look(ws, whole=True)
        assert look(ws).new == ()
