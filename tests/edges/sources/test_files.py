"""Files are read line by line: nothing shifted, nothing lost, every line known by its number."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.edges.sources import careful, delimited
from bakhsh.edges.sources.files import BrokenLine, RawBatch, columns_of, fingerprint, format_of, read_batches
from bakhsh.errors import BakhshError, DataError, EdgeError
from bakhsh.specs import Reading

CSV = Reading(format="csv")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "orders.csv"


def written(file: Path, content: str | bytes) -> Path:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def read(path: Path, reading: Reading = CSV, size: int = 200_000) -> tuple[list[Any], tuple[BrokenLine, ...]]:
    """(line, cells) of every row, and the broken lines; both in the order of lines."""
    batches: list[RawBatch] = list(read_batches(path, reading, size=size))
    rows = [
        (line, tuple(row.values()))
        for batch in batches
        for line, row in zip(batch.lines.to_pylist(), batch.rows.to_pylist(), strict=True)
    ]
    broken = [one for batch in batches for one in batch.broken]
    return sorted(rows), tuple(sorted(broken, key=lambda one: one.line))


# ---- exactness ---------------------------------------------------------------------------------------------------
CELLS = ["a", "12", "", "x y", 'five "inch"', "two\nlines", "a\n\nb", "1,2", '"', '""', "قهوه", "\n", "  "]
CELL = st.sampled_from(CELLS)


@settings(max_examples=150)
@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=9)),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([30, 200, 9999]), st.booleans(),
)  # fmt: skip
def test_what_a_writer_wrote_is_read_with_its_lines(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], quoting: Any, ends: str, block: int, closed: bool
) -> None:
    width = len(rows[0]) if rows else 2
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=ends, quoting=quoting)
    writer.writerows([[f"h{place}" for place in range(width)], *rows])
    content = text.getvalue() if closed else text.getvalue().removesuffix(ends)
    path = written(tmp_path_factory.getbasetemp() / "oracle.csv", content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_BLOCK", block)
        found, broken = read(path, size=3)
    assert (found, broken) == (said_by_the_csv_module(content), ())


def test_a_row_of_blanks_alone_is_a_row(tmp_path: Path) -> None:
    content = "h\n  "
    assert read(written(tmp_path / "blank.csv", content)) == (said_by_the_csv_module(content), ())


def said_by_the_csv_module(content: str) -> list[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(content, newline=""))
    next(reader)
    found, before = [], reader.line_num
    for row in reader:
        if row:
            found.append((before + 1, tuple(cell.replace("\r\n", "\n") for cell in row)))
        before = reader.line_num
    return found


def test_blank_lines_are_no_rows_and_still_count_as_lines(file: Path) -> None:
    assert read(written(file, "\n\na,b\n\n1,2\n\n\n3,4\n\n")) == ([(5, ("1", "2")), (8, ("3", "4"))], ())


def test_a_batch_holds_no_more_rows_than_asked(file: Path) -> None:
    written(file, "a,b\n" + "1,2\n" * 25)
    assert [batch.rows.num_rows for batch in read_batches(file, CSV, size=10)] == [10, 10, 5]


def test_every_cell_stays_the_text_it_was(file: Path) -> None:
    cells = ("007", "1e5", "NULL", "2011-12-01", "", "true")
    names = [f"c{place}" for place in range(len(cells))]
    assert read(written(file, ",".join(names) + "\n" + ",".join(cells) + "\n")) == ([(2, cells)], ())


# ---- broken lines ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("block", [8, 40, 16 << 20])
@pytest.mark.parametrize(
    ("lines", "rows", "broken"),
    [
        (["1,2", "3,4,5", "6,7"], [2, 4], [(3, 3)]),
        (["1", "2,3"], [3], [(2, 1)]),
        (["1,2", "3"], [2], [(3, 1)]),
        (['1,"2', "3,4", "5,6"], [3, 4], [(2, 2)]),
        (['1,"2', '3,4"', "5,6"], [2, 4], []),
        (['1,"2"x"', "5,6"], [2, 3], []),
        (["1,2", '3,"4'], [2], [(3, 2)]),
        (["1\x00,2", "3,4"], [3], [(2, 2)]),
        (['"1","2"', '"3,"4"', '"5","6"'], [2, 4], [(3, 1)]),
        (['"1","2"', '"3",4"",5', '"5","6"'], [2, 4], [(3, 3)]),
        (["1,2", "3\r4,5", "6,7"], [2, 4], [(3, 2)]),
    ],
)
def test_a_ragged_or_damaged_line_is_broken_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch, block: int, lines: list[str], rows: list[int],
    broken: list[tuple[int, int]],
) -> None:  # fmt: skip
    monkeypatch.setattr(delimited, "_BLOCK", block)
    found, wrong = read(written(file, "\n".join(["a,b", *lines])))
    assert [line for line, _ in found] == rows
    assert [(one.line, one.found_cells) for one in wrong] == broken
    assert [one.text for one in wrong] == [lines[line - 2] for line, _ in broken]


def test_a_quote_nobody_closes_swallows_no_good_line(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(careful, "LONGEST_RECORD", 200)
    monkeypatch.setattr(delimited, "_BLOCK", 500)
    lines = [f"{number},fine" for number in range(200)]
    found, broken = read(written(file, "\n".join(["a,b", *lines[:50], '50,"open', *lines[51:]])))
    assert [one.line for one in broken] == [52]
    assert len(found) == 199


@settings(max_examples=60)
@given(st.binary(max_size=200).map(lambda tail: b"a,b,c\n" + tail), st.sampled_from([7, 50, 16 << 20]))
def test_any_bytes_are_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, block: int
) -> None:
    path = written(tmp_path_factory.getbasetemp() / "any.csv", content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_BLOCK", block)
        try:
            rows, broken = read(path)
        except BakhshError:
            return
    places = [line for line, _ in rows] + [one.line for one in broken]
    assert len(places) == len(set(places))
    if b'"' not in content and b"\r" not in content:
        lines = content.split(b"\n")
        assert sorted(places) == [number for number, line in enumerate(lines, 1) if line and number > 1]


# ---- refusals ----------------------------------------------------------------------------------------------------
def refused(path: Path, reading: Reading = CSV) -> BakhshError:
    with pytest.raises(BakhshError) as caught:
        read(path, reading)
    return caught.value


def test_an_empty_file_is_refused_and_a_header_alone_is_no_rows(file: Path) -> None:
    assert refused(written(file, "")).sentence.id == "data.file_empty"
    assert refused(written(file, "\n\n")).sentence.id == "data.file_empty"
    for content in ("a,b", "a,b\n", "a,b\r\n\r\n"):
        batches = list(read_batches(written(file, content), CSV))
        assert [batch.rows.num_rows for batch in batches] == [0]
        assert batches[0].rows.column_names == ["a", "b"]


def test_a_wrong_delimiter_is_named_with_the_likely_one(file: Path) -> None:
    error = refused(written(file, "a;b;c\n1;2;3\n"), Reading(format="csv", delimiter=","))
    assert isinstance(error, DataError)
    assert error.hint is not None
    assert '";"' in str(error.hint).replace("'", '"')


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_delimiter_that_is_not_declared_is_found(file: Path, mark: str) -> None:
    assert read(written(file, f"a{mark}b\n1{mark}2\n"))[0] == [(2, ("1", "2"))]


def test_a_name_that_stands_in_the_header_twice_is_refused(file: Path) -> None:
    assert "price" in str(refused(written(file, "price,item,price\n1,2,3\n")))


def test_a_nameless_column_is_called_after_its_place(file: Path) -> None:
    assert columns_of(written(file, ",b\n0,1\n"), CSV) == ("column_1", "b")


@pytest.mark.parametrize("block", [16, 16 << 20])
def test_a_byte_of_another_encoding_is_found_by_offset_and_line(
    file: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", block)
    content = "a,b\r\nقهوه,2\r\n".encode() + b"caf\xe9,3\r\n"
    error = refused(written(file, content))
    assert isinstance(error, EdgeError)
    assert error.where is not None
    assert (error.where.line, error.sentence.args["offset"]) == (3, content.index(b"\xe9"))


def test_a_file_that_is_not_there_or_of_another_form_is_refused_in_words(file: Path) -> None:
    assert refused(file).sentence.id == "data.file_missing"
    written(file, b"%PDF-1.7 rest")
    with pytest.raises(DataError, match="pdf"):
        columns_of(file, Reading())
    with pytest.raises(DataError, match="pdf"):
        columns_of(file, CSV)
    with pytest.raises(EdgeError):
        fingerprint(file.parent / "nothing.csv")


# ---- dialects ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_encodings_are_read_as_declared(file: Path, encoding: str) -> None:
    written(file, "نام,b\nقهوه,2\n".encode(encoding))
    assert columns_of(file, Reading(format="csv", encoding=encoding)) == ("نام", "b")
    assert read(file, Reading(format="csv", encoding=encoding))[0] == [(2, ("قهوه", "2"))]


def test_utf16_that_nobody_declared_is_named(file: Path) -> None:
    assert refused(written(file, "a,b\n1,2\n".encode("utf-16"))).sentence.id == "data.looks_like_utf16"


def test_a_wrong_declared_encoding_is_found_by_offset(file: Path) -> None:
    error = refused(written(file, b"a,b\ncaf\x81,3\n"), Reading(format="csv", encoding="cp1252"))
    assert (error.sentence.id, error.sentence.args["offset"]) == ("data.not_in_encoding", 7)
    assert refused(file, Reading(format="csv", encoding="klingon")).sentence.id == "data.encoding_unknown"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("block", [5, 6, 7, 16 << 20])
def test_lines_end_as_they_did_on_any_machine(
    file: Path, monkeypatch: pytest.MonkeyPatch, ends: str, block: int
) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", max(block, len(f"a,b{ends}1")) if ends == "\r" else block)
    assert read(written(file, f"a,b{ends}1,2{ends}3,4{ends}")) == ([(2, ("1", "2")), (3, ("3", "4"))], ())


def test_a_file_without_header_has_declared_or_counted_names(file: Path) -> None:
    written(file, "1,2\n3,4\n")
    assert columns_of(file, Reading(format="csv", header=False)) == ("column_1", "column_2")
    named = Reading(format="csv", header=False, columns=("a", "b"))
    assert columns_of(file, named) == ("a", "b")
    assert [line for line, _ in read(file, named)[0]] == [1, 2]
    assert refused(file, Reading(format="csv", header=False, columns=("a",))).sentence.id == "data.columns_declared"


def test_columns_may_be_divided_by_any_number_of_blanks(file: Path) -> None:
    content = " id  date   n\r\n 00001 19970101  1\r\n 00002   19970112 12 \r\n"
    found, broken = read(written(file, content), Reading(format="csv", delimiter=" "))
    assert found == [(2, ("00001", "19970101", "1")), (3, ("00002", "19970112", "12"))]
    assert broken == ()


def test_without_a_quote_quotes_are_text(file: Path) -> None:
    assert read(written(file, 'a,b\n"1,2\n'), Reading(format="csv", quote=""))[0] == [(2, ('"1', "2"))]


# ---- Parquet -----------------------------------------------------------------------------------------------------
def test_parquet_keeps_its_types_and_counts_lines_as_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    table = pa.table({"id": [1, 2, 3], "city": pa.array(["a", "b", "a"]).dictionary_encode()})
    pq.write_table(table, path)
    batches = list(read_batches(path, Reading(), size=2))
    assert [batch.lines.to_pylist() for batch in batches] == [[2, 3], [4]]
    assert batches[0].rows.schema.types == [pa.int64(), pa.string()]
    assert (format_of(path, Reading()), columns_of(path, Reading())) == ("parquet", ("id", "city"))


def test_a_parquet_file_without_rows_gives_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table({"id": pa.array([], pa.int64())}), path)
    assert [batch.rows.column_names for batch in read_batches(path, Reading())] == [["id"]]


def test_half_a_parquet_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table({"id": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:-50])
    assert refused(path, Reading()).sentence.id == "data.parquet_damaged"


def test_a_fingerprint_is_that_of_the_bytes(file: Path) -> None:
    assert fingerprint(written(file, b"a,b\n")) == hashlib.sha256(b"a,b\n").hexdigest()


# ---- where a row stands ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_place_of_a_row_is_a_column_for_who_asks(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"tehran.{form}"
    if form == "csv":
        written(path, "a\n1\n\n2\n")
    else:
        pq.write_table(pa.table({"a": ["1", "2"]}), path)
    places = ("@file", "@line", "@sheet", "@title")
    rows = pa.concat_tables([one.rows for one in read_batches(path, Reading(), wanted=("a", *places))])
    lines = ["2", "4"] if form == "csv" else ["2", "3"]
    assert rows.select(("a", *places)).to_pydict() == {
        "a": ["1", "2"], "@file": [path.name] * 2, "@line": lines, "@sheet": [None] * 2, "@title": [None] * 2,
    }  # fmt: skip
    assert set(columns_of(path, Reading(), wanted=places)) == {"a", *places}
    assert columns_of(path, Reading()) == ("a",)


def test_a_column_of_the_file_is_not_hidden_by_a_place(file: Path) -> None:
    written(file, "@line,b\nseven,2\n")
    (batch,) = read_batches(file, CSV, wanted=("@line",))
    assert batch.rows["@line"].to_pylist() == ["seven"]


def test_a_parquet_file_with_two_columns_of_one_name_is_refused_in_words(tmp_path: Path) -> None:
    both = pa.array([1, 2])
    pq.write_table(pa.Table.from_arrays([both, both, both], ["a", "a", "b"]), tmp_path / "a.parquet")
    with pytest.raises(DataError) as caught:
        columns_of(tmp_path / "a.parquet", Reading())
    assert caught.value.sentence.id == "data.columns_twice"
