"""Rows that were not taken: masked where they are listed, whole where they are read again to be mended."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.workspace import people, shops

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.records import Rejections
from bakhsh.workspace import Workspace


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = people.make(tmp_path_factory.mktemp("refused") / "shop")
    with (folder / "in" / "orders.csv").open("a", encoding="utf-8") as file:
        file.write("o1,c1,too short\r\n")
        file.write("=1+1,c9,no day,tea,food,1,10.00,09120000001,x@example.org,=Name,Qom\r\n")
    shops.run(folder)
    return folder


def written(ws: Workspace, to: Path) -> tuple[Rejections, list[dict[str, str]]]:
    found = ws.rejected(to=to, language="en")
    with to.open(encoding="utf-8-sig", newline="") as file:
        return found, list(csv.DictReader(file))


def test_they_are_listed_masked_with_their_counts(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        found = ws.rejected()
        assert found.counts == {"bad_date": 2, "wrong_cell_count": 1}
        assert [(one.line, one.reason) for one in found.rows] == [
            (34, "bad_date"), (35, "wrong_cell_count"), (36, "bad_date"),
        ]  # fmt: skip
        said = str(found.rows)
        assert not [word for word in (*people.PHONES, people.EMAIL, people.NAME) if word in said]
        assert len(ws.rejected("1", limit=1).rows) == 1
        assert ws.rejected("orders").total == 3
        with pytest.raises(NotReady, match="Sources read: orders"):
            ws.rejected("nothing")
        with pytest.raises(NotReady, match="no load 7"):
            ws.rejected("7")


def test_read_again_they_are_whole_in_order_and_guarded_and_that_is_written_down(shop: Path, tmp_path: Path) -> None:
    with bakhsh.open(shop) as ws:
        found, rows = written(ws, tmp_path / "mend.csv")
        assert (found.file, found.notes) == (str(tmp_path / "mend.csv"), ())
        hers = next(row for row in rows if row["line"] == "34")
        assert (hers["name"], hers["mobile"]) == (people.NAME, f"'{people.PHONES[2]}")
        assert (hers["at_fault"], hers["file"]) == ("at", "in/orders.csv")
        assert next(row for row in rows if row["line"] == "35")["text"] == "o1,c1,too short"
        assert next(row for row in rows if row["line"] == "36")["order"] == "'=1+1"
        assert [(one.verb, one.counts) for one in ws.store.people.trail()] == [("rejected", {"rows": 3, "loads": 1})]


def test_a_file_that_has_changed_is_said_and_left_out(shop: Path, tmp_path: Path) -> None:
    text = (shop / "in" / "orders.csv").read_text(encoding="utf-8")
    shops.write_files(shop, {"in/orders.csv": f"{text}\n"})
    with bakhsh.open(shop) as ws:
        found, rows = written(ws, tmp_path / "mend.csv")
    shops.write_files(shop, {"in/orders.csv": text})
    assert rows == []
    assert [note.id for note in found.notes] == ["privacy.not_read_again"]
