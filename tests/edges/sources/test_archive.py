"""Tables are read from archives as from folders, and what only looks like one is refused before it does harm."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from bakhsh.edges.sources import archive, content, delimited
from bakhsh.edges.sources.files import columns_of, format_of, read_batches
from bakhsh.errors import BakhshError, DataError, EdgeError
from bakhsh.specs import Reading

ANY = Reading()


def packed(path: Path, members: Mapping[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as packing:
        for name, said in members.items():
            packing.writestr(name, said)
    return path


def read(path: Path, reading: Reading = ANY, wanted: tuple[str, ...] = ()) -> list[tuple[str, int, dict[str, str]]]:
    """(part, line, cells) of every row, in the order they come."""
    return [
        (batch.part, line, row)
        for batch in read_batches(path, reading, wanted=wanted)
        for line, row in zip(batch.lines.to_pylist(), batch.rows.to_pylist(), strict=True)
    ]


def refused(path: Path, reading: Reading = ANY) -> BakhshError:
    with pytest.raises(BakhshError) as caught:
        list(read_batches(path, reading))
    assert not str(caught.value.sentence).startswith("[")
    assert caught.value.hint is not None
    return caught.value


def parquet(**columns: list[str]) -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


def test_the_tables_of_a_zip_are_its_parts_in_the_order_of_their_names(tmp_path: Path) -> None:
    members = {
        "b/tehran.csv": "a,b\n3,4\n", "a/shiraz.csv": "a;b\n1;2\n", "c.parquet": parquet(a=["5"], b=["6"]),
        "readme.pdf": b"%PDF", "__MACOSX/b/._tehran.csv": b"\x00\x05", ".DS_Store": b"\x00", "b/": b"",
    }  # fmt: skip
    path = packed(tmp_path / "branches.zip", members)
    assert read(path, wanted=("a", "@file", "@sheet")) == [
        ("a/shiraz.csv", 2, {"a": "1", "b": "2", "@file": "branches.zip", "@sheet": "a/shiraz.csv"}),
        ("b/tehran.csv", 2, {"a": "3", "b": "4", "@file": "branches.zip", "@sheet": "b/tehran.csv"}),
        ("c.parquet", 2, {"a": "5", "b": "6", "@file": "branches.zip", "@sheet": "c.parquet"}),
    ]
    assert [part for part, _, _ in read(path, Reading(members=("tehran*", "*.parquet")))] == [
        "b/tehran.csv", "c.parquet",
    ]  # fmt: skip


def test_columns_of_an_archive_are_those_all_its_members_have(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"a.csv": "id,amount,city\n", "b.csv": "amount,id\n"})
    assert columns_of(path, ANY) == ("id", "amount")


def test_a_gzipped_text_is_read_as_the_text(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress("نام,b\r\nقهوه,2\r\n".encode("utf-16")))
    assert read(path, Reading(encoding="utf-16")) == [("", 2, {"نام": "قهوه", "b": "2"})]
    assert format_of(path, ANY) == "csv"


def test_a_large_member_is_read_in_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", 1 << 18)
    rows = "".join(f"{number},{number * 7919 % 1_000_003}\n" for number in range(100_000))
    path = packed(tmp_path / "large.zip", {"large.csv": "a,b\n" + rows * 5})
    tracemalloc.start()
    assert sum(batch.rows.num_rows for batch in read_batches(path, ANY)) == 500_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 << 20


# ---- what is refused ---------------------------------------------------------------------------------------------
def test_a_bomb_is_refused_before_it_is_unpacked_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "SMALL", 1 << 20)
    bomb = packed(tmp_path / "bomb.zip", {"orders.csv": b"a,b\n" + b"0" * (3 << 20)})
    assert refused(bomb).sentence.id == "sources.archive_too_large"
    squeezed = tmp_path / "bomb.gz"
    squeezed.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * (1 << 20)))
    assert refused(squeezed).sentence.id == "sources.archive_too_large"


def test_a_small_table_that_repeats_itself_is_no_bomb(tmp_path: Path) -> None:
    path = packed(tmp_path / "same.zip", {"orders.csv": "a,b\n" + "1,2\n" * 100_000})
    assert path.stat().st_size * 250 < 400_000
    assert sum(batch.rows.num_rows for batch in read_batches(path, ANY)) == 100_000


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"a.csv": "a\n1\n"}).read_bytes()
    path = packed(tmp_path / "outer.zip", {"inner.zip": inner})
    assert refused(path).sentence.id == "sources.archive_in_archive"
    disguised = packed(tmp_path / "disguised.zip", {"orders.csv": inner})
    assert refused(disguised).sentence.id == "sources.archive_in_archive"
    twice = tmp_path / "twice.gz"
    twice.write_bytes(gzip.compress(gzip.compress(b"a\n1\n")))
    assert refused(twice).sentence.id == "sources.archive_in_archive"


def test_an_archive_without_a_table_names_what_it_holds(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"photo.jpg": b"\xff", "notes.docx": b"PK"})
    assert "photo.jpg" in str(refused(path))
    assert "photo.jpg" in str(refused(path, Reading(members=("orders*",))))
    assert refused(packed(tmp_path / "empty.zip", {})).sentence.id == "sources.no_table_in_archive"


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packing:
        packing.writestr("a.csv", "a\n1\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            packing.writestr("a.csv", "a\n2\n")
    assert refused(path).sentence.id == "sources.member_twice"


def test_a_locked_archive_is_refused_in_words(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"a.csv": "a\n1\n"})
    held = bytearray(path.read_bytes())
    held[held.index(b"PK\x01\x02") + 8] |= 1
    held[6] |= 1
    path.write_bytes(bytes(held))
    error = refused(path)
    assert (error.sentence.id, type(error)) == ("sources.archive_locked", DataError)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_half_an_archive_is_refused_in_words(tmp_path: Path, cut: float) -> None:
    text = "a,b\n" + "".join(f"{n},{n * n}\n" for n in range(5_000))
    for path, held in (
        (tmp_path / "x.zip", packed(tmp_path / "y.zip", {"a.csv": text}).read_bytes()),
        (tmp_path / "x.gz", gzip.compress(text.encode())),
    ):
        path.write_bytes(held[: int(len(held) * cut)])
        error = refused(path)
        assert (error.sentence.id, type(error)) == ("sources.archive_damaged", EdgeError)


def test_a_damaged_byte_within_a_member_is_found(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"a.csv": "a,b\n" + "1,2\n" * 900}, zipfile.ZIP_STORED)
    held = bytearray(path.read_bytes())
    held[held.index(b"1,2") + 1200] ^= 7
    path.write_bytes(bytes(held))
    assert refused(path).sentence.id == "sources.archive_damaged"
    assert str(path) in str(refused(path))


def test_another_form_than_is_declared_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(parquet(a=["1"]))
    assert refused(path, Reading(format="csv")).sentence.id == "sources.another_form"
    assert read(path) == [("", 2, {"a": "1"})]


def test_members_of_an_archive_are_what_their_bytes_are(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"a.csv": "a\n1\n", "b.parquet": parquet(a=["2"])})
    assert [row for _, _, row in read(path, Reading(format="csv"))] == [{"a": "1"}, {"a": "2"}]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path).sentence.id == "sources.is_folder"


def test_a_workbook_under_a_password_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert refused(path).sentence.id == "sources.workbook_locked"


# ---- workbooks ---------------------------------------------------------------------------------------------------
def workbook(path: Path, *cells: tuple[int, int, str]) -> bytes:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("June")
        for row, column, text in (*((0, n, name) for n, name in enumerate("ab")), (1, 0, "1"), (1, 1, "2"), *cells):
            sheet.write_string(row, column, text)
    return path.read_bytes()


def test_a_workbook_in_an_archive_is_read_sheet_by_sheet(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"a/book.xlsx": workbook(tmp_path / "book.xlsx")})
    assert read(path, wanted=("a", "b")) == [("a/book.xlsx/June", 2, {"a": "1", "b": "2"})]


def test_one_cell_in_the_last_corner_of_a_sheet_does_not_end_the_process(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook(path, (1_048_575, 16_383, "left here"))
    assert refused(path).sentence.id == "sources.sheet_spread"
    workbook(path, (60_000, 1, "left here"))
    assert [line for _, line, _ in read(path, wanted=("a", "b"))] == [2, 60_001]


def test_a_workbook_that_unpacks_to_more_than_any_is_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "SMALL", 1 << 20)
    path = tmp_path / "book.xlsx"
    sheet = workbook(path)
    with zipfile.ZipFile(io.BytesIO(sheet)) as book:
        members = {one: book.read(one) for one in book.namelist()}
    packed(path, members | {"xl/worksheets/sheet1.xml": b"<c>" + b" " * (40 << 20)})
    assert refused(path).sentence.id == "sources.archive_too_large"
