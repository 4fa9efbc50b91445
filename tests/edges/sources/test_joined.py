"""Tables that belong together are joined by their keys; no row of any of them is lost, whatever their order."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.edges.sources.folders import Folder
from bakhsh.edges.sources.origins import Found, Here, Past
from bakhsh.edges.sources.raw import RawBatch
from bakhsh.errors import BakhshError, DataError, EdgeError, MissingColumn
from bakhsh.records import JoinedFile
from bakhsh.specs import ColumnMap, Join, Project, Reading, Source

ITEMS = "order,item,price\nA,tea,5\nA,rice,7\nB,tea,5\nX,salt,1\n"
ORDERS = "order,person,at,status\nB,p2,2024-02-02,paid\nA,p1,2024-01-01,paid\nC,p3,2024-03-03,canceled\n,p9,,lost\n"
PEOPLE = "person,city\np1,Qom\np2,Yazd\np3,Shiraz\np4,Tabriz\n"
PAYMENTS = "order,value,how\nA,4.10,card\nA,7.90,voucher\nB,5,card\nC,2,card\n"

COLUMNS = ("order", "item", "price", "orders.at", "orders.status", "people.city", "payments.value", "payments.how")
ON_ORDER = {"order": "order"}
JOINS = (
    Join("orders", ("orders.csv",), ON_ORDER, keep="both"),
    Join("people", ("people.csv",), {"orders.person": "person"}),
    Join("payments", ("payments.csv",), ON_ORDER, total=("value",)),
)


def written(folder: Path, **texts: str) -> Path:
    tables = {"items": ITEMS, "orders": ORDERS, "people": PEOPLE, "payments": PAYMENTS} | texts
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def source(columns: Sequence[str] = COLUMNS, joins: Sequence[Join] = JOINS, files: str = "items.csv") -> Source:
    maps = tuple(ColumnMap(f"c{place}", name) for place, name in enumerate(columns))
    return Source("shop", "lines", (files,), maps, joins=tuple(joins))


def read(folder: Path, of: Source) -> list[RawBatch]:
    origin, here = Folder(), Here(folder, {}, Project("shop"))
    found = [one for one in origin.look(of, here, Past()) if isinstance(one, Found)]
    return [batch for one in found for batch in origin.batches(of, one, here)]


def rows(batches: Sequence[RawBatch], columns: Sequence[str] = COLUMNS) -> list[tuple[Any, ...]]:
    """(part, line, cells) of every row, sorted."""
    found = [
        (batch.part, line, *row.values())
        for batch in batches
        for line, row in zip(batch.lines.to_pylist(), batch.rows.select(list(columns)).to_pylist(), strict=True)
    ]
    return sorted(found, key=str)


def refused(folder: Path, of: Source) -> BakhshError:
    with pytest.raises(BakhshError) as caught:
        read(folder, of)
    assert "[sources." not in str(caught.value)
    return caught.value


def test_every_row_knows_what_the_tables_beside_it_say(tmp_path: Path) -> None:
    batches = read(written(tmp_path), source())
    assert rows(batches) == [
        ("", 2, "A", "tea", "5", "2024-01-01", "paid", "Qom", "12", "card + voucher"),
        ("", 3, "A", "rice", "7", "2024-01-01", "paid", "Qom", "12", "card + voucher"),
        ("", 4, "B", "tea", "5", "2024-02-02", "paid", "Yazd", "5", "card"),
        ("", 5, "X", "salt", "1", None, None, None, None, None),
        ("orders.csv", 4, "C", None, None, "2024-03-03", "canceled", "Shiraz", "2", "card"),
        ("orders.csv", 5, "", None, None, "", "lost", None, None, None),
    ]
    assert batches[-1].joined == (
        JoinedFile("orders", ("orders.csv",), 4, 0, 3, 1, 2), JoinedFile("people", ("people.csv",), 4, 0, 4, 1, 1),
        JoinedFile("payments", ("payments.csv",), 4, 1, 4, 1, 0),
    )  # fmt: skip


def shuffled(text: str, seed: int) -> str:
    header, *lines = text.splitlines(keepends=True)
    random.Random(seed).shuffle(lines)
    return header + "".join(lines)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("shuffled")
    texts = {"items": ITEMS, "orders": ORDERS, "people": PEOPLE, "payments": PAYMENTS}
    plain = read(written(folder), source())
    mixed = read(written(folder, **{name: shuffled(text, seed) for name, text in texts.items()}), source())
    assert sorted((row[2:] for row in rows(mixed)), key=str) == sorted((row[2:] for row in rows(plain)), key=str)
    assert mixed[-1].joined == plain[-1].joined


def test_numbers_of_a_parquet_file_find_the_texts_of_a_csv_file(tmp_path: Path) -> None:
    written(tmp_path, orders="order,at\n ۱۷۸۵۰ ,2024-01-01\n12,2024-02-02\n7,2024-03-03\n")
    pq.write_table(pa.table({"order": [17850.0, 12.0, None], "price": [1, 2, 3]}), tmp_path / "items.parquet")
    columns = ("order", "price", "orders.at")
    found = read(tmp_path, source(columns, JOINS[:1], "items.parquet"))
    assert [row[2:] for row in rows(found, columns)] == [
        ("17850", 1, "2024-01-01"), ("12", 2, "2024-02-02"), (None, 3, None), ("7", None, "2024-03-03"),
    ]  # fmt: skip


def test_several_columns_are_one_key(tmp_path: Path) -> None:
    written(tmp_path, items="branch,no,price\n1,23,5\n12,3,6\n", orders="b,n,at\n12,3,later\n1,23,first\n")
    columns = ("price", "orders.at")
    join = Join("orders", ("orders.csv",), {"branch": "b", "no": "n"})
    assert [row[2:] for row in rows(read(tmp_path, source(columns, [join])), columns)] == [
        ("5", "first"), ("6", "later"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "decimal", "found"),
    [
        (("0.1", "0.2"), ".", "0.3"), (("1,5", "2,25"), ",", "3.75"), (("۵", "7"), ".", "12"), (("", ""), ".", None),
        (("5", ""), ".", "5"), (("5", "many"), ".", "5 + many"), (("-5", "5"), ".", "0"),
    ],
)  # fmt: skip
def test_a_total_is_exact_or_stands_side_by_side(
    tmp_path: Path, cells: tuple[str, str], decimal: str, found: str | None
) -> None:
    written(tmp_path, payments="order;value\n" + "".join(f"A;{cell}\n" for cell in cells))
    columns = ("item", "payments.value")
    join = Join("payments", ("payments.csv",), ON_ORDER, total=("value",), reading=Reading(decimal=decimal))
    assert rows(read(tmp_path, source(columns, [join])), columns)[0] == ("", 2, "tea", found)


def test_broken_lines_of_a_joined_table_are_told_with_their_file(tmp_path: Path) -> None:
    written(tmp_path, orders=ORDERS + "D,p4,2024\nE,p4,2024-05-05,paid\n")
    batches = read(tmp_path, source())
    assert [(batch.part, one.line, one.found_cells) for batch in batches for one in batch.broken] == [
        ("orders.csv", 6, 3)
    ]
    assert ("orders.csv", 7, "E") in [row[:3] for row in rows(batches)]


# ---- what is refused ---------------------------------------------------------------------------------------------
def test_a_join_in_which_nothing_is_found_is_an_error_in_words(tmp_path: Path) -> None:
    error = refused(written(tmp_path, people=PEOPLE.replace("\np", "\nP-")), source())
    assert (type(error), error.sentence.id) == (DataError, "sources.join_finds_nothing")
    assert "orders.person" in str(error.hint)
    assert "p1" not in str(error)


@pytest.mark.parametrize(
    ("change", "wrong", "near"),
    [
        ({"columns": ("order", "people.town", "people.citi")}, "town", ""),
        ({"columns": ("order", "people.citi")}, "citi", "city"),
        ({"joins": (Join("people", ("people.csv",), {"order": "prson"}),)}, "prson", "person"),
        ({"joins": (Join("people", ("people.csv",), {"ordr": "person"}),)}, "ordr", ""),
    ],
)
def test_a_column_a_joined_table_lacks_is_named_with_the_nearest(
    tmp_path: Path, change: Mapping[str, Any], wrong: str, near: str
) -> None:
    columns = {"columns": ("order",)} if "joins" in change else {}
    error = refused(written(tmp_path), source(**{**columns, **change}))
    assert isinstance(error, MissingColumn)
    assert wrong in str(error.sentence)
    assert near in str(error.hint or "")


def test_a_joined_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (written(tmp_path) / "people.csv").unlink()
    assert "people.csv" in str(refused(tmp_path, source()))


def test_rows_nothing_asks_for_belong_to_one_file_alone(tmp_path: Path) -> None:
    (written(tmp_path) / "items2.csv").write_text(ITEMS, encoding="utf-8")
    error = refused(tmp_path, source(files="items*.csv"))
    assert error.sentence.id == "sources.both_of_several"


def test_a_change_of_any_joined_file_is_a_change(tmp_path: Path) -> None:
    origin, here = Folder(), Here(written(tmp_path), {}, Project("shop"))
    (before,) = origin.look(source(), here, Past())
    (tmp_path / "payments.csv").write_text(PAYMENTS + "B,1,card\n", encoding="utf-8")
    (after,) = origin.look(source(), here, Past())
    assert isinstance(before, Found)
    assert isinstance(after, Found)
    assert before.print != after.print
    with pytest.raises(EdgeError) as caught:
        list(origin.batches(source(), before, here))
    assert (caught.value.sentence.id, caught.value.retry) == ("sources.changed_while_read", True)


def test_columns_of_a_joined_source_are_those_of_all_its_tables(tmp_path: Path) -> None:
    origin, here = Folder(), Here(written(tmp_path), {}, Project("shop"))
    (found,) = origin.look(source(), here, Past())
    assert isinstance(found, Found)
    assert set(COLUMNS) < set(origin.columns(source(), found, here))
