"""Texts are read in the encoding they are in, divided by what divides them, from where their header stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bakhsh.edges.sources import delimited
from bakhsh.edges.sources.dialect import dialect_of
from bakhsh.edges.sources.encodings import Encoding, likely
from bakhsh.edges.sources.files import columns_of, read_batches
from bakhsh.errors import BakhshError, EdgeError
from bakhsh.specs import Layout, Reading

ANY, PLAIN = Reading(), Layout()
PERSIAN = "نام,شهر,مبلغ\nعلي رضايي,تهران,1200\nفاطمه محمدي,اصفهان,300\nشركت پخش,مشهد,450\n"
ARABIC = "الاسم,المدينة,المبلغ\nمحمد علي,القاهرة,100\nفاطمة,الرياض,200\n"
FRENCH = "nom,ville\nJosé,Besançon\nHélène,Nîmes\n"
TURKISH = "ad,il\nÖmer,Niğde\nAyşe,İzmir\nÇağrı,Eskişehir\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "orders.csv"


def read(
    path: Path, reading: Reading = ANY, layout: Layout = PLAIN, wanted: Sequence[str] = ()
) -> tuple[list[tuple[int, tuple[str, ...]]], list[tuple[int, str, str]]]:
    """(line, cells) of the rows and (line, text, found) of the broken ones, in the order of lines."""
    batches = list(read_batches(path, reading, layout, wanted))
    rows = [
        (line, tuple(row.values()))
        for batch in batches
        for line, row in zip(batch.lines.to_pylist(), batch.rows.to_pylist(), strict=True)
    ]
    broken = [(one.line, one.text, one.found) for batch in batches for one in batch.broken]
    return sorted(rows), sorted(broken)


def refused(path: Path, reading: Reading = ANY) -> BakhshError:
    with pytest.raises(BakhshError) as caught:
        read(path, reading)
    return caught.value


# ---- encodings ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "encoding", "sure"),
    [
        (PERSIAN, "utf-8", True), (PERSIAN, "utf-8-sig", True), (PERSIAN, "utf-16", True), (PERSIAN, "utf-16-le", True),
        (PERSIAN, "utf-16-be", True), (PERSIAN, "utf-32", True), (PERSIAN, "cp1256", False), (ARABIC, "cp1256", False),
        (ARABIC, "iso8859_6", False), (FRENCH, "cp1252", False), (FRENCH, "utf-16-be", True),
        (TURKISH, "cp1254", False), ("id,name\n1,Café\n2,Bob\n", "cp1252", False), ("a,b\n1,2\n", "utf-8", True),
    ],
)  # fmt: skip
def test_the_encoding_is_known_by_what_its_letters_spell(file: Path, text: str, encoding: str, sure: bool) -> None:
    file.write_bytes(text.encode(encoding))
    found = likely(file.read_bytes())
    assert file.read_bytes().decode(found.name).removeprefix("\ufeff") == text
    assert found.supposed is not sure
    assert dialect_of(file).encoding == found.name
    rows, broken = read(file, Reading(encoding=found.name))
    assert (len(rows), broken) == (text.count("\n") - 1, [])
    assert list(columns_of(file, Reading(encoding=found.name))) == text.split("\n")[0].split(",")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_read_with_and_without_its_mark(file: Path, encoding: str) -> None:
    file.write_bytes(PERSIAN.encode(encoding))
    assert read(file, Reading(encoding="utf-16"))[0][0][1] == ("علي رضايي", "تهران", "1200")


@pytest.mark.parametrize("block", [20, 16 << 20])
def test_a_few_lines_of_another_encoding_are_rejected_and_the_others_read(
    file: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", block)
    lines = [line.encode() for line in PERSIAN.splitlines()]
    lines.insert(2, "مريم,قم,70".encode("cp1256"))
    file.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines))
    rows, broken = read(file)
    assert [line for line, _ in rows] == [2, 4, 5]
    assert [(line, found) for line, _, found in broken] == [(3, f"0xe3 @ {file.read_bytes().index(lines[2])}")]
    assert "70" in broken[0][1]
    assert likely(file.read_bytes()) == Encoding("utf-8")


def test_a_wrong_encoding_is_refused_with_the_one_that_fits(file: Path) -> None:
    file.write_bytes(("id,name\n1,bob\n" + PERSIAN).encode("cp1256"))
    error = refused(file)
    assert isinstance(error, EdgeError)
    assert error.where is not None
    assert (error.where.line, error.sentence.args["offset"]) == (3, 14)
    assert 'encoding = "cp1256"' in str(error.hint)


def test_a_page_that_was_declared_for_utf8_is_refused(file: Path) -> None:
    file.write_bytes(PERSIAN.encode())
    assert refused(file, Reading(encoding="cp1256")).sentence.id == "sources.is_utf8"
    file.write_bytes(b"a,b\n1,2\n")
    assert read(file, Reading(encoding="cp1256"))[0] == [(2, ("1", "2"))]


def test_bytes_no_page_knows_reject_their_line_alone(file: Path) -> None:
    lines = [line.encode("iso8859_6") for line in ARABIC.splitlines()]
    file.write_bytes(b"\n".join([*lines, b"\xff\xfe,x,5"]))
    rows, broken = read(file, Reading(encoding="iso8859_6"))
    assert ([line for line, _ in rows], [line for line, _, _ in broken]) == ([2, 3], [4])


def test_a_damaged_header_is_refused(file: Path) -> None:
    file.write_bytes(b"id,na\xffme\n" + PERSIAN.encode())
    assert refused(file).sentence.id == "sources.header_damaged"


# ---- what divides ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("mark", ["؛", "||", "::", "\t|\t", "~"])
@pytest.mark.parametrize("block", [12, 16 << 20])
def test_any_delimiter_divides_and_may_stand_within_quotes(
    file: Path, monkeypatch: pytest.MonkeyPatch, mark: str, block: int
) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", block)
    lines = [("a", "b"), ("1", f'"x{mark}y"'), ("2", "z"), ("3", "z", "4")]
    file.write_text("\n".join(mark.join(one) for one in lines), encoding="utf-8")
    rows, broken = read(file, Reading(delimiter=mark))
    assert rows == [(2, ("1", f"x{mark}y")), (3, ("2", "z"))]
    assert [(line, text) for line, text, _ in broken] == [(4, mark.join(lines[3]))]


def test_a_persian_semicolon_is_found(file: Path) -> None:
    file.write_text("نام؛مبلغ\nقند؛۱۲\n", encoding="utf-8")
    assert read(file)[0] == [(2, ("قند", "۱۲"))]
    assert dialect_of(file).delimiter == "؛"


@pytest.mark.parametrize("mark", ["", 'a"', "a\nb", "abcdef"])
def test_what_cannot_divide_is_refused(file: Path, mark: str) -> None:
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    if not mark:
        assert columns_of(file, Reading(delimiter=mark)) == ("a", "b")
    else:
        assert refused(file, Reading(delimiter=mark)).sentence.id == "data.delimiter_too_long"


# ---- where the header stands -------------------------------------------------------------------------------------
def test_the_header_is_found_by_the_wanted_columns(file: Path) -> None:
    lines = [
        "گزارش فروش;;",
        "",
        "از ۱۴۰۳/۰۱/۰۱;;",
        "نام;مبلغ;شهر",
        "قند;12;قم",
        'چای;"3;0";"یزد',
        'کهنه"',
        ";;",
        "x;1;y",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    wanted = ("مبلغ", "نام", "@line", "@title")
    rows, broken = read(file, wanted=wanted)
    assert [(line, cells[:3]) for line, cells in rows] == [
        (5, ("قند", "12", "قم")), (6, ("چای", "3;0", "یزد\nکهنه")), (9, ("x", "1", "y")),
    ]  # fmt: skip
    assert broken == []
    assert set(columns_of(file, Reading(), wanted=wanted)) == {"نام", "مبلغ", "شهر", "@line", "@title"}


def test_a_line_that_tells_excel_the_delimiter_is_no_row(file: Path) -> None:
    file.write_text("sep=;\nid;amount\n1;2,5\n", encoding="utf-8")
    assert read(file, wanted=("id", "amount"))[0] == [(3, ("1", "2,5"))]


def test_names_are_found_in_any_spelling_of_the_same_letters(file: Path) -> None:
    file.write_text("کد مشتري, Amount \n1,2\n", encoding="utf-8")
    assert columns_of(file, Reading(), wanted=("کد‌مشتری", "amount")) == ("کد‌مشتری", "amount")


def test_damage_in_a_page_loses_no_other_line(file: Path) -> None:
    lines = ["title", "a,b", "1,2", 'x,"open', "3,4", "\x00", "5,6"]
    file.write_text("\n".join(lines), encoding="utf-8")
    rows, broken = read(file, wanted=("a", "b"))
    assert ([line for line, _ in rows], [line for line, _, _ in broken]) == ([3, 5, 7], [4, 6])


# ---- fixed width -------------------------------------------------------------------------------------------------
FIXED = "\r\n".join(
    [
        " id   name      amount",
        " 001  علی رضا   12.50",
        " 002            3",
        "",
        " 003  cut",
        " 004  long      1234567 x",
    ]
)


def test_a_text_of_fixed_width_is_cut_by_characters(file: Path) -> None:
    reading = Reading(format="fixed", widths=(6, 10, 7))
    file.write_bytes(FIXED.encode())
    rows, broken = read(file, reading)
    assert rows == [(2, ("001", "علی رضا", "12.50")), (3, ("002", "", "3"))]
    assert [(line, text.strip()[:3]) for line, text, _ in broken] == [(5, "003"), (6, "004")]
    assert columns_of(file, reading) == ("id", "name", "amount")


def test_a_text_of_fixed_width_without_widths_is_divided_by_its_blanks(file: Path) -> None:
    file.write_bytes(b" id  date   n\r\n 00001 19970101  1\r\n")
    assert read(file, Reading(format="fixed"))[0] == [(2, ("00001", "19970101", "1"))]


def test_fixed_width_without_a_header_takes_the_declared_names(file: Path) -> None:
    file.write_bytes(b"\n12 34\n56 78\n")
    reading = Reading(format="fixed", widths=(3, 2), header=False, columns=("a", "b"))
    assert read(file, reading)[0] == [(2, ("12", "34")), (3, ("56", "78"))]
    assert columns_of(file, Reading(format="fixed", widths=(3, 2), header=False)) == ("column_1", "column_2")
