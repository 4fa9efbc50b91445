"""A shop whose orders lie in several tables, and files that come again with less in them or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import FEW

import bakhsh
from bakhsh.records import JoinedFile

SOURCE = """
table = "lines"
files = ["items.csv"]

[columns]
order_id = "order"
customer_id = "orders.person"
ordered_at = "orders.at"
status = "orders.status"
item_id = "item"
amount = "price"
"items.category" = "goods.kind"

[policy]
cancelled = ["canceled"]
statuses = ["paid"]

[[join]]
name = "orders"
files = ["orders.csv"]
on = { order = "order" }
keep = "both"

[[join]]
name = "goods"
files = ["goods.csv"]
on = { item = "item" }
"""
TABLES = {
    "items.csv": "order,item,price\n1,tea,10.00\n1,ball,5.00\n2,tea,10.00\n9,tea,1.00\n",
    "orders.csv": "order,person,at,status\n1,ann,2024-06-01,paid\n2,bob,2024-06-02,paid\n3,cyd,2024-06-03,canceled\n",
    "goods.csv": "item,kind\ntea,food\nball,sport\npan,home\n",
}


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shops.make(tmp_path_factory.mktemp("joined") / "shop", None, data__orders=SOURCE)
    shops.write_files(folder, TABLES)
    shops.run(folder)
    return folder


def test_every_row_of_every_table_has_a_fate(joined: Path) -> None:
    with bakhsh.open(joined) as ws:
        (load,) = ws.loads()
        assert (load.rows, load.kept, load.rejected) == (5, 3, 2)
        assert load.joined == (
            JoinedFile("orders", ("orders.csv",), 3, 0, 3, 1, 1), JoinedFile("goods", ("goods.csv",), 3, 0, 4, 0, 1),
        )  # fmt: skip
        piece = ws.store.catalogue.manifest().history[str(load.load)]["rejected"]
        rejected = ws.engine.tables.read(piece).to_pylist()
        assert sorted((row["part"] or "", row["line"]) for row in rejected) == [("", 5), ("orders.csv", 4)]
        told = [str(note) for note in ws.reconciliation().notes if note.id == "sources.noticed_join"]
        assert [("3 rows found" in one, "1 found none" in one) for one in told] == [(True, True), (False, False)]
        rows = {row["customer_id"]: row for row in ws.rows(shops.AS_OF).to_pylist()}
        assert {name: row["monetary"] for name, row in rows.items()} == {"ann": 1500, "bob": 1000}
        assert rows["ann"]["categories"] == 2


def test_a_change_of_a_joined_table_is_read_and_replaces_what_was(joined: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(joined, tmp_path / "shop"))
    (folder / "orders.csv").write_text(TABLES["orders.csv"] + "9,eve,2024-06-09,paid\n", encoding="utf-8")
    shops.run(folder)
    with bakhsh.open(folder) as ws:
        assert [(load.kept, load.duplicates, load.rejected) for load in ws.loads()] == [(3, 0, 2), (1, 3, 1)]


# ---- files that shrink or vanish ---------------------------------------------------------------------------------
def test_orders_a_later_export_lacks_stay_and_are_counted(shop: Path) -> None:
    shops.write_lines(shop / "in" / "orders.csv", FEW[2:])
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        assert [load.dropped for load in ws.loads()] == [0, 2]
        assert sum(row["orders"] for row in ws.rows(shops.AS_OF).to_pylist()) == len(FEW)
        said = [note for note in ws.reconciliation().notes if note.id == "sources.noticed_dropped"]
        assert [note.args["count"] for note in said] == [2]


def test_a_file_that_is_gone_is_said_and_what_it_brought_stays(shop: Path) -> None:
    (shop / "in" / "orders.csv").unlink()
    record = shops.run(shop)
    assert [note.id for note in record.notes] == ["sources.files_gone"]
    assert "in/orders.csv" in str(record.notes[0])
    assert record.customers == 4


def test_a_key_that_names_two_people_is_rejected_in_words(tmp_path: Path) -> None:
    folder = shops.make(tmp_path, None, data__orders=SOURCE.replace("[policy]", '[policy]\nno_customer = "bucket"'))
    shops.write_files(folder, {**TABLES, "orders.csv": TABLES["orders.csv"] + "1,bob,2024-06-01,paid\n"})
    shops.run(folder)
    with bakhsh.open(folder) as ws:
        (load,) = ws.loads()
        assert (load.rows, load.kept, load.rejected) == (5, 1, 4)
        assert load.reasons["id_unclear"] == 2, "nobody bought what two people may have bought"
        (row, *_) = [row for row in ws.rejected().rows if row.reason == "id_unclear"]
        assert row.column == "orders.person"
        assert {row["customer_id"]: row["monetary"] for row in ws.rows(shops.AS_OF).to_pylist()} == {"bob": 1000}
